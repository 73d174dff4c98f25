// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::report {

int shown_decimals(MetricId metric, const Values& values)
{
    const int most = metric_info(metric).decimals;
    int found = std::min(most, 1);
    for (const auto& value : values)
        if (value) found = std::max(found, printed_decimals(shortest_decimal(*value)).value_or(0));
    return std::min(found, most);
}

std::string shown(double value, int decimals)
{
    return format_decimal(value, decimals);
}

std::string shown(double value, MetricId metric)
{
    return format_decimal(value, shown_decimals(metric, {value}));
}

std::string with_unit(double value, MetricId metric)
{
    const auto unit = unit_symbol(metric_info(metric).unit);
    return unit.empty() ? shown(value, metric) : fmt::format("{} {}", shown(value, metric), unit);
}

std::string exact(double value)
{
    const auto text = shortest_decimal(value);
    return printed_decimals(text).value_or(0) > 6 ? format_decimal(value, 6) : text;
}

std::string signed_percent(double percent)
{
    const auto text = format_decimal(percent, 1);
    return (text.starts_with('-') || text == "0.0" ? text : "+" + text) + " %";
}

std::string percent_range(double one, double other)
{
    const auto [low, high] = std::minmax({std::fabs(one), std::fabs(other)}); // values: references would dangle
    const auto a = format_decimal(low, 0);
    const auto b = format_decimal(high, 0);
    return a == b ? a + " %" : fmt::format("{} to {} %", a, b);
}

Cell text_cell(std::string text)
{
    return {std::move(text), std::nullopt};
}

Cell number_cell(std::optional<double> value, int decimals)
{
    if (!value || !std::isfinite(*value)) return mark_cell(absent_mark);
    return {format_decimal(*value, decimals), value};
}

Cell mark_cell(std::string_view mark)
{
    return {std::string(mark), std::nullopt};
}

Column text_column(std::string header)
{
    return {std::move(header), false};
}

Column number_column(std::string header)
{
    return {std::move(header), true};
}

std::string metric_name(MetricId metric, Statistic statistic)
{
    return fmt::format("{} {}", metric_info(metric).name, to_string(statistic));
}

std::string metric_header(MetricId metric, Statistic statistic)
{
    const auto& info = metric_info(metric);
    // Rates carry their unit in the name.
    if (info.is_rate || unit_symbol(info.unit).empty()) return metric_name(metric, statistic);
    return fmt::format("{}, {}", metric_name(metric, statistic), unit_symbol(info.unit));
}

std::string source_text(std::string_view file, std::string_view path)
{
    if (file.empty() || path.empty()) return std::string(file.empty() ? path : file);
    return fmt::format("{} › {}", file, path);
}

std::string enumerated(const std::vector<std::string>& parts)
{
    if (parts.size() < 2) return join(parts, "");
    const std::vector<std::string> head(parts.begin(), parts.end() - 1);
    return join(head, ", ") + " and " + parts.back();
}

} // namespace kneepoint::report
