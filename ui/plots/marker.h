// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainterPath>

class QPainter;

namespace kneepoint::ui {

/// The shape of an identity, about 6 units wide around the origin: disc, square, triangle, diamond, ... Ten of them
/// against seven colours, so that the pair of both repeats only after seventy.
QPainterPath marker_path(int identity);

/// How the line of a series is dashed, by its variant.
Qt::PenStyle dash_of(int variant);

/// @param size width of a disc; a hollow marker is filled with `fill`
void draw_marker(QPainter& painter, QPointF centre, int identity, double size, const QColor& colour,
                 const QColor& fill);

} // namespace kneepoint::ui
