// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace kneepoint {

// What takes time is counted by thread, so that a test can ask that none of it was done on the window's, and that what
// was done once is not done again: a state, not a clock.

enum class Work : std::uint8_t {
    hashing,    ///< bytes
    resampling, ///< bootstraps, sign flips, knees and crossovers with intervals
    copying,    ///< runs copied for another thread
};

void count_work(Work kind, std::uint64_t amount = 1);

/// By all threads of this process.
std::uint64_t work_done(Work kind);
/// By the calling thread.
std::uint64_t work_done_here(Work kind);

} // namespace kneepoint
