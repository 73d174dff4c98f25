// SPDX-License-Identifier: GPL-3.0-or-later
#include "delta_verdict.h"
#include "figures.h"
#include "reading.h"
#include "request_estimates.h"

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

namespace {

/// The figure at each repetition of a level, in its own file and in the others; of one definition only.
std::vector<double> figures_of(const Run& run, std::span<const Run* const> others, int level,
                               const MetricStatistic& wanted, Population population)
{
    const auto& own = run.levels[static_cast<std::size_t>(level)];
    const auto* stated = metric_over(own, wanted.metric, population);
    std::vector<double> result;
    if (!stated) return result;
    const auto take = [&](const Run& from) {
        for (const int i : repetitions_of(from, own)) {
            const auto* values = metric_over(from.levels[static_cast<std::size_t>(i)], wanted.metric, population);
            const auto value = values && comparable(values->definition, stated->definition)
                                   ? values->value(wanted.statistic)
                                   : std::nullopt;
            if (value) result.push_back(*value);
        }
    };
    take(run);
    for (const auto* other : others) take(*other);
    return result;
}

Noise noise_of(Sides& sides, const LevelPair& pair, const MetricStatistic& wanted, Population population,
               const Reading& left, const Reading& right)
{
    Noise noise{.base_count = left.count, .candidate_count = right.count};
    if (!pair.base) return noise;
    const auto base = static_cast<std::size_t>(*pair.base);
    noise.base = sides.base_requests.at_level(base, wanted);
    noise.base_batches = sides.base_requests.of_batches(base, wanted);
    if (right.found) noise.candidate = sides.candidate_requests.at(*right.found, wanted);
    if (pair.interpolated || !pair.candidate) return noise;
    const auto candidate = static_cast<std::size_t>(*pair.candidate);
    noise.candidate = sides.candidate_requests.at_level(candidate, wanted);
    noise.candidate_batches = sides.candidate_requests.of_batches(candidate, wanted);
    noise.base_runs = figures_of(sides.base, sides.base_repetitions, *pair.base, wanted, population);
    noise.candidate_runs =
        figures_of(sides.candidate, sides.candidate_repetitions, *pair.candidate, wanted, population);
    return noise;
}

} // namespace

std::vector<Delta> level_deltas(Sides& sides, const LevelPair& pair, std::span<const MetricStatistic> wanted,
                                const Options& options)
{
    const auto sources = sources_of(sides.base, sides.candidate, pair);
    const auto* base_level = sources.base.empty() ? nullptr : sources.base.front();
    const auto* candidate_level =
        pair.candidate ? &sides.candidate.levels[static_cast<std::size_t>(*pair.candidate)] : nullptr;
    const bool waves = sources.any(fewer_than_two_waves);
    std::vector<Delta> deltas;
    for (const auto& one : wanted) {
        if (pair.interpolated && one.metric == MetricId::concurrency) continue; // equal by construction
        const auto population = population_of(sources, one.metric);
        const auto left = reading_at_level(sides.base, base_level, one, population);
        const auto right = pair.interpolated ? reading_at_load(sides.candidate, *pair.load, one, population, options)
                                             : reading_at_level(sides.candidate, candidate_level, one, population);
        auto& delta = deltas.emplace_back(make_delta(one, left, right));
        if (waves && counts_waves(delta))
            leave_open(delta, "fewer than two waves completed, so the rate counts waves",
                       "run the level until at least two requests of each stream have completed");
        else if (delta.ratio)
            judge(delta, noise_of(sides, pair, one, population, left, right), options);
    }
    return deltas;
}

} // namespace kneepoint::compare
