// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/table.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How numbers are shown: rounded here and nowhere else.
namespace kneepoint::report {

inline constexpr std::string_view absent_mark = "—";
inline constexpr std::string_view not_comparable_mark = "≠";
inline constexpr std::string_view converted_mark = "†";
inline constexpr std::string_view few_samples_mark = "ⁿ";
inline constexpr std::string_view nothing_shown_mark = "~";
/// Below this a p95 is the largest value or nearly so.
inline constexpr std::uint64_t few_samples = 20;

using Values = std::vector<std::optional<double>>;

/// The metric's decimals, but no more than the values have: figures read from a console print keep its one decimal.
int shown_decimals(MetricId metric, const Values& values);
std::string shown(double value, int decimals);
/// As shown_decimals and shown for a single value of a metric, without unit.
std::string shown(double value, MetricId metric);
/// As above, with the unit.
std::string with_unit(double value, MetricId metric);
/// Six decimals at most; what a "why" says.
std::string exact(double value);
/// "+29.4 %", "-12.9 %", "0.0 %".
std::string signed_percent(double percent);
/// The whole percentages of two changes as one text, the smaller amount first: "24 to 36 %", "35 %".
std::string percent_range(double one, double other);

Cell text_cell(std::string text);
Cell number_cell(std::optional<double> value, int decimals);
/// A mark in place of a number.
Cell mark_cell(std::string_view mark);

Column text_column(std::string header);
Column number_column(std::string header);
/// "TTFT median, ms"
std::string metric_header(MetricId metric, Statistic statistic);
/// "TTFT p95"
std::string metric_name(MetricId metric, Statistic statistic);

/// "file › path", or the part that there is.
std::string source_text(std::string_view file, std::string_view path);

/// "a", "a and b", "a, b and c".
std::string enumerated(const std::vector<std::string>& parts);

} // namespace kneepoint::report
