// SPDX-License-Identifier: GPL-3.0-or-later
#include "level_plan.h"

#include "plan_names.h"

#include <fmt/format.h>

namespace kneepoint::runs {

std::string number_text(double value)
{
    return fmt::format("{}", value);
}

std::vector<PlannedLevel> planned_levels(const Load& load)
{
    const PlannedLevel synchronous{.kind = Profile::synchronous, .text = "one request at a time", .streams = 1};
    const PlannedLevel throughput{.kind = Profile::throughput,
                                  .text = fmt::format("throughput, {} in flight at most", load.max_concurrency),
                                  .streams = load.max_concurrency};
    std::vector<PlannedLevel> levels;
    switch (load.profile) {
    case Profile::sweep:
        levels = {synchronous, throughput};
        for (int n = 1; n <= load.levels - 2; ++n)
            levels.push_back(
                {.kind = Profile::constant, .text = fmt::format("rate {} of {}", n, load.levels - 2), .nth_rate = n});
        break;
    case Profile::concurrent:
        for (const int streams : load.streams)
            levels.push_back({.kind = Profile::concurrent,
                              .text = fmt::format("{} stream{}", streams, streams == 1 ? "" : "s"),
                              .streams = streams});
        break;
    case Profile::constant:
    case Profile::poisson:
        for (const double rate : load.rates)
            levels.push_back(
                {.kind = load.profile,
                 .text = fmt::format("{} {} requests/s", name_of(profile_names, load.profile), number_text(rate)),
                 .rate = rate});
        break;
    case Profile::synchronous:
        levels = {synchronous};
        break;
    case Profile::throughput:
        levels = {throughput};
        break;
    case Profile::knee:
        levels.push_back({.kind = Profile::knee, .text = fmt::format("knee search, {} levels at most", load.levels)});
        break;
    }
    return levels;
}

} // namespace kneepoint::runs
