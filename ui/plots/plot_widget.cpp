// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plot_widget.h"

#include "plots/chart_text.h"
#include "plots/plot_parts.h"

#include <QVBoxLayout>

#include <algorithm>

namespace kneepoint::ui {

namespace {

QLabel* add_label(const char* name, QWidget& parent)
{
    auto* label = new QLabel(&parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

std::optional<PointRef> find_point(const report::Chart& chart, const std::string& run, int level)
{
    if (run.empty()) return {};
    for (int s = 0; s < int(chart.series.size()); ++s) {
        const auto& points = chart.series[std::size_t(s)].points;
        for (int p = 0; p < int(points.size()); ++p) {
            const report::ChartPoint& point = points[std::size_t(p)];
            if (point.run == run && point.level == level && drawable(point, chart)) return PointRef{s, p};
        }
    }
    return {};
}

} // namespace

PlotWidget::Parts::Parts(PlotWidget& owner)
    : widget(owner), legend(new LegendBar(LegendBar::Marks::points, &owner)), canvas(new CurveCanvas(&owner)),
      empty(add_label("empty", owner)), notes(add_label("notes", owner)),
      crosshair(std::make_unique<Crosshair>(*canvas))
{
    auto* column = new QVBoxLayout(&owner);
    column->setContentsMargins(grid_unit, grid_unit, grid_unit, grid_unit);
    column->setSpacing(grid_unit / 2);
    column->addWidget(legend);
    column->addWidget(canvas, 1);
    column->addWidget(empty, 1);
    column->addWidget(notes);
    empty->setAlignment(Qt::AlignCenter);
    canvas->setFocusPolicy(Qt::StrongFocus);
    canvas->setMouseTracking(true);
    canvas->setMinimumSize(240, 160);
    canvas->setInteractions(QCP::iRangeDrag);
    canvas->installEventFilter(&owner);
    owner.setFocusProxy(canvas);
    owner.setAutoFillBackground(true);
    owner.setBackgroundRole(QPalette::Base);

    connect(legend, &LegendBar::toggled, &owner, [this](int series, bool shown) { show_series(series, shown); });
    connect(canvas, &QCustomPlot::mousePress, &owner, [this](QMouseEvent* event) { press(*event); });
    connect(canvas, &QCustomPlot::mouseMove, &owner, [this](QMouseEvent* event) { move(*event); });
    connect(canvas, &QCustomPlot::mouseRelease, &owner, [this](QMouseEvent* event) { release(*event); });
    connect(canvas, &QCustomPlot::mouseWheel, &owner, [this](QWheelEvent* event) { wheel(*event); });
    connect(canvas, &QCustomPlot::mouseDoubleClick, &owner, [this] { fit(); });
}

void PlotWidget::Parts::draw()
{
    crosshair->hide();
    hovered.reset();
    canvas->set_chart(chart, Theme::current(), widget.font());
    for (int s = 0; s < canvas->series_count(); ++s) {
        const bool shown = !hidden.contains(chart.series[std::size_t(s)].name);
        canvas->set_series_visible(s, shown);
        legend->set_shown(s, shown);
    }
    if (!zoomed && !dragging && !nudging) canvas->fit(); // the axis stays still under a line that is moved
    selected = find_point(chart, selected_run, selected_level);
    canvas->replot(QCustomPlot::rpQueuedRefresh);
    canvas->select(selected);
    describe();
}

void PlotWidget::Parts::describe()
{
    const bool nothing = chart.empty();
    canvas->setVisible(!nothing);
    legend->setVisible(!nothing && chart.series.size() > 1);
    empty->setVisible(nothing);
    empty->setText(nothing ? empty_text(chart) : QString());
    const QStringList words = notes_of(chart);
    constexpr int most = 3; // many would leave no room for the curves
    const auto more = words.size() - most;
    notes->setText(words.mid(0, most).join(" · ") +
                   (more > 0 ? PlotWidget::tr(" · and %1 more").arg(more) : QString()));
    notes->setToolTip(more > 0 ? words.join('\n') : QString());
    notes->setVisible(!nothing && !words.isEmpty());
    for (QWidget* described : {static_cast<QWidget*>(&widget), static_cast<QWidget*>(canvas)}) {
        described->setAccessibleName(QString::fromStdString(chart.title));
        described->setAccessibleDescription(chart_summary(chart));
    }
}

void PlotWidget::Parts::fit()
{
    zoomed = false;
    canvas->fit();
    canvas->replot(QCustomPlot::rpQueuedRefresh);
}

void PlotWidget::Parts::show_series(int series, bool shown)
{
    if (series < 0 || series >= canvas->series_count()) return;
    const std::string& name = chart.series[std::size_t(series)].name;
    if (shown)
        hidden.erase(name);
    else
        hidden.insert(name);
    canvas->set_series_visible(series, shown);
    legend->set_shown(series, shown);
    crosshair->hide();
    if (zoomed)
        canvas->replot(QCustomPlot::rpQueuedRefresh);
    else
        fit();
}

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent)
{
    m_parts = std::make_unique<Parts>(*this); // Qt calls changeEvent meanwhile
    m_parts->draw();
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::set_chart(const report::Chart& chart)
{
    Parts& parts = *m_parts;
    const report::Chart& old = parts.chart;
    const bool same = chart.kind == old.kind && chart.x == old.x && chart.y == old.y;
    if (!same) {
        parts.hidden.clear();
        parts.zoomed = false;
    }
    const bool same_names = std::ranges::equal(chart.series, old.series, [](const auto& one, const auto& other) {
        return one.name == other.name && one.identity == other.identity;
    });
    const double held = parts.dragging || parts.nudging ? parts.canvas->chart().lines[std::size_t(parts.line)].y : 0;
    parts.chart = chart;
    if (parts.line >= int(chart.lines.size())) {
        parts.line = -1;
        parts.dragging = parts.nudging = false;
    }
    if (parts.dragging || parts.nudging) parts.chart.lines[std::size_t(parts.line)].y = held; // the hand knows better
    if (!same_names) parts.legend->set_series(chart.series);
    parts.draw();
}

const report::Chart& PlotWidget::chart() const
{
    return m_parts->chart;
}

void PlotWidget::fit()
{
    m_parts->fit();
}

void PlotWidget::set_series_visible(int series, bool visible)
{
    m_parts->show_series(series, visible);
}

bool PlotWidget::series_visible(int series) const
{
    return m_parts->canvas->series_visible(series);
}

void PlotWidget::select(const std::string& run, int level)
{
    m_parts->selected_run = run;
    m_parts->selected_level = level;
    m_parts->selected = find_point(m_parts->chart, run, level);
    m_parts->canvas->select(m_parts->selected);
}

std::pair<double, double> PlotWidget::x_range() const
{
    const QCPRange range = m_parts->canvas->xAxis->range();
    return {range.lower, range.upper};
}

std::pair<double, double> PlotWidget::y_range() const
{
    const QCPRange range = m_parts->canvas->yAxis->range();
    return {range.lower, range.upper};
}

QPointF PlotWidget::position_of(double x, double y) const
{
    return m_parts->canvas->mapTo(this, m_parts->canvas->pixel(x, y));
}

void PlotWidget::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (!m_parts || (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)) return;
    m_parts->draw();
    m_parts->legend->update();
}

bool PlotWidget::eventFilter(QObject* object, QEvent* event)
{
    if (m_parts && object == m_parts->canvas) {
        if (event->type() == QEvent::Leave) m_parts->leave();
        if (event->type() == QEvent::Resize && !m_parts->zoomed)
            QMetaObject::invokeMethod(this, &PlotWidget::fit, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(object, event);
}

} // namespace kneepoint::ui
