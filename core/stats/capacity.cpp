// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/capacity.h"

#include "batches.h"

#include "kneepoint/stats/estimate.h"
#include "kneepoint/stats/tails.h"

namespace kneepoint::stats {

LargestLoad largest_load(std::span<const LoadLevel> levels, double probability)
{
    std::vector<LoadLevel> rising(levels.begin(), levels.end());
    std::ranges::stable_sort(rising, {}, &LoadLevel::load);
    LargestLoad result;
    for (const auto& level : rising)
        if (level.meets == false && !result.lowest_failing) result.lowest_failing = level.load;
    bool is_sure = true;
    for (const auto& level : rising) {
        result.undecided += level.meets ? 0 : 1;
        if (level.meets == true) {
            result.any = level.load;
            if (!result.lowest_failing || level.load < *result.lowest_failing)
                result.before_first_violation = level.load;
        }
        if (!level.probability) continue;
        is_sure = is_sure && *level.probability >= probability;
        if (is_sure) result.with_probability = level.load;
    }
    return result;
}

std::optional<double> probability_within(std::span<const double> values, double limit, double share)
{
    if (values.size() < least_requests || !all_finite(values) || !std::isfinite(limit) || !(share > 0 && share < 1))
        return std::nullopt;
    std::vector<double> within(values.size());
    std::ranges::transform(values, within.begin(), [limit](double value) { return value <= limit ? 1.0 : 0.0; });
    const double met = mean_of(within), effective = double(values.size()) / dependence_of(within);
    return 1 - beta_cdf(share, effective * met + 0.5, effective * (1 - met) + 0.5);
}

std::optional<Goodput> goodput(std::uint64_t met, std::uint64_t started, double seconds)
{
    const auto interval = wilson_interval(met, started);
    if (!interval || !(seconds > 0) || !std::isfinite(seconds)) return std::nullopt;
    const auto requests = static_cast<double>(met);
    return Goodput{requests / seconds, requests / static_cast<double>(started), *interval};
}

std::optional<Saturation> saturation(std::span<const RateLevel> levels, double least)
{
    std::vector<RateLevel> rising(levels.begin(), levels.end());
    std::erase_if(rising, [](const RateLevel& level) {
        return !std::isfinite(level.asked) || !std::isfinite(level.achieved) || !(level.asked > 0);
    });
    if (rising.empty()) return std::nullopt;
    std::ranges::stable_sort(rising, {}, &RateLevel::asked);
    Saturation result;
    for (const auto& level : rising) {
        result.plateau = std::max(result.plateau, level.achieved);
        if (result.missed_from) continue;
        (level.achieved < least * level.asked ? result.missed_from : result.kept_up_to) = level.asked;
    }
    return result;
}

} // namespace kneepoint::stats
