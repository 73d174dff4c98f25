// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::compare {

namespace {

Problem at(const Level& level, Severity severity, std::string code, std::string text)
{
    return {severity, std::move(code), std::move(text), {}, level.label};
}

/// The statistics in the order in which they must not decrease.
std::vector<std::pair<std::string, double>> ascending(const Distribution& values)
{
    std::vector<std::pair<std::string, double>> result;
    if (values.min) result.emplace_back("min", *values.min);
    bool has_median = false;
    for (const auto& percentile : values.percentiles) {
        if (!has_median && percentile.rank >= 50 && values.median) {
            has_median = true;
            if (percentile.rank > 50) result.emplace_back("median", *values.median);
        }
        result.emplace_back(percentile_key(percentile.rank), percentile.value);
    }
    if (values.max) result.emplace_back("max", *values.max);
    return result;
}

void check_order(Problems& problems, const Level& level, const MetricInfo& info, const Distribution& values)
{
    const auto order = ascending(values);
    const auto falls = std::ranges::adjacent_find(
        order, [](const auto& a, const auto& b) { return b.second < a.second - 1e-9 * std::fabs(a.second); });
    if (falls != order.end())
        problems.push_back(at(level, Severity::error, "percentiles-decrease",
                              fmt::format("{} {} ({}) is below {} ({}) at level {}: the file is damaged or was edited.",
                                          info.name, (falls + 1)->first, figure((falls + 1)->second), falls->first,
                                          figure(falls->second), level.label)));
    const auto lowest = order.empty() ? values.mean : std::optional(order.front().second);
    if (lowest && *lowest < 0)
        problems.push_back(
            at(level, Severity::error, "negative-value",
               fmt::format("{} has a negative value ({}) at level {}: clocks were changed or the file is damaged.",
                           info.name, figure(*lowest), level.label)));
}

void check_outlier(Problems& problems, const Level& level)
{
    const auto median = level.value(MetricId::ttft, Statistic::median());
    const auto p95 = level.value(MetricId::ttft, Statistic::percentile(95));
    if (!median || !p95 || level.strategy == Strategy::throughput || *median <= 0 || *p95 < 3 * *median) return;
    problems.push_back(
        at(level, Severity::warning, "ttft-outlier",
           fmt::format("TTFT p95 {} ms is {} times the median {} ms at level {}: a few requests waited, often a "
                       "cold start; do not judge the level by its p95 alone.",
                       figure(*p95), format_decimal(*p95 / *median, 1), figure(*median), level.label)));
}

} // namespace

Problems check_statistics(const Level& level)
{
    Problems problems;
    for (const auto& [metric, values] : level.metrics) check_order(problems, level, metric_info(metric), values);
    if (!has_data(level)) return problems;
    check_outlier(problems, level);
    return problems;
}

Problems check_load(const Level& level)
{
    Problems problems;
    const auto achieved = level.value(MetricId::requests_per_second, Statistic::mean());
    if (has_data(level) && level.target_rate && achieved && *level.target_rate > 0 && *achieved < least_rate(level)) {
        problems.push_back(at(
            level, Severity::warning, "saturated",
            fmt::format("Level {} achieved {} of {} requests/s asked for ({}): the server is saturated.", level.label,
                        figure(*achieved), figure(*level.target_rate), percent_of(*achieved / *level.target_rate))));
        problems.back().corrections = {{"requests/s", *level.target_rate, *achieved}};
    }
    const auto concurrency = in_flight(level);
    const bool fixed = level.strategy == Strategy::concurrent || level.strategy == Strategy::synchronous;
    if (has_data(level) && fixed && level.streams && concurrency && *concurrency < 0.9 * *level.streams) {
        problems.push_back(
            at(level, Severity::warning, "concurrency-below-streams",
               fmt::format("Concurrency {} is well below the {} of level {}: the measured window is partly empty, so "
                           "its rates are too low.",
                           figure(*concurrency), counted(static_cast<std::size_t>(*level.streams), "stream"),
                           level.label)));
        problems.back().corrections = {{"concurrency", *level.streams, *concurrency}};
    }
    if (level.duration_s && *level.duration_s <= 0)
        problems.push_back(at(level, Severity::error, "no-duration",
                              fmt::format("Level {} ends at or before its start ({} s): its rates say nothing.",
                                          level.label, figure(*level.duration_s))));
    return problems;
}

} // namespace kneepoint::compare
