// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

using Seconds = std::chrono::duration<double>;

// Before anything is measured: an 8B model at small batch on a current data-centre GPU (h200: 5 ms a token).
constexpr double seconds_a_token = 0.01;
constexpr double seconds_a_prompt_token = 0.0001;
// Streams that begin together wait for each other's prompts. h200: of 512 streams of 1024 + 512 tokens none ended in 25
// s, of 256 and 128 one wave or none in 12 s.
constexpr double seconds_a_prompt_token_of_many = 0.000025;

bool uses(const Plan& plan, LoadTool tool)
{
    return plan.load && plan.load->tool == tool;
}

Seconds request_takes(const Workload& workload, int streams = 1)
{
    const double a_prompt_token = std::max(seconds_a_prompt_token, streams * seconds_a_prompt_token_of_many);
    return Seconds(workload.output_tokens * seconds_a_token + workload.prompt_tokens * a_prompt_token);
}

/// Bytes of a level's report: GuideLLM keeps 4 KB a request and its texts, kneepoint-load 8 bytes a token and less.
std::uint64_t level_bytes(const Plan& plan, const PlannedLevel& level)
{
    const double streams = level.streams ? *level.streams : plan.load->max_concurrency / 4.0;
    const double seconds = level_takes(plan).count();
    const double requests = level.rate ? *level.rate * seconds
                            : plan.load->max_requests
                                ? static_cast<double>(*plan.load->max_requests)
                                : streams * std::max(1.0, seconds / request_takes(plan.workload).count());
    const double tokens = plan.workload.prompt_tokens + plan.workload.output_tokens;
    const double each =
        plan.load->tool == LoadTool::guidellm ? 4000 + 5 * tokens : 300 + 8.0 * plan.workload.output_tokens;
    return static_cast<std::uint64_t>(requests * each);
}

} // namespace

Seconds level_takes(const Plan& plan)
{
    const Load& load = *plan.load;
    const auto by_requests = [&] {
        return request_takes(plan.workload) * std::max(1.0, static_cast<double>(*load.max_requests) / 8);
    };
    if (!load.max_requests) return Seconds(*load.max_seconds);
    return load.max_seconds ? std::min(Seconds(*load.max_seconds), Seconds(by_requests())) : Seconds(by_requests());
}

Seconds accuracy_takes(const Accuracy& accuracy)
{
    // A task of a thousand documents takes minutes; large suites take hours, and its bars tell then.
    const double documents = accuracy.limit ? *accuracy.limit : 1500;
    return Seconds(60 + static_cast<double>(accuracy.tasks.size()) * documents * 0.2);
}

Estimate estimate(const Plan& plan)
{
    Estimate result;
    if (!validate(plan).empty()) return result;
    const auto script = job_script(plan, {}, {}, {});
    if (!script) return result;
    for (const auto& entry : script->steps) result.takes += entry.step.takes;
    std::uint64_t of_a_run = 0;
    if (plan.load)
        for (const auto& level : planned_levels(*plan.load)) of_a_run += level_bytes(plan, level);
    result.result_bytes = of_a_run * static_cast<std::uint64_t>(plan.repeat) * plan.models.size();
    if (plan.accuracy) result.result_bytes += plan.models.size() * plan.accuracy->tasks.size() * 10'000'000;
    return result;
}

hosts::FactsWanted facts_wanted(const Plan& plan, const std::string& run_folder)
{
    hosts::FactsWanted wanted;
    wanted.folder = run_folder;
    for (const auto& need : needs(plan).models) wanted.models.push_back(need.model);
    if (plan.server.kind != Server::Kind::running && plan.server.port != 0) wanted.ports.push_back(plan.server.port);
    for (const auto& tool : needs(plan).tools)
        if (std::ranges::find(wanted.tools, tool) == wanted.tools.end()) wanted.tools.push_back(tool);
    return wanted;
}

hosts::Needs needs(const Plan& plan)
{
    hosts::Needs needs;
    const bool serves = plan.server.kind != Server::Kind::running && (plan.load || plan.accuracy);
    const bool vllm = serves && plan.server.kind == Server::Kind::vllm;
    const bool loads_models = vllm || (plan.accuracy && plan.accuracy->backend != Accuracy::Backend::server);
    for (const auto& model : plan.models) // another server's command may take a name for anything
        if (loads_models && (!plan.quantize || model.model != plan.quantize->output))
            needs.models.push_back({model.model, model.scheme});
    needs.tools = {"curl", "awk", "od", "mkfifo"};
    if (vllm) needs.tools.emplace_back("vllm");
    const bool command = serves && plan.server.kind == Server::Kind::command && !plan.server.argv.empty();
    if (command && !plan.server.argv.front().starts_with("./")) // that one is brought along with the job
        needs.tools.push_back(plan.server.argv.front());
    if (uses(plan, LoadTool::guidellm)) needs.tools.emplace_back("guidellm");
    if (plan.accuracy) needs.tools.emplace_back("lm_eval");
    if (plan.quantize) needs.tools.emplace_back("python3");
    needs.gpu = vllm || plan.quantize.has_value();
    const auto estimated = estimate(plan);
    needs.takes = estimated.takes;
    needs.result_bytes = estimated.result_bytes;
    if (!plan.load) return needs;
    for (const auto& level : planned_levels(*plan.load)) {
        if (level.kind == Profile::knee) continue; // it chooses its own
        const bool throughput = level.kind == Profile::throughput;
        const int streams = throughput ? plan.load->max_concurrency : level.streams.value_or(1);
        needs.levels.push_back({.name = level.text,
                                .length = level_takes(plan),
                                .streams = level.streams,
                                .throughput = throughput,
                                .request_takes = request_takes(plan.workload, streams)});
    }
    return needs;
}

} // namespace kneepoint::runs
