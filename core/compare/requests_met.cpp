// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "load.h"
#include "request_estimates.h"

#include "kneepoint/stats/capacity.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

/// Limits on single requests: a latency at most so long. Others (rates) are none of a request.
bool is_of_requests(const Objective& objective)
{
    const RequestColumns any;
    return objective.at_most && column_of(any, objective.metric) != nullptr;
}

/// That the level meets all objectives: at least 1 - the sum of the chances to miss each. Absent where one is no
/// percentile of the requests.
std::optional<double> probability_of(const Level& level, const Slo& slo)
{
    double miss = 0;
    for (const auto& objective : slo.objectives) {
        const auto kind = objective.statistic.kind;
        const bool median = kind == Statistic::Kind::median;
        if (!is_of_requests(objective) || (!median && kind != Statistic::Kind::percentile)) return std::nullopt;
        const auto requests = request_values(level, objective.metric);
        const double share = median ? 0.5 : objective.statistic.rank / 100;
        const auto meets = all_weigh_alike(requests.weights)
                               ? stats::probability_within(requests.values, objective.limit, share)
                               : std::nullopt;
        if (!meets) return std::nullopt;
        miss += 1 - *meets;
    }
    return std::max(0.0, 1 - miss);
}

/// Completed requests within every limit; absent when a metric of one is not listed.
std::optional<std::uint64_t> requests_within(const Level& level, const Slo& slo)
{
    const auto& columns = level.columns;
    std::vector<std::pair<const std::vector<double>*, double>> limits;
    for (const auto& objective : slo.objectives) {
        if (!is_of_requests(objective)) return std::nullopt;
        if (request_values(level, objective.metric).values.empty()) return std::nullopt;
        limits.emplace_back(column_of(columns, objective.metric), objective.limit);
    }
    std::uint64_t met = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool completed = columns.outcome[i] == Outcome::successful;
        const auto within = [&](const auto& limit) { return (*limit.first)[i] <= limit.second; };
        met += completed && std::ranges::all_of(limits, within) ? 1 : 0;
    }
    return met;
}

std::optional<SloResult::Met> met_at(const Level& level, int index, const Slo& slo)
{
    const auto met = requests_within(level, slo);
    // What the end of the level cut off neither met an objective nor missed it.
    const auto cut_off = static_cast<std::uint64_t>(std::ranges::count(level.columns.outcome, Outcome::incomplete));
    const auto found = met && level.duration_s ? stats::goodput(*met, level.columns.size() - cut_off, *level.duration_s)
                                               : std::nullopt;
    if (!found) return std::nullopt;
    return SloResult::Met{index, found->rate, found->share, found->share_interval, probability_of(level, slo)};
}

std::vector<stats::Reach> stats_reach(const SloResult& result)
{
    std::vector<stats::Reach> reach;
    for (const auto& one : result.reach) reach.push_back({one.load, one.probability});
    return reach;
}

} // namespace

std::optional<Interval> reach_ratio_interval(const SloResult& base, const SloResult& candidate)
{
    return stats::reach_ratio(stats_reach(base), stats_reach(candidate));
}

void add_requests_met(SloResult& result, const Run& run, const Options& options)
{
    for (int i = 0; i < static_cast<int>(run.levels.size()); ++i)
        if (auto met = met_at(run.levels[static_cast<std::size_t>(i)], i, result.slo)) result.met.push_back(*met);
    std::vector<stats::LoadLevel> levels;
    for (const int i : levels_by_load(run, options)) {
        const auto& level = run.levels[static_cast<std::size_t>(i)];
        if (has_data(level))
            levels.push_back({*load_of(level, options.concurrency_statistic), {}, probability_of(level, result.slo)});
    }
    for (const auto& one : stats::reach_of(levels)) result.reach.push_back({one.load, one.probability});
    result.interval = stats::reach_interval(stats_reach(result));
    // Objectives are judged by the stated percentiles; requests that say otherwise are another population.
    if (result.interval && !(result.before_first_violation && *result.before_first_violation >= result.interval->low &&
                             *result.before_first_violation <= result.interval->high)) {
        result.reach.clear();
        result.interval.reset();
    }
    // A level of unknown probability breaks the row of levels that meet it surely.
    const auto unknown = std::ranges::find_if(levels, [](const auto& level) { return !level.probability; });
    levels.erase(unknown, levels.end());
    result.with_probability = stats::largest_load(levels).with_probability;
}

} // namespace kneepoint::compare
