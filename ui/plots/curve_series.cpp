// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/curve_series.h"

#include "plots/chart_text.h"
#include "plots/dense_graph.h"
#include "plots/marker.h"

#include <algorithm>
#include <limits>
#include <ranges>

namespace kneepoint::ui {

namespace {

constexpr std::size_t dense_from = 2000; ///< wider or smooth pens cost a hundred times more above it
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

struct Columns {
    QVector<double> x, y;
};

template<typename Value>
Columns columns(const report::ChartSeries& series, const std::vector<int>& indices, Value&& value)
{
    Columns columns;
    columns.x.reserve(qsizetype(indices.size()));
    columns.y.reserve(qsizetype(indices.size()));
    for (const int index : indices) {
        const report::ChartPoint& point = series.points[std::size_t(index)];
        columns.x << point.x;
        columns.y << value(point);
    }
    return columns;
}

template<typename Value>
QCPGraph* add_graph(QCustomPlot& plot, const report::ChartSeries& series, const std::vector<int>& indices,
                    Value&& value)
{
    const Columns data = columns(series, indices, value);
    QCPGraph* graph =
        indices.size() > dense_from ? new DenseGraph(plot.xAxis, plot.yAxis) : new QCPGraph(plot.xAxis, plot.yAxis);
    graph->setData(data.x, data.y, true);
    graph->setPen(Qt::NoPen);
    graph->setSelectable(QCP::stNone);
    return graph;
}

template<typename Value>
QCPCurve* add_curve(QCustomPlot& plot, const report::ChartSeries& series, const std::vector<int>& indices,
                    Value&& value)
{
    const Columns data = columns(series, indices, value);
    auto* curve = new QCPCurve(plot.xAxis, plot.yAxis);
    curve->setData(data.x, data.y);
    curve->setPen(Qt::NoPen);
    curve->setSelectable(QCP::stNone);
    return curve;
}

bool has_band(const report::ChartPoint& point, const report::Chart& chart)
{
    return point.band && std::isfinite(point.band->low) && std::isfinite(point.band->high) &&
           (!chart.y.logarithmic || point.band->low > 0);
}

void draw_band(QCustomPlot& plot, const report::Chart& chart, const report::ChartSeries& series, const QColor& colour,
               SeriesDrawing& drawing)
{
    const auto banded = [&](int i) { return has_band(series.points[std::size_t(i)], chart); };
    if (std::ranges::none_of(drawing.path, banded)) return;
    const auto edge = [&](double Interval::* side) {
        return [&chart, side](const report::ChartPoint& point) {
            return has_band(point, chart) ? (*point.band).*side : gap;
        };
    };
    QColor fill = colour;
    fill.setAlphaF(0.14F);
    if (!drawing.turns_back && drawing.path.size() > 1) {
        QCPGraph* low = add_graph(plot, series, drawing.path, edge(&Interval::low));
        QCPGraph* high = add_graph(plot, series, drawing.path, edge(&Interval::high));
        high->setBrush(fill);
        high->setChannelFillGraph(low);
        drawing.parts.insert(drawing.parts.end(), {high, low});
        return;
    }
    for (const int i :
         drawing.path | std::views::filter(banded)) { // a line that turns back, or a point, has no inside: whiskers
        const report::ChartPoint& point = series.points[std::size_t(i)];
        auto* whisker = new QCPCurve(plot.xAxis, plot.yAxis);
        whisker->setData({point.x, point.x}, {point.band->low, point.band->high});
        fill.setAlphaF(0.5F);
        whisker->setPen(QPen(fill, 1.5));
        whisker->setSelectable(QCP::stNone);
        drawing.parts.push_back(whisker);
    }
}

/// A bar with ends, so that it is told from a line of the grid.
void draw_bar(QCustomPlot& plot, QPointF from, QPointF to, const QPen& pen, SeriesDrawing& drawing)
{
    auto* bar = new QCPCurve(plot.xAxis, plot.yAxis);
    bar->setData({from.x(), to.x()}, {from.y(), to.y()});
    bar->setPen(pen);
    QPainterPath end;
    end.moveTo(-3, 0);
    end.lineTo(3, 0);
    bar->setScatterStyle(QCPScatterStyle(end, pen, Qt::NoBrush, 6));
    bar->setSelectable(QCP::stNone);
    drawing.parts.push_back(bar);
}

/// 95 % intervals of a curve's points.
void draw_intervals(QCustomPlot& plot, const report::Chart& chart, const report::ChartSeries& series,
                    const QColor& colour, SeriesDrawing& drawing)
{
    if (drawing.dense) return;
    for (const int i : drawing.path) {
        const report::ChartPoint& point = series.points[std::size_t(i)];
        if (!point.interval || !(std::isfinite(point.interval->low) && std::isfinite(point.interval->high))) continue;
        if (chart.y.logarithmic && point.interval->low <= 0) continue;
        draw_bar(plot, {point.x, point.interval->low}, {point.x, point.interval->high}, QPen(colour, 1.5), drawing);
    }
}

/// Error bars along x, of charts whose points have them.
void draw_x_bands(QCustomPlot& plot, const report::ChartSeries& series, const QColor& colour, SeriesDrawing& drawing)
{
    QColor faint = colour;
    faint.setAlphaF(0.5F);
    for (const int i : drawing.path) {
        const report::ChartPoint& point = series.points[std::size_t(i)];
        if (!point.x_band || !std::isfinite(point.x_band->low) || !std::isfinite(point.x_band->high)) continue;
        auto* whisker = new QCPCurve(plot.xAxis, plot.yAxis);
        whisker->setData({point.x_band->low, point.x_band->high}, {point.y, point.y});
        whisker->setPen(QPen(faint, 1.5));
        whisker->setSelectable(QCP::stNone);
        drawing.parts.push_back(whisker);
    }
}

QCPScatterStyle marker_style(int identity, const QColor& colour, const QColor& fill, double size)
{
    return {marker_path(identity), QPen(colour, 1.5), fill, size};
}

void sort_points(const report::Chart& chart, const report::ChartSeries& series, SeriesDrawing& drawing)
{
    const auto x = [&](int i) { return series.points[std::size_t(i)].x; };
    for (int i = 0; i < int(series.points.size()); ++i)
        if (drawable(series.points[std::size_t(i)], chart)) drawing.by_x.push_back(i);
    std::ranges::copy_if(drawing.by_x, std::back_inserter(drawing.path),
                         [&](int i) { return !series.points[std::size_t(i)].excluded; });
    drawing.turns_back = !std::ranges::is_sorted(drawing.path, {}, x);
    drawing.dense = drawing.by_x.size() > dense_from;
    if (!std::ranges::is_sorted(drawing.by_x, {}, x)) std::ranges::stable_sort(drawing.by_x, {}, x);
}

void draw_line(QCustomPlot& plot, const report::ChartSeries& series, const QColor& colour, SeriesDrawing& drawing)
{
    const auto value = [](const report::ChartPoint& point) { return point.y; };
    // Width 1 takes Qt's fast line painter: a million points in milliseconds instead of a second.
    const QPen pen(colour, drawing.dense ? 1 : 2, dash_of(series.variant), Qt::RoundCap, Qt::RoundJoin);
    const bool marked = !drawing.dense && !series.only_joins;
    const auto style = marker_style(series.identity + series.variant, colour, colour, 7);
    QCPAbstractPlottable* line = nullptr;
    if (!drawing.turns_back) {
        QCPGraph* graph = add_graph(plot, series, drawing.path, value);
        if (marked) graph->setScatterStyle(style);
        line = graph;
    } else {
        QCPCurve* curve = add_curve(plot, series, drawing.path, value);
        if (marked) curve->setScatterStyle(style);
        line = curve;
    }
    line->setPen(pen);
    line->setAntialiased(!drawing.dense);
    drawing.parts.push_back(line);
}

void draw_excluded(QCustomPlot& plot, const report::ChartSeries& series, const QColor& colour, const QColor& panel,
                   SeriesDrawing& drawing)
{
    std::vector<int> excluded;
    std::ranges::copy_if(drawing.by_x, std::back_inserter(excluded),
                         [&](int i) { return series.points[std::size_t(i)].excluded; });
    if (excluded.empty()) return;
    QCPGraph* hollow = add_graph(plot, series, excluded, [](const report::ChartPoint& point) { return point.y; });
    hollow->setLineStyle(QCPGraph::lsNone);
    hollow->setScatterStyle(marker_style(series.identity + series.variant, colour, panel, 8));
    drawing.parts.push_back(hollow);
}

} // namespace

SeriesDrawing draw_series(QCustomPlot& plot, const report::Chart& chart, std::size_t index, const Theme& theme)
{
    const report::ChartSeries& series = chart.series[index];
    const QColor colour = theme.identity(series.identity);
    SeriesDrawing drawing;
    sort_points(chart, series, drawing);
    draw_band(plot, chart, series, colour, drawing);
    draw_x_bands(plot, series, colour, drawing);
    draw_intervals(plot, chart, series, colour, drawing);
    draw_line(plot, series, colour, drawing);
    draw_excluded(plot, series, colour, theme.panel, drawing);
    return drawing;
}

} // namespace kneepoint::ui
