// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"
#include "kneepoint/runs/job_files.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

/// The steps of a plan with what the job's file `steps` says of them. Lines that are no such lines are passed over.
/// @param clock_offset host's clock minus ours, taken off the times
std::vector<StepStatus> read_steps(const std::vector<Step>& planned, std::string_view text,
                                   std::chrono::duration<double> clock_offset);

/// Lines of the job's file `readings`, oldest first.
std::vector<HostReading> read_readings(std::string_view text, std::chrono::duration<double> clock_offset);

/// What is left of the estimates; none where nothing is known of a step that is to come.
/// @param on_host now by the host's clock less its offset: ours
std::optional<std::chrono::duration<double>> remaining(const std::vector<StepStatus>& steps,
                                                       std::chrono::system_clock::time_point now);

} // namespace kneepoint::runs
