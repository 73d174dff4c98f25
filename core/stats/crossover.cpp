// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/crossover.h"

#include "disturbed.h"
#include "parallel.h"

#include "kneepoint/stats/quantile.h"

#include <limits>

namespace kneepoint::stats {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Loads of either curve inside the range, ascending.
std::vector<double> loads_of(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                             const Interval& range)
{
    std::vector<double> loads;
    for (const auto curve : {base, candidate})
        for (const auto& point : curve)
            if (point.x >= range.low && point.x <= range.high) loads.push_back(point.x);
    std::ranges::sort(loads);
    loads.erase(std::ranges::unique(loads).begin(), loads.end());
    return loads;
}

Standing standing(double gain)
{
    return gain > 0 ? Standing::better : gain < 0 ? Standing::worse : Standing::equal;
}

/// The load at which a draw first passes from `from` to its opposite; beyond an end of the range when it never does.
double first_crossing(const Crossover& found, Standing from)
{
    for (const auto& crossing : found.crossings)
        if (crossing.becomes != from) return crossing.load;
    return found.crossings.empty() && found.at_low == from ? infinity : -infinity;
}

std::optional<double> finite(double load)
{
    return std::isfinite(load) ? std::optional(load) : std::nullopt;
}

} // namespace

std::optional<Crossover> crossover(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                                   Direction direction)
{
    if (base.empty() || candidate.empty() || direction == Direction::neither) return std::nullopt;
    Crossover result;
    result.range = {std::max(base.front().x, candidate.front().x), std::min(base.back().x, candidate.back().x)};
    if (!(result.range.low < result.range.high)) return std::nullopt;
    const double sign = direction == Direction::higher_is_better ? 1 : -1;

    CurvePoint last;           // where the candidate was last seen better or worse: load and gain
    double touches = infinity; // the first load since at which the curves are equal
    for (const double load : loads_of(base, candidate, result.range)) {
        const double gain = sign * (interpolate(candidate, load)->value - interpolate(base, load)->value);
        const auto now = standing(gain);
        if (now == Standing::equal) {
            touches = std::min(touches, load);
            continue;
        }
        if (result.at_low == Standing::equal)
            result.at_low = now;
        else if (now != standing(last.y))
            result.crossings.push_back(
                {std::isinf(touches) ? std::lerp(last.x, load, last.y / (last.y - gain)) : touches, now});
        last = {load, gain};
        touches = infinity;
    }
    return result;
}

std::optional<CrossoverInterval> crossover_interval(std::span<const CurvePoint> base,
                                                    std::span<const double> base_errors,
                                                    std::span<const CurvePoint> candidate,
                                                    std::span<const double> candidate_errors, Direction direction,
                                                    const BootstrapOptions& options)
{
    const auto found = crossover(base, candidate, direction);
    if (!found || found->crossings.empty() || options.draws == 0 || !are_errors_of(base_errors, base) ||
        !are_errors_of(candidate_errors, candidate))
        return std::nullopt;
    std::vector<double> loads(options.draws);
    const bool done = in_blocks(options.draws, 16, options.threads, options.stop, [&](std::size_t i, std::size_t last) {
        for (; i < last; ++i) {
            Random random(options.seed, 0, i);
            const auto a = disturbed(base, base_errors, random), b = disturbed(candidate, candidate_errors, random);
            loads[i] = first_crossing(*crossover(a, b, direction), found->at_low);
        }
    });
    if (!done) return std::nullopt;
    std::ranges::sort(loads);
    const auto without = std::ranges::count_if(loads, [](double load) { return std::isinf(load); });
    // An order statistic, because interpolating to "beyond the range" is none.
    const auto at = [&](double share) { return loads[static_cast<std::size_t>(share * double(loads.size() - 1))]; };
    const double outside = (1 - options.confidence) / 2;
    return CrossoverInterval{finite(at(outside)), finite(at(1 - outside)),
                             static_cast<double>(without) / static_cast<double>(options.draws), options.draws,
                             options.seed};
}

} // namespace kneepoint::stats
