// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/schedule.h"

#include "random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kneepoint::load {

namespace {

/// After t seconds rate x t + rise x t^2 / 2 requests have begun: the i-th begins where that is i.
std::vector<std::int64_t> ramp_arrivals(double rate, double end_rate, double seconds, std::uint64_t most)
{
    std::vector<std::int64_t> times;
    const double rise = (end_rate - rate) / seconds;
    for (std::uint64_t i = 0; i < most; ++i) {
        const double at = (std::sqrt(rate * rate + 2 * rise * static_cast<double>(i)) - rate) / rise;
        if (!(at < seconds)) break;
        times.push_back(std::llround(at * 1e9));
    }
    return times;
}

} // namespace

std::vector<std::int64_t> arrivals(const LevelPlan& level)
{
    std::vector<std::int64_t> times;
    if (!level.rate) return times;
    const std::uint64_t most = std::min(level.stop.requests.value_or(arrival_limit), arrival_limit);
    const double end = level.stop.seconds.value_or(std::numeric_limits<double>::infinity());
    if (level.end_rate) return ramp_arrivals(*level.rate, *level.end_rate, end, most);
    Random random(level.seed);
    double at = 0;
    // A constant rate is i / rate, not a sum of gaps, so that no rounding accumulates.
    for (std::uint64_t i = 0; i < most && at < end; ++i) {
        times.push_back(std::llround(at * 1e9));
        at = level.kind == ProfileKind::constant
                 ? static_cast<double>(i + 1) / *level.rate
                 : at + random.gamma(level.burstiness) / (level.burstiness * *level.rate);
    }
    return times;
}

} // namespace kneepoint::load
