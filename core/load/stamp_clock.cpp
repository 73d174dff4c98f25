// SPDX-License-Identifier: GPL-3.0-or-later
#include "stamp_clock.h"

#include <cstdlib>

namespace kneepoint::load {

namespace {

/// Two clocks read farther apart than this were interrupted between.
constexpr std::int64_t together_ns = 2'000;
constexpr int tries = 3;
/// A jump beyond this is a step. Slewing changes the rate by half a thousandth at most.
constexpr std::int64_t least_step_ns = 200'000;
constexpr std::int64_t slewing = 1000;
constexpr std::int64_t oldest_stamp_ns = 60'000'000'000;

} // namespace

StampClock::StampClock(Clock wall, Clock steady) : m_wall(wall), m_steady(steady), m_last(measured(steady())) {}

StampClock::Pair StampClock::measured(std::int64_t before) const
{
    Pair best;
    std::int64_t narrowest = oldest_stamp_ns;
    for (int i = 0; i < tries && narrowest > together_ns; ++i) {
        if (i > 0) before = m_steady();
        const std::int64_t wall = m_wall();
        const std::int64_t after = m_steady();
        if (after - before > narrowest) continue;
        narrowest = after - before;
        best = {after, wall - before - narrowest / 2};
    }
    return best;
}

std::optional<std::int64_t> StampClock::steady_time(std::int64_t stamp, std::int64_t just_read)
{
    const Pair now = measured(just_read);
    const std::int64_t jump = now.lead - m_last.lead;
    const bool stepped = std::abs(jump) > least_step_ns + (now.steady - m_last.steady) / slewing;
    m_last = now;
    if (stepped) {
        if (std::abs(jump) > std::abs(m_largest_step)) m_largest_step = jump;
        return std::nullopt;
    }
    const std::int64_t age = now.steady + now.lead - stamp;
    if (age < 0 || age > oldest_stamp_ns) return std::nullopt;
    return now.steady - age;
}

} // namespace kneepoint::load
