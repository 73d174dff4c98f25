// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_benchmark.h"
#include "json_at.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <string>

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
    add(level, Severity::warning, "no-success",
        "No request succeeded (" + std::to_string(requests.errored.value_or(0)) + " failed, " +
            std::to_string(requests.incomplete.value_or(0)) +
            " were not finished): the level has no latencies. GuideLLM writes 0 for them.");
}

void add_missing_problems(Level& level)
{
    for (const auto& [id, metric] : level.metrics) {
        const std::string name(metric_info(id).name);
        if (metric.empty() && metric.missing > 0)
            add(level, Severity::warning, "all-missing",
                name +
                    " is 0 for every successful request, which stands for none: a reasoning model whose thinking the "
                    "tool does not see, or answers that were not streamed. The metric is absent.");
        else if (metric.missing > 0)
            add(level, Severity::warning, "some-missing",
                name + " is 0 for " + counted(metric.missing, "successful request") +
                    ", which stands for none; the statistics were computed anew without them.");
        else if (!metric.empty() && zero_means_missing(id) && !metric.min && metric.max)
            add(level, Severity::warning, "some-missing",
                name +
                    " is 0 for some successful requests, which stands for none. How many is not known, so the mean and "
                    "the lowest percentiles were left out and the others may be too low.");
    }
}

/// Which requests are listed and which are counted: another population from GuideLLM 0.4 on.
void add_listing_problem(Level& level, const Json& benchmark, GuidellmShape shape)
{
    const auto listed = level.listed.successful, counted_ones = level.requests.successful;
    if (!listed || !counted_ones || *listed == *counted_ones) return;
    const auto n = std::to_string(*listed), of = std::to_string(*counted_ones);
    if (shape < GuidellmShape::v0_4 && !json_at(benchmark, {"request_samples"}))
        return add(level, Severity::warning, "counts-disagree",
                   "The file lists " + n + " successful requests but counts " + of +
                       "; its statistics count the latter.",
                   ".requests");
    if (*listed < *counted_ones)
        return add(level, Severity::note, "requests-sampled",
                   "The file lists " + n + " of " + of + " successful requests; its statistics count all of them.",
                   ".requests");
    add(level, Severity::note, "requests-window",
        "The file lists " + n + " successful requests; its statistics count the " + of + " inside the measured window.",
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
