// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_files.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::runs {

/// How far a tool says that it is.
struct ToolProgress {
    std::string says;                                  ///< in a few words; empty: it says nothing
    std::optional<double> done;                        ///< share of the step, 0 to 1
    std::optional<std::chrono::duration<double>> left; ///< of the step, by the tool's own pace
};

/// @param log what the step has said: StepTail. GuideLLM before 0.8 never says anything.
ToolProgress tool_progress(const Step& step, std::string_view log);

/// From GuideLLM 0.8's lines "Benchmark 1 (concurrent@1): active | elapsed=10.1s | successful=22 ...", the last one:
/// "22 requests, 3.62/s".
/// @param requests after which the level ends; 0: it ends by time
ToolProgress guidellm_progress(std::string_view log, std::int64_t requests = 0);

/// From lm_eval's bars and the lines that say what they count: "1449 of 3140 loglikelihood requests". It makes its
/// requests kind by kind and tells of a kind only when its turn comes; how much the others are follows from the
/// documents of each task, and which tasks generate. While others are to come, what is left is known of this kind
/// alone, and said in words.
ToolProgress lm_eval_progress(std::string_view log);

} // namespace kneepoint::runs
