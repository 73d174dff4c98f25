// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/search.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kneepoint::load {

namespace {

constexpr double knee_gap = 1.1;
constexpr double limit_gap = 1.05;
/// Requests a second that a doubling of the load must bring; less is noise around a full server.
constexpr double least_gain = 1.1;

std::vector<Probe> by_load(std::span<const Probe> probes)
{
    std::vector<Probe> sorted(probes.begin(), probes.end());
    std::ranges::stable_sort(sorted, {}, &Probe::load);
    return sorted;
}

/// Between two loads that are far enough apart; nothing otherwise.
std::optional<double> between(double low, double high, double gap, LoadKind kind)
{
    if (high / low <= gap) return std::nullopt;
    const double middle = std::sqrt(low * high);
    if (kind == LoadKind::rate) return middle;
    if (high - low <= 1) return std::nullopt;
    return std::clamp(std::round(middle), low + 1, high - 1);
}

double doubled(double load, const SearchBounds& bounds)
{
    return std::min(2 * load, bounds.most);
}

/// The levels of the doubling alone: 1, 2, 4, ... and the bound.
std::vector<Probe> doublings(std::span<const Probe> probes, const SearchBounds& bounds)
{
    std::vector<Probe> found;
    double load = 1;
    for (const Probe& probe : by_load(probes)) {
        if (probe.load != load) continue;
        found.push_back(probe);
        load = doubled(load, bounds);
    }
    return found;
}

bool brought_more(const Probe& before, const Probe& after)
{
    const double octaves = std::log2(after.load / before.load);
    return after.requests_per_s.value_or(0) > before.requests_per_s.value_or(0) * std::pow(least_gain, octaves);
}

bool full(const std::vector<Probe>& steps)
{
    const auto n = steps.size();
    if (!steps.back().latency_s) return true; // no request succeeded any more
    return n >= 3 && !brought_more(steps[n - 2], steps[n - 1]) && !brought_more(steps[n - 3], steps[n - 2]);
}

/// Those with a latency, by load.
std::vector<Probe> curve(std::span<const Probe> probes)
{
    auto sorted = by_load(probes);
    std::erase_if(sorted, [](const Probe& p) { return !p.latency_s || *p.latency_s <= 0; });
    return sorted;
}

/// Position on the curve and octaves below its chord.
std::pair<std::size_t, double> farthest(const std::vector<Probe>& points)
{
    const auto y = [&](std::size_t i) { return std::log2(*points[i].latency_s); };
    const auto x = [&](std::size_t i) { return std::log2(points[i].load); };
    std::pair<std::size_t, double> best{0, 0};
    const std::size_t last = points.size() - 1;
    for (std::size_t i = 1; i < last; ++i) {
        const double chord = y(0) + (y(last) - y(0)) * (x(i) - x(0)) / (x(last) - x(0));
        if (chord - y(i) > best.second) best = {i, chord - y(i)};
    }
    return best;
}

} // namespace

std::optional<Knee> find_knee(std::span<const Probe> probes)
{
    const auto points = curve(probes);
    if (points.size() < 3) return std::nullopt;
    const auto [at, octaves] = farthest(points);
    if (octaves < least_bend) return std::nullopt;
    return Knee{.load = points[at].load,
                .latency_s = *points[at].latency_s,
                .below = points[at - 1].load,
                .above = points[at + 1].load,
                .octaves = octaves};
}

std::optional<double> next_knee_load(std::span<const Probe> probes, const SearchBounds& bounds)
{
    if (probes.empty()) return 1;
    if (std::ssize(probes) >= bounds.levels) return std::nullopt;
    const auto steps = doublings(probes, bounds);
    if (steps.empty()) return std::nullopt;
    if (!full(steps) && steps.back().load < bounds.most) return doubled(steps.back().load, bounds);
    const auto knee = find_knee(probes);
    if (!knee) return std::nullopt;
    const auto left = between(knee->below, knee->load, knee_gap, bounds.kind);
    const auto right = between(knee->load, knee->above, knee_gap, bounds.kind);
    const bool left_is_wider = knee->load / knee->below > knee->above / knee->load;
    return (left && (left_is_wider || !right)) ? left : right;
}

Limit find_limit(std::span<const Probe> probes)
{
    Limit limit;
    for (const Probe& probe : probes)
        if (probe.met == Probe::Met::no) limit.misses = std::min(limit.misses.value_or(probe.load), probe.load);
    for (const Probe& probe : probes)
        if (probe.met == Probe::Met::yes && (!limit.misses || probe.load < *limit.misses))
            limit.meets = std::max(limit.meets.value_or(probe.load), probe.load);
    return limit;
}

std::optional<double> next_limit_load(std::span<const Probe> probes, const SearchBounds& bounds)
{
    if (probes.empty()) return 1;
    if (std::ssize(probes) >= bounds.levels) return std::nullopt;
    const auto misses = find_limit(probes).misses;
    std::optional<double> good; // met or not yet: the most load below the least that misses
    for (const Probe& probe : probes)
        if (probe.met != Probe::Met::no && (!misses || probe.load < *misses))
            good = std::max(good.value_or(probe.load), probe.load);
    if (!good) return std::nullopt; // even the least load misses
    if (misses) return between(*good, *misses, limit_gap, bounds.kind);
    if (*good >= bounds.most) return std::nullopt;
    return doubled(*good, bounds);
}

Probe::Met judged(const Level& level, const Slo& slo)
{
    const double failed = static_cast<double>(level.requests.errored.value_or(0));
    const double ended = failed + static_cast<double>(level.requests.successful.value_or(0));
    if (ended == 0 || failed > allowed_failures * ended) return Probe::Met::no;
    auto met = Probe::Met::yes;
    for (const Objective& objective : slo.objectives) {
        const auto value = level.value(objective.metric, objective.statistic);
        if (!value || (objective.at_most && *value > objective.limit)) return Probe::Met::no;
        if (!objective.at_most && *value < objective.limit) met = Probe::Met::not_yet;
    }
    return met;
}

} // namespace kneepoint::load
