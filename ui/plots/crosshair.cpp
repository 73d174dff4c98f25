// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/crosshair.h"

#include "plots/chart_text.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr auto layer_name = "overlay"; ///< QCustomPlot's own, with a buffer of its own
constexpr int most_rows = 12;

} // namespace

Crosshair::Crosshair(CurveCanvas& canvas)
    : m_canvas(canvas), m_readout(new Readout(&canvas)), m_line(new QCPItemLine(&canvas))
{
    m_line->setLayer(layer_name);
    m_line->setSelectable(false);
    m_line->setVisible(false);
    m_line->start->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_line->end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_line->setClipToAxisRect(true);
}

/// The nearest measured point of each visible series, in the order of the series.
std::vector<PointRef> Crosshair::nearest_points(double pixel_x) const
{
    std::vector<PointRef> points;
    for (int s = 0; s < m_canvas.series_count(); ++s) {
        if (!m_canvas.series_visible(s) || m_canvas.chart().series[std::size_t(s)].only_joins) continue;
        if (const auto index = m_canvas.nearest_in_x(s, pixel_x)) points.push_back({s, *index});
    }
    return points;
}

void Crosshair::write_rows(const std::vector<PointRef>& points, double x)
{
    const report::Chart& chart = m_canvas.chart();
    const QString unit = axis_words(chart.y).unit;
    std::vector<ReadoutRow> rows;
    for (const PointRef ref : points) {
        const report::ChartSeries& series = chart.series[std::size_t(ref.series)];
        const report::ChartPoint& point = m_canvas.point(ref);
        QStringList detail;
        if (point.x != x) detail << QObject::tr("at %1").arg(load_text(point.x));
        if (point.band)
            detail << QObject::tr("%1 to %2").arg(value_text(point.band->low), value_text(point.band->high));
        if (point.interval)
            detail
                << QObject::tr("95 %: %1 to %2").arg(value_text(point.interval->low), value_text(point.interval->high));
        if (point.excluded) detail << QObject::tr("excluded");
        rows.push_back({series.identity, series.identity + series.variant, point.excluded,
                        QString::fromStdString(series.name), (value_text(point.y) + " " + unit).trimmed(),
                        detail.join(" · ")});
    }
    m_readout->set_rows(with_unit(load_text(x), chart.x), std::move(rows));
}

void Crosshair::show_at(QPointF mouse)
{
    std::vector<PointRef> points = nearest_points(mouse.x());
    if (points.empty()) return hide();
    const auto distance = [&](PointRef ref) { return std::abs(m_canvas.pixel(ref).x() - mouse.x()); };
    const double x = m_canvas.point(*std::ranges::min_element(points, {}, distance)).x;
    if (int(points.size()) > most_rows) points.resize(most_rows);
    write_rows(points, x);

    QColor pale = m_canvas.theme().faint;
    pale.setAlphaF(0.7F);
    m_line->setPen(QPen(pale, 1));
    m_line->start->setCoords(x, 0);
    m_line->end->setCoords(x, 1);
    m_line->setVisible(true);
    while (m_rings.size() < points.size()) {
        auto* ring = m_rings.emplace_back(new QCPItemTracer(&m_canvas));
        ring->setLayer(layer_name);
        ring->setStyle(QCPItemTracer::tsCircle);
        ring->setSize(11);
        ring->setSelectable(false);
    }
    for (std::size_t i = 0; i < m_rings.size(); ++i) {
        m_rings[i]->setVisible(i < points.size());
        if (i >= points.size()) continue;
        const int identity = m_canvas.chart().series[std::size_t(points[i].series)].identity;
        m_rings[i]->setPen(QPen(m_canvas.theme().identity(identity), 1.5));
        m_rings[i]->setBrush(Qt::NoBrush);
        m_rings[i]->position->setCoords(m_canvas.point(points[i]).x, m_canvas.point(points[i]).y);
    }
    const double line_x = m_canvas.xAxis->coordToPixel(x);
    m_readout->move_beside(mouse, line_x, m_canvas.axisRect()->rect());
    m_readout->show();
    m_canvas.layer(layer_name)->replot();
}

void Crosshair::hide()
{
    if (!m_line->visible() && m_readout->isHidden()) return;
    m_readout->hide();
    m_line->setVisible(false);
    for (auto* ring : m_rings) ring->setVisible(false);
    m_canvas.layer(layer_name)->replot();
}

} // namespace kneepoint::ui
