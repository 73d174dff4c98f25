// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace kneepoint::load {

/// Puts the kernel's receive stamps, which are made on the wall clock, onto the steady clock, and notices when the wall
/// clock is stepped.
class StampClock {
public:
    using Clock = std::int64_t (*)();

    StampClock(Clock wall, Clock steady);
    /// The steady time of a stamp. Nothing where the stamp may be from before a step, or is older or younger than it
    /// can be.
    /// @param just_read the steady clock, which a reader reads anyway
    std::optional<std::int64_t> steady_time(std::int64_t stamp, std::int64_t just_read);
    /// The largest step so far, in nanoseconds.
    std::int64_t largest_step() const { return m_largest_step; }

private:
    struct Pair {
        std::int64_t steady = 0;
        std::int64_t lead = 0; ///< of the wall clock
    };
    Pair measured(std::int64_t before) const;

    Clock m_wall;
    Clock m_steady;
    Pair m_last;
    std::int64_t m_largest_step = 0;
};

} // namespace kneepoint::load
