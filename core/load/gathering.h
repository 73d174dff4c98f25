// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/record.h"

namespace kneepoint::load {

// Most of what a token costs is waking up for it. Where the kernel's stamps hold the tokens' times, reading may wait a
// little after it was done, so that one wake-up serves several answers.

/// What an I/O thread knows of the answers it reads.
struct ReadingPace {
    bool kernel_stamps = false; ///< every read had one
    Nanoseconds latency = 0;    ///< mean of the requests that ended, 0 before any did
    Nanoseconds itl = 0;        ///< likewise
};

/// How long reading may wait so that it shows nowhere: no stream's next request begins later by more than a thousandth
/// of a request, two tokens of one stream do not come together, and no read is late.
Nanoseconds longest_pause(const ReadingPace& pace);

/// A pause costs a wake-up itself.
/// @param close those of the reads that came within the pause after another
bool worth_a_pause(std::uint64_t reads, std::uint64_t close);

} // namespace kneepoint::load
