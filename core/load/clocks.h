// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>

namespace kneepoint::load {

inline std::int64_t read_clock(clockid_t clock)
{
    timespec at{};
    ::clock_gettime(clock, &at);
    return std::int64_t{at.tv_sec} * 1'000'000'000 + at.tv_nsec;
}
inline std::int64_t steady_now()
{
    return read_clock(CLOCK_MONOTONIC);
}
std::int64_t wall_now();

} // namespace kneepoint::load
