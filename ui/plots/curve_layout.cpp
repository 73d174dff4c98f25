// SPDX-License-Identifier: GPL-3.0-or-later
// Where things stand on a curve chart: the fitted ranges, and the labels at line ends.
#include "plots/chart_text.h"
#include "plots/curve_canvas.h"
#include "plots/label_places.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr double name_gap = 10;           ///< pixels between a line's end and its name
constexpr double excluded_in_sight = 1.5; ///< an excluded point may make the view this many times as large, not more
constexpr double line_in_sight = 2.5; ///< an SLO up to this many times the data's maximum is part of the fitted view

struct Span {
    bool any = false;
    QCPRange range;

    void add(double value)
    {
        if (any)
            range.expand(value);
        else
            range = QCPRange(value, value);
        any = true;
    }
};

/// A range of one value has no size; show it in the middle of something.
QCPRange opened(QCPRange range, bool logarithmic)
{
    if (range.size() > 1e-9 * std::max(std::abs(range.lower), std::abs(range.upper))) return range;
    if (logarithmic) return {range.lower / 2, range.upper * 2};
    const double half = range.upper == 0 ? 1 : std::abs(range.upper) / 2;
    return {range.lower - half, range.upper + half};
}

/// Grows a range by parts of its size, on a logarithmic axis by parts of its decades.
QCPRange grown(QCPRange range, double below, double above, bool logarithmic)
{
    if (!logarithmic) return {range.lower - below * range.size(), range.upper + above * range.size()};
    const double decades = std::log10(range.upper / range.lower);
    return {range.lower * std::pow(10, -below * decades), range.upper * std::pow(10, above * decades)};
}

QRectF beside(QPointF point, QSizeF size, double dx, double dy)
{
    const double left = dx >= 0 ? point.x() + dx : point.x() + dx - size.width();
    return {QPointF(left, point.y() + dy - size.height() / 2), size};
}

QSizeF text_size(const QCPItemText& item)
{
    const QFontMetricsF metrics(item.font());
    return {std::ceil(metrics.horizontalAdvance(item.text())) + 1, std::ceil(metrics.height())};
}

void put(QCPItemText& item, const std::optional<QRectF>& place)
{
    item.setVisible(place.has_value());
    if (place) item.position->setPixelPosition(place->topLeft());
}

} // namespace

std::vector<PointRef> CurveCanvas::shown_points(bool excluded) const
{
    std::vector<PointRef> points;
    for (int s = 0; s < series_count(); ++s)
        for (const int i : drawing(s).by_x)
            if (series_visible(s) && point({s, i}).excluded == excluded) points.push_back({s, i});
    return points;
}

void CurveCanvas::fit()
{
    Span x, y;
    for (const PointRef ref : shown_points(false)) {
        const report::ChartPoint& at = point(ref);
        x.add(at.x);
        y.add(at.y);
        if (at.x_band && (!m_chart.x.logarithmic || at.x_band->low > 0)) {
            x.add(at.x_band->low);
            x.add(at.x_band->high);
        }
        if (at.interval && (!m_chart.y.logarithmic || at.interval->low > 0)) {
            y.add(at.interval->low);
            y.add(at.interval->high);
        }
        if (!at.band) continue;
        if (!m_chart.y.logarithmic || at.band->low > 0) y.add(at.band->low);
        y.add(at.band->high);
    }
    for (const PointRef ref : shown_points(true)) {
        const report::ChartPoint& at = point(ref);
        const bool near = at.x <= excluded_in_sight * x.range.upper && at.y <= excluded_in_sight * y.range.upper;
        if (x.any && !near) continue;
        x.add(at.x);
        y.add(at.y);
    }
    if (!x.any) return;
    const double top = y.range.upper;
    for (const report::ChartLine& line : m_chart.lines)
        if (line.y > 0 && line.y <= line_in_sight * top) y.add(line.y);
    yAxis->setRange(fitted_y(y.range));
    xAxis->setRange(x.range.lower, x.range.upper + 1); // the margins need some range before the labels can be fitted
    updateLayout();
    xAxis->setRange(fitted_x(x.range));
}

QCPRange CurveCanvas::fitted_y(QCPRange extent) const
{
    const report::ChartAxis& axis = m_chart.y;
    QCPRange range = opened(extent, axis.logarithmic);
    const bool zero = axis.from_zero && !axis.logarithmic && extent.lower >= 0;
    if (zero) range.lower = 0;
    return grown(range, zero ? 0 : 0.06, 0.06, axis.logarithmic);
}

double CurveCanvas::label_width(int series) const
{
    const auto found = std::ranges::find_if(m_names, [&](const Text& name) { return name.at.series == series; });
    return found == m_names.end() ? 0 : name_gap + text_size(*found->item).width() + 2;
}

/// Room on the right for the names at the line ends, if they leave most of the width to the lines.
QCPRange CurveCanvas::fitted_x(QCPRange extent) const
{
    const report::ChartAxis& axis = m_chart.x;
    QCPRange range = opened(extent, axis.logarithmic);
    const bool zero = axis.from_zero && !axis.logarithmic && extent.lower >= 0;
    if (zero) range.lower = 0;
    range = grown(range, zero ? 0 : 0.03, 0.03, axis.logarithmic);
    const auto scale = [&](double value) { return axis.logarithmic ? std::log10(value) : value; };
    const double width = axisRect()->width(), lower = scale(range.lower);
    double upper = scale(range.upper);
    for (int s = 0; s < series_count(); ++s) {
        const std::vector<int>& path = drawing(s).path;
        const double needed = label_width(s);
        if (path.empty() || !series_visible(s) || needed > 0.35 * width) continue;
        upper = std::max(upper, lower + (scale(point({s, path.back()}).x) - lower) * width / (width - needed));
    }
    range.upper = axis.logarithmic ? std::pow(10, upper) : upper;
    return range;
}

void CurveCanvas::place_texts()
{
    const QRectF inside = axisRect()->rect();
    LabelPlaces places(inside.adjusted(0, -2, 2, 2));
    for (int s = 0; s < series_count(); ++s) {
        if (!series_visible(s) || drawing(s).dense) continue;
        QPolygonF line;
        for (const int i : drawing(s).path) line << pixel(PointRef{s, i});
        places.block(line);
        for (const int i : drawing(s).by_x) places.block(QRectF(pixel(PointRef{s, i}) - QPointF(5, 5), QSizeF(10, 10)));
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const double y = yAxis->coordToPixel(m_chart.lines[i].y);
        const QSizeF size = text_size(*m_line_names[i]);
        const bool above_view = y < inside.top();
        const QString label = QString::fromStdString(m_chart.lines[i].label);
        m_line_names[i]->setText(above_view ? tr("%1 ↑ above this view").arg(label) : label);
        const double up = above_view ? inside.top() : y - size.height() - 2, left = inside.left() + grid_unit;
        const double right = inside.right() - grid_unit - size.width();
        const double middle = (left + right) / 2;
        put(*m_line_names[i], places.take({{{left, up}, size},
                                           {{right, up}, size},
                                           {{middle, up}, size},
                                           {{left, y + 2}, size},
                                           {{right, y + 2}, size},
                                           {{middle, y + 2}, size}}));
        places.block(QPolygonF({QPointF(inside.left(), y), QPointF(inside.right(), y)}));
    }
    for (const Text& name : m_names) {
        const QPointF end = pixel(name.at);
        const QSizeF size = text_size(*name.item);
        const double h = size.height();
        const auto place =
            places.take({beside(end, size, name_gap, 0), beside(end, size, name_gap, -0.45 * h),
                         beside(end, size, name_gap, 0.45 * h), beside(end, size, 6, -h), beside(end, size, 6, h)});
        put(*name.item, series_visible(name.at.series) && inside.contains(end) ? place : std::nullopt);
    }
    place_marks(places);
    block_bands(places); // the words of excluded points have a ground that would cut them
    for (const Text& word : m_excluded) place_excluded(word, places);
}

/// Beside the mark, where the curve leaves room.
void CurveCanvas::place_marks(LabelPlaces& places)
{
    const QRectF inside = axisRect()->rect();
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        const QPointF at = pixel(m_chart.marks[i].x, m_chart.marks[i].y);
        const QSizeF size = text_size(*m_mark_names[i]);
        const bool shown = m_marks[i]->visible() && inside.contains(at);
        const auto place =
            places.take({beside(at, size, -name_gap, -size.height()), beside(at, size, name_gap, size.height()),
                         beside(at, size, -name_gap, -2 * size.height()), beside(at, size, name_gap, 2 * size.height()),
                         beside(at, size, name_gap, 0)});
        put(*m_mark_names[i], shown ? place : std::nullopt);
    }
}

void CurveCanvas::block_bands(LabelPlaces& places) const
{
    for (int s = 0; s < series_count(); ++s) {
        if (!series_visible(s) || drawing(s).dense) continue;
        std::optional<QRectF> before;
        for (const int i : drawing(s).path) {
            const report::ChartPoint& at = point({s, i});
            if (!at.band) {
                before.reset();
                continue;
            }
            const double x = xAxis->coordToPixel(at.x);
            const QRectF here(QPointF(x, yAxis->coordToPixel(at.band->high)),
                              QPointF(x + 1, yAxis->coordToPixel(at.band->low)));
            places.block(before ? before->united(here) : here);
            before = here;
        }
    }
}

/// Beside its hollow mark, or at the edge of the view, with where it lies: an excluded point far away does not squeeze
/// the curves.
void CurveCanvas::place_excluded(const Text& word, LabelPlaces& places)
{
    const QRectF inside = axisRect()->rect();
    const report::ChartPoint& at = point(word.at);
    const QPointF mark = pixel(word.at);
    const bool right = mark.x() > inside.right(), above = mark.y() < inside.top();
    auto text = tr("%1, excluded").arg(QString::fromStdString(at.label));
    if (right || above) {
        const auto& series = m_chart.series[std::size_t(word.at.series)];
        const auto place = with_unit(right ? load_text(at.x) : value_text(at.y), right ? m_chart.x : m_chart.y);
        text = tr("%1 %2: %3 %4")
                   .arg(QString::fromStdString(series.name), text, place,
                        right ? QStringLiteral("→") : QStringLiteral("↑"));
    }
    word.item->setText(text);
    const QSizeF size = text_size(*word.item);
    std::vector<QRectF> wanted;
    if (right || above) {
        const double x = std::clamp(mark.x() - size.width() / 2, inside.left(), inside.right() - size.width());
        const double y = std::clamp(mark.y() - size.height() / 2, inside.top(), inside.bottom() - size.height());
        for (int row = 0; row < 6; ++row)
            for (const double side : {-1.0, 1.0}) wanted.emplace_back(QPointF(x, y + side * row * size.height()), size);
        for (int row = 1; row < 6; ++row) // below the curves there is often room
            wanted.emplace_back(QPointF(x, inside.bottom() - 2 - row * size.height()), size);
    } else if (inside.contains(mark)) {
        wanted = {beside(mark, size, -name_gap, 0), beside(mark, size, name_gap, 0),
                  beside(mark, size, -name_gap, -size.height())};
    }
    put(*word.item, series_visible(word.at.series) ? places.take(wanted) : std::nullopt);
}

} // namespace kneepoint::ui
