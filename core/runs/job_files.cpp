// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/job_files.h"

#include "job_steps.h"
#include "job_texts.h"
#include "json_fields.h"
#include "kneepoint/hosts/quote.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

Json facts_json(const hosts::Facts& facts)
{
    auto gpus = Json::array();
    for (const auto& gpu : facts.gpus)
        gpus.push_back({{"index", gpu.index},
                        {"name", gpu.name},
                        {"memory_mib", gpu.memory_mib ? Json(*gpu.memory_mib) : Json()},
                        {"driver", gpu.driver}});
    auto tools = Json::object();
    for (const auto& tool : facts.tools)
        if (!tool.version.empty()) tools[tool.name] = tool.version;
    return {{"gpus", gpus},
            {"tools", tools},
            {"clock_offset_s", facts.clock_offset ? Json(facts.clock_offset->count()) : Json()}};
}

/// What of the job's record is known beforehand: an object without its closing blank, which driver.sh goes on from.
std::string about(const Plan& plan, const hosts::Facts& facts, const Script& script)
{
    Json json{{"plan", Json::parse(to_json(plan))}, {"host", facts_json(facts)}};
    auto steps = Json::array();
    for (const auto& [step, _, __] : script.steps)
        steps.push_back({{"id", step.id},
                         {"kind", name_of(step_kind_names, step.kind)},
                         {"model", step.model < 0 ? Json() : Json(plan.models[std::size_t(step.model)].served_name)},
                         {"repetition", step.repetition + 1},
                         {"text", step.text},
                         {"folder", step.folder.empty() ? Json() : Json(step.folder)},
                         {"argv", step.argv},
                         {"takes_s", step.takes.count()},
                         {"requests", step.requests > 0 ? Json(step.requests) : Json()}});
    json["steps"] = std::move(steps);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

std::string version_of(const hosts::Facts& facts, std::string_view tool)
{
    const auto found = std::ranges::find(facts.tools, tool, &hosts::Tool::name);
    if (found == facts.tools.end()) return {};
    // "guidellm version: 0.5.3" where a tool tells it itself.
    const auto digit = found->version.find_first_of("0123456789");
    return digit == std::string::npos ? std::string() : found->version.substr(digit);
}

Result<JobFiles> job_files(const Plan& plan, const hosts::Facts& facts, const Finished& finished,
                           const std::string& earlier)
{
    if (const auto problems = validate(plan); !problems.empty())
        return failure(ErrorKind::invalid, problems.front().text, problems.front().field);
    const auto script = job_script(plan, facts, finished, earlier);
    if (!script) return std::unexpected(script.error());
    JobFiles job;
    job.needs_load_program = script->needs_load_program;
    for (const auto& entry : script->steps) job.steps.push_back(entry.step);
    job.files.push_back({"run.sh", script->text});
    job.files.push_back({"plan.json", to_json(plan)});
    job.files.push_back({"about.json", about(plan, facts, *script)});
    const auto add_text = [&](const char* name) { job.files.push_back({name, std::string(job_text(name))}); };
    for (const char* part : {"driver.sh", "driver_server.sh", "driver_tools.sh"}) add_text(part);
    if (plan.load && plan.load->tool == LoadTool::guidellm) add_text("guidellm_report.py");
    if (plan.accuracy) {
        add_text("lm_eval_probe.py");
        if (plan.accuracy->backend == Accuracy::Backend::server) add_text("echo_probe.py");
    }
    if (plan.quantize) job.files.push_back({"quantize.py", quantize_script(*plan.quantize)});
    for (auto& file : smoke_files(plan)) job.files.push_back(std::move(file));
    return job;
}

std::string preview(const JobFiles& files)
{
    std::string text;
    for (const auto& step : files.steps) {
        text += fmt::format("{}  {}\n", step.id, step.text);
        if (!step.argv.empty()) text += "      " + hosts::quoted(step.argv) + "\n";
    }
    for (const auto& file : files.files) {
        text += fmt::format("\n==> {} <==\n{}", file.path, file.content);
        if (!file.content.ends_with('\n')) text += "\n";
    }
    if (files.needs_load_program) text += "\n==> kneepoint-load <==\nthe static program, uploaded\n";
    return text;
}

} // namespace kneepoint::runs
