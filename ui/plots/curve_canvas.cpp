// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/curve_canvas.h"

#include "plots/axis_tickers.h"
#include "plots/chart_text.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr auto lines_layer = "lines"; ///< SLO lines and labels: redrawn without the series
constexpr double line_reach = 5;      ///< pixels around an SLO line that take hold of it

void set_up_axis(QCPAxis& axis, const report::ChartAxis& description, const Theme& theme, const QFont& font)
{
    axis.setScaleType(description.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (description.logarithmic)
        axis.setTicker(QSharedPointer<LogarithmicTicker>::create());
    else
        axis.setTicker(QSharedPointer<LinearTicker>::create());
    axis.setLabel(QString::fromStdString(description.label));
    axis.setLabelFont(font);
    axis.setTickLabelFont(font);
    axis.setLabelColor(theme.faint);
    axis.setTickLabelColor(theme.faint);
    axis.setLabelPadding(grid_unit);
    axis.setTickLabelPadding(6);
    axis.setSubTicks(false);
    axis.setTickLength(0, axis.orientation() == Qt::Horizontal ? 4 : 0);
    axis.setTickPen(QPen(theme.line, 1));
    axis.setBasePen(axis.orientation() == Qt::Horizontal ? QPen(theme.line, 1) : Qt::NoPen);
    axis.grid()->setVisible(axis.orientation() == Qt::Vertical);
    axis.grid()->setPen(QPen(theme.grid, 1));
    axis.grid()->setZeroLinePen(QPen(theme.line, 1));
    axis.setSelectableParts(QCPAxis::spNone);
}

} // namespace

CurveCanvas::CurveCanvas(QWidget* parent) : QCustomPlot(parent)
{
    setObjectName("canvas");
    addLayer(lines_layer, layer("axes"), limAbove);
    layer(lines_layer)->setMode(QCPLayer::lmBuffered);
    axisRect()->setMinimumMargins(QMargins(grid_unit, grid_unit, 2 * grid_unit, grid_unit));
    setNoAntialiasingOnDrag(false);
    connect(this, &QCustomPlot::afterLayout, this, &CurveCanvas::place_texts);
}

void CurveCanvas::set_chart(const report::Chart& chart, const Theme& theme, const QFont& font)
{
    m_chart = chart;
    m_theme = &theme;
    m_font = font;
    remove_items();
    clearPlottables();
    setBackground(QBrush(theme.panel));
    set_up_axes();
    setCurrentLayer("main");
    m_series.resize(chart.series.size());
    for (std::size_t i = chart.series.size(); i-- > 0;) m_series[i] = draw_series(*this, m_chart, i, theme);
    add_texts();
}

void CurveCanvas::set_up_axes()
{
    set_up_axis(*xAxis, m_chart.x, *m_theme, m_font);
    set_up_axis(*yAxis, m_chart.y, *m_theme, m_font);
    xAxis->ticker()->setTickCount(std::clamp(width() / 110, 3, 10));
    yAxis->ticker()->setTickCount(std::clamp(height() / 70, 3, 10));
}

void CurveCanvas::remove_items()
{
    for (const auto* texts : {&m_names, &m_excluded})
        for (const Text& text : *texts) removeItem(text.item);
    for (auto* item : m_lines) removeItem(item);
    for (auto* item : m_line_names) removeItem(item);
    for (auto* item : m_marks) removeItem(item);
    for (auto* item : m_mark_names) removeItem(item);
    if (m_selection) removeItem(m_selection);
    m_names.clear();
    m_excluded.clear();
    m_lines.clear();
    m_line_names.clear();
    m_marks.clear();
    m_mark_names.clear();
    m_selection = nullptr;
    m_selected.reset();
}

QCPItemText* CurveCanvas::add_text(const QString& text, const QColor& colour, bool bold)
{
    auto* item = new QCPItemText(this);
    item->setLayer(lines_layer);
    item->setText(text);
    item->setColor(colour);
    QFont font = m_font;
    font.setBold(bold);
    item->setFont(font);
    item->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    item->position->setType(QCPItemPosition::ptAbsolute);
    item->setSelectable(false);
    return item;
}

void CurveCanvas::add_marks()
{
    for (const report::ChartMark& mark : m_chart.marks) {
        auto* item = new QCPItemTracer(this);
        item->setLayer(lines_layer);
        item->setStyle(QCPItemTracer::tsCircle);
        item->setSize(12);
        item->setPen(QPen(m_theme->identity(mark.identity), 2));
        item->setBrush(m_theme->panel);
        item->setSelectable(false);
        item->position->setCoords(mark.x, mark.y);
        m_marks.push_back(item);
        m_mark_names.push_back(
            add_text(QString::fromStdString(mark.label), m_theme->identity_text(mark.identity), false));
    }
}

void CurveCanvas::add_texts()
{
    constexpr int most_excluded = 8; // more would be a cloud of words
    for (int s = 0; s < series_count(); ++s) {
        const report::ChartSeries& series = m_chart.series[std::size_t(s)];
        const std::vector<int>& path = m_series[std::size_t(s)].path;
        if (!path.empty() && series_count() > 1 && !series.only_joins)
            m_names.push_back(
                {add_text(QString::fromStdString(series.name), m_theme->identity_text(series.identity), true),
                 {s, path.back()}});
        for (const int i : m_series[std::size_t(s)].by_x)
            if (const auto& point = series.points[std::size_t(i)];
                point.excluded && int(m_excluded.size()) < most_excluded)
                m_excluded.push_back({add_text({}, m_theme->faint, false), {s, i}}); // worded where it is placed
    }
    for (const report::ChartLine& line : m_chart.lines) {
        auto* item = new QCPItemStraightLine(this);
        item->setLayer(lines_layer);
        item->setPen(QPen(line.is_slo ? m_theme->slo : m_theme->faint, 1.4, line.is_slo ? Qt::DashLine : Qt::DotLine));
        item->setSelectable(false);
        item->point1->setCoords(0, line.y);
        item->point2->setCoords(1, line.y);
        m_lines.push_back(item);
        m_line_names.push_back(
            add_text(QString::fromStdString(line.label), line.is_slo ? m_theme->slo : m_theme->faint, false));
    }
    add_marks();
    for (const Text& word : m_excluded) word.item->setBrush(m_theme->panel); // grid lines stop before the words
    m_selection = new QCPItemTracer(this);
    m_selection->setLayer(lines_layer);
    m_selection->setStyle(QCPItemTracer::tsCircle);
    m_selection->setSize(16);
    m_selection->setPen(QPen(m_theme->accent, 2.5));
    m_selection->setBrush(Qt::NoBrush);
    m_selection->setVisible(false);
    m_selection->setSelectable(false);
}

void CurveCanvas::set_series_visible(int series, bool visible)
{
    if (series < 0 || series >= series_count()) return;
    SeriesDrawing& drawing = m_series[std::size_t(series)];
    drawing.visible = visible;
    for (QCPAbstractPlottable* part : drawing.parts) part->setVisible(visible);
    if (m_selected && m_selected->series == series) m_selection->setVisible(visible);
    const int identity = m_chart.series[std::size_t(series)].identity;
    for (std::size_t i = 0; i < m_marks.size(); ++i)
        if (m_chart.marks[i].identity == identity) m_marks[i]->setVisible(visible);
}

bool CurveCanvas::series_visible(int series) const
{
    return series >= 0 && series < series_count() && m_series[std::size_t(series)].visible;
}

const report::ChartPoint& CurveCanvas::point(PointRef ref) const
{
    return m_chart.series[std::size_t(ref.series)].points[std::size_t(ref.point)];
}

QPointF CurveCanvas::pixel(double x, double y) const
{
    return {xAxis->coordToPixel(x), yAxis->coordToPixel(y)};
}

QPointF CurveCanvas::pixel(PointRef ref) const
{
    return pixel(point(ref).x, point(ref).y);
}

std::optional<int> CurveCanvas::nearest_in_x(int series, double pixel_x) const
{
    const std::vector<int>& order = m_series[std::size_t(series)].by_x;
    if (order.empty()) return {};
    const auto x = [&](int i) { return point({series, i}).x; };
    auto right = std::ranges::lower_bound(order, xAxis->pixelToCoord(pixel_x), {}, x);
    if (right == order.begin()) return *right;
    if (right == order.end()) return order.back();
    const int left = *(right - 1);
    return pixel_x - xAxis->coordToPixel(x(left)) <= xAxis->coordToPixel(x(*right)) - pixel_x ? left : *right;
}

std::optional<PointRef> CurveCanvas::point_at(QPointF position, double reach) const
{
    std::optional<PointRef> best;
    double best_distance = reach;
    for (int s = 0; s < series_count(); ++s) {
        if (!series_visible(s)) continue;
        const std::vector<int>& order = m_series[std::size_t(s)].by_x;
        const auto x = [&](int i) { return point({s, i}).x; };
        const auto first = std::ranges::lower_bound(order, xAxis->pixelToCoord(position.x() - reach), {}, x);
        const double last_x = xAxis->pixelToCoord(position.x() + reach);
        for (auto i = first; i != order.end() && x(*i) <= last_x; ++i) {
            const double distance = QLineF(pixel({s, *i}), position).length();
            if (distance > best_distance) continue;
            best_distance = distance;
            best = PointRef{s, *i};
        }
    }
    return best;
}

int CurveCanvas::line_at(QPointF position) const
{
    if (!axisRect()->rect().contains(position.toPoint())) return -1;
    for (int i = 0; i < int(m_lines.size()); ++i)
        if (m_chart.lines[std::size_t(i)].is_slo &&
            std::abs(yAxis->coordToPixel(m_chart.lines[std::size_t(i)].y) - position.y()) <= line_reach)
            return i;
    return -1;
}

void CurveCanvas::move_line(int line, double y)
{
    if (line < 0 || line >= int(m_lines.size())) return;
    report::ChartLine& moved = m_chart.lines[std::size_t(line)];
    moved.y = y;
    if (const auto digits = moved.label.find_first_of("0123456789"); moved.is_slo && digits != std::string::npos)
        moved.label = moved.label.substr(0, digits) + with_unit(value_text(y), m_chart.y).toStdString();
    m_lines[std::size_t(line)]->point1->setCoords(0, y);
    m_lines[std::size_t(line)]->point2->setCoords(1, y);
    place_texts();
    layer(lines_layer)->replot();
}

void CurveCanvas::select(std::optional<PointRef> ref)
{
    m_selected = ref;
    m_selection->setVisible(ref && series_visible(ref->series));
    if (ref) m_selection->position->setCoords(point(*ref).x, point(*ref).y);
    layer(lines_layer)->replot();
}

void CurveCanvas::resizeEvent(QResizeEvent* event)
{
    xAxis->ticker()->setTickCount(std::clamp(width() / 110, 3, 10));
    yAxis->ticker()->setTickCount(std::clamp(height() / 70, 3, 10));
    QCustomPlot::resizeEvent(event);
}

} // namespace kneepoint::ui
