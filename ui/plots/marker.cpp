// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/marker.h"

#include <QPainter>
#include <QPolygonF>
#include <QTransform>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace kneepoint::ui {

namespace {

QPainterPath polygon(int corners, double radius, double turned_degrees)
{
    QPolygonF shape;
    for (int i = 0; i < corners; ++i) {
        const double angle = (360.0 * i / corners + turned_degrees) * std::numbers::pi / 180;
        shape << QPointF(radius * std::sin(angle), -radius * std::cos(angle));
    }
    QPainterPath path;
    path.addPolygon(shape);
    path.closeSubpath();
    return path;
}

QPainterPath star(int spikes, double radius, double waist, double turned_degrees)
{
    QPolygonF shape;
    for (int i = 0; i < 2 * spikes; ++i) {
        const double angle = (180.0 * i / spikes + turned_degrees) * std::numbers::pi / 180;
        const double reach = i % 2 == 0 ? radius : waist;
        shape << QPointF(reach * std::sin(angle), -reach * std::cos(angle));
    }
    QPainterPath path;
    path.addPolygon(shape);
    path.closeSubpath();
    return path;
}

QPainterPath disc()
{
    QPainterPath path;
    path.addEllipse(QPointF(0, 0), 3, 3);
    return path;
}

} // namespace

QPainterPath marker_path(int identity)
{
    switch (identity <= 0 ? 0 : identity % 10) {
    case 0:
        return disc();
    case 1:
        return polygon(4, 3.8, 45);
    case 2:
        return polygon(3, 4.0, 0);
    case 3:
        return polygon(4, 3.9, 0);
    case 4:
        return polygon(3, 4.0, 180);
    case 5:
        return star(4, 4.4, 1.7, 0);
    case 6:
        return polygon(5, 3.7, 0);
    case 7:
        return star(4, 4.4, 1.7, 45);
    case 8:
        return polygon(6, 3.6, 0);
    default:
        return star(5, 4.3, 1.9, 0);
    }
}

Qt::PenStyle dash_of(int variant)
{
    constexpr auto dashes = std::to_array({Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine});
    return dashes[std::size_t(std::max(variant, 0)) % dashes.size()];
}

void draw_marker(QPainter& painter, QPointF centre, int identity, double size, const QColor& colour, const QColor& fill)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    painter.scale(size / 6, size / 6);
    QPen pen(colour, 1.5);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(fill);
    painter.drawPath(marker_path(identity));
    painter.restore();
}

} // namespace kneepoint::ui
