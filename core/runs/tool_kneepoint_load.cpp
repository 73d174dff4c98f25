// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/runs/job_folder.h"
#include "plan_names.h"
#include "tools.h"

#include <fmt/format.h>

namespace kneepoint::runs {

namespace {

void add_profile(Arguments& arguments, const Load& load)
{
    append(arguments, {"--profile", std::string(name_of(profile_names, load.profile))});
    switch (load.profile) {
    case Profile::sweep:
    case Profile::knee:
        append(arguments,
               {"--levels", std::to_string(load.levels), "--max-concurrency", std::to_string(load.max_concurrency)});
        break;
    case Profile::throughput:
        append(arguments, {"--max-concurrency", std::to_string(load.max_concurrency)});
        break;
    case Profile::concurrent:
        append(arguments, {"--streams", fmt::format("{}", fmt::join(load.streams, ","))});
        break;
    case Profile::constant:
    case Profile::poisson:
        append(arguments, {"--rates", fmt::format("{}", fmt::join(load.rates, ","))});
        break;
    case Profile::synchronous:
        break;
    }
}

} // namespace

Arguments kneepoint_load_arguments(const Plan& plan, const PlannedModel& model, int repetition,
                                   const std::string& folder)
{
    const Load& load = *plan.load;
    Arguments arguments{"./" + std::string(job_folder::load_program),
                        "run",
                        "--target",
                        Argument("", AtRunTime::url),
                        "--model",
                        model.served_name};
    add_profile(arguments, load);
    if (load.max_seconds) append(arguments, {"--max-seconds", number_text(*load.max_seconds)});
    if (load.max_requests) append(arguments, {"--max-requests", std::to_string(*load.max_requests)});
    if (load.warmup_s > 0) append(arguments, {"--warmup-s", number_text(load.warmup_s)});
    append(arguments, {"--prompt-tokens", std::to_string(plan.workload.prompt_tokens), "--output-tokens",
                       std::to_string(plan.workload.output_tokens)});
    if (plan.workload.prefix_tokens > 0)
        append(arguments, {"--prefix-tokens", std::to_string(plan.workload.prefix_tokens)});
    if (!plan.workload.data_file.empty()) append(arguments, {"--dataset", plan.workload.data_file});
    // Another seed for each repetition: a prefix cache would answer the same prompts faster. All models get the same.
    append(arguments, {"--seed", std::to_string(plan.seed + static_cast<std::uint64_t>(repetition))});
    append(arguments, load.extra_args);
    append(arguments, {"--progress", "jsonl", "--resume", "-o", "out/" + folder});
    return arguments;
}

} // namespace kneepoint::runs
