// SPDX-License-Identifier: GPL-3.0-or-later
#include "gathering.h"

#include <algorithm>

namespace kneepoint::load {

namespace {

constexpr Nanoseconds half_of_late = 500'000; // reads are late from 1 ms on
constexpr Nanoseconds parts_of_latency = 1000;
constexpr Nanoseconds parts_of_itl = 20;

} // namespace

Nanoseconds longest_pause(const ReadingPace& pace)
{
    if (!pace.kernel_stamps) return 0;
    return std::min({half_of_late, pace.latency / parts_of_latency, pace.itl / parts_of_itl});
}

bool worth_a_pause(std::uint64_t reads, std::uint64_t close)
{
    // Without pauses there is a wake-up a read; with them there are two for each that is not close to another.
    return 2 * (reads - close) < reads;
}

} // namespace kneepoint::load
