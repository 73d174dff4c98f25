// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/level_result.h"

#include "merged_reads.h"
#include "steady_window.h"
#include "validity.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::load {

namespace {

double milliseconds(Nanoseconds from, Nanoseconds to)
{
    return static_cast<double>(to - from) / 1e6;
}

double seconds(Nanoseconds at)
{
    return static_cast<double>(at) / 1e9;
}

bool inside(const Window& window, Nanoseconds at)
{
    return seconds(at) >= window.begin && seconds(at) <= window.end;
}

/// A rate or concurrency has a mean over the window and nothing else.
Distribution rate(std::string definition, double amount, const Window& window)
{
    Distribution result;
    result.definition = std::move(definition);
    result.derived = true;
    if (window.seconds() > 0) result.mean = amount / window.seconds();
    return result;
}

/// Everything one pass over the requests collects.
struct Columns {
    std::vector<double> ttft, ttft_from_schedule, latency, latency_from_schedule, itl, gaps, prompt, output, total;
    std::vector<double> first_byte, connect, lag;
    std::vector<std::pair<double, std::uint64_t>> itl_weighted, tpot;
    double in_flight_seconds = 0;
    struct Amounts {
        double requests = 0, prompt_tokens = 0, output_tokens = 0;
        void add(const Amounts& more)
        {
            requests += more.requests;
            prompt_tokens += more.prompt_tokens;
            output_tokens += more.output_tokens;
        }
    } ok, all;
};

void take_times(Columns& columns, const RequestRecord& r)
{
    const std::uint32_t tokens = r.output_tokens();
    columns.latency.push_back(milliseconds(*r.sent, *r.end) / 1e3);
    columns.latency_from_schedule.push_back(milliseconds(r.scheduled, *r.end) / 1e3);
    if (r.first_byte) columns.first_byte.push_back(milliseconds(*r.sent, *r.first_byte));
    if (r.connected) columns.connect.push_back(milliseconds(*r.started, *r.connected));
    columns.output.push_back(tokens);
    if (r.usage.prompt_tokens) {
        columns.prompt.push_back(*r.usage.prompt_tokens);
        columns.total.push_back(*r.usage.prompt_tokens + tokens);
    }
    if (!r.first_token) return;
    columns.ttft.push_back(milliseconds(*r.sent, *r.first_token));
    columns.ttft_from_schedule.push_back(milliseconds(r.scheduled, *r.first_token));
    if (tokens > 0) columns.tpot.emplace_back(milliseconds(*r.sent, *r.last_token) / tokens, tokens);
    for (std::size_t i = 1; i < r.chunks.size(); ++i)
        columns.gaps.push_back(milliseconds(r.chunks[i - 1].at, r.chunks[i].at));
    // A single chunk has no time between tokens, however many it carried.
    if (tokens < 2 || r.chunks.size() < 2) return;
    const double itl = milliseconds(*r.first_token, *r.last_token) / (tokens - 1);
    columns.itl.push_back(itl);
    columns.itl_weighted.emplace_back(itl, tokens - 1);
}

/// Tokens inside the window: by the time of each chunk, scaled where usage counts more tokens than chunks came.
void take_rates(Columns& columns, const RequestRecord& r, const Window& window)
{
    const Nanoseconds from = std::max(r.sent.value_or(*r.end), Nanoseconds{std::llround(window.begin * 1e9)});
    const Nanoseconds to = std::min(*r.end, Nanoseconds{std::llround(window.end * 1e9)});
    columns.in_flight_seconds += std::max(0.0, seconds(to - from));
    Columns::Amounts amounts;
    const double chunked = r.chunk_tokens();
    const double scale = chunked > 0 ? r.output_tokens() / chunked : 0;
    for (const Chunk& chunk : r.chunks)
        if (inside(window, chunk.at)) amounts.output_tokens += chunk.tokens * scale;
    const bool ended_inside = inside(window, *r.end);
    if (chunked == 0 && ended_inside) amounts.output_tokens += r.output_tokens();
    const Nanoseconds prompt_done = r.first_token.value_or(*r.end);
    if (r.usage.prompt_tokens && inside(window, prompt_done)) amounts.prompt_tokens += *r.usage.prompt_tokens;
    if (ended_inside && r.outcome != OutcomeClass::incomplete) amounts.requests = 1;
    columns.all.add(amounts);
    if (r.outcome == OutcomeClass::ok) columns.ok.add(amounts);
}

void fill_rates(std::map<MetricId, Distribution>& metrics, const std::string& definition,
                const Columns::Amounts& amounts, const Window& window)
{
    metrics[MetricId::requests_per_second] = rate(definition, amounts.requests, window);
    metrics[MetricId::prompt_tokens_per_second] = rate(definition, amounts.prompt_tokens, window);
    metrics[MetricId::output_tokens_per_second] = rate(definition, amounts.output_tokens, window);
    metrics[MetricId::total_tokens_per_second] =
        rate(definition, amounts.prompt_tokens + amounts.output_tokens, window);
}

Distribution named(Distribution distribution, std::string definition)
{
    distribution.definition = std::move(definition);
    return distribution;
}

void fill_metrics(LevelResult& result, Columns& c)
{
    auto& metrics = result.level.metrics;
    const Window& window = result.window;
    metrics[MetricId::ttft] = named(describe(c.ttft), "ttft.from_send");
    metrics[MetricId::itl] = named(describe_weighted(c.itl_weighted), "itl.token_weighted");
    metrics[MetricId::tpot] = named(describe_weighted(c.tpot), "tpot.with_ttft");
    metrics[MetricId::request_latency] = named(describe(c.latency), "latency.end_to_end");
    metrics[MetricId::concurrency] = rate("concurrency.in_flight", c.in_flight_seconds, window);
    metrics[MetricId::prompt_tokens] = named(describe(c.prompt), "tokens.per_request");
    metrics[MetricId::output_tokens] = named(describe(c.output), "tokens.per_request");
    metrics[MetricId::total_tokens] = named(describe(c.total), "tokens.per_request");
    fill_rates(metrics, "rate.window", c.ok, window);
    fill_rates(result.level.metrics_all_requests, "rate.window_all", c.all, window);
    std::erase_if(metrics, [](const auto& entry) { return entry.second.empty(); });
    const auto more = [&](const std::string& id, std::vector<double>& values) {
        if (!values.empty()) result.more[id] = named(describe(std::move(values)), id);
    };
    more("ttft.from_schedule", c.ttft_from_schedule);
    more("latency.from_schedule", c.latency_from_schedule);
    more("itl.per_request", c.itl);
    more("itl.gaps", c.gaps);
    more("first_byte.from_send", c.first_byte);
    more("connect", c.connect);
}

Strategy strategy_of(ProfileKind kind)
{
    switch (kind) {
    case ProfileKind::synchronous:
        return Strategy::synchronous;
    case ProfileKind::concurrent:
        return Strategy::concurrent;
    case ProfileKind::throughput:
        return Strategy::throughput;
    case ProfileKind::constant:
        return Strategy::constant;
    case ProfileKind::poisson:
    case ProfileKind::gamma:
        return Strategy::poisson;
    case ProfileKind::ramp: // no load that was set
    case ProfileKind::list:
    case ProfileKind::sweep:
    case ProfileKind::knee:
    case ProfileKind::slo:
        break;
    }
    return Strategy::unknown;
}

Window window_of(const LevelPlan& plan, const LevelRecords& records)
{
    // Arrivals that end by time cover all of it, even where the last answer came before.
    const bool whole_time =
        records.end == LevelEnd::duration || (plan.open_loop() && records.end == LevelEnd::requests &&
                                              records.requests.size() < plan.stop.requests.value_or(~std::uint64_t{0}));
    const double end = plan.stop.seconds && whole_time ? *plan.stop.seconds : records.seconds;
    return {std::min(plan.warmup_seconds, end),
            std::max(end - plan.cooldown_seconds, std::min(plan.warmup_seconds, end))};
}

/// What was asked for.
void state_load(LevelResult& result)
{
    const LevelPlan& plan = result.plan;
    Level& level = result.level;
    level.label = plan.label();
    level.strategy = strategy_of(plan.kind);
    if (!plan.end_rate) level.target_rate = plan.rate;
    level.streams = plan.kind == ProfileKind::throughput ? std::nullopt : plan.streams;
    level.max_concurrency = plan.kind == ProfileKind::throughput ? plan.streams : plan.max_concurrency;
    level.duration_s = result.window.seconds();
}

} // namespace

std::string_view to_string(Validity validity)
{
    switch (validity) {
    case Validity::valid:
        return "VALID";
    case Validity::client_limited:
        return "CLIENT-LIMITED";
    case Validity::target_saturated:
        return "TARGET-SATURATED";
    }
    return "VALID";
}

LevelResult level_result(const LevelPlan& plan, const LevelRecords& records, int index)
{
    LevelResult result;
    result.plan = plan;
    result.window = window_of(plan, records);
    result.end = records.end;
    state_load(result);
    Level& level = result.level;
    level.index = index;
    level.start_s = records.started_unix_s + result.window.begin;
    RequestCounts counted{0, 0, 0};
    RequestCounts listed{0, 0, 0};
    Columns columns;
    for (const RequestRecord& r : records.requests) {
        ++result.outcomes[std::string(to_string(r.outcome))];
        take_rates(columns, r, result.window);
        const bool ok = r.outcome == OutcomeClass::ok;
        const bool cut_off = r.outcome == OutcomeClass::incomplete;
        const auto add = [&](RequestCounts& counts) {
            ++*(ok ? counts.successful : cut_off ? counts.incomplete : counts.errored);
        };
        add(listed);
        // What was cut off at the end belongs to the level's end, inside the window or not.
        if (!inside(result.window, *r.end) && !cut_off) continue;
        add(counted);
        // What a stream begins with has no predecessor that it could be late after.
        const bool first_of_stream = plan.streams && r.index < std::uint64_t(*plan.streams);
        if (r.started && !r.waited && !first_of_stream) columns.lag.push_back(milliseconds(r.scheduled, *r.started));
        if (ok) take_times(columns, r);
    }
    level.requests = counted;
    level.listed = listed;
    result.self = self_knowledge(records, std::move(columns.lag));
    result.self.merged = merged_tokens(records, result.window);
    result.prefix_cache_share = prefix_cache_share(records);
    result.steady = steady_window(plan, records, result.window);
    fill_metrics(result, columns);
    judge(result, records);
    return result;
}

} // namespace kneepoint::load
