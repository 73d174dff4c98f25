// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job_protocol.h"
#include "job_record.h"

#include "kneepoint/base/result.h"
#include "kneepoint/runs/plan.h"

#include <QCoro/QCoroTask>

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

/// A job that another Kneepoint made, as its folder tells it.
struct FoundJob {
    JobRecord record; ///< without its host and the folder for results
    Plan plan;
};

/// Reads it; changes nothing there. Every word of it is somebody else's: bounded, and refused where it cannot be.
/// @error not_found; unreadable when its plan or its list of steps cannot be; io
QCoro::Task<Result<FoundJob>> read_found_job(protocol::ShellPointer shell, protocol::Place place);

/// The steps that a job's about.json lists. Folders that lead out of the results are refused.
/// @error unreadable, too_large
Result<std::vector<Step>> read_told_steps(std::string_view about, const Plan& plan);

/// What of the job stays unknown here, a sentence each.
std::vector<std::string> unknown_of(const FoundJob& job, const std::string& host);

} // namespace kneepoint::runs
