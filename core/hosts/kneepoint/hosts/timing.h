// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace kneepoint::hosts {

/// Where a link takes its time from; a test brings its own.
struct Timing {
    using Duration = std::chrono::milliseconds;

    std::function<std::chrono::system_clock::time_point()> now;
    std::function<void(Duration, std::function<void()>)> after;
    std::function<double()> spread;      ///< 0.8 to 1.2, so that many do not knock at once
    std::function<Duration()> suspended; ///< for how long this computer has slept since it was started

    static Timing real();
};

} // namespace kneepoint::hosts
