// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/report/chart.h"

#include "escape.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

bool Chart::empty() const
{
    return std::ranges::all_of(series, [](const ChartSeries& one) { return one.points.empty(); });
}

namespace {

bool has_any(const Chart& chart, std::optional<Interval> ChartPoint::* bar)
{
    return std::ranges::any_of(chart.series, [bar](const ChartSeries& one) {
        return std::ranges::any_of(one.points, [bar](const ChartPoint& point) { return (point.*bar).has_value(); });
    });
}

std::string csv_bar(const std::optional<Interval>& bar)
{
    const auto low = bar ? std::optional(bar->low) : std::nullopt;
    const auto high = bar ? std::optional(bar->high) : std::nullopt;
    return fmt::format(",{},{}", csv_number(low), csv_number(high));
}

std::string csv_row(const ChartSeries& series, const ChartPoint& point)
{
    const auto low = point.band ? std::optional(point.band->low) : std::nullopt;
    const auto high = point.band ? std::optional(point.band->high) : std::nullopt;
    return fmt::format("{},{},{},{},{},{},{},{},{}", csv_field(series.name), csv_number(point.x), csv_number(point.y),
                       csv_number(low), csv_number(high), point.excluded ? "true" : "false", csv_field(point.label),
                       csv_field(point.run), point.level < 0 ? std::string{} : std::to_string(point.level));
}

} // namespace

std::string to_csv(const Chart& chart)
{
    const bool x_bands = has_any(chart, &ChartPoint::x_band), intervals = has_any(chart, &ChartPoint::interval);
    std::string out = "series,x,y,low,high,excluded,label,run,level";
    if (x_bands) out += ",x_low,x_high";
    if (intervals) out += ",interval_low,interval_high";
    out += "\r\n";
    for (const auto& series : chart.series)
        for (const auto& point : series.points) {
            out += csv_row(series, point);
            if (x_bands) out += csv_bar(point.x_band);
            if (intervals) out += csv_bar(point.interval);
            out += "\r\n";
        }
    return out;
}

} // namespace kneepoint::report
