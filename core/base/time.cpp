// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/time.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>

namespace kneepoint {

std::string utc_text(double unix_seconds)
{
    constexpr double year_10000 = 253402300800;
    if (!(unix_seconds >= 0 && unix_seconds < year_10000)) return {};
    using namespace std::chrono;
    const sys_seconds time{seconds{static_cast<std::int64_t>(unix_seconds)}};
    const year_month_day day{floor<days>(time)};
    const hh_mm_ss clock{time - floor<days>(time)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

} // namespace kneepoint
