// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"
#include "theme/theme.h"

#include <qcustomplot.h>

#include <vector>

namespace kneepoint::ui {

/// How one series of a curve chart stands on the plot.
struct SeriesDrawing {
    std::vector<QCPAbstractPlottable*> parts; ///< band, line, hollow points: shown and hidden together
    std::vector<int> by_x;                    ///< indices of the drawable points, ascending x
    std::vector<int> path;                    ///< indices of the connected points in the order of the chart
    bool turns_back = false;                  ///< x does not only rise along the path: latency over throughput
    bool dense = false;                       ///< too many points for marks, smooth edges and label collisions
    bool visible = true;
};

/// Adds the plottables of series `index` to the layer "main" of the plot.
SeriesDrawing draw_series(QCustomPlot& plot, const report::Chart& chart, std::size_t index, const Theme& theme);

} // namespace kneepoint::ui
