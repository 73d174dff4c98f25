// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/report/overview.h"

#include "figures.h"

#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

namespace {

ChartPoint charted(const OverviewPoint& point)
{
    ChartPoint result{.x = point.speed, .y = point.recovery, .band = point.recovery_interval};
    result.x_band = point.speed_interval;
    result.label = point.pareto ? point.label + " (Pareto set)" : point.label;
    result.why = fmt::format("speed-up {} ({}); recovery {} % ({})", exact(point.speed), point.why_speed,
                             exact(point.recovery), point.why_recovery);
    result.run = point.run;
    return result;
}

/// The points that no other beats in both, joined from the most accurate to the fastest.
ChartSeries front_of(const Overview& overview)
{
    ChartSeries series{"Pareto set", 0, {}, 2, true};
    for (const auto& point : overview.points)
        if (point.pareto) {
            ChartPoint& mark = series.points.emplace_back(charted(point)); // tells the same, without the bars again
            mark.band.reset();
            mark.x_band.reset();
        }
    std::ranges::stable_sort(series.points, {}, &ChartPoint::x);
    return series;
}

} // namespace

Chart overview_chart(std::span<const compare::Comparison> comparisons, const compare::Options& options)
{
    const auto overview = overview_of(comparisons, options);
    Chart chart;
    chart.kind = "overview";
    chart.title = "Accuracy kept against speed-up";
    chart.x = {"speed-up, times the base", false, false};
    chart.y = {"mean recovery of accuracy, %", false, false};
    if (overview.points.empty()) return chart;
    for (const auto& point : overview.points) chart.series.push_back({point.label, point.identity, {charted(point)}});
    if (auto front = front_of(overview); front.points.size() > 1) chart.series.push_back(std::move(front));
    chart.lines.push_back({100, "accuracy of the base", false});
    chart.lines.push_back(
        {100 - options.accuracy_margin, fmt::format("accepted: {} %", exact(100 - options.accuracy_margin)), false});
    chart.notes = overview.notes;
    chart.notes.push_back("speed-up: " + overview.speed);
    chart.notes.emplace_back("bars: 95 % intervals; dotted line: points that no other beats in both");
    return chart;
}

} // namespace kneepoint::report
