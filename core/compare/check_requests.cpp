// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::compare {

namespace {

constexpr auto latencies = std::to_array({MetricId::ttft, MetricId::itl, MetricId::tpot, MetricId::request_latency});

/// GuideLLM takes percentiles by a step function: of fewer than 20 values the 95th is the largest.
bool p95_is_maximum(const Level& level)
{
    const auto n = level.requests.successful.value_or(0);
    return n >= 5 && n < 20 &&
           std::ranges::any_of(
               latencies, [&](MetricId id) { return level.value(id, Statistic::percentile(95)).has_value(); });
}

/// Latencies are missing because the end of the level came first, or because the server failed.
Problem none_completed(const Level& level)
{
    const auto failed = level.requests.errored.value_or(0), total = level.requests.total();
    if (failed > 0)
        return {Severity::error,
                "no-request-completed",
                fmt::format("0 of {} requests completed at level {}, {} failed: it has no latencies. Look for the "
                            "reason in the server's log.",
                            total, level.label, failed),
                {},
                level.label};
    return {Severity::warning,
            "no-request-completed",
            fmt::format("0 of {} requests completed at level {}: it has no latencies. Run it longer than two "
                        "latencies at that load.",
                        total, level.label),
            {},
            level.label};
}

} // namespace

Problems check_requests(const Level& level)
{
    Problems problems;
    const auto& requests = level.requests;
    const bool told = std::ranges::find(level.problems, "no-success", &Problem::code) != level.problems.end();
    if (!has_data(level) && !told)
        problems.push_back(none_completed(level));
    else if (has_data(level) && requests.successful && *requests.successful < 5)
        problems.push_back({Severity::warning,
                            "few-latencies",
                            fmt::format("Level {} has only {}: its statistics are those of single requests.",
                                        level.label, counted(*requests.successful, "completed request")),
                            {},
                            level.label});
    if (const auto errored = requests.errored.value_or(0); errored > 0)
        problems.push_back(
            {Severity::warning,
             "errored-requests",
             fmt::format("{} of {} requests failed at level {}.", errored, requests.total(), level.label),
             {},
             level.label});
    return problems;
}

Problems check_small_samples(const Run& run)
{
    std::vector<std::string> few;
    for (const auto& level : run.levels)
        if (p95_is_maximum(level)) few.push_back(fmt::format("{} of {}", level.label, *level.requests.successful));
    if (few.empty()) return {};
    return {{Severity::note,
             "p95-is-maximum",
             fmt::format("p95 of fewer than 20 requests is the maximum, so that one slow request decides it: level{} "
                         "{} requests.",
                         few.size() == 1 ? "" : "s", join(few, ", ")),
             {},
             "requests"}};
}

Problems check_incomplete(const Run& run)
{
    std::vector<std::string> cut;
    const Level* last = nullptr;
    for (const auto& level : run.levels) {
        const auto share = share_incomplete(level);
        if (!has_data(level) || share <= many_incomplete) continue;
        cut.push_back(fmt::format("{} {}", level.label, percent_of(share)));
        last = &level;
    }
    if (cut.empty()) return {};
    if (cut.size() == 1)
        return {{Severity::note,
                 "incomplete-requests",
                 fmt::format("{} of {} requests ({}) were still running when level {} ended; its latencies are those "
                             "of the others.",
                             *last->requests.incomplete, last->requests.total(), percent_of(share_incomplete(*last)),
                             last->label),
                 {},
                 last->label}};
    return {{Severity::note,
             "incomplete-requests",
             fmt::format("Requests were still running when {} of {} levels ended, and their latencies are those of "
                         "the others: {}.",
                         cut.size(), run.levels.size(), join(cut, ", ")),
             {},
             "requests"}};
}

} // namespace kneepoint::compare
