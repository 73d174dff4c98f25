// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_benchmark.h"
#include "json_at.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

void add(Level& level, Severity severity, std::string code, std::string text, const std::string& place = {})
{
    level.problems.push_back({severity, std::move(code), std::move(text), {}, level.path + place});
}

void add_outcome_problem(Level& level)
{
    const auto& requests = level.requests;
    if (!requests.successful || *requests.successful > 0) return;
    if (requests.total() == 0) return add(level, Severity::error, "no-requests", "The level counts no request at all.");
    // Requests that failed are a fault of the server or the call; those that were cut off only want a longer level.
    const auto failed = requests.errored.value_or(0);
    add(level, failed > 0 ? Severity::error : Severity::warning, "no-success",
        "No request succeeded (" + std::to_string(failed) + " failed, " +
            std::to_string(requests.incomplete.value_or(0)) +
            " were not finished): the level has no latencies. GuideLLM writes 0 for them.");
}

void add_missing_problem(Level& level, MetricId id, const Distribution& metric, std::string text,
                         const std::string& code)
{
    add(level, Severity::warning, code, std::move(text));
    const auto& info = metric_info(id);
    level.problems.back().corrections = {{"mean " + std::string(info.name) + ", " + std::string(unit_symbol(info.unit)),
                                          metric.published_mean, metric.mean}};
}

void add_missing_problems(Level& level)
{
    for (const auto& [id, metric] : level.metrics) {
        const std::string name(metric_info(id).name);
        if (metric.empty() && metric.missing > 0)
            add_missing_problem(
                level, id, metric,
                name +
                    " is 0 for every successful request, which stands for none: a reasoning model whose thinking the "
                    "tool does not see, or answers that were not streamed. The metric is absent.",
                "all-missing");
        else if (metric.missing > 0)
            add_missing_problem(level, id, metric,
                                name + " is 0 for " + counted(metric.missing, "successful request") +
                                    ", which stands for none; the statistics were computed anew without them.",
                                "some-missing");
        else if (!metric.empty() && zero_means_missing(id) && !metric.min && metric.max)
            add_missing_problem(
                level, id, metric,
                name +
                    " is 0 for some successful requests, which stands for none. How many is not known, so the mean and "
                    "the lowest percentiles were left out and the others may be too low.",
                "some-missing");
    }
}

/// Until 0.3 the listed requests are the counted ones; from 0.4 on they are another population, which is said once for
/// the run.
void add_listing_problem(Level& level, const Json& benchmark, GuidellmShape shape)
{
    const auto listed = level.listed.successful, counted_ones = level.requests.successful;
    if (!listed || !counted_ones || *listed == *counted_ones) return;
    if (shape >= GuidellmShape::v0_4 || json_at(benchmark, {"request_samples"})) return;
    add(level, Severity::warning, "counts-disagree",
        "The file lists " + std::to_string(*listed) + " successful requests but counts " +
            std::to_string(*counted_ones) + "; its statistics count the latter.",
        ".requests");
}

void add_made_problem(Level& level, const Json& benchmark)
{
    const auto made = number_at(benchmark, {"run_stats", "requests_made", "successful"});
    if (!made || !level.requests.successful || *made == static_cast<double>(*level.requests.successful)) return;
    add(level, Severity::warning, "counts-disagree",
        "The scheduler made " + shortest_decimal(*made) +
            " successful requests by its own count, the statistics count " +
            std::to_string(*level.requests.successful) + ".",
        ".run_stats.requests_made");
}

void add_tool_warnings(Level& level, const Json& benchmark)
{
    const Json* warnings = json_at(benchmark, {"warnings"});
    if (!warnings || !warnings->is_array()) return;
    for (std::size_t i = 0; i < warnings->size(); ++i) {
        const Json& warning = (*warnings)[i];
        const auto text = text_at(warning, {"message"});
        if (text.empty()) continue;
        const auto note = text_at(warning, {"note"});
        add(level, Severity::warning, "tool." + text_at(warning, {"code"}),
            one_line("GuideLLM warns: " + text + (note.empty() ? "" : " " + note), 400),
            ".warnings[" + std::to_string(i) + "]");
    }
}

void add_saturation(Level& level, const Json& benchmark)
{
    const Json* state = json_at(benchmark, {"scheduler_state"});
    if (!state) return;
    for (const std::string_view phase :
         {"end_queuing_constraints", "end_processing_constraints", "scheduler_constraints"}) {
        const Json* saturated = json_at(*state, {phase, "over_saturation", "metadata", "is_over_saturated"});
        if (!saturated || *saturated != true) continue;
        return add(
            level, Severity::warning, "over-saturated",
            "GuideLLM found the server over-saturated: requests in flight and time to first token grew all along.",
            ".scheduler_state." + std::string(phase));
    }
}

} // namespace

Problems listing_notes(const std::vector<Level>& levels)
{
    std::vector<std::string> sampled, windowed;
    for (const Level& level : levels) {
        const auto listed = level.listed.successful, counts = level.requests.successful;
        const bool disagree =
            std::ranges::find(level.problems, "counts-disagree", &Problem::code) != level.problems.end();
        if (!listed || !counts || *listed == *counts || disagree) continue;
        auto& list = *listed < *counts ? sampled : windowed;
        list.push_back(level.label + " " + std::to_string(*listed) + (*listed < *counts ? " of " : " for ") +
                       std::to_string(*counts));
    }
    Problems notes;
    if (!sampled.empty())
        notes.push_back(
            {Severity::note,
             "requests-sampled",
             "The file lists fewer successful requests than its statistics count: " + join(sampled, ", ") + ".",
             {},
             "benchmarks"});
    if (!windowed.empty())
        notes.push_back({Severity::note,
                         "requests-window",
                         "The file lists successful requests outside the measured window, which its statistics do "
                         "not count: " +
                             join(windowed, ", ") + ".",
                         {},
                         "benchmarks"});
    return notes;
}

void add_level_problems(Level& level, const Json& benchmark, GuidellmShape shape)
{
    add_outcome_problem(level);
    add_missing_problems(level);
    add_listing_problem(level, benchmark, shape);
    if (shape < GuidellmShape::v0_4) add_made_problem(level, benchmark);
    add_tool_warnings(level, benchmark);
    add_saturation(level, benchmark);
}

} // namespace kneepoint::import
