// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/curve_canvas.h"
#include "plots/readout.h"

namespace kneepoint::ui {

/// A vertical line at the measured load nearest to the mouse, and a readout with every visible series' nearest measured
/// point. Nothing is interpolated: a point measured at another load says so.
class Crosshair {
public:
    explicit Crosshair(CurveCanvas& canvas);
    void show_at(QPointF mouse);
    void hide();

private:
    std::vector<PointRef> nearest_points(double pixel_x) const;
    void write_rows(const std::vector<PointRef>& points, double x);

    CurveCanvas& m_canvas;
    Readout* m_readout;
    QCPItemLine* m_line;
    std::vector<QCPItemTracer*> m_rings;
};

} // namespace kneepoint::ui
