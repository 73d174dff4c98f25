// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/capacity.h"

#include <algorithm>

namespace kneepoint::stats {

namespace {

constexpr double tail_share = 0.025;
constexpr double hardly = 0.001;   ///< what lies behind so unlikely a load moves no end of a 95 % interval
constexpr double rounding = 1e-12; ///< of sums of products

struct Weighted {
    double value = 0, weight = 0;
};

/// Each load as the largest one; none of them is the rest.
std::vector<Weighted> loads_of(std::span<const Reach> reach)
{
    std::vector<Weighted> loads;
    for (std::size_t i = 0; i < reach.size(); ++i)
        loads.push_back({reach[i].load, reach[i].probability - (i + 1 < reach.size() ? reach[i + 1].probability : 0)});
    return loads;
}

bool may_be_none(std::span<const Reach> reach)
{
    return reach.empty() || reach.front().probability < 1 - tail_share;
}

/// The values at 2.5 % and 97.5 % of a sorted distribution whose weights need not reach 1 at its upper end.
Interval ends(const std::vector<Weighted>& sorted, double below)
{
    Interval result{sorted.front().value, sorted.back().value};
    double sum = below;
    bool low = false;
    for (const auto& [value, weight] : sorted) {
        sum += weight;
        if (!low && sum > tail_share + rounding) {
            result.low = value;
            low = true;
        }
        if (sum < 1 - tail_share - rounding) continue;
        result.high = value;
        break;
    }
    return result;
}

} // namespace

std::vector<Reach> reach_of(std::span<const LoadLevel> levels)
{
    std::vector<LoadLevel> rising(levels.begin(), levels.end());
    std::ranges::stable_sort(rising, {}, &LoadLevel::load);
    std::vector<Reach> reach;
    double all = 1;
    for (const auto& level : rising) {
        if (!level.probability) {
            if (all > hardly) return {};
            break;
        }
        all *= *level.probability;
        if (!reach.empty() && reach.back().load == level.load)
            reach.back().probability = all;
        else
            reach.push_back({level.load, all});
    }
    return reach;
}

std::optional<Interval> reach_interval(std::span<const Reach> reach)
{
    if (may_be_none(reach)) return std::nullopt;
    return ends(loads_of(reach), 1 - reach.front().probability);
}

std::optional<Interval> reach_ratio(std::span<const Reach> base, std::span<const Reach> candidate)
{
    if (may_be_none(base) || may_be_none(candidate)) return std::nullopt;
    std::vector<Weighted> ratios;
    for (const auto& [load, weight] : loads_of(base)) {
        if (!(load > 0)) return std::nullopt;
        for (const auto& [other, share] : loads_of(candidate)) ratios.push_back({other / load, weight * share});
    }
    std::ranges::stable_sort(ratios, {}, &Weighted::value);
    // A candidate that meets it nowhere counts as 0, a base that does as infinite: above every ratio.
    return ends(ratios, (1 - candidate.front().probability) * base.front().probability);
}

} // namespace kneepoint::stats
