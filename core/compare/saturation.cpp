// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/stats/capacity.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::compare {

namespace {

std::string saturation_words(const stats::Saturation& found)
{
    if (found.missed_from && found.kept_up_to)
        return fmt::format("{} requests/s asked for came, {} did not (below 95 % of it, allowing for requests that the "
                           "end cut off)",
                           figure(*found.kept_up_to), figure(*found.missed_from));
    if (found.missed_from)
        return fmt::format("the lowest rate asked for, {} requests/s, was not achieved", figure(*found.missed_from));
    return fmt::format("every rate asked for was achieved, up to {} requests/s", figure(*found.kept_up_to));
}

} // namespace

std::optional<RateSaturation> saturation_of(const Run& run)
{
    constexpr double least = 0.95;
    std::vector<stats::RateLevel> levels;
    double plateau = 0;
    for (const auto& level : run.levels) {
        const auto achieved = level.value(MetricId::requests_per_second, Statistic::mean());
        if (!has_set_load(level.strategy) || !level.target_rate || !achieved || !has_data(level)) continue;
        const double enough = least_rate(level);
        if (!(enough > 0)) continue;
        plateau = std::max(plateau, *achieved);
        // On the scale where `least` of what was asked for is what had to come.
        levels.push_back({*level.target_rate, *achieved * least * *level.target_rate / enough});
    }
    const auto found = stats::saturation(levels, least);
    if (!found) return std::nullopt;
    return RateSaturation{found->kept_up_to, found->missed_from, plateau, saturation_words(*found)};
}

} // namespace kneepoint::compare
