// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_run.h"

#include "guidellm_benchmark.h"
#include "guidellm_level.h"
#include "json_at.h"
#include "json_place.h"

#include "kneepoint/base/time.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

Run run_0_1(const Json& report, const Outline& outline, std::size_t index)
{
    Run run;
    const auto path = "benchmarks[" + std::to_string(index) + "]";
    const auto mode = text_at(report, {"args", "mode"});
    read_guidellm_setup_0_1(run, report, path);
    if (const Json* benchmarks = json_at(report, {"benchmarks"}); benchmarks && benchmarks->is_array())
        for (std::size_t i = 0; i < benchmarks->size(); ++i)
            run.levels.push_back(
                read_benchmark_0_1((*benchmarks)[i], mode, outline, path + ".benchmarks[" + std::to_string(i) + "]"));
    return run;
}

Run run_0_2(const Json& root, GuidellmShape shape, const Outline& outline)
{
    Run run;
    for (const std::string_view place : {"benchmarks[0].config.run_id", "benchmarks[0].run_id"})
        if (const Json* id = json_place(root, place); id && run.run_key.empty()) run.run_key = json_as_text(*id);
    read_guidellm_setup(run, root, shape);
    const Json& benchmarks = *json_at(root, {"benchmarks"});
    for (std::size_t i = 0; i < benchmarks.size(); ++i)
        run.levels.push_back(read_benchmark(benchmarks[i], shape, outline, "benchmarks[" + std::to_string(i) + "]"));
    read_guidellm_conclusions(run, root);
    return run;
}

} // namespace

std::vector<Run> guidellm_runs(const Json& root, GuidellmShape shape, const Outline& outline)
{
    std::vector<Run> runs;
    const Json& benchmarks = *json_at(root, {"benchmarks"});
    if (shape == GuidellmShape::v0_1)
        for (std::size_t i = 0; i < benchmarks.size(); ++i) runs.push_back(run_0_1(benchmarks[i], outline, i));
    else
        runs.push_back(run_0_2(root, shape, outline));
    for (Run& run : runs) {
        run.format = guidellm_format(root, shape);
        run.tool = {"guidellm", text_at(root, {"metadata", "guidellm_version"})};
        finish_guidellm_run(run);
    }
    return runs;
}

void finish_guidellm_run(Run& run)
{
    label_levels(run.levels);
    double start = INFINITY, end = -INFINITY;
    for (const Level& level : run.levels) {
        if (!level.start_s) continue;
        start = std::min(start, *level.start_s);
        end = std::max(end, *level.start_s + level.duration_s.value_or(0));
    }
    run.started = utc_text(start);
    run.finished = utc_text(end);
    if (run.levels.empty()) {
        run.problems.push_back({Severity::warning,
                                "no-levels",
                                "The report holds no benchmark: the run was stopped before the first one ended.",
                                {},
                                "benchmarks"});
        return;
    }
    for (auto& note : listing_notes(run.levels)) run.problems.push_back(std::move(note));
    run.void_result =
        std::ranges::all_of(run.levels, [](const Level& level) { return level.requests.successful == 0U; });
    if (run.void_result)
        run.problems.push_back(
            {Severity::error,
             "no-success",
             "No request of the run succeeded, though GuideLLM ends with exit code 0; its numbers say "
             "nothing about the model. See the first error of its levels.",
             {},
             "benchmarks"});
}

} // namespace kneepoint::import
