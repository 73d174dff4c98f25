// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/compare_page.h"

#include "pages/chart_sentence.h"
#include "pages/empty_state.h"
#include "pages/slo_control.h"
#include "pages/verdict_header.h"
#include "plots/plot_widget.h"
#include "shell/session.h"
#include "shell/text.h"
#include "tables/figures_table.h"
#include "tables/level_model.h"
#include "tables/roles.h"
#include "tables/table_proxy.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

namespace kneepoint::ui {

using compare::Alignment;

ComparePage::ComparePage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedWidget(this)), m_sentence(new ChartSentence(this)),
      m_plot(new PlotWidget(this)), m_slo_verdict(new QLabel(this)), m_alignment(new QLabel(this)),
      m_align_by(new QComboBox(this)), m_all_metrics(new QCheckBox(tr("all metrics"), this)),
      m_throughput(new QCheckBox(tr("throughput row"), this)), m_table(new FiguresTable(this)),
      m_levels(new LevelModel(this)), m_proxy(new TableProxy(this)), m_split(new QSplitter(Qt::Horizontal, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    layout->addWidget(m_stack);
    m_stack->addWidget(
        new EmptyState(tr("No load tests are compared here"),
                       tr("Open a folder with the results of a base and a compressed model, or choose two runs as base "
                          "and candidate at the top right."),
                       session, RunKind::performance, this));
    m_stack->addWidget(build_content());
    connect_parts();
    update_content();
}

QWidget* ComparePage::build_content()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid_unit);
    layout->addWidget(new VerdictHeader(session(), content));
    layout->addWidget(m_sentence);

    auto* chart_side = new QWidget(content);
    auto* chart_layout = new QVBoxLayout(chart_side);
    chart_layout->setContentsMargins(0, 0, 0, 0);
    chart_layout->addWidget(m_plot, 1);
    m_slo_verdict->setWordWrap(true);
    m_slo_verdict->setAccessibleName(tr("Verdict on the objective"));
    chart_layout->addWidget(m_slo_verdict);

    m_split->addWidget(chart_side);
    m_split->addWidget(build_table_side());
    m_split->setStretchFactor(0, 1);
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(2 * grid_unit);
    connect(m_split, &QSplitter::splitterMoved, this, [this] { m_split_by_hand = true; });
    layout->addWidget(m_split, 1);
    return content;
}

QWidget* ComparePage::build_table_side()
{
    auto* side = new QWidget(this);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    m_align_by->addItem(tr("levels as they fit"), int(Alignment::automatic));
    m_align_by->addItem(tr("by streams"), int(Alignment::streams));
    m_align_by->addItem(tr("by load"), int(Alignment::load));
    m_align_by->addItem(tr("row against row"), int(Alignment::position));
    m_align_by->setAccessibleName(tr("How levels find each other"));
    m_throughput->setToolTip(tr("Count throughput rows for the maximum concurrency and join them to the curves"));
    auto* controls = new QHBoxLayout;
    controls->addWidget(m_align_by);
    controls->addWidget(m_all_metrics);
    controls->addWidget(m_throughput);
    controls->addStretch(1);
    layout->addLayout(controls);
    m_proxy->setSourceModel(m_levels);
    m_table->setModel(m_proxy);
    m_table->setAccessibleName(tr("Levels of base and candidates side by side"));
    layout->addWidget(m_table, 1);
    m_alignment->setWordWrap(true);
    m_alignment->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_alignment);
    return side;
}

void ComparePage::connect_parts()
{
    connect(&session(), &Session::comparison_changed, this, &ComparePage::update_content);
    connect(&session(), &Session::options_changed, this, &ComparePage::update_content);
    connect(&session(), &Session::selection_changed, this, &ComparePage::follow_selection);
    connect(m_sentence, &ChartSentence::changed, this, [this] {
        update_chart();
        update_table();
    });
    connect(m_sentence, &ChartSentence::slo_toggled, this, &ComparePage::toggle_slo);
    connect(m_all_metrics, &QCheckBox::toggled, this, &ComparePage::update_table);
    connect(m_throughput, &QCheckBox::toggled, &session(), &Session::set_include_throughput);
    connect(m_align_by, &QComboBox::activated, this,
            [this] { session().set_alignment(Alignment(m_align_by->currentData().toInt())); });
    connect(m_plot, &PlotWidget::point_selected, &session(), &Session::select_level);
    connect(m_plot, &PlotWidget::point_hovered, &session(), &Session::explain);
    connect(m_plot, &PlotWidget::line_dragged, this, &ComparePage::drag_slo);
    connect(m_table, &FiguresTable::fitted, this, &ComparePage::share_width);
    connect(m_table, &FiguresTable::explained, &session(), &Session::explain);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        const auto level = index.data(level_role);
        if (level.isValid()) session().select_level(index.data(run_role).toString().toStdString(), level.toInt());
    });
}

/// The table as wide as its columns, the chart all the rest but never less than half, or in a small window than 40 %:
/// the verdicts stand in the last column, and a small window is not to cut them off. The table of many candidates is as
/// wide as the page and stands below. Until the user moves the border.
void ComparePage::share_width()
{
    if (m_split_by_hand) return;
    const bool many = session().comparisons().size() > 2;
    m_split->setOrientation(many ? Qt::Vertical : Qt::Horizontal);
    if (many) return m_split->setSizes({11 * m_split->height() / 20, 9 * m_split->height() / 20});
    const int whole = m_split->width() - m_split->handleWidth();
    constexpr int least_chart = 42 * grid_unit;
    const int table =
        std::min(m_table->wanted_width(), std::max(whole / 2, std::min(whole - least_chart, 6 * whole / 10)));
    m_split->setSizes({whole - table, table});
}

void ComparePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    QMetaObject::invokeMethod(this, &ComparePage::share_width, Qt::QueuedConnection); // after the layout
}

report::Chart ComparePage::make_chart() const
{
    auto options = m_sentence->options();
    options.include_throughput = session().options().include_throughput;
    options.slos = session().options().slos;
    auto chart = report::curve_chart(session().charted(), options);
    report::mark_intervals(chart, session().comparisons(), options);
    report::mark_knees(chart, session().charted(), session().comparisons(), options);
    return chart;
}

void ComparePage::update_content()
{
    const bool any = !session().charted().empty();
    m_stack->setCurrentIndex(any ? 1 : 0);
    if (any) {
        const QSignalBlocker quiet_throughput(m_throughput), quiet_alignment(m_align_by);
        m_throughput->setChecked(session().options().include_throughput);
        m_align_by->setCurrentIndex(m_align_by->findData(int(session().options().alignment)));
        update_chart();
        update_table();
    }
    emit content_changed();
}

void ComparePage::update_chart()
{
    const auto& chosen = m_sentence->options();
    const auto objective = charted_objective(session(), chosen.metric, chosen.statistic);
    m_sentence->set_slo_wanted(objective.has_value());
    m_plot->set_chart(make_chart());
    m_slo_verdict->setText(objective ? slo_verdict(session().charted(), session().options(), *objective) : QString());
    m_slo_verdict->setVisible(objective.has_value());
    follow_selection();
}

void ComparePage::update_table()
{
    LevelModel::Choice choice;
    choice.metric = m_all_metrics->isChecked() ? std::nullopt : std::optional(m_sentence->options().metric);
    choice.statistic =
        metric_info(m_sentence->options().metric).is_rate ? Statistic::mean() : m_sentence->options().statistic;
    m_levels->set_comparisons(session().comparisons(), choice);
    QStringList reasons;
    for (const auto& comparison : session().comparisons())
        if (const auto why = qt(comparison.alignment_why); !reasons.contains(why)) reasons << why;
    m_alignment->setText(reasons.join(QLatin1Char(' ')));
    follow_selection();
}

void ComparePage::follow_selection()
{
    m_plot->select(session().selected_run(), session().selected_level());
    const int row = m_levels->row_of(session().selected_run(), session().selected_level());
    if (row < 0) return;
    const auto index = m_proxy->mapFromSource(m_levels->index(row, 0));
    const bool there = m_table->currentIndex().row() == index.row() && m_table->selectionModel()->hasSelection();
    if (!index.isValid() || there) return;
    const QSignalBlocker quiet(m_table->selectionModel());
    m_table->selectRow(index.row());
    m_table->viewport()->update();
}

void ComparePage::toggle_slo(bool wanted)
{
    const auto& chosen = m_sentence->options();
    set_charted_limit(session(), chosen.metric, chosen.statistic,
                      wanted ? suggested_limit(m_plot->chart()) : std::nullopt);
}

void ComparePage::drag_slo(int line, double y, bool settled)
{
    const auto& lines = m_plot->chart().lines;
    if (line < 0 || line >= static_cast<int>(lines.size()) || !lines[static_cast<std::size_t>(line)].is_slo || y <= 0)
        return;
    const auto& chosen = m_sentence->options();
    auto objective = charted_objective(session(), chosen.metric, chosen.statistic);
    if (!objective) return;
    objective->limit = readable_limit(y);
    m_slo_verdict->setText(slo_verdict(session().charted(), session().options(), *objective));
    if (settled) set_charted_limit(session(), chosen.metric, chosen.statistic, objective->limit);
}

QString ComparePage::title() const
{
    return tr("Compare");
}

QString ComparePage::help_text() const
{
    return tr("### Compare\n\n"
              "The words above the chart choose the metric, the statistic and the load axis. In the chart: the wheel "
              "zooms, dragging "
              "pans, a double click shows all, a click on a legend entry hides a curve, the dashed line is a limit "
              "that can be dragged. With the keyboard: the arrow keys walk along the curve and move the limit, Page "
              "Up and Page Down change the curve, Space hides and shows it, + and − zoom, 0 shows all. "
              "Hollow points are excluded from the curve; the line at the bottom says why.\n\n"
              "In the table: **ratio** is candidate / base, ▲ better and ▼ worse go by the metric's direction, figures "
              "in italics are "
              "interpolated at the base's load. A selected row is a selected point.\n\n"
              "**row against row** pairs the rows of two sweeps by position. Two sweeps choose different rates, so "
              "that is not equal load.");
}

std::optional<report::Chart> ComparePage::chart() const
{
    return session().charted().empty() ? std::nullopt : std::optional(m_plot->chart());
}

std::optional<report::Table> ComparePage::table() const
{
    if (m_proxy->rowCount() == 0) return std::nullopt;
    return shown_table(*m_proxy, m_table->selectionModel(), tr("Levels side by side"));
}

QWidget* ComparePage::first_focus()
{
    return m_table;
}

} // namespace kneepoint::ui
