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

std::string csv_row(const ChartSeries& series, const ChartPoint& point)
{
    const auto low = point.band ? std::optional(point.band->low) : std::nullopt;
    const auto high = point.band ? std::optional(point.band->high) : std::nullopt;
    return fmt::format("{},{},{},{},{},{},{},{},{}\r\n", csv_field(series.name), csv_number(point.x),
                       csv_number(point.y), csv_number(low), csv_number(high), point.excluded ? "true" : "false",
                       csv_field(point.label), csv_field(point.run),
                       point.level < 0 ? std::string{} : std::to_string(point.level));
}

} // namespace

std::string to_csv(const Chart& chart)
{
    std::string out = "series,x,y,low,high,excluded,label,run,level\r\n";
    for (const auto& series : chart.series)
        for (const auto& point : series.points) out += csv_row(series, point);
    return out;
}

} // namespace kneepoint::report
