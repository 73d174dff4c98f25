// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_jobs.h"

#include "json.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/time.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace kneepoint::app {

namespace {

using nlohmann::ordered_json;
using Time = std::chrono::system_clock::time_point;

constexpr auto step_states = std::to_array<std::string_view>({"waiting", "running", "done", "failed", "skipped"});
constexpr auto verdicts = std::to_array<std::string_view>({"good", "warning", "bad"});

ordered_json time_json(const std::optional<Time>& time)
{
    return time ? ordered_json(utc_text(std::chrono::duration<double>(time->time_since_epoch()).count()))
                : ordered_json();
}

ordered_json step_json(const runs::StepStatus& step)
{
    return {{"id", step.id},
            {"text", step.text},
            {"state", step_states.at(static_cast<std::size_t>(step.state))},
            {"status", step.status ? ordered_json(*step.status) : ordered_json()},
            {"begun", time_json(step.begun)},
            {"ended", time_json(step.ended)},
            {"takes_s", step.takes.count() > 0 ? ordered_json(step.takes.count()) : ordered_json()},
            {"progress", step.done ? ordered_json(*step.done) : ordered_json()},
            {"says", text_or_null(step.says)}};
}

} // namespace

ordered_json job_json(const runs::JobStatus& job)
{
    auto steps = ordered_json::array();
    for (const auto& step : job.steps) steps.push_back(step_json(step));
    return {{"id", job.id},
            {"name", job.name},
            {"host", job.host},
            {"by", text_or_null(job.by)},
            {"elsewhere", job.elsewhere},
            {"seen", time_json(job.seen)},
            {"state", to_string(job.state)},
            {"sentence", job.sentence},
            {"why", text_or_null(job.why)},
            {"reachable", job.reachable},
            {"created", time_json(job.created)},
            {"started", time_json(job.started)},
            {"ended", time_json(job.ended)},
            {"remaining_s", job.remaining ? ordered_json(job.remaining->count()) : ordered_json()},
            {"progress",
             job.elsewhere ? ordered_json() : ordered_json(job_progress(job, std::chrono::system_clock::now()))},
            {"steps", std::move(steps)},
            {"results", utf8_path(job.results)},
            {"fetched_files", job.fetched_files},
            {"fetched_bytes", job.fetched_bytes}};
}

ordered_json silent_json(const std::vector<runs::SilentHost>& hosts)
{
    auto all = ordered_json::array();
    for (const auto& host : hosts) all.push_back({{"host", host.host}, {"why", host.why}, {"asked", host.asked}});
    return all;
}

ordered_json dry_run_document(const runs::JobFiles& files)
{
    auto steps = ordered_json::array(), all = ordered_json::array();
    for (const auto& step : files.steps)
        steps.push_back({{"id", step.id},
                         {"text", step.text},
                         {"argv", step.argv},
                         {"takes_s", step.takes.count() > 0 ? ordered_json(step.takes.count()) : ordered_json()}});
    for (const auto& file : files.files)
        all.push_back({{"path", file.path},
                       {"mode", file.access == hosts::Access::owner ? "0600" : "0700"},
                       {"content", file.content}});
    return {{"schema", "kneepoint.dry-run/1"},
            {"steps", std::move(steps)},
            {"files", std::move(all)},
            {"needs_load_program", files.needs_load_program}};
}

ordered_json checks_json(const std::vector<hosts::Check>& checks)
{
    auto all = ordered_json::array();
    for (const auto& check : checks)
        all.push_back({{"what", check.what},
                       {"value", check.value},
                       {"verdict", verdicts.at(static_cast<std::size_t>(check.verdict))},
                       {"text", check.text}});
    return all;
}

void print_line(const ordered_json& object)
{
    fmt::print("{}\n", object.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
    std::fflush(stdout);
}

} // namespace kneepoint::app
