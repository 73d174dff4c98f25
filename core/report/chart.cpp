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

bool has_x_bands(const Chart& chart)
{
    return std::ranges::any_of(chart.series, [](const ChartSeries& one) {
        return std::ranges::any_of(one.points, [](const ChartPoint& point) { return point.x_band.has_value(); });
    });
}

std::string csv_x_band(const ChartPoint& point)
{
    const auto low = point.x_band ? std::optional(point.x_band->low) : std::nullopt;
    const auto high = point.x_band ? std::optional(point.x_band->high) : std::nullopt;
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
    const bool x_bands = has_x_bands(chart);
    std::string out = "series,x,y,low,high,excluded,label,run,level";
    out += x_bands ? ",x_low,x_high\r\n" : "\r\n";
    for (const auto& series : chart.series)
        for (const auto& point : series.points)
            out += csv_row(series, point) + (x_bands ? csv_x_band(point) : "") + "\r\n";
    return out;
}

} // namespace kneepoint::report
