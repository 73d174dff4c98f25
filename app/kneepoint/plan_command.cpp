// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"
#include "plan_file.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/runs/job_files.h"
#include "kneepoint/runs/plan.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace kneepoint::app {

namespace {

struct PlanArguments {
    std::string file, base, name, host, preset = "seed", output, tool = "kneepoint-load";
    std::vector<std::string> candidates, tasks;
    bool json = false;
};

runs::Plan drafted(const PlanArguments& arguments)
{
    runs::Plan plan;
    const auto add = [&](const std::string& model) {
        plan.models.push_back({.model = model, .served_name = runs::suggested_name(model, plan.models)});
    };
    add(arguments.base);
    for (const auto& candidate : arguments.candidates) add(candidate);
    plan.name = arguments.name.empty() ? plan.models.front().served_name : arguments.name;
    plan.host = arguments.host;
    const auto& presets = runs::workload_presets();
    plan.workload = std::ranges::find(presets, arguments.preset, &runs::WorkloadPreset::name)->workload;
    if (arguments.tool == "guidellm") plan.load->tool = runs::LoadTool::guidellm;
    if (!arguments.tasks.empty()) plan.accuracy = runs::Accuracy{.tasks = arguments.tasks};
    return plan;
}

void print_problems(const std::vector<runs::PlanProblem>& problems)
{
    for (const auto& problem : problems) fmt::print(stderr, "{}: {}\n", problem.field, problem.text);
}

int new_plan(const PlanArguments& arguments)
{
    const auto plan = drafted(arguments);
    if (const auto problems = runs::validate(plan); !problems.empty()) {
        print_problems(problems);
        return wrong_usage;
    }
    if (arguments.output.empty()) {
        fmt::print("{}", runs::to_json(plan));
        return done;
    }
    const auto written = write_file(arguments.output, runs::to_json(plan));
    return written ? static_cast<int>(done) : report_failure(written.error());
}

int validate_plan(const PlanArguments& arguments)
{
    const auto plan = plan_of(arguments.file);
    if (!plan && plan.error().kind != ErrorKind::invalid) return report_failure(plan.error());
    std::vector<runs::PlanProblem> problems;
    if (plan)
        problems = runs::validate(*plan);
    else
        problems.push_back({plan.error().place, plan.error().text});
    if (arguments.json) {
        auto list = nlohmann::ordered_json::array();
        for (const auto& problem : problems) list.push_back({{"field", problem.field}, {"text", problem.text}});
        print({{"schema", "kneepoint.plan-check/1"}, {"valid", problems.empty()}, {"problems", list}});
    } else {
        print_problems(problems);
        if (problems.empty()) fmt::print("The plan can be run as far as can be told without its host.\n");
    }
    return problems.empty() ? done : answer_is_no;
}

std::string duration_text(double seconds)
{
    if (seconds < 120) return format_decimal(seconds, 0) + " s";
    return seconds < 7200 ? format_decimal(seconds / 60, 0) + " min" : format_decimal(seconds / 3600, 1) + " h";
}

nlohmann::ordered_json job_json(const runs::JobFiles& job, const runs::Estimate& estimate)
{
    auto steps = nlohmann::ordered_json::array(), files = nlohmann::ordered_json::array();
    for (const auto& step : job.steps)
        steps.push_back({{"id", step.id}, {"text", step.text}, {"argv", step.argv}, {"takes_s", step.takes.count()}});
    for (const auto& file : job.files) files.push_back({{"path", file.path}, {"content", file.content}});
    return {{"schema", "kneepoint.plan-show/1"},
            {"takes_s", estimate.takes.count()},
            {"result_bytes", estimate.result_bytes},
            {"uploads_kneepoint_load", job.needs_load_program},
            {"steps", steps},
            {"files", files}};
}

/// What would run on a host whose tools are the newest that are known.
int show_plan(const PlanArguments& arguments)
{
    const auto plan = plan_of(arguments.file);
    if (!plan) return report_failure(plan.error());
    const auto job = runs::job_files(*plan, {});
    if (!job) return report_failure(job.error());
    const auto estimate = runs::estimate(*plan);
    if (arguments.json) {
        print(job_json(*job, estimate));
        return done;
    }
    fmt::print("{}: {}, about {} and {} MB of results\n\n{}", plan->name, counted(job->steps.size(), "step"),
               duration_text(estimate.takes.count()),
               format_decimal(static_cast<double>(estimate.result_bytes) / 1e6, 0), runs::preview(*job));
    return done;
}

void add_new(CLI::App& plan, const std::shared_ptr<PlanArguments>& a, int& exit_code)
{
    std::vector<std::string> presets;
    for (const auto& preset : runs::workload_presets()) presets.emplace_back(preset.name);
    auto* command = plan.add_subcommand("new", "Write a plan for a base and its candidates, to be edited");
    command->add_option("--base", a->base, "Hub id, or path on the host")->required();
    command->add_option("--candidate", a->candidates, "Likewise; may be repeated")->allow_extra_args(false);
    command->add_option("--preset", a->preset, "Lengths of prompts and answers")
        ->check(CLI::IsMember(presets))
        ->capture_default_str();
    command->add_option("--tool", a->tool, "Load generator")
        ->check(CLI::IsMember({"kneepoint-load", "guidellm"}))
        ->capture_default_str();
    command->add_option("--tasks", a->tasks, "Tasks of lm_eval")->delimiter(',')->allow_extra_args(false);
    command->add_option("--name", a->name, "Of the plan");
    command->add_option("--host", a->host, "Name of a host");
    command->add_option("-o,--output", a->output, "File; standard output without it");
    command->callback([a, &exit_code] { exit_code = new_plan(*a); });
}

} // namespace

void add_plan(CLI::App& app, Context&, int& exit_code)
{
    auto* plan = app.add_subcommand("plan", "Plans: a sweep over models on a host, as JSON files");
    plan->require_subcommand(1);
    const auto arguments = std::make_shared<PlanArguments>();
    add_new(*plan, arguments, exit_code);
    auto* show = plan->add_subcommand("show", "Print every step, command and file of a plan, and an estimate");
    show->add_option("FILE", arguments->file, "Plan")->required();
    show->add_flag("--json", arguments->json, "Print one JSON document");
    show->callback([arguments, &exit_code] { exit_code = show_plan(*arguments); });
    auto* check = plan->add_subcommand("validate", "List what is wrong with a plan; exit 1 if anything is");
    check->add_option("FILE", arguments->file, "Plan")->required();
    check->add_flag("--json", arguments->json, "Print one JSON document");
    check->callback([arguments, &exit_code] { exit_code = validate_plan(*arguments); });
}

} // namespace kneepoint::app
