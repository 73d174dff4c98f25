// SPDX-License-Identifier: GPL-3.0-or-later
#include "glossary.h"

#include "tables/glossary_model.h"
#include "tables/table_proxy.h"
#include "theme/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTextBrowser>

namespace kneepoint::ui {

Glossary::Glossary(QWidget* parent)
    : QDialog(parent), m_model(new GlossaryModel(glossary_terms(), this)), m_proxy(new TableProxy(this)),
      m_search(new QLineEdit(this)), m_found(new QLabel(this)), m_table(new QTableView(this)),
      m_whole(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("glossary"));
    setWindowTitle(tr("Glossary"));
    resize(115 * grid_unit, 80 * grid_unit);
    m_search->setPlaceholderText(tr("Search terms, meanings and definitions"));
    m_search->setAccessibleName(tr("Search the glossary"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_found->setForegroundRole(QPalette::PlaceholderText);
    set_up_table();
    m_whole->setObjectName(QStringLiteral("glossary-term"));
    m_whole->setAccessibleName(tr("The selected term"));
    m_whole->setFrameShape(QFrame::NoFrame);
    m_whole->setFixedHeight(17 * grid_unit);
    m_whole->document()->setDocumentMargin(grid_unit);
    auto* head = new QHBoxLayout;
    head->addWidget(m_search, 1);
    head->addWidget(m_found);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * grid_unit, 2 * grid_unit, 2 * grid_unit, grid_unit);
    column->setSpacing(grid_unit);
    column->addLayout(head);
    column->addWidget(m_table, 1);
    column->addWidget(m_whole);
    connect(m_search, &QLineEdit::textChanged, this, &Glossary::search);
    search({});
}

void Glossary::set_up_table()
{
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
    m_table->setObjectName(QStringLiteral("glossary-table"));
    m_table->setAccessibleName(tr("Terms"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the whole stands below
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(4 * grid_unit);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &Glossary::show_term);
}

void Glossary::open_at(const QString& words)
{
    m_search->setText(words);
    m_search->selectAll();
    m_search->setFocus();
    show();
    raise();
    activateWindow();
}

void Glossary::search(const QString& words)
{
    m_proxy->setFilterFixedString(words.trimmed());
    const int found = m_proxy->rowCount();
    m_found->setText(found == 0 ? tr("no term") : found == 1 ? tr("1 term") : tr("%1 terms").arg(found));
    if (found > 0) m_table->selectRow(0);
    show_term();
}

void Glossary::show_term()
{
    const auto* one = m_model->term_at(m_proxy->mapToSource(m_table->currentIndex()).row());
    if (!one) return m_whole->setHtml(tr("<p>No term has these words; search for fewer.</p>"));
    auto html = QStringLiteral("<p><b>%1</b> &nbsp; %2").arg(one->term.toHtmlEscaped(), one->meaning.toHtmlEscaped());
    if (!one->unit.isEmpty()) html += QStringLiteral(" (%1)").arg(one->unit.toHtmlEscaped());
    html += QStringLiteral("</p><p>%1</p>").arg(one->definition.toHtmlEscaped());
    m_whole->setHtml(html + tr("<p>Source: %1</p>").arg(one->source.toHtmlEscaped()));
}

/// What is short is shown in full, meaning and definition share the rest.
void Glossary::share_width()
{
    auto& header = *m_table->horizontalHeader();
    const QAbstractItemView& view = *m_table;
    const auto wanted = [&](int column) { return view.sizeHintForColumn(column) + 2 * grid_unit; };
    const int term = wanted(GlossaryModel::term), unit = std::min(wanted(GlossaryModel::unit), 14 * grid_unit);
    const int source = 22 * grid_unit, rest = m_table->viewport()->width() - term - unit - source;
    header.resizeSection(GlossaryModel::term, term);
    header.resizeSection(GlossaryModel::meaning, rest * 2 / 5);
    header.resizeSection(GlossaryModel::unit, unit);
    header.resizeSection(GlossaryModel::definition, rest * 3 / 5);
}

void Glossary::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    QMetaObject::invokeMethod(this, &Glossary::share_width, Qt::QueuedConnection); // after the layout
}

/// Up and down walk through the terms while the search keeps the focus.
bool Glossary::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_search && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown)
            return QApplication::sendEvent(m_table, event);
    }
    return QDialog::eventFilter(object, event);
}

} // namespace kneepoint::ui
