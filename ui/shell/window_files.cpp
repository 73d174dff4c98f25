// SPDX-License-Identifier: GPL-3.0-or-later
#include "choose_file.h"
#include "examples.h"
#include "glossary.h"
#include "help_dock.h"
#include "library_dock.h"
#include "main_window.h"
#include "page_tabs.h"
#include "pages/library_page.h"
#include "plots/chart_file.h"
#include "result_tree.h"
#include "settings.h"
#include "text.h"
#include "writer.h"

#include "kneepoint/base/file.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>

namespace kneepoint::ui {

namespace {

/// Whether there is a file that was not written here: a CSV of that name may be a result.
bool is_foreign(const QString& file, const std::string& csv)
{
    QFile there(file);
    if (!there.exists()) return false;
    const auto header = csv.substr(0, csv.find('\n') + 1);
    return !there.open(QIODevice::ReadOnly) || there.readLine().toStdString() != header;
}

/// The picture, and its numbers in the first of two files, or in the second when the first is another's.
/// @return the file of the numbers
Result<QString> write_with_numbers(const QString& file, const std::string& picture, const QStringList& numbers,
                                   const std::string& csv)
{
    const auto& beside = numbers[is_foreign(numbers[0], csv) ? 1 : 0];
    if (const auto written = write_file(file.toStdString(), picture); !written) return std::unexpected(written.error());
    if (const auto written = write_file(beside.toStdString(), csv); !written) return std::unexpected(written.error());
    return beside;
}

} // namespace

void MainWindow::open_paths(const QStringList& paths)
{
    m_answer_wanted = true;
    m_session.open(paths);
}

void MainWindow::open_folder()
{
    choose_to_open(this, tr("Open a folder of results"), QFileDialog::Directory, {},
                   [this](const QStringList& chosen) { open_paths(chosen); });
}

void MainWindow::open_workspace()
{
    choose_to_open(this, tr("Open results or a workspace"), QFileDialog::ExistingFiles,
                   tr("All files (*);;Workspaces (*.kneepoint)"),
                   [this](const QStringList& chosen) { open_paths(chosen); });
}

void MainWindow::open_examples()
{
    const auto folder = examples_folder();
    if (folder.isEmpty())
        m_notifications->problem(tr("The example results are not installed; set KNEEPOINT_EXAMPLES to their folder."));
    else
        open_paths({folder});
}

void MainWindow::paste()
{
    const auto* copied = QApplication::clipboard()->mimeData();
    QStringList files;
    for (const auto& url : copied ? copied->urls() : QList<QUrl>())
        if (url.isLocalFile()) files << url.toLocalFile();
    if (!files.isEmpty()) return m_session.add(files);
    const auto text = QApplication::clipboard()->text();
    if (text.trimmed().isEmpty())
        return m_notifications->note(tr("The clipboard holds no text; copy a results table or a report first."));
    m_answer_wanted = true;
    m_session.open_clipboard(text);
}

void MainWindow::save_workspace()
{
    choose_to_write(this, tr("Save the workspace"), {}, {{tr("Workspaces"), QStringLiteral("kneepoint")}},
                    [this](const QString& file) { m_session.save_workspace(file); });
}

void MainWindow::export_chart()
{
    choose_to_write(
        this, tr("Export the chart and its numbers"), {},
        {{tr("SVG"), QStringLiteral("svg")}, {tr("PDF"), QStringLiteral("pdf")}, {tr("PNG"), QStringLiteral("png")}},
        [this](const QString& file) { export_chart_to(file); });
}

void MainWindow::export_chart_to(const QString& file)
{
    const auto chart = page_in_sight()->chart();
    if (!chart) return;
    const auto format = picture_format_of(file.toStdString());
    if (!format) return m_notifications->problem(qt(to_string(format.error())));
    const auto picture = render_chart(*chart, *format);
    if (!picture) return m_notifications->problem(qt(to_string(picture.error())));
    const QFileInfo name(file);
    const auto stem = name.path() + QLatin1Char('/') + name.completeBaseName();
    const QStringList numbers{stem + QStringLiteral(".csv"), stem + QStringLiteral("-data.csv")};
    m_session.writer().start(
        QStringList{file} + numbers,
        [file, picture = picture->toStdString(), numbers, csv = report::to_csv(*chart)] {
            return write_with_numbers(file, picture, numbers, csv);
        },
        this,
        [this, file](const Result<QString>& beside) {
            if (beside)
                m_notifications->note(tr("Wrote %1 and its numbers to %2.").arg(file, QFileInfo(*beside).fileName()));
            else
                m_notifications->problem(tr("The chart was not written. %1").arg(qt(to_string(beside.error()))));
        });
}

void MainWindow::copy_table(TableFormat format)
{
    const auto table = page_in_sight()->table();
    if (!table) return;
    const auto text = format == TableFormat::csv ? report::to_csv(*table) : report::to_markdown(*table);
    QApplication::clipboard()->setText(qt(text));
    m_notifications->note(tr("Copied %n row(s).", nullptr, static_cast<int>(table->rows.size())));
}

void MainWindow::show_help()
{
    m_help->show_help(page_in_sight()->help_text(), m_actions);
    m_help->show();
}

void MainWindow::show_glossary()
{
    if (!m_glossary) m_glossary = new Glossary(this);
    m_glossary->open_at();
}

void MainWindow::show_run(const std::string& run_id)
{
    show_page(PageId::library);
    static_cast<LibraryPage*>(page(PageId::library))->select_run(run_id);
}

/// Tabs, the dock, the page, and round again.
void MainWindow::focus_next_part()
{
    if (m_tabs->hasFocus() && m_library->tree()->isVisible())
        m_library->tree()->setFocus(Qt::ShortcutFocusReason);
    else if (m_library->isAncestorOf(focusWidget()) || m_tabs->hasFocus())
        page_in_sight()->first_focus()->setFocus(Qt::ShortcutFocusReason);
    else
        m_tabs->setFocus(Qt::ShortcutFocusReason);
}

} // namespace kneepoint::ui
