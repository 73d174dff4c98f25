// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "degenerate.h"
#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

std::optional<Problem> one_wave(const Level& level)
{
    const auto completed = level.requests.successful;
    const auto concurrency = in_flight(level);
    if (level.strategy != Strategy::throughput || !completed || *completed == 0 || !concurrency) return std::nullopt;
    if (static_cast<double>(*completed) >= 2 * *concurrency) return std::nullopt;
    return Problem{
        Severity::warning,
        "one-wave",
        fmt::format(
            "Level {} completed {} requests at concurrency {}, fewer than two waves: its requests/s is a count of "
            "waves and so quantised, and a sweep built on it may stop short of the knee. Compare its output "
            "tokens/s over all requests.",
            level.label, *completed, figure(*concurrency)),
        {},
        level.label};
}

/// Where a percentile falls by more than a quarter while the load rises.
std::vector<std::string> falls(const Run& run, MetricId metric)
{
    std::vector<std::string> result;
    const auto curve = curve_of(run, metric, Statistic::percentile(95), Options{});
    for (std::size_t i = 1; i < curve.size(); ++i)
        if (curve[i].y < 0.75 * curve[i - 1].y)
            result.push_back(fmt::format("from {} at concurrency {} to {} at {}", figure(curve[i - 1].y),
                                         figure(curve[i - 1].x), figure(curve[i].y), figure(curve[i].x)));
    return result;
}

/// By how much prompt and output tokens/s together miss the total, in percent, over all levels.
std::vector<double> misses(const Run& run)
{
    std::vector<double> result;
    for (const auto& level : run.levels) {
        const auto mean = [&](MetricId id) { return level.value(id, Statistic::mean()); };
        const auto prompt = mean(MetricId::prompt_tokens_per_second), output = mean(MetricId::output_tokens_per_second);
        const auto total = mean(MetricId::total_tokens_per_second);
        if (has_data(level) && prompt && output && total && *total > 0)
            result.push_back(100 * (*prompt + *output - *total) / *total);
    }
    return result;
}

std::string signed_percent(double percent)
{
    return (percent > 0 ? "+" : "") + format_decimal(percent, 1) + " %";
}

bool sampled(const Level& level)
{
    return level.listed.total() < level.requests.total();
}

} // namespace

Problems check_sweep(const Run& run)
{
    Problems problems;
    if (const auto why = degenerate_sweep(run); !why.empty())
        problems.push_back(
            {Severity::error,
             "degenerate-sweep",
             fmt::format("This sweep is degenerate: {}. Run it again with more seconds a level or a lower maximum "
                         "concurrency.",
                         why),
             {},
             "throughput"});
    for (const auto& level : run.levels)
        if (auto problem = one_wave(level)) problems.push_back(std::move(*problem));
    return problems;
}

Problems check_curves(const Run& run)
{
    Problems problems;
    for (const auto metric : {MetricId::ttft, MetricId::itl, MetricId::tpot, MetricId::request_latency}) {
        const auto found = falls(run, metric);
        if (found.empty()) continue;
        const auto& info = metric_info(metric);
        problems.push_back(
            {Severity::warning,
             "non-monotone",
             fmt::format("{} p95 ({}) is not monotone: it falls {} while the load rises. A level before a fall "
                         "holds an outlier.",
                         info.name, unit_symbol(info.unit), join(found, ", ")),
             {},
             std::string(info.key)});
    }
    return problems;
}

Problems check_token_totals(const Run& run)
{
    Problems problems;
    if (const auto all = misses(run); std::ranges::any_of(all, [](double miss) { return std::fabs(miss) > 2; })) {
        const auto [low, high] = std::ranges::minmax(all);
        problems.push_back(
            {Severity::note,
             "total-is-not-the-sum",
             fmt::format("Prompt and output tokens/s together are not total tokens/s ({} to {}): the tool measures "
                         "the three over different events. Compute none of them from the others.",
                         signed_percent(low), signed_percent(high)),
             {},
             "tokens/s"});
    }
    std::size_t differing = 0;
    for (const auto& level : run.levels)
        differing +=
            level.listed.total() > 0 && level.requests.total() > 0 && !sampled(level) && level.listed != level.requests
                ? 1
                : 0;
    if (differing > 0)
        problems.push_back(
            {Severity::note,
             "listed-are-not-counted",
             fmt::format("{} of {} levels list more requests than their statistics count; the lists also hold "
                         "requests at the edges of the measured window.",
                         differing, run.levels.size()),
             {},
             "requests"});
    return problems;
}

} // namespace kneepoint::compare
