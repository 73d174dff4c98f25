// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

// What must hold between the numbers of one level, whatever was measured.
namespace kneepoint::compare {

namespace {

std::optional<double> mean_of(const Level& level, MetricId metric)
{
    return level.value(metric, Statistic::mean());
}

Problem of_level(const Level& level, Severity severity, std::string code, std::string text)
{
    return {severity, std::move(code), std::move(text), {}, level.label, {}};
}

/// What the mean of a per-token metric must be, from latency, TTFT and output tokens; milliseconds.
std::optional<double> per_token(const Level& level, std::string_view definition)
{
    const auto latency = mean_of(level, MetricId::request_latency), ttft = mean_of(level, MetricId::ttft),
               tokens = mean_of(level, MetricId::output_tokens);
    if (!latency || !ttft || !tokens || *tokens <= 1) return std::nullopt;
    const double all = 1000 * *latency, decode = all - *ttft;
    if (definition == "itl.token_weighted" || definition == "itl.gaps") return decode / (*tokens - 1);
    if (definition == "tpot.decode_only") return decode / *tokens;
    if (definition == "tpot.with_ttft") return all / *tokens;
    return std::nullopt; // means of means: no identity
}

/// Of requests without a missing value, so that all means are over the same ones.
bool complete(const Level& level)
{
    return std::ranges::all_of(std::array{MetricId::ttft, MetricId::itl, MetricId::tpot, MetricId::request_latency},
                               [&](MetricId id) {
                                   const auto* values = level.metric(id);
                                   return !values || values->missing == 0;
                               });
}

} // namespace

Problems check_decode_identity(const Level& level)
{
    constexpr double tolerance = 0.1;
    Problems problems;
    if (!has_data(level) || !complete(level)) return problems;
    for (const auto metric : {MetricId::itl, MetricId::tpot}) {
        const auto* values = level.metric(metric);
        if (!values || !values->mean || *values->mean <= 0) continue;
        const auto right = per_token(level, values->definition);
        if (!right || std::fabs(*values->mean - *right) <= tolerance * *values->mean) continue;
        const auto& info = metric_info(metric);
        const double ratio = *right / *values->mean;
        problems.push_back(of_level(
            level, Severity::warning, "decode-identity",
            fmt::format("Mean {} {} ms does not follow from latency, TTFT and output tokens, which give {} ms at level "
                        "{}: {}.",
                        info.name, figure(*values->mean), figure(*right), level.label,
                        ratio > 1.8 && ratio < 2.2 ? "two pieces were counted for each token"
                                                   : "tokens were counted in two ways, or the definition is another")));
        problems.back().corrections = {{fmt::format("mean {}, ms", info.name), *values->mean, *right}};
    }
    return problems;
}

Problems check_little(const Level& level)
{
    constexpr double tolerance = 0.15;
    const auto rate = mean_of(level, MetricId::requests_per_second),
               latency = mean_of(level, MetricId::request_latency);
    const auto measured = mean_of(level, MetricId::concurrency);
    const bool fixed = level.strategy == Strategy::concurrent || level.strategy == Strategy::synchronous;
    const bool partly_empty = fixed && level.streams && measured && in_flight(level) < 0.9 * *level.streams;
    // Requests that failed or that the end cut off are in flight without counting; a window partly empty is said
    // already.
    const bool others = level.requests.errored.value_or(0) > 0 || prefers_all_requests(level);
    if (!has_data(level) || !rate || !latency || partly_empty || others) return {};
    const auto stated = fixed && level.streams ? std::optional<double>(*level.streams) : measured;
    const double product = *rate * *latency;
    if (!stated || *stated <= 0 || std::fabs(product - *stated) <= tolerance * *stated) return {};
    auto problem = of_level(
        level, Severity::warning, "littles-law",
        fmt::format("Requests/s times latency is {} at level {}, but its concurrency is {}: the ramp and the drain of "
                    "the level weigh, or fewer requests ran at once than were asked for.",
                    figure(product), level.label, figure(*stated)));
    problem.corrections = {{"concurrency", *stated, product}};
    return {problem};
}

Problems check_streaming(const Level& level)
{
    constexpr double fastest = 10'000; // tokens/s of one request: far beyond what memory can read weights for
    const auto& columns = level.columns;
    std::size_t whole = 0, all = 0;
    double worst = 0;
    const auto look = [&](double latency_s, double ttft_ms, double tokens) {
        if (!(tokens >= 10) || !(ttft_ms > 0) || !(latency_s > 0)) return; // also where one is NaN
        ++all;
        const double seconds = latency_s - ttft_ms / 1000;
        const double speed = seconds > 0 ? (tokens - 1) / seconds : HUGE_VAL;
        if (speed <= fastest) return;
        ++whole;
        worst = std::max(worst, speed);
    };
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns.outcome[i] == Outcome::successful)
            look(columns.latency_s[i], columns.ttft_ms[i], columns.output_tokens[i]);
    if (columns.size() == 0)
        look(mean_of(level, MetricId::request_latency).value_or(0), mean_of(level, MetricId::ttft).value_or(0),
             mean_of(level, MetricId::output_tokens).value_or(0));
    if (whole == 0 || 10 * whole < all) return {};
    return {of_level(level, Severity::warning, "not-streamed",
                     fmt::format("{} at level {} decoded faster than {} tokens/s{}: the answers came in one piece, so "
                                 "TTFT is the whole latency and ITL says nothing.",
                                 columns.size() == 0 ? std::string("The mean request")
                                                     : fmt::format("{} of {} requests", whole, all),
                                 level.label, figure(fastest),
                                 std::isfinite(worst) ? fmt::format(" (up to {})", figure(std::round(worst))) : ""))};
}

Problems check_token_gaps(const Level& level)
{
    const auto* gaps = level.metric(MetricId::itl);
    if (!gaps || gaps->definition != "itl.gaps" || !gaps->mean || !gaps->median || *gaps->mean <= 0) return {};
    if (*gaps->median >= 0.2 * *gaps->mean) return {};
    auto problem =
        of_level(level, Severity::warning, "tokens-in-pairs",
                 fmt::format("Median ITL {} ms is less than a fifth of the mean {} ms at level {}: several tokens come "
                             "at once, so only the mean says how fast they come.",
                             figure(*gaps->median), figure(*gaps->mean), level.label));
    problem.corrections = {{"median ITL, ms", *gaps->median, *gaps->mean}};
    return {problem};
}

Problems check_empty_answers(const Level& level)
{
    const auto& columns = level.columns;
    std::size_t empty = 0, all = 0;
    double sum = 0, n = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns.outcome[i] != Outcome::successful) continue;
        ++all;
        if (columns.output_tokens[i] == 0)
            ++empty;
        else if (!std::isnan(columns.ttft_ms[i]))
            sum += columns.ttft_ms[i], n += 1;
    }
    if (empty == 0) return {};
    auto problem = of_level(level, Severity::warning, "empty-answers",
                            fmt::format("{} of {} successful requests have no output token at level {}: they failed in "
                                        "silence and make latencies and requests/s look better.",
                                        empty, all, level.label));
    if (level.requests.successful != all) return {problem}; // the list is not what the statistics count
    const auto add = [&](std::string what, std::optional<double> published, std::optional<double> corrected) {
        if (published && corrected) problem.corrections.push_back({std::move(what), published, corrected});
    };
    const auto rate = mean_of(level, MetricId::requests_per_second);
    const auto share = 1 - static_cast<double>(empty) / static_cast<double>(all);
    add("mean TTFT, ms", mean_of(level, MetricId::ttft), n > 0 ? std::optional(sum / n) : std::nullopt);
    add("requests/s", rate, rate ? std::optional(*rate * share) : std::nullopt);
    return {problem};
}

} // namespace kneepoint::compare
