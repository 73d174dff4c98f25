// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan becomes: its files, its steps and the words that they are run with.
#pragma once

#include "kneepoint/runs/job_files.h"

#include <QString>

#include <algorithm>
#include <string>
#include <vector>

namespace kneepoint::tests {

using Words = std::vector<std::string>;

inline runs::Plan small_plan()
{
    runs::Plan plan;
    plan.name = "a plan";
    plan.models = {{.model = "tok", .served_name = "mock-model"},
                   {.model = "org/compressed", .served_name = "compressed"}};
    plan.workload = {.prompt_tokens = 32, .output_tokens = 32};
    plan.load = runs::Load{.levels = 5, .max_concurrency = 8, .max_seconds = 3, .max_requests = 60};
    return plan;
}

inline hosts::Facts host_with(const std::string& tool, const std::string& version)
{
    hosts::Facts facts;
    facts.tools.push_back({tool, "/usr/bin/" + tool, version});
    return facts;
}

inline std::vector<Words> argvs(const Result<runs::JobFiles>& job, runs::StepKind kind, int model = 0)
{
    std::vector<Words> all;
    if (!job) qFatal("%s", to_string(job.error()).c_str());
    for (const auto& step : job->steps)
        if (step.kind == kind && step.model == model && !step.argv.empty()) all.push_back(step.argv);
    return all;
}

inline Words words(const std::string& line)
{
    Words all;
    for (const auto& word : QString::fromStdString(line).split(' ')) all.push_back(word.toStdString());
    return all;
}

inline std::string file_of(const runs::JobFiles& job, const std::string& path)
{
    const auto found = std::ranges::find(job.files, path, &runs::JobFile::path);
    return found == job.files.end() ? std::string() : found->content;
}

inline Words texts(const std::vector<runs::Step>& steps)
{
    Words all;
    for (const auto& step : steps) all.push_back(step.text);
    return all;
}

} // namespace kneepoint::tests
