// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe.h"

#include "kneepoint/runs/job.h"

#include <chrono>
#include <optional>
#include <string>

namespace kneepoint::runs {

using Seconds = std::chrono::duration<double>;

/// How long things may take before they are called by another name.
struct Patience {
    Seconds start{15};    ///< from the order to start until the file `state`
    Seconds silence{30};  ///< of the heartbeat
    Seconds manifest{60}; ///< from the end until `done`
};

/// What the state of a job depends on, beside what a probe finds.
struct JobView {
    JobState state = JobState::starting;
    bool ordered = true; ///< to start
    bool cancel_wanted = false;
    Seconds since_start{}; ///< since the order to start
    Seconds since_end{};   ///< since its end was first seen
};

/// What follows from a probe.
struct Standing {
    JobState state = JobState::starting;
    bool finalize = false; ///< the client has to list the results
};

/// The state after a look at the job's folder; never from the line to the host. Absence is never success.
/// @pre the job was ordered to start and its results are not being fetched yet
Standing after(const JobView& view, const Probe& probe, const Patience& patience = {});

/// How a job ended, and why in one sentence: the state that it comes to rest in when its results are here.
struct Outcome {
    JobState state = JobState::done;
    std::string why; ///< empty when all is well
    bool operator==(const Outcome&) const = default;
};
/// @return none while the job has not ended
std::optional<Outcome> outcome_of(const Probe& probe, const JobView& view, const Patience& patience = {});

/// How long a job waits before it asks again whether another job of its host still runs: less and less often.
/// @param refusals how often it was told so before
std::chrono::milliseconds queue_pause(int refusals, std::chrono::milliseconds interval);

} // namespace kneepoint::runs
