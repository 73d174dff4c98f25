// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/job.h"

#include <algorithm>
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

double job_progress(const JobStatus& job, std::chrono::system_clock::time_point now)
{
    if (is_end(job.state)) return 1;
    const bool estimated =
        std::ranges::any_of(job.steps, [](const StepStatus& step) { return step.takes.count() > 0; });
    double whole = 0, done = 0;
    for (const auto& step : job.steps) {
        const double weight = estimated ? step.takes.count() : 1;
        whole += weight;
        if (step.state == StepState::waiting) continue;
        double share = step.state == StepState::running ? 0 : 1;
        if (step.state == StepState::running && step.begun && step.takes.count() > 0)
            share = std::chrono::duration<double>(now - *step.begun) / step.takes;
        if (step.state == StepState::running) share = step.done.value_or(share);
        done += weight * std::clamp(share, 0.0, 1.0);
    }
    return whole > 0 ? done / whole : 0;
}

} // namespace kneepoint::runs
