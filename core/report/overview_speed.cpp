// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview_speed.h"

#include "figures.h"
#include "level_text.h"
#include "rules.h"

#include "kneepoint/compare/judge_slo.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::report {

using compare::Comparison;

namespace {

/// A ratio candidate / base of a latency at a load that the base was measured at.
struct AtLoad {
    double load = 0, ratio = 1;
    std::optional<Interval> interval;
    std::string why;
};

std::vector<AtLoad> ratios_of(const Comparison& comparison, MetricId metric)
{
    std::vector<AtLoad> ratios;
    if (comparison.alignment == compare::Alignment::load) {
        for (const auto& one : comparison.equal_load)
            if (one.metric == metric && one.statistic == Statistic::median())
                ratios.push_back({one.concurrency, one.ratio, one.interval, one.why});
        return ratios;
    }
    for (const auto& level : comparison.levels) {
        const auto* delta = find_delta(level, metric, Statistic::median());
        if (level.load && !level.excluded && !level.few_waves && delta && delta->ratio)
            ratios.push_back({*level.load, *delta->ratio, delta->interval, delta->why});
    }
    return ratios;
}

const AtLoad* at(const std::vector<AtLoad>& ratios, double load)
{
    const auto found = std::ranges::find(ratios, load, &AtLoad::load);
    return found == ratios.end() ? nullptr : &*found;
}

/// The load asked for where a candidate has it, else the nearest to it, or the highest, of those that the most share.
std::optional<double> chosen_load(const std::vector<std::vector<AtLoad>>& all, std::optional<double> wanted)
{
    if (wanted && std::ranges::any_of(all, [&](const auto& ratios) { return at(ratios, *wanted) != nullptr; }))
        return wanted;
    std::optional<double> best;
    std::size_t best_shared = 0;
    for (const auto& ratios : all)
        for (const auto& one : ratios) {
            const auto shared = static_cast<std::size_t>(
                std::ranges::count_if(all, [&](const auto& other) { return at(other, one.load) != nullptr; }));
            const auto nearer = [&] {
                return wanted ? std::fabs(one.load - *wanted) < std::fabs(*best - *wanted) : one.load > *best;
            };
            if (best && (shared < best_shared || (shared == best_shared && !nearer()))) continue;
            best = one.load;
            best_shared = shared;
        }
    return best;
}

std::string unit_of_load(std::span<const Comparison> comparisons, double load)
{
    const bool one = load_text(load) == "1";
    switch (comparisons.front().alignment) {
    case compare::Alignment::streams:
        return one ? "stream" : "streams";
    case compare::Alignment::rate:
        return "requests/s asked for";
    case compare::Alignment::load:
    case compare::Alignment::position:
    case compare::Alignment::automatic:
        break;
    }
    return one ? "concurrent request" : "concurrent requests";
}

SpeedUps at_equal_load(std::span<const Comparison> comparisons, MetricId metric, std::optional<double> wanted)
{
    std::vector<std::vector<AtLoad>> all;
    for (const auto& comparison : comparisons) all.push_back(ratios_of(comparison, metric));
    SpeedUps result{{}, std::vector<std::optional<SpeedUp>>(comparisons.size())};
    const auto load = chosen_load(all, wanted);
    if (!load) return result;
    result.words = fmt::format("{} at {} {}, base / candidate", metric_name(metric, Statistic::median()),
                               load_text(*load), unit_of_load(comparisons, *load));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto* found = at(all[i], *load);
        if (!found || !(found->ratio > 0)) continue;
        auto& speed = result.of[i].emplace(SpeedUp{1 / found->ratio, {}, found->why, {}});
        if (found->interval && found->interval->low > 0)
            speed.interval = Interval{1 / found->interval->high, 1 / found->interval->low};
        else
            speed.why_no_interval = "nothing is known of its noise: no repetitions, and no requests from which the "
                                    "figure follows";
    }
    return result;
}

/// Why the ratio of two largest loads has no interval.
std::string why_no_reach(const compare::SloResult& base, const compare::SloResult& candidate)
{
    for (const auto& [side, result] : {std::pair("base", &base), std::pair("candidate", &candidate)})
        if (result->reach.empty())
            return fmt::format(
                "how likely each row of the {} meets the objective is not known: that takes a list of the "
                "requests behind every row, with which its figures agree",
                side);
    return "more than 2.5 % say that no measured load meets the objective";
}

/// The ratio of the largest loads under the first objective, before its first violation.
SpeedUps under_objective(std::span<const Comparison> comparisons, const compare::Slo& slo)
{
    SpeedUps result{fmt::format("load under {} (before the first violation), candidate / base", compare::in_words(slo)),
                    std::vector<std::optional<SpeedUp>>(comparisons.size())};
    const auto judged = [&](const std::optional<compare::Capacity>& capacity) -> const compare::SloResult* {
        if (!capacity) return nullptr;
        const auto found = std::ranges::find(capacity->slos, slo, &compare::SloResult::slo);
        return found == capacity->slos.end() || !found->before_first_violation ? nullptr : &*found;
    };
    for (std::size_t i = 0; i < comparisons.size(); ++i) {
        const auto *base = judged(comparisons[i].base_capacity), *candidate = judged(comparisons[i].candidate_capacity);
        if (!base || !candidate || !(*base->before_first_violation > 0)) continue;
        const double from = *base->before_first_violation, to = *candidate->before_first_violation;
        auto interval = compare::reach_ratio_interval(*base, *candidate);
        result.of[i] = SpeedUp{to / from, interval, fmt::format("{} / {}", exact(to), exact(from)),
                               interval ? std::string{} : why_no_reach(*base, *candidate)};
    }
    return result;
}

bool has_any(const SpeedUps& speeds)
{
    return std::ranges::any_of(speeds.of, [](const auto& one) { return one.has_value(); });
}

} // namespace

SpeedUps speed_ups(std::span<const Comparison> comparisons, const compare::Options& options)
{
    if (comparisons.empty()) return {};
    if (!options.slos.empty() && !options.overview_load)
        if (auto speeds = under_objective(comparisons, options.slos.front()); has_any(speeds)) return speeds;
    // A whole request first: it holds both phases. Files without it have the time per token.
    for (const auto metric : {MetricId::request_latency, MetricId::itl})
        if (auto speeds = at_equal_load(comparisons, metric, options.overview_load); has_any(speeds)) return speeds;
    return {{}, std::vector<std::optional<SpeedUp>>(comparisons.size())};
}

} // namespace kneepoint::report
