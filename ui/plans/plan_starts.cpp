// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/plan_starts.h"

#include "kneepoint/runs/job_folder.h"

#include <QCoreApplication>

namespace kneepoint::ui {

namespace {

QString title_of(const char* text)
{
    return QCoreApplication::translate("PlanStart", text);
}

runs::Plan simulated()
{
    runs::Plan plan;
    plan.name = "simulated 8B";
    plan.host = "local";
    plan.models = {{.model = "h200-8b-bf16", .served_name = "base", .scheme = "BF16"},
                   {.model = "h200-8b-fp8", .served_name = "compressed", .scheme = "FP8-dynamic"}};
    plan.server.kind = runs::Server::Kind::command;
    const auto brought_along = "./" + std::string(runs::job_folder::load_program); // into the job's folder
    plan.server.argv = {brought_along, "simulate", "--like", "{model}", "--model", "{served_name}", "--port", "{port}"};
    plan.server.ready_timeout_s = 30;
    plan.workload = {.prompt_tokens = 256, .output_tokens = 64};
    auto& load = plan.load.emplace();
    load.profile = runs::Profile::concurrent;
    load.streams = {1, 2, 4, 8, 16};
    load.max_seconds = 6;
    return plan;
}

runs::Plan served_by_vllm()
{
    runs::Plan plan;
    plan.name = "base and compressed";
    plan.models = {{.served_name = "base", .scheme = "BF16"}, {.served_name = "compressed"}};
    plan.server.flags = {{"max-model-len", std::int64_t{2048}}, {"gpu-memory-utilization", 0.9}};
    plan.load.emplace().warmup_s = 10;
    return plan;
}

runs::Plan already_running()
{
    auto plan = served_by_vllm();
    plan.name = "running servers";
    plan.server.kind = runs::Server::Kind::running;
    plan.server.flags.clear();
    return plan;
}

} // namespace

std::vector<PlanStart> plan_starts()
{
    return {{title_of("Try it on this computer"),
             title_of("Two simulated servers of an 8B model, measured with real requests. Needs no GPU, takes a few "
                      "minutes."),
             simulated()},
            {title_of("Serve both models with vLLM"),
             title_of("On a host with a GPU: base and compressed model, one after the other, over a sweep of loads."),
             served_by_vllm()},
            {title_of("Measure servers that run already"),
             title_of("Two addresses that serve the models; nothing is started or stopped."), already_running()}};
}

} // namespace kneepoint::ui
