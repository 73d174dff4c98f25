// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/timing.h"

#include <QRandomGenerator>
#include <QTimer>

#include <time.h>

namespace kneepoint::hosts {

namespace {

std::chrono::nanoseconds reading(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

Timing Timing::real()
{
    return {
        .now = [] { return std::chrono::system_clock::now(); },
        .after = [](Duration delay, const std::function<void()>& what) { QTimer::singleShot(delay, what); },
        .spread = [] { return 0.8 + 0.4 * QRandomGenerator::global()->generateDouble(); },
        .suspended =
            [] { return std::chrono::duration_cast<Duration>(reading(CLOCK_BOOTTIME) - reading(CLOCK_MONOTONIC)); },
    };
}

} // namespace kneepoint::hosts
