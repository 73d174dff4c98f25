// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_files.h"
#include "tools.h"

#include <string>
#include <vector>

namespace kneepoint::runs {

/// A step and how run.sh does it.
struct ScriptStep {
    Step step;
    Arguments arguments;
    /// The line of run.sh; several steps of one process stand behind one line, at the first.
    std::string line;
};

/// What one job does, in order, with the text of its run.sh.
struct Script {
    std::vector<ScriptStep> steps;
    std::string text;
    bool needs_load_program = false;
};

/// @error unsupported
Result<Script> job_script(const Plan& plan, const hosts::Facts& facts, const Finished& finished,
                          const std::string& earlier);

/// Bodies of the first requests to a model, by their file names.
std::vector<JobFile> smoke_files(const Plan& plan);
/// Where those are sent: GuideLLM uses chat, kneepoint-load and lm_eval completions.
std::string smoke_path(const Plan& plan);
std::string smoke_file(const PlannedModel& model, bool streamed);

/// Length of a level as planned; of one that ends by requests alone, a guess.
std::chrono::duration<double> level_takes(const Plan& plan);
std::chrono::duration<double> accuracy_takes(const Accuracy& accuracy);
inline constexpr std::chrono::duration<double> server_starts{90}; ///< vLLM: 45 to 75 s for 8B on an H200
inline constexpr std::chrono::duration<double> server_stops{15};

} // namespace kneepoint::runs
