// SPDX-License-Identifier: GPL-3.0-or-later
// What each tool is called with. One file for each: tool_*.cpp.
#pragma once

#include "argument.h"
#include "kneepoint/base/result.h"
#include "kneepoint/hosts/facts.h"
#include "level_plan.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace kneepoint::runs {

/// A model's server: `vllm serve` with its flags, or the plan's own command with {model}, {served_name} and {port}
/// replaced where they are a whole argument.
Arguments serve_arguments(const Server& server, const PlannedModel& model);

/// All levels of a model and repetition in one process, which keeps each as it ends and goes on with --resume.
/// @param folder below out/
Arguments kneepoint_load_arguments(const Plan& plan, const PlannedModel& model, int repetition,
                                   const std::string& folder);

/// How GuideLLM is called changed between versions (documented in docs/plans.md).
enum class GuidellmStyle : std::uint8_t {
    flags, ///< 0.5 and 0.6: benchmark run --target URL --profile sweep
    kinds, ///< 0.7 and 0.8: run --backend kind=openai_http,target=URL
};
struct Guidellm {
    GuidellmStyle style = GuidellmStyle::kinds;
    bool knee = true;            ///< 0.8: has the profile knee
    bool progress_in_log = true; ///< 0.8: tells how far it is on standard error
};
/// @param version as found on the host, or the plan's; empty: the newest that is known
/// @error unsupported for versions before 0.5 and after 0.8
Result<Guidellm> guidellm_of(std::string_view version);

/// One level in one process. @param folder below out/, which receives benchmarks.json
Arguments guidellm_arguments(const Guidellm& guidellm, const Plan& plan, const PlannedModel& model, int repetition,
                             const PlannedLevel& level, const std::string& folder);

/// @param version of lm_eval @param folder below out/ @param cache prefix of its request cache
Arguments lm_eval_arguments(const Plan& plan, const PlannedModel& model, std::string_view version,
                            const std::string& folder, const std::string& cache);
/// Name of lm_eval's back end.
std::string_view lm_eval_model(Accuracy::Backend backend);
/// @error unsupported where a version cannot measure what is asked for, with the reason
Result<void> check_lm_eval(const Accuracy& accuracy, std::string_view version);

/// A readable Python script that makes the model, and writes the sizes of both to `sizes_file`.
std::string quantize_script(const Quantize& quantize);

/// Version of a tool as the host told it; empty when it did not.
std::string version_of(const hosts::Facts& facts, std::string_view tool);
/// "0.8.1" and "0.10" as numbers that compare: {0, 8, 1}, {0, 10, 0}; {0, 0, 0} for what is none.
using Version = std::array<int, 3>;
Version version_numbers(std::string_view version);

} // namespace kneepoint::runs
