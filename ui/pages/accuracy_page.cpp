// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/accuracy_page.h"

#include "pages/accuracy_words.h"
#include "pages/empty_state.h"
#include "pages/open_questions.h"
#include "pages/page_head.h"
#include "pages/recommendation.h"
#include "plots/bars_widget.h"
#include "shell/session.h"
#include "shell/text.h"
#include "tables/accuracy_model.h"
#include "tables/figures_table.h"
#include "tables/roles.h"
#include "tables/table_proxy.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QTreeView>

#include <algorithm>
#include <set>

namespace kneepoint::ui {

AccuracyPage::AccuracyPage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedWidget(this)),
      m_head(new PageHead({tr("Verdict"), tr("Summary"), tr("What is inconclusive here")}, Qt::AutoText, this)),
      m_metric(new QComboBox(this)), m_chart_kind(new QComboBox(this)), m_search(new QLineEdit(this)),
      m_tree(new QTreeView(this)), m_bars(new BarsWidget(this)), m_model(new AccuracyModel(this)),
      m_proxy(new TableProxy(this)), m_split(new QSplitter(Qt::Vertical, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    layout->addWidget(m_stack);
    m_stack->addWidget(new EmptyState(
        tr("No accuracy runs are compared here"),
        tr("Add results of lm-evaluation-harness for both models: results_*.json, with the samples_*.jsonl "
           "beside them when they were logged."),
        session, RunKind::accuracy, this));
    m_stack->addWidget(build_content());
    connect(&session, &Session::comparison_changed, this, &AccuracyPage::update_content);
    connect(&session, &Session::options_changed, this, &AccuracyPage::update_content);
    update_content();
}

QWidget* AccuracyPage::build_controls()
{
    auto* controls = new QWidget(this);
    auto* row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    m_metric->setAccessibleName(tr("Metric"));
    m_metric->setSizeAdjustPolicy(QComboBox::AdjustToContents); // it is filled again for each pair
    m_metric->view()->setAccessibleName(tr("Metric"));          // which measures its entries for that
    m_search->setPlaceholderText(tr("Search tasks"));
    m_search->setAccessibleName(tr("Search tasks"));
    m_search->setClearButtonEnabled(true);
    m_chart_kind->addItem(tr("scores with 95 % error bars"));
    m_chart_kind->addItem(tr("differences with 95 % intervals"));
    m_chart_kind->setAccessibleName(tr("Chart"));
    row->addWidget(m_metric);
    row->addWidget(m_search, 1);
    row->addStretch(1);
    row->addWidget(m_chart_kind);
    connect(m_metric, &QComboBox::currentIndexChanged, this, &AccuracyPage::update_table);
    connect(m_chart_kind, &QComboBox::currentIndexChanged, this, &AccuracyPage::update_chart);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy->setFilterFixedString(text);
        if (!text.isEmpty()) m_tree->expandAll();
    });
    return controls;
}

QWidget* AccuracyPage::build_content()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid_unit);
    layout->addWidget(m_head);
    layout->addWidget(build_controls());
    m_proxy->setSourceModel(m_model);
    m_tree->setModel(m_proxy);
    m_tree->setAccessibleName(tr("Tasks by configuration"));
    m_tree->setFont(figures_font());
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAlternatingRowColors(true);
    m_tree->setSortingEnabled(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setMouseTracking(true);
    m_tree->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_proxy->sort(-1);
    const auto explain = [this](const QModelIndex& index) { session().explain(index.data(why_role).toString()); };
    connect(m_tree, &QAbstractItemView::entered, this, explain);
    connect(m_tree, &QTreeView::expanded, this, &AccuracyPage::share_height);
    connect(m_tree, &QTreeView::collapsed, this, &AccuracyPage::share_height);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, explain);
    connect(m_bars, &BarsWidget::bar_hovered, &session(), &Session::explain);
    m_split->addWidget(m_tree);
    m_split->addWidget(m_bars);
    m_split->setStretchFactor(1, 1);
    m_split->setHandleWidth(grid_unit);
    connect(m_split, &QSplitter::splitterMoved, this, [this] { m_split_by_hand = true; });
    layout->addWidget(m_split, 1);
    return content;
}

/// A short table as high as its rows, the chart all the rest, until the user moves the border.
void AccuracyPage::share_height()
{
    if (m_split_by_hand || m_model->rowCount() == 0) return;
    const int whole = m_split->height() - m_split->handleWidth();
    const int row = m_tree->sizeHintForRow(0), room_below = 2 * grid_unit;
    int rows = 0;
    for (auto line = m_proxy->index(0, 0); line.isValid(); line = m_tree->indexBelow(line)) ++rows;
    const int wanted = m_tree->header()->sizeHint().height() + rows * row + room_below;
    const int table = std::min(wanted, whole * 3 / 5);
    m_split->setSizes({table, whole - table});
}

void AccuracyPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    QMetaObject::invokeMethod(this, &AccuracyPage::share_height, Qt::QueuedConnection); // after the layout
}

bool AccuracyPage::has_scores() const
{
    return std::ranges::any_of(session().comparisons(), [](const auto& c) { return !c.accuracy.empty(); });
}

void AccuracyPage::update_content()
{
    m_stack->setCurrentIndex(has_scores() ? 1 : 0);
    if (has_scores()) {
        update_head();
        update_metrics();
        update_table();
        update_chart();
    }
    emit content_changed();
}

void AccuracyPage::update_head()
{
    const auto& comparisons = session().comparisons();
    const auto open = open_scores(comparisons);
    const auto recommended = recommendation_for(session());
    const auto details = summary_text(comparisons);
    auto summary = comparisons.size() > 1 ? short_summary(comparisons) : details;
    QStringList lines;
    if (!recommended.brief.isEmpty()) {
        summary +=
            QLatin1Char(summary.isEmpty() ? ' ' : '\n') + recommended.brief + QLatin1Char(' ') + recommended.rule;
        lines << recommended.whole;
    }
    m_head->say(comparisons.size() == 1 ? headline_text(comparisons.front()) : QString(), summary.trimmed(),
                open.count > 0 ? QStringList(open_words(open)) : QStringList(), lines + open.lines);
    m_head->set_details_hint(details);
}

void AccuracyPage::update_metrics()
{
    std::set<std::string> metrics;
    for (const auto& comparison : session().comparisons())
        for (const auto& delta : comparison.accuracy) metrics.insert(delta.metric);
    const QSignalBlocker quiet(m_metric);
    const auto before = m_metric->currentData().toString();
    m_metric->clear();
    m_metric->addItem(tr("one metric per task"), QString());
    m_metric->addItem(tr("all metrics"), QStringLiteral("*"));
    for (const auto& metric : metrics) m_metric->addItem(qt(metric), qt(metric));
    m_metric->setCurrentIndex(std::max(0, m_metric->findData(before)));
}

void AccuracyPage::update_table()
{
    m_model->set_comparisons(session().comparisons(), m_metric->currentData().toString());
    bool groups = false;
    for (int row = 0; row < m_model->rowCount(); ++row) groups = groups || m_model->hasChildren(m_model->index(row, 0));
    m_tree->setRootIsDecorated(groups);
    fit_columns_of(*m_tree, *m_tree->header());
    share_height();
    emit content_changed();
}

void AccuracyPage::update_chart()
{
    m_chart = m_chart_kind->currentIndex() == 0 ? report::accuracy_chart(session().comparisons())
                                                : report::accuracy_delta_chart(session().comparisons());
    m_bars->set_chart(m_chart);
    emit content_changed();
}

QString AccuracyPage::title() const
{
    return tr("Accuracy");
}

QString AccuracyPage::help_text() const
{
    return tr(
        "### Accuracy\n\n"
        "Each row is a task, groups fold. **Δ** is candidate − base in points (hundredths of a proportion), "
        "**recovery** is "
        "100 × candidate / base (inverted where lower is better). ★ marks the best score of a row, = a tie.\n\n"
        "A difference that is smaller than its noise is no evidence of equality: **inconclusive** says that more "
        "documents are "
        "needed. The line at the bottom shows the test, its inputs and the file of the figure under the cursor.\n\n"
        "Averages use one metric per task and never count a group together with its members.");
}

std::optional<report::Chart> AccuracyPage::chart() const
{
    return has_scores() ? std::optional(m_chart) : std::nullopt;
}

std::optional<report::Table> AccuracyPage::table() const
{
    if (!has_scores()) return std::nullopt;
    return shown_table(*m_proxy, m_tree->selectionModel(), tr("Accuracy"));
}

QWidget* AccuracyPage::first_focus()
{
    return m_tree;
}

} // namespace kneepoint::ui
