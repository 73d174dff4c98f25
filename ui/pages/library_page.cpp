// SPDX-License-Identifier: GPL-3.0-or-later
#include "library_page.h"

#include "empty_state.h"
#include "library_columns.h"
#include "library_filter.h"
#include "shell/found_tree.h"
#include "shell/result_tree.h"
#include "shell/run_details.h"
#include "shell/run_words.h"
#include "shell/session.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace kneepoint::ui {

using namespace std::chrono_literals;

LibraryPage::LibraryPage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedLayout(this)), m_title(new QLabel(this)),
      m_search(new QLineEdit(this)), m_model(new TreeModel(library_columns(), this)), m_proxy(new LibraryFilter(this)),
      m_tree(new ResultTree(session, m_model, this)), m_details(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("library-page"));
    m_model->scheme_column = library_scheme_column;
    m_stack->addWidget(new EmptyState(
        tr("Drop a folder of results here"),
        tr("Results of GuideLLM and lm-evaluation-harness are found by their content: JSON, YAML, CSV, HTML, console "
           "text, also inside archives. Base and compressed model pair by themselves when both are below the folder. "
           "Ctrl+O opens a folder, Ctrl+V reads a table that was copied."),
        session, std::nullopt, this));
    m_stack->addWidget(make_content());
    connect(&session, &Session::catalogue_changed, this, &LibraryPage::refresh);
    connect(&session, &Session::comparison_changed, this, &LibraryPage::refresh);
    connect(m_tree, &ResultTree::node_changed, this, &LibraryPage::show_details);
    connect(m_tree, &ResultTree::compare_wanted, this, &LibraryPage::compare_wanted);
    refresh();
}

QWidget* LibraryPage::make_content()
{
    set_up_head();
    set_up_tree();
    m_details->setObjectName(QStringLiteral("library-details"));
    m_details->setAccessibleName(tr("Details of the selected line"));
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->document()->setDocumentMargin(2 * grid_unit);

    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(2 * grid_unit, 2 * grid_unit, 2 * grid_unit, grid_unit);
    column->setSpacing(grid_unit + grid_unit / 2);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch(1);
    head->addWidget(m_search, 1);
    column->addLayout(head);
    auto* split = new QSplitter(content);
    split->addWidget(m_tree);
    split->addWidget(m_details);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setSizes({900, 380});
    split->setHandleWidth(2 * grid_unit);
    split->setChildrenCollapsible(false);
    column->addWidget(split, 1);
    return content;
}

void LibraryPage::set_up_head()
{
    auto title_font = font();
    title_font.setPointSizeF(title_font.pointSizeF() * 1.3);
    title_font.setBold(true);
    m_title->setFont(title_font);
    m_search->setObjectName(QStringLiteral("library-search"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search runs, files and problems"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(40 * grid_unit);
    auto* pause = new QTimer(this); // a long list is filtered when the typing rests
    pause->setSingleShot(true);
    pause->setInterval(150ms);
    connect(m_search, &QLineEdit::textChanged, pause, qOverload<>(&QTimer::start));
    connect(pause, &QTimer::timeout, this, [this] {
        static_cast<LibraryFilter*>(m_proxy)->set_words(m_search->text());
        if (!m_search->text().isEmpty()) m_tree->expandAll();
        span_sentences();
    });
}

void LibraryPage::set_up_tree()
{
    m_proxy->setSourceModel(m_model);
    m_tree->set_proxy(m_proxy);
    m_tree->setObjectName(QStringLiteral("library-table"));
    m_tree->setAccessibleName(tr("Pairs, runs, files not read and problems"));
    m_tree->setSortingEnabled(true);
    m_tree->header()->setSortIndicator(-1, Qt::AscendingOrder); // as found, until a header is clicked
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_tree->viewport()->installEventFilter(this);
    connect(m_tree->header(), &QHeaderView::sectionResized, this, [this] {
        const bool dragged = QGuiApplication::mouseButtons() & Qt::LeftButton;
        if (!m_fitting && dragged && m_tree->header()->viewport()->underMouse()) m_columns_by_hand = true;
    });
}

void LibraryPage::fit_columns()
{
    if (m_columns_by_hand) return;
    m_fitting = true;
    fit_library_columns(*m_tree);
    m_fitting = false;
}

bool LibraryPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree->viewport() && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, [this] { fit_columns(); }, Qt::QueuedConnection);
    return Page::eventFilter(watched, event);
}

void LibraryPage::refresh()
{
    const auto& catalogue = session().catalogue();
    const bool anything = !catalogue.roots.empty() || !catalogue.runs.empty();
    m_stack->setCurrentIndex(anything ? 1 : 0);
    m_title->setText(summary());
    m_tree->show_root(library_tree(session()));
    span_sentences();
    fit_columns();
    // What is compared is selected first, so that its reason is read without a click.
    if (!m_tree->currentIndex().isValid()) m_tree->setCurrentIndex(m_proxy->index(0, 0, m_proxy->index(0, 0)));
    emit content_changed();
}

/// Files that were not read and problems are sentences: they take the whole line.
void LibraryPage::span_sentences()
{
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const auto index = m_proxy->index(row, 0);
        for (int line = 0; line < m_proxy->rowCount(index); ++line) {
            const auto kind = m_proxy->index(line, 0, index).data(TreeModel::kind_role).toInt();
            const bool sentence =
                kind != static_cast<int>(TreeNode::Kind::run) && kind != static_cast<int>(TreeNode::Kind::pair);
            m_tree->setFirstColumnSpanned(line, index, sentence);
        }
        m_tree->setFirstColumnSpanned(row, {}, true);
    }
}

QString LibraryPage::summary() const
{
    const auto& runs = session().catalogue().runs;
    const auto results = std::ranges::count_if(runs, is_result);
    const auto pairs = session().pairing().pairs.size();
    const auto runs_text = results == 0   ? tr("No run")
                           : results == 1 ? tr("1 run")
                                          : tr("%n runs", nullptr, static_cast<int>(results));
    const auto pairs_text = pairs == 1 ? tr("1 pair") : tr("%n pairs", nullptr, static_cast<int>(pairs));
    return pairs == 0 ? tr("%1, no pair").arg(runs_text) : tr("%1, %2").arg(runs_text, pairs_text);
}

void LibraryPage::write_details(const TreeNode* node)
{
    const auto html = node ? details_of(*node) : QString();
    m_details->setHtml(html.isEmpty() ? tr("<p>Select a line to see all that is known of it.</p>") : html);
}

/// The colours of the theme are written into the text.
void LibraryPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) write_details(m_tree->current_node());
}

void LibraryPage::show_details(const TreeNode* node)
{
    write_details(node);
    if (node && node->kind == TreeNode::Kind::run)
        if (const auto* run = session().catalogue().run(node->key))
            session().explain(tr("%1 was read from %2").arg(session().label(run->id), qt(run->file())));
}

QString LibraryPage::details_of(const TreeNode& node) const
{
    const auto at = static_cast<std::size_t>(std::max(node.index, 0));
    const auto& catalogue = session().catalogue();
    switch (node.kind) {
    case TreeNode::Kind::run:
        if (const auto* run = catalogue.run(node.key)) return run_details(session(), *run);
        return {};
    case TreeNode::Kind::pair:
        return at < session().pairing().pairs.size() ? pair_details(session(), session().pairing().pairs[at])
                                                     : QString();
    case TreeNode::Kind::skipped:
        return at < catalogue.skipped.size() ? skipped_details(catalogue.skipped[at]) : QString();
    case TreeNode::Kind::problem: {
        const auto problems = problems_found(session());
        return at < problems.size() ? problem_details(problems[at]) : QString();
    }
    case TreeNode::Kind::folder:
    case TreeNode::Kind::group:
        return {};
    }
    return {};
}

bool LibraryPage::select_run(const std::string& run_id)
{
    return m_tree->select_key(run_id);
}

std::optional<report::Table> LibraryPage::table() const
{
    report::Table table;
    table.title = summary().toStdString();
    for (const auto& header : library_columns()) table.columns.push_back({header.toStdString(), false});
    for (int group = 0; group < m_proxy->rowCount(); ++group) {
        const auto above = m_proxy->index(group, 0);
        for (int row = 0; row < m_proxy->rowCount(above); ++row) {
            const auto line = m_proxy->index(row, 0, above);
            if (line.data(TreeModel::kind_role).toInt() != static_cast<int>(TreeNode::Kind::run)) continue;
            std::vector<report::Cell> cells;
            for (int column = 0; column < m_proxy->columnCount(); ++column)
                cells.push_back({line.siblingAtColumn(column).data().toString().toStdString(), {}});
            table.rows.push_back(std::move(cells));
        }
    }
    if (table.rows.empty()) return std::nullopt;
    return table;
}

QWidget* LibraryPage::first_focus()
{
    return m_tree;
}

QString LibraryPage::help_text() const
{
    return tr(
        "## Library\n\n"
        "All that was found below the open folders. **Pairs** say why two runs are compared; Enter on a pair, or "
        "on a run of it, shows the comparison. **Runs** are load tests and accuracy tests; the menu of a run (menu "
        "key or right click) makes it base or candidate, names it, or sets its precision scheme when the files do "
        "not say it. What you change is remembered for the folder and can be undone.\n\n"
        "**Not read** lists every other file with its reason. **Problems** is what one should know of the numbers.\n\n"
        "Marks: ● in a pair, ○ in none, ◧ accuracy, ⚠ the tool ended well but its numbers say nothing.\n");
}

} // namespace kneepoint::ui
