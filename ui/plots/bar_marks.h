// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"
#include "theme/theme.h"

#include <QAbstractSeries>
#include <QChart>

#include <vector>

namespace kneepoint::ui {

/// An error bar from low to high, or the dash of an absent value; what Qt Charts does not draw.
struct BarMark {
    double row = 0;   ///< centre on the category axis, in categories
    double width = 0; ///< of the bar, in categories
    double low = 0, high = 0;
    bool absent = false;
};

/// Lays marks, zero line and the chart's lines over the bars; they follow the chart's size.
void add_bar_marks(QChart& chart, QAbstractSeries& series, std::vector<BarMark> marks,
                   const std::vector<report::ChartLine>& lines, const Theme& theme, const QFont& font);

} // namespace kneepoint::ui
