// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/stats/quantile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

// Whether a run did what it was asked for, and enough of it.
namespace kneepoint::compare {

namespace {

std::optional<double> number_of(const Run& run, const std::string& key)
{
    const auto fact = run.setup.facts.find(key);
    return fact == run.setup.facts.end() ? std::nullopt : parse_decimal(fact->second.value);
}

bool has_fact(const Run& run, const std::string& key)
{
    return run.setup.facts.contains(key);
}

/// The lengths asked for are those of the whole prompt, with nothing before it.
bool states_whole_prompts(const Run& run)
{
    const auto data = run.setup.facts.find("workload.data");
    return data == run.setup.facts.end() || (!contains_ignoring_case(data->second.value, "prefix") &&
                                             !contains_ignoring_case(data->second.value, "turns"));
}

struct Measured {
    double low = 0, high = 0, sum = 0;
    std::size_t levels = 0;
};

Measured measured_tokens(const Run& run, MetricId metric)
{
    Measured result;
    for (const auto& level : run.levels) {
        const auto tokens = level.value(metric, Statistic::mean());
        if (!has_data(level) || !tokens) continue;
        result.low = result.levels == 0 ? *tokens : std::min(result.low, *tokens);
        result.high = std::max(result.high, *tokens);
        result.sum += *tokens;
        ++result.levels;
    }
    return result;
}

std::string range_text(const Measured& measured)
{
    const auto low = format_decimal(measured.low, 0), high = format_decimal(measured.high, 0);
    return low == high ? low : low + " to " + high;
}

Problem tokens_problem(std::string_view what, Severity severity, double asked, const Measured& measured,
                       std::string_view why)
{
    Problem problem{severity,
                    "tokens-not-as-asked",
                    fmt::format("{} {} tokens a request were asked for, {} were counted: {}.", figure(asked), what,
                                range_text(measured), why),
                    {},
                    fmt::format("{} tokens", what),
                    {}};
    problem.corrections = {
        {fmt::format("{} tokens a request", what), asked, measured.sum / static_cast<double>(measured.levels)}};
    return problem;
}

/// Requests that a level accounts for: counted, or listed where the list holds more.
double accounted(const Level& level)
{
    return static_cast<double>(std::max(level.requests.total(), level.listed.total()));
}

} // namespace

Problems check_requests_asked(const Run& run)
{
    // With a time limit or a window at the edges a level may hold any number.
    const auto asked = number_of(run, "load.max_requests");
    for (const auto* key : {"load.max_seconds", "load.warmup", "load.cooldown"})
        if (has_fact(run, key) && number_of(run, key) != 0.0) return {};
    Problems problems;
    for (const auto& level : run.levels) {
        if (!asked || accounted(level) == 0 || accounted(level) >= *asked) continue;
        problems.push_back({Severity::warning,
                            "requests-not-as-asked",
                            fmt::format("Level {} accounts for {} of the {} requests asked for: it was stopped, or "
                                        "some were lost without being counted as failed.",
                                        level.label, figure(accounted(level)), figure(*asked)),
                            {},
                            level.label,
                            {{"requests", *asked, accounted(level)}}});
    }
    return problems;
}

Problems check_tokens_asked(const Run& run)
{
    if (!states_whole_prompts(run)) return {};
    Problems problems;
    const auto prompt = number_of(run, "workload.prompt_tokens"), output = number_of(run, "workload.output_tokens");
    const auto prompts = measured_tokens(run, MetricId::prompt_tokens);
    const auto outputs = measured_tokens(run, MetricId::output_tokens);
    constexpr double few = 0.9, many = 1.1;
    if (prompt && *prompt >= 50 && prompts.levels > 0 && (prompts.low < few * *prompt || prompts.high > many * *prompt))
        problems.push_back(
            tokens_problem("prompt", Severity::warning, *prompt, prompts,
                           "the server's tokenizer is not the load generator's, or a template was added"));
    if (output && *output > 0 && outputs.levels > 0 && (outputs.low < few * *output || outputs.high > many * *output))
        problems.push_back(tokens_problem(
            "output", outputs.high > many * *output ? Severity::warning : Severity::note, *output, outputs,
            outputs.high > many * *output ? "tokens were counted in two ways, or the limit had no effect"
                                          : "answers ended by themselves, so levels and runs differ in their work"));
    return problems;
}

Problems check_short_levels(const Run& run)
{
    std::vector<std::string> brief;
    for (const auto& level : run.levels) {
        const auto latency = level.value(MetricId::request_latency, Statistic::mean());
        if (!has_data(level) || !latency || !level.duration_s || *level.duration_s <= 0 ||
            *level.duration_s >= 3 * *latency)
            continue;
        brief.push_back(
            fmt::format("{} ({} s, latency {} s)", level.label, figure(*level.duration_s), figure(*latency)));
    }
    if (brief.empty()) return {};
    return {
        {Severity::warning,
         "short-level",
         fmt::format("Shorter than three latencies, a level is mostly its start and its end: {}.", join(brief, ", ")),
         {},
         "duration",
         {}}};
}

Problems check_percentile_samples(const Run& run)
{
    struct Rank {
        double rank;
        std::uint64_t least;
        std::size_t levels = 0;
    };
    std::vector<Rank> ranks;
    for (const double rank : {99.0, 95.0, 90.0})
        ranks.push_back({rank, stats::minimum_samples(rank / 100).value_or(0)});
    std::size_t judged = 0;
    for (const auto& level : run.levels) {
        const auto n = level.requests.successful.value_or(0);
        if (n == 0) continue;
        ++judged;
        for (auto& one : ranks)
            if (n < one.least && level.value(MetricId::request_latency, Statistic::percentile(one.rank))) ++one.levels;
    }
    std::vector<std::string> needs, lacks;
    for (const auto& one : ranks) {
        if (one.levels == 0) continue;
        needs.push_back(fmt::format("{} for {}", counted(one.least, "request"), percentile_key(one.rank)));
        lacks.push_back(fmt::format("{} at {} of {}", percentile_key(one.rank), one.levels, counted(judged, "level")));
    }
    if (needs.empty()) return {};
    return {{Severity::note,
             "few-for-percentiles",
             fmt::format("A percentile takes {} at 99 % confidence; fewer stand behind {}.", join(needs, ", "),
                         join(lacks, ", ")),
             {},
             "requests",
             {}}};
}

} // namespace kneepoint::compare
