// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_files.h"

#include <string>
#include <string_view>

namespace kneepoint::runs {

/// What a job's log has of the step of this id: what stands between the line with which its script begins it and the
/// next such line. Empty when that is not there.
std::string_view log_of_step(std::string_view log, std::string_view id);

/// How far a tool says that it is, in a few words; empty when it says nothing. GuideLLM before 0.8 never does.
std::string tool_progress(StepKind kind, std::string_view log);

/// From GuideLLM 0.8's lines "Benchmark 1 (concurrent@1): active | elapsed=10.1s | successful=22 ...", the last one:
/// "22 requests, 3.62/s".
std::string guidellm_progress(std::string_view log);
/// From lm_eval's bars and the lines that say what they count: "1449 of 3140 loglikelihood requests".
std::string lm_eval_progress(std::string_view log);

} // namespace kneepoint::runs
