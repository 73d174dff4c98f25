// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "figures.h"
#include "request_estimates.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/crossover.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::compare {

namespace {

constexpr auto crossed = std::to_array<MetricStatistic>({
    {MetricId::ttft, Statistic::median()},
    {MetricId::ttft, Statistic::percentile(95)},
    {MetricId::itl, Statistic::median()},
    {MetricId::request_latency, Statistic::median()},
    {MetricId::output_tokens_per_second, Statistic::mean()},
});

Judgement standing_of(stats::Standing standing)
{
    switch (standing) {
    case stats::Standing::better:
        return Judgement::better;
    case stats::Standing::worse:
        return Judgement::worse;
    case stats::Standing::equal:
        break;
    }
    return Judgement::equivalent;
}

/// One population for both curves: tokens of all requests where a level of either side needs it and all state them.
Population population_of_runs(const Sides& sides, MetricId metric)
{
    bool preferred = false;
    for (const auto* run : {&sides.base, &sides.candidate})
        for (const auto& level : run->levels) {
            if (!metric_over(level, metric, Population::all_requests)) return Population::successful;
            preferred = preferred || prefers_all_requests(level);
        }
    return preferred ? Population::all_requests : Population::successful;
}

bool one_definition(const Sides& sides, const std::vector<stats::CurvePoint>& base,
                    const std::vector<stats::CurvePoint>& candidate, MetricId metric, Population population)
{
    const auto of = [&](const Run& run, const stats::CurvePoint& point) {
        return metric_over(run.levels[point.source], metric, population)->definition;
    };
    return !base.empty() && !candidate.empty() &&
           comparable(of(sides.base, base.front()), of(sides.candidate, candidate.front()));
}

std::string crossing_words(const MetricCrossover& found)
{
    const auto range = fmt::format("between {} and {}", figure(found.range.low), figure(found.range.high));
    if (found.at_low == Judgement::equivalent) return "both curves are equal " + range;
    if (found.crossings.empty())
        return fmt::format("none in the measured range: the candidate is {} {}", to_string(found.at_low), range);
    std::string text = fmt::format("{} at low load", to_string(found.at_low));
    for (const auto& crossing : found.crossings)
        text += fmt::format(", {} from {} on", to_string(crossing.becomes), format_decimal(crossing.load, 1));
    return fmt::format("{} ({})", text, range);
}

/// 95 % of the first crossing, where every level of both curves has an error.
void add_interval(MetricCrossover& result, Sides& sides, const std::vector<stats::CurvePoint>& base,
                  const std::vector<stats::CurvePoint>& candidate, const MetricStatistic& wanted)
{
    if (result.crossings.empty()) return;
    const auto left = relative_errors(sides.base_requests, base, wanted);
    const auto right = relative_errors(sides.candidate_requests, candidate, wanted);
    if (left.size() != base.size() || right.size() != candidate.size()) return;
    const auto found = stats::crossover_interval(base, left, candidate, right, metric_info(wanted.metric).direction,
                                                 {.draws = bootstrap_draws});
    if (!found) return;
    result.has_interval = true;
    result.low = found->low;
    result.high = found->high;
}

std::optional<MetricCrossover> crossover_of(Sides& sides, const MetricStatistic& wanted, const Options& options)
{
    const auto population = population_of_runs(sides, wanted.metric);
    const auto base = curve_of(sides.base, wanted.metric, wanted.statistic, options, population);
    const auto candidate = curve_of(sides.candidate, wanted.metric, wanted.statistic, options, population);
    if (!one_definition(sides, base, candidate, wanted.metric, population)) return std::nullopt;
    const auto found = stats::crossover(base, candidate, metric_info(wanted.metric).direction);
    if (!found) return std::nullopt;
    MetricCrossover result{.metric = wanted.metric,
                           .statistic = wanted.statistic,
                           .range = found->range,
                           .at_low = standing_of(found->at_low),
                           .crossings = {},
                           .why = {}};
    for (const auto& crossing : found->crossings)
        result.crossings.push_back({crossing.load, standing_of(crossing.becomes)});
    result.why = crossing_words(result);
    add_interval(result, sides, base, candidate, wanted);
    return result;
}

} // namespace

std::vector<MetricCrossover> crossovers_of(Sides& sides, const Options& options)
{
    std::vector<MetricCrossover> result;
    for (const auto& wanted : crossed)
        if (auto found = crossover_of(sides, wanted, options)) result.push_back(std::move(*found));
    return result;
}

} // namespace kneepoint::compare
