// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QString>

namespace kneepoint::ui {

/// "inter-token latency, ms" is the name "inter-token latency" and the unit "ms"; a label without a comma has no unit.
struct AxisWords {
    QString name, unit;
};
AxisWords axis_words(const report::ChartAxis& axis);

/// Three significant digits, never an exponent: "15.4", "9.21", "1738", "0.0123".
QString value_text(double value);
/// The same without trailing zeros: "64", "2.83".
QString load_text(double value);
/// The value with its axis: "9.21 ms", "64 concurrent requests".
QString with_unit(const QString& number, const report::ChartAxis& axis);

/// What the chart shows, as sentences for a screen reader: axes, each series with its range, lines and notes.
QString chart_summary(const report::Chart& chart);
/// What an empty chart says instead: that there is nothing, why, and what to do.
QString empty_text(const report::Chart& chart);

/// True where the point can stand on both axes: finite, and above zero where an axis is logarithmic.
bool drawable(const report::ChartPoint& point, const report::Chart& chart);
/// The chart's notes, and one more when points cannot stand on a logarithmic axis.
QStringList notes_of(const report::Chart& chart);

} // namespace kneepoint::ui
