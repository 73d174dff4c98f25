// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/report_page.h"

#include "pages/empty_state.h"
#include "pages/report_export.h"
#include "plots/report_text.h"
#include "shell/choose_file.h"
#include "shell/session.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QTextDocument>

#include <algorithm>

namespace kneepoint::ui {

ReportPage::ReportPage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedWidget(this)), m_sections(new QListWidget(this)),
      m_preview(new QTextBrowser(this)), m_write(new QPushButton(this)), m_written(new QLabel(this)),
      m_export(new ReportExport(session.writer(), this))
{
    auto* content = new QWidget(this);
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * grid_unit);
    row->addWidget(build_sections());
    m_preview->setFrameShape(QFrame::NoFrame);
    m_preview->setOpenLinks(false);
    m_preview->setAccessibleName(tr("Preview of the report"));
    row->addWidget(m_preview, 1);

    m_stack->addWidget(
        new EmptyState(tr("There is nothing to report yet"),
                       tr("The report is written from a pair of runs: open a folder with the results of a base and a "
                          "compressed model."),
                       session, std::nullopt, this));
    m_stack->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    layout->addWidget(m_stack);

    m_delay.setSingleShot(true);
    m_delay.setInterval(100); // several signals of one change build the report once
    connect(&m_delay, &QTimer::timeout, this, &ReportPage::build);
    connect(&session, &Session::comparison_changed, this, &ReportPage::schedule);
    connect(&session, &Session::options_changed, this, &ReportPage::schedule);
    connect(m_sections, &QListWidget::itemChanged, this, &ReportPage::switch_section);
    connect_export();
    show_export({});
    schedule();
}

ReportPage::~ReportPage() = default;

QWidget* ReportPage::build_sections()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(30 * grid_unit);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* heading = new QLabel(tr("Sections"), side);
    auto font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    heading->setBuddy(m_sections);
    layout->addWidget(heading);
    m_sections->setFrameShape(QFrame::NoFrame);
    m_sections->setAccessibleName(tr("Sections of the report"));
    layout->addWidget(m_sections, 1);
    m_write->setToolTip(tr("Write Markdown with its charts beside it, one HTML page, or a PDF"));
    layout->addWidget(m_write);
    m_written->setWordWrap(true);
    m_written->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_written);
    return side;
}

void ReportPage::fill_sections()
{
    const QSignalBlocker quiet(m_sections);
    const auto& off = session().workspace().report_sections_off;
    const int row = m_sections->currentRow();
    m_sections->clear();
    for (const auto& section : report::section_catalogue()) {
        auto* item = new QListWidgetItem(qt(section.text), m_sections);
        item->setData(Qt::UserRole, qt(section.name));
        const bool is_off = std::ranges::find(off, section.name) != off.end();
        item->setCheckState(is_off ? Qt::Unchecked : Qt::Checked);
    }
    m_sections->setCurrentRow(row);
}

void ReportPage::switch_section(QListWidgetItem* item)
{
    session().set_section_off(item->data(Qt::UserRole).toString(), item->checkState() == Qt::Unchecked);
    schedule();
}

void ReportPage::schedule()
{
    m_stale = true;
    if (isVisible()) m_delay.start();
}

void ReportPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale) build();
}

void ReportPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_document) show_document(m_document);
}

void ReportPage::build()
{
    m_stale = false;
    fill_sections();
    const bool any = !session().comparisons().empty();
    m_stack->setCurrentIndex(any ? 1 : 0);
    if (!any) {
        m_document.reset();
        return;
    }
    // The input borrows runs from the catalogue, which lives until its change has been signalled: build here, it takes
    // milliseconds; what takes long, the drawing of charts, is done when a chart comes into sight.
    show_document(std::make_shared<report::Document>(report::build_report(session().report_input())));
}

void ReportPage::show_document(const std::shared_ptr<const report::Document>& document)
{
    const int scrolled = m_preview->verticalScrollBar()->value();
    m_document = document;
    auto text = screen_text(*document, Theme::current().dark);
    m_preview->setDocument(text.get());
    m_text = std::move(text); // the one before is let go only now that it is out of sight
    m_preview->verticalScrollBar()->setValue(scrolled);
}

void ReportPage::choose_file()
{
    if (m_export->busy()) return m_export->stop();
    choose_to_write(this, tr("Write report"), QStringLiteral("comparison"),
                    {{tr("Markdown with charts"), QStringLiteral("md")},
                     {tr("HTML page"), QStringLiteral("html")},
                     {tr("PDF"), QStringLiteral("pdf")}},
                    [this](const QString& file) { export_to(file); });
}

void ReportPage::export_to(const QString& file)
{
    const auto format = report_format_of(file.toStdString());
    if (!format)
        return emit session().message(
            tr("A report is written as .md, .html or .pdf; give %1 one of these endings.").arg(file));
    m_export->start(std::make_unique<ReportFiles>(report::build_report(session().report_input()), file.toStdString(),
                                                  *format, ReportCharts::svg));
}

void ReportPage::connect_export()
{
    connect(m_write, &QPushButton::clicked, this, &ReportPage::choose_file);
    connect(m_export, &ReportExport::stage, this, &ReportPage::show_export);
    connect(m_export, &ReportExport::ended, this,
            [this](const QStringList& files) { show_export(tr("Written: %1").arg(files.join(QLatin1Char('\n')))); });
    connect(m_export, &ReportExport::stopped, this, [this] { show_export(tr("Stopped: nothing was written.")); });
    connect(m_export, &ReportExport::failed, this, [this](const QString& why) {
        show_export({});
        emit session().message(tr("The report was not written. %1").arg(why));
    });
}

/// While it is written, the button that began it stops it.
void ReportPage::show_export(const QString& sentence)
{
    m_written->setText(sentence);
    m_write->setText(m_export->busy() ? tr("Stop writing") : tr("Write report…"));
    m_write->setIcon(icon(m_export->busy() ? QStringLiteral("cancel") : QStringLiteral("export")));
}

QString ReportPage::title() const
{
    return tr("Report");
}

QString ReportPage::help_text() const
{
    return tr(
        "### Report\n\n"
        "The preview is what is written: Markdown with its charts beside it, one HTML page with everything inside, or "
        "a PDF. The "
        "same results give the same bytes. Sections are switched on and off at the left.\n\n"
        "A sentence stands in the report only when its rule holds for these results; exceptions are named in it.");
}

QWidget* ReportPage::first_focus()
{
    return m_preview;
}

} // namespace kneepoint::ui
