// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/job.h"

#include <array>

namespace kneepoint::runs {

bool is_end(JobState state)
{
    return state >= JobState::done;
}

std::string_view to_string(JobState state)
{
    constexpr std::array<std::string_view, 17> words{
        "queued",       "staged",     "uploaded",   "starting",      "running",    "hung",
        "unsupervised", "cancelling", "finalizing", "fetching",      "done",       "failed",
        "failed-start", "cancelled",  "lost",       "host-rebooted", "quarantined"};
    return words.at(static_cast<std::size_t>(state));
}

} // namespace kneepoint::runs
