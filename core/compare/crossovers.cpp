// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "figures.h"
#include "request_estimates.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/crossover.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::compare {

namespace {

constexpr auto crossed = std::to_array<MetricStatistic>({
    {MetricId::ttft, Statistic::median()},
    {MetricId::ttft, Statistic::percentile(95)},
    {MetricId::itl, Statistic::median()},
    {MetricId::request_latency, Statistic::median()},
    {MetricId::output_tokens_per_second, Statistic::mean()},
});

/// Both curves of one metric.
struct Curves {
    std::vector<stats::CurvePoint> base, candidate;
};

/// Whether the curves part by more than the margin anywhere between two loads.
bool parts(const Curves& curves, double from, double to, double margin)
{
    const auto apart = [&](const stats::CurvePoint& point) {
        if (point.x < from || point.x > to) return false;
        const auto a = stats::interpolate(curves.base, point.x), b = stats::interpolate(curves.candidate, point.x);
        return a && b && std::fabs(b->value - a->value) > margin / 100 * std::fabs(a->value);
    };
    return std::ranges::any_of(curves.base, apart) || std::ranges::any_of(curves.candidate, apart);
}

/// Better or worse between two loads; equivalent where the curves stay within the margin of each other.
Judgement standing_of(stats::Standing standing, const Curves& curves, double from, double to, double margin)
{
    if (standing == stats::Standing::equal || !parts(curves, from, to, margin)) return Judgement::equivalent;
    return standing == stats::Standing::better ? Judgement::better : Judgement::worse;
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
    if (found.crossings.empty() && found.at_low == Judgement::equivalent)
        return "both curves are equal within the margin " + range;
    if (found.crossings.empty())
        return fmt::format("none in the measured range: the candidate is {} {}", to_string(found.at_low), range);
    std::string text = fmt::format("{} at low load", to_string(found.at_low));
    for (const auto& crossing : found.crossings)
        text += fmt::format(", {} from {} on", to_string(crossing.becomes), format_decimal(crossing.load, 1));
    return fmt::format("{} ({})", text, range);
}

/// 95 % of the first crossing, where every level of both curves has an error.
void add_interval(MetricCrossover& result, Sides& sides, const Curves& curves, const MetricStatistic& wanted)
{
    if (result.crossings.empty()) return;
    const auto &base = curves.base, &candidate = curves.candidate;
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

/// Where the stretch after that many crossings ends.
double end_of(const stats::Crossover& found, std::size_t crossings)
{
    return crossings < found.crossings.size() ? found.crossings[crossings].load : found.range.high;
}

std::optional<MetricCrossover> crossover_of(Sides& sides, const MetricStatistic& wanted, const Options& options)
{
    const auto population = population_of_runs(sides, wanted.metric);
    const Curves curves{curve_of(sides.base, wanted.metric, wanted.statistic, options, population),
                        curve_of(sides.candidate, wanted.metric, wanted.statistic, options, population)};
    if (!one_definition(sides, curves.base, curves.candidate, wanted.metric, population)) return std::nullopt;
    const auto found = stats::crossover(curves.base, curves.candidate, metric_info(wanted.metric).direction);
    if (!found) return std::nullopt;
    const double margin = options.similar_percent;
    MetricCrossover result{.metric = wanted.metric,
                           .statistic = wanted.statistic,
                           .range = found->range,
                           .at_low = standing_of(found->at_low, curves, found->range.low, end_of(*found, 0), margin),
                           .crossings = {},
                           .why = {}};
    for (std::size_t i = 0; i < found->crossings.size(); ++i) {
        const auto& crossing = found->crossings[i];
        result.crossings.push_back(
            {crossing.load, standing_of(crossing.becomes, curves, crossing.load, end_of(*found, i + 1), margin)});
    }
    result.why = crossing_words(result);
    add_interval(result, sides, curves, wanted);
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
