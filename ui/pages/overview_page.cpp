// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overview_page.h"

#include "pages/empty_state.h"
#include "pages/page_head.h"
#include "pages/recommendation.h"
#include "plots/plot_widget.h"
#include "shell/session.h"
#include "shell/text.h"
#include "tables/figures_table.h"
#include "tables/overview_model.h"
#include "tables/roles.h"
#include "tables/table_proxy.h"
#include "tables/words.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>
#include <cmath>
#include <set>

namespace kneepoint::ui {

namespace {

constexpr int no_level = -1; ///< a point of this chart stands for a whole run

/// At which the base can be compared: the levels that were aligned, or the concurrencies of equal load.
std::set<double> loads_of(const std::vector<compare::Comparison>& comparisons)
{
    std::set<double> loads;
    for (const auto& comparison : comparisons) {
        if (comparison.alignment == compare::Alignment::load)
            for (const auto& one : comparison.equal_load) loads.insert(one.concurrency);
        else
            for (const auto& level : comparison.levels)
                if (level.load && !level.excluded && !level.few_waves) loads.insert(*level.load);
    }
    return loads;
}

QString load_words(double load, compare::Alignment alignment)
{
    const auto number = figure(load, load == std::floor(load) ? 0 : 1);
    switch (alignment) {
    case compare::Alignment::streams:
        return OverviewPage::tr("at %1 streams").arg(number);
    case compare::Alignment::rate:
        return OverviewPage::tr("at %1 requests/s").arg(number);
    case compare::Alignment::load:
    case compare::Alignment::position:
    case compare::Alignment::automatic:
        break;
    }
    return OverviewPage::tr("at %1 concurrent requests").arg(number);
}

} // namespace

OverviewPage::OverviewPage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedWidget(this)),
      m_head(new PageHead({tr("Recommendation"), tr("Rule of the recommendation"), {}}, Qt::MarkdownText, this)),
      m_load(new QComboBox(this)), m_margin(new QDoubleSpinBox(this)), m_plot(new PlotWidget(this)),
      m_table(new FiguresTable(this)), m_model(new OverviewModel(this)), m_proxy(new TableProxy(this)),
      m_split(new QSplitter(Qt::Horizontal, this))
{
    setObjectName(QStringLiteral("overview-page"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    layout->addWidget(m_stack);
    m_stack->addWidget(
        new EmptyState(tr("Speed and accuracy are not both known"),
                       tr("This page sets the accuracy that a candidate keeps against its speed-up. Open a folder with "
                          "load tests and with lm-evaluation-harness results of the same base and candidate, or have "
                          "both measured on the Run page."),
                       session, std::nullopt, this));
    m_stack->addWidget(build_content());
    connect_parts();
    update_content();
}

QWidget* OverviewPage::build_controls()
{
    auto* controls = new QWidget(this);
    auto* row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    m_load->setObjectName(QStringLiteral("overview-load"));
    m_load->setAccessibleName(tr("Load at which speeds are compared"));
    m_load->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_margin->setObjectName(QStringLiteral("overview-margin"));
    m_margin->setAccessibleName(tr("Loss of accuracy that is accepted"));
    m_margin->setToolTip(
        tr("Percent of the base's accuracy: the rule asks for 100 % less this. On the Accuracy page the "
           "same number is points of a score, for other metrics percent of the base."));
    m_margin->setRange(0, 50);
    m_margin->setDecimals(1);
    m_margin->setSingleStep(0.5);
    m_margin->setSuffix(tr(" %"));
    m_margin->setKeyboardTracking(false);
    row->addWidget(new QLabel(tr("Speed-up"), controls));
    row->addWidget(m_load);
    row->addSpacing(2 * grid_unit);
    row->addWidget(new QLabel(tr("accepted loss of accuracy"), controls));
    row->addWidget(m_margin);
    row->addStretch(1);
    return controls;
}

QWidget* OverviewPage::build_content()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid_unit);
    m_head->set_details_name(QStringLiteral("overview-rule"));
    layout->addWidget(m_head);
    layout->addWidget(build_controls());
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
    m_table->setObjectName(QStringLiteral("overview-table"));
    m_table->setAccessibleName(tr("Speed-up and recovery of each run"));
    m_split->addWidget(m_plot);
    m_split->addWidget(m_table);
    m_split->setStretchFactor(0, 1);
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(2 * grid_unit);
    layout->addWidget(m_split, 1);
    return content;
}

void OverviewPage::connect_parts()
{
    connect(&session(), &Session::comparison_changed, this, &OverviewPage::update_content);
    connect(&session(), &Session::options_changed, this, &OverviewPage::update_content);
    connect(m_load, &QComboBox::activated, this, [this] {
        const auto load = m_load->currentData();
        session().set_overview_load(load.isValid() ? std::optional(load.toDouble()) : std::nullopt);
    });
    connect(m_margin, &QDoubleSpinBox::valueChanged, &session(), &Session::set_accuracy_margin);
    connect(m_split, &QSplitter::splitterMoved, this, [this] { m_split_by_hand = true; });
    connect(m_table, &FiguresTable::fitted, this, &OverviewPage::share_width);
    connect(m_table, &FiguresTable::explained, &session(), &Session::explain);
    connect(m_plot, &PlotWidget::point_hovered, &session(), &Session::explain);
    connect(m_plot, &PlotWidget::point_selected, this, [this](const std::string& run, int) { select_run(run); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        m_plot->select(index.data(run_role).toString().toStdString(), no_level);
    });
}

/// Chart and table are one thing.
void OverviewPage::select_run(const std::string& run)
{
    m_plot->select(run, no_level);
    const int row = m_model->row_of(run);
    if (row < 0) return;
    m_table->selectRow(m_proxy->mapFromSource(m_model->index(row, 0)).row());
    session().explain(m_model->index(row, OverviewModel::run).data(why_role).toString()); // chosen again, too
}

bool OverviewPage::has_points() const
{
    return m_model->rowCount() > 0;
}

void OverviewPage::update_content()
{
    const auto& comparisons = session().comparisons();
    m_model->set_overview(report::overview_of(comparisons, session().options()));
    m_stack->setCurrentIndex(has_points() ? 1 : 0);
    if (has_points()) {
        const auto recommended = recommendation_for(session());
        m_head->say(recommended.brief, recommended.whole);
        m_plot->set_chart(report::overview_chart(comparisons, session().options()));
        update_loads();
        const QSignalBlocker quiet(m_margin);
        m_margin->setValue(session().options().accuracy_margin);
    }
    emit content_changed();
}

void OverviewPage::update_loads()
{
    const auto& comparisons = session().comparisons();
    const auto& options = session().options();
    const QSignalBlocker quiet(m_load);
    m_load->clear();
    m_load->addItem(options.slos.empty() ? tr("at the highest load in common")
                                         : tr("in load under %1").arg(qt(compare::in_words(options.slos.front()))));
    for (const double load : loads_of(comparisons))
        m_load->addItem(load_words(load, comparisons.front().alignment), load);
    const auto chosen = options.overview_load;
    const int row = chosen ? m_load->findData(*chosen) : 0;
    m_load->setCurrentIndex(std::max(0, row));
    if (row < 0) session().set_overview_load({}); // other results have no such load
}

/// The table as wide as its columns but never more than three fifths, until the user moves the border.
void OverviewPage::share_width()
{
    if (m_split_by_hand) return;
    const int whole = m_split->width() - m_split->handleWidth();
    const int table = std::min(m_table->wanted_width(), 3 * whole / 5);
    m_split->setSizes({whole - table, table});
}

void OverviewPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    QMetaObject::invokeMethod(this, &OverviewPage::share_width, Qt::QueuedConnection); // after the layout
}

QString OverviewPage::title() const
{
    return tr("Overview");
}

QString OverviewPage::help_text() const
{
    return tr(
        "### Overview\n\n"
        "A point is a run: to the right is faster, up keeps more of the base's accuracy. Bars are 95 % intervals; "
        "a point without a bar has none that is known. The dotted line joins the **Pareto set**: points that no "
        "other beats in both.\n\n"
        "**Speed-up** is base / candidate of the request latency (median) at one load, or of the time per token "
        "where the files lack it; with an objective (*SLO* on the Compare page) it is the ratio of the largest "
        "loads under it. **Recovery** is the mean over tasks of 100 × candidate / base.\n\n"
        "The recommendation comes from the rule beside it and from nothing else: change the accepted loss, and "
        "rule and outcome change together.");
}

std::optional<report::Chart> OverviewPage::chart() const
{
    return has_points() ? std::optional(m_plot->chart()) : std::nullopt;
}

std::optional<report::Table> OverviewPage::table() const
{
    if (!has_points()) return std::nullopt;
    return shown_table(*m_proxy, m_table->selectionModel(), tr("Speed and accuracy"));
}

QWidget* OverviewPage::first_focus()
{
    return m_table;
}

} // namespace kneepoint::ui
