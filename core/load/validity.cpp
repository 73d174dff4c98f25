// SPDX-License-Identifier: GPL-3.0-or-later
#include "validity.h"

#include "failures.h"
#include "merged_reads.h"
#include "steady_window.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::load {

namespace {

constexpr double busy_thread = 0.9;      // of a core: from here on reads queue behind each other
constexpr double least_lag_ms = 1;       // the lag of a good schedule on an idle machine is far below
constexpr double lag_share_of_itl = 0.1; // a lag that would show in the latencies
constexpr double told_cache_share = 0.05;
constexpr double growth = 1.3;     // of the requests in flight, from the second to the last quarter of the window
constexpr double growth_floor = 2; // and by at least so many requests
constexpr double sigmas = 3;       // and by more than random arrivals do by chance
constexpr double step_ms = 50;     // beyond any slewing by NTP in a level of minutes

std::string percent(double share)
{
    return format_decimal(100 * share, 0) + " %";
}

double mean_in_flight(const LevelRecords& records, double from, double to)
{
    double sum = 0;
    for (const RequestRecord& r : records.requests) {
        if (!r.end) continue;
        const double begin = static_cast<double>(r.started.value_or(r.scheduled)) / 1e9;
        const double end = static_cast<double>(*r.end) / 1e9;
        sum += std::max(0.0, std::min(end, to) - std::max(begin, from));
    }
    return sum / (to - from);
}

/// Standard deviation of the difference of two means over `quarter` seconds of the requests in flight, when arrivals
/// are random: their number is Poisson's, and as good as unchanged within one latency.
double chance_growth(const LevelPlan& plan, double in_flight, double latency, double quarter)
{
    if (plan.kind == ProfileKind::constant) return 0;
    return std::sqrt(2 * in_flight / plan.burstiness * std::min(1.0, latency / quarter));
}

void judge_client(const LevelResult& result, std::vector<std::string>& reasons)
{
    const SelfKnowledge& self = result.self;
    if (self.cpu_share_max > busy_thread)
        reasons.push_back(fmt::format("An I/O thread used {} of a core. Use more threads or another machine.",
                                      percent(self.cpu_share_max)));
    const auto itl = result.level.value(MetricId::itl, Statistic::median());
    const double most = std::max(least_lag_ms, lag_share_of_itl * itl.value_or(0));
    if (const auto lag = self.lag_ms.percentile(99); lag && *lag > most)
        reasons.push_back(fmt::format("The schedule was late by {} ms at p99; {} ms are allowed.",
                                      format_decimal(*lag, 2), format_decimal(most, 2)));
    if (std::abs(self.clock_step_ms) > step_ms)
        reasons.push_back(
            fmt::format("The wall clock stepped by {} ms during the level.", format_decimal(self.clock_step_ms, 0)));
    if (self.waited > 0)
        reasons.push_back(fmt::format("{} waited here because {} were in flight already, which --max-concurrency "
                                      "allows: the server saw fewer arrivals than asked for.",
                                      counted(self.waited, "request"), result.plan.max_concurrency.value_or(0)));
}

void judge_target(const LevelResult& result, const LevelRecords& records, std::vector<std::string>& reasons)
{
    if (!result.plan.open_loop()) return;
    const Window& window = result.window;
    if (window.seconds() <= 0 || records.requests.size() < 20) return;
    if (result.plan.end_rate) return; // a ramp is meant to grow
    const double quarter = window.seconds() / 4;
    const double before = mean_in_flight(records, window.begin + quarter, window.begin + 2 * quarter);
    const double after = mean_in_flight(records, window.end - quarter, window.end);
    // Until the first requests have ended the number in flight grows at any rate.
    const auto latency = result.level.value(MetricId::request_latency, Statistic::median());
    if (!latency || *latency > window.begin + quarter) return;
    const double chance = sigmas * chance_growth(result.plan, before, *latency, quarter);
    if (after > growth * before && after > before + std::max(growth_floor, chance))
        reasons.push_back(fmt::format("Requests in flight grew from {} to {} and had not settled.",
                                      format_decimal(before, 1), format_decimal(after, 1)));
}

} // namespace

SelfKnowledge self_knowledge(const LevelRecords& records, std::vector<double> lag_ms)
{
    SelfKnowledge self;
    self.lag_ms = describe(std::move(lag_ms));
    double cpu = 0;
    for (const double thread : records.thread_cpu_s) {
        cpu += thread;
        if (records.seconds > 0) self.cpu_share_max = std::max(self.cpu_share_max, thread / records.seconds);
    }
    std::uint64_t tokens = 0;
    for (const RequestRecord& r : records.requests) {
        self.reads += r.reads;
        self.merged_reads += r.merged_reads;
        self.waited += r.waited;
        tokens += r.output_tokens();
    }
    if (tokens > 0) self.cpu_us_per_token = cpu * 1e6 / static_cast<double>(tokens);
    self.late_reads = records.late_reads;
    self.wakeups = records.wakeups;
    self.round_trip_ms = records.round_trip_ms;
    self.kernel_stamps = records.kernel_stamps;
    self.clock_step_ms = records.clock_step_ms;
    self.connections = records.connections;
    return self;
}

void judge(LevelResult& result, const LevelRecords& records)
{
    const SelfKnowledge& self = result.self;
    const double late = self.reads > 0 ? static_cast<double>(self.late_reads) / static_cast<double>(self.reads) : 0;
    const MergedRemark merged = merged_remark(self.merged, late);
    const Failures failed = failures(records);
    judge_client(result, result.reasons);
    if (merged.client_limited) result.reasons.push_back(merged.text);
    if (failed.many_own()) result.reasons.push_back(failed.text);
    if (!result.reasons.empty()) {
        result.validity = Validity::client_limited;
    } else {
        if (failed.many()) result.reasons.push_back(failed.text);
        judge_target(result, records, result.reasons);
        if (!result.reasons.empty()) result.validity = Validity::target_saturated;
    }
    // What is to know of the numbers, valid or not.
    if (!failed.text.empty() && std::ranges::find(result.reasons, failed.text) == result.reasons.end())
        result.reasons.push_back(failed.text);
    if (result.prefix_cache_share && *result.prefix_cache_share > told_cache_share)
        result.reasons.push_back(fmt::format("The server had {} of the prompt tokens in its prefix cache already: TTFT "
                                             "and rates are better than with prompts that are new to it.",
                                             percent(*result.prefix_cache_share)));
    if (!merged.client_limited && !merged.text.empty()) result.reasons.push_back(merged.text);
    if (result.plan.end_rate) return; // a ramp is never steady
    if (auto steady = steady_remark(result.steady, result.window); !steady.empty())
        result.reasons.push_back(std::move(steady));
}

} // namespace kneepoint::load
