// SPDX-License-Identifier: GPL-3.0-or-later
#include "delta_verdict.h"
#include "figures.h"
#include "reading.h"

#include <algorithm>
#include <array>

namespace kneepoint::compare {

namespace {

bool is_latency(MetricId metric)
{
    return metric_info(metric).direction == Direction::lower_is_better;
}

bool has_value(const Run& run, const MetricStatistic& wanted)
{
    return std::ranges::any_of(
        run.levels, [&](const Level& level) { return level.value(wanted.metric, wanted.statistic).has_value(); });
}

/// The levels that one row's figures come from: the base's, then the candidate's.
struct Sources {
    std::vector<const Level*> base, candidate;

    template<typename Condition>
    bool any(const Condition& holds) const
    {
        const auto on_level = [&](const Level* level) { return holds(*level); };
        return std::ranges::any_of(base, on_level) || std::ranges::any_of(candidate, on_level);
    }
};

Sources sources_of(const Run& base, const Run& candidate, const LevelPair& pair)
{
    Sources sources;
    if (pair.base) sources.base.push_back(&base.levels[static_cast<std::size_t>(*pair.base)]);
    for (const int i : pair.sources) sources.candidate.push_back(&candidate.levels[static_cast<std::size_t>(i)]);
    return sources;
}

/// Over requests of every outcome where the end of a level cut off many and every source states them so.
Population population_of(const Sources& sources, MetricId metric)
{
    if (sources.base.empty() || sources.candidate.empty()) return Population::successful;
    const bool stated =
        !sources.any([&](const Level& level) { return !metric_over(level, metric, Population::all_requests); });
    return stated && sources.any(prefers_all_requests) ? Population::all_requests : Population::successful;
}

} // namespace

std::vector<MetricStatistic> compared_statistics(const Run& base, const Run& candidate)
{
    constexpr auto of_latencies =
        std::to_array({Statistic::median(), Statistic::mean(), Statistic::percentile(95), Statistic::percentile(99)});
    const bool both_printed = is_printed(base) && is_printed(candidate);
    std::vector<MetricStatistic> result;
    for (const auto& info : metric_catalogue()) {
        std::vector<Statistic> statistics{Statistic::mean()};
        if (is_latency(info.id))
            statistics.assign(of_latencies.begin(), of_latencies.end());
        else if (info.id == MetricId::concurrency || (info.is_rate && both_printed))
            statistics.push_back(Statistic::median());
        for (const auto statistic : statistics)
            if (const MetricStatistic wanted{info.id, statistic};
                has_value(base, wanted) || has_value(candidate, wanted))
                result.push_back(wanted);
    }
    return result;
}

bool few_waves(const Run& base, const Run& candidate, const LevelPair& pair)
{
    return sources_of(base, candidate, pair).any(fewer_than_two_waves);
}

std::vector<Delta> level_deltas(const Run& base, const Run& candidate, const LevelPair& pair,
                                std::span<const MetricStatistic> wanted, const Options& options)
{
    const auto sources = sources_of(base, candidate, pair);
    const auto* base_level = sources.base.empty() ? nullptr : sources.base.front();
    const auto* candidate_level =
        pair.candidate ? &candidate.levels[static_cast<std::size_t>(*pair.candidate)] : nullptr;
    const bool waves = sources.any(fewer_than_two_waves);
    std::vector<Delta> deltas;
    for (const auto& one : wanted) {
        if (pair.interpolated && one.metric == MetricId::concurrency) continue; // equal by construction
        const auto population = population_of(sources, one.metric);
        const auto left = reading_at_level(base, base_level, one, population);
        const auto right = pair.interpolated ? reading_at_load(candidate, *pair.load, one, population, options)
                                             : reading_at_level(candidate, candidate_level, one, population);
        auto& delta = deltas.emplace_back(make_delta(one, left, right));
        if (waves && counts_waves(delta))
            leave_open(delta, "fewer than two waves completed, so the rate counts waves",
                       "run the level until at least two requests of each stream have completed");
        else
            judge_by_band(delta, options);
    }
    return deltas;
}

} // namespace kneepoint::compare
