// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/metric.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace kneepoint {

namespace {

using enum Unit;
using enum Direction;

constexpr auto catalogue = std::to_array<MetricInfo>({
    {MetricId::ttft, "ttft_ms", "TTFT", "Time to first token", milliseconds, lower_is_better, Phase::prefill, 1, false},
    {MetricId::ttfot, "ttfot_ms", "TTFOT", "Time to first output token", milliseconds, lower_is_better, Phase::both, 1,
     false},
    {MetricId::itl, "itl_ms", "ITL", "Inter-token latency", milliseconds, lower_is_better, Phase::decode, 2, false},
    {MetricId::tpot, "tpot_ms", "TPOT", "Time per output token", milliseconds, lower_is_better, Phase::both, 2, false},
    {MetricId::request_latency, "request_latency_s", "Request latency", "Request latency", seconds, lower_is_better,
     Phase::both, 2, false},
    {MetricId::concurrency, "concurrency", "Concurrency", "Concurrent requests", requests, neither, Phase::both, 1,
     true},
    {MetricId::requests_per_second, "requests_per_s", "Requests/s", "Requests per second", requests_per_second,
     higher_is_better, Phase::both, 2, true},
    {MetricId::prompt_tokens, "prompt_tokens", "Prompt tokens", "Prompt tokens per request", tokens, neither,
     Phase::prefill, 0, false},
    {MetricId::output_tokens, "output_tokens", "Output tokens", "Output tokens per request", tokens, neither,
     Phase::decode, 0, false},
    {MetricId::total_tokens, "total_tokens", "Total tokens", "Total tokens per request", tokens, neither, Phase::both,
     0, false},
    {MetricId::prompt_tokens_per_second, "prompt_tokens_per_s", "Prompt tok/s", "Prompt tokens per second",
     tokens_per_second, higher_is_better, Phase::prefill, 1, true},
    {MetricId::output_tokens_per_second, "output_tokens_per_s", "Output tok/s", "Output tokens per second",
     tokens_per_second, higher_is_better, Phase::decode, 1, true},
    {MetricId::total_tokens_per_second, "total_tokens_per_s", "Total tok/s", "Total tokens per second",
     tokens_per_second, higher_is_better, Phase::both, 1, true},
    {MetricId::goodput, "goodput_requests_per_s", "Goodput", "Requests per second that met the objectives",
     requests_per_second, higher_is_better, Phase::both, 2, true},
    {MetricId::slo_attainment, "slo_attainment", "SLO attainment", "Share of requests that met the objectives", share,
     higher_is_better, Phase::both, 3, true},
});

constexpr std::string_view both_tools = "GuideLLM, all versions; kneepoint-load";
constexpr std::string_view before_0_4 = "GuideLLM 0.1 to 0.3";
constexpr std::string_view since_0_4 = "GuideLLM 0.4 and later; kneepoint-load";

constexpr auto definitions = std::to_array<Definition>({
    {"ttft.from_send", MetricId::ttft, "first token received - request sent, per request", both_tools, "ttft"},
    {"ttft.from_schedule", MetricId::ttft,
     "first token received - time the request was due, per request: with what it waited for in the client",
     "kneepoint-load, beside the other", "ttft.from_schedule"},
    {"ttfot.from_send", MetricId::ttfot, "first token that is not reasoning - request sent, per request",
     "GuideLLM 0.7 and later", "ttfot"},
    {"itl.token_weighted", MetricId::itl,
     "(last token - first token) / (output tokens - 1) per request, weighted by output tokens - 1",
     "GuideLLM 0.2 and later; kneepoint-load", "itl.token_weighted",
     "A single stalled token does not show: percentiles are over averages of requests."},
    {"itl.gaps", MetricId::itl, "every single gap between tokens",
     "GuideLLM 0.1; kneepoint-load, beside the other and with the first gap", "itl.gaps",
     "Of GuideLLM 0.1 the first gap of a request is an artefact of the client and left out."},
    {"itl.per_request", MetricId::itl, "(last token - first token) / (output tokens - 1) per request, unweighted",
     "kneepoint-load, beside the other; not written by GuideLLM", "itl.per_request"},
    {"tpot.decode_only", MetricId::tpot, "(last token - first token) / output tokens, weighted by output tokens",
     "GuideLLM 0.2 and 0.3", "tpot.decode_only", "Without the time to first token."},
    {"tpot.with_ttft", MetricId::tpot, "(last token - request sent) / output tokens, weighted by output tokens",
     since_0_4, "tpot.with_ttft", "With the time to first token."},
    {"latency.end_to_end", MetricId::request_latency, "request end - request sent, per request", both_tools, "latency"},
    {"latency.from_schedule", MetricId::request_latency, "request end - time the request was due, per request",
     "kneepoint-load, beside the other", "latency.from_schedule"},
    {"concurrency.in_flight", MetricId::concurrency, "requests in flight, weighted by time over the measured window",
     since_0_4, "concurrency"},
    {"concurrency.latency_sum", MetricId::concurrency,
     "sum of the request latencies / time between the first start and the last end", before_0_4, "concurrency"},
    {"rate.span", MetricId::requests_per_second,
     "events of successful requests / time between the first start and the last end", before_0_4, "rate.successful"},
    {"rate.span_all", MetricId::requests_per_second, "as rate.span, but over requests of every outcome", before_0_4,
     "rate.all"},
    {"rate.window", MetricId::requests_per_second,
     "events of successful requests inside the measured window / its length", since_0_4, "rate.successful",
     "Medians and percentiles are over intervals between events, weighted by time: compare the means."},
    {"rate.window_all", MetricId::requests_per_second, "as rate.window, but over requests of every outcome",
     "GuideLLM 0.4 and later, in its console from 0.5.2 on; kneepoint-load", "rate.all"},
    {"tokens.per_request", MetricId::output_tokens,
     "tokens of a request, by the server's usage record where it sends one", both_tools, "tokens"},
    {"goodput.tool", MetricId::goodput, "requests a second that met the objectives given to the tool", "GuideLLM 0.8",
     "goodput"},
    {"slo.tool", MetricId::slo_attainment, "share of the determined requests that met the objectives given to the tool",
     "GuideLLM 0.8", "slo"},
});

} // namespace

std::span<const MetricInfo> metric_catalogue()
{
    return catalogue;
}

const MetricInfo& metric_info(MetricId id)
{
    return catalogue[static_cast<std::size_t>(id)];
}

std::optional<MetricId> metric_from_text(std::string_view text)
{
    const auto wanted = lower_case(trimmed(text));
    const auto without_unit = [](std::string_view key) {
        for (const std::string_view unit : {"_ms", "_s"})
            if (key.ends_with(unit) && !key.ends_with("per_s")) return key.substr(0, key.size() - unit.size());
        return key;
    };
    const auto found = std::ranges::find_if(catalogue, [&](const MetricInfo& info) {
        return wanted == info.key || wanted == lower_case(info.name) || wanted == without_unit(info.key);
    });
    if (found == catalogue.end()) return std::nullopt;
    return found->id;
}

std::string_view unit_symbol(Unit unit)
{
    switch (unit) {
    case Unit::milliseconds:
        return "ms";
    case Unit::seconds:
        return "s";
    case Unit::requests_per_second:
        return "req/s";
    case Unit::tokens:
        return "tok";
    case Unit::tokens_per_second:
        return "tok/s";
    case Unit::requests:
    case Unit::share:
        return "";
    }
    return "";
}

std::span<const Definition> definition_catalogue()
{
    return definitions;
}

std::string Definition::text() const
{
    std::string text = std::string(formula) + " (" + std::string(tools) + ").";
    text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    return remark.empty() ? text : text + " " + std::string(remark);
}

const Definition* definition(std::string_view id)
{
    const auto found = std::ranges::find(definitions, id, &Definition::id);
    return found == definitions.end() ? nullptr : &*found;
}

bool comparable(std::string_view definition_a, std::string_view definition_b)
{
    if (definition_a == definition_b) return true;
    const auto* a = definition(definition_a);
    const auto* b = definition(definition_b);
    return a && b && a->family == b->family;
}

std::optional<Statistic> statistic_from_text(std::string_view text)
{
    using Kind = Statistic::Kind;
    const auto name = lower_case(trimmed(text));
    if (name == "mean" || name == "avg" || name == "average") return Statistic::mean();
    if (name == "median" || name == "mdn" || name == "p50") return Statistic::median();
    if (name == "min" || name == "minimum") return Statistic{Kind::minimum, 0};
    if (name == "max" || name == "maximum") return Statistic{Kind::maximum, 100};
    if (name == "stddev" || name == "std_dev") return Statistic{Kind::stddev, 0};
    if (name.size() < 2 || name.size() > 6 || name.front() != 'p') return std::nullopt;
    const auto digits = name.substr(1);
    if (digits == "100") return Statistic{Kind::maximum, 100};
    if (digits.find('.') != std::string::npos) {
        const auto rank = parse_decimal(digits);
        return rank && *rank > 0 && *rank < 100 ? std::optional(Statistic::percentile(*rank)) : std::nullopt;
    }
    // "p95" is 95, "p999" is 99.9 and "p001" 0.1: two digits before the point, the rest after it.
    const auto rank = parse_decimal(digits.size() > 2 ? digits.substr(0, 2) + "." + digits.substr(2) : digits);
    if (!rank || *rank <= 0 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    return Statistic::percentile(*rank);
}

std::string percentile_key(double rank)
{
    auto digits = shortest_decimal(rank);
    const auto point = digits.find('.');
    const auto whole = point == std::string::npos ? digits : digits.substr(0, point);
    const auto fraction = point == std::string::npos ? std::string{} : digits.substr(point + 1);
    return "p" + (whole.size() < 2 ? "0" + whole : whole) + fraction;
}

std::string to_string(Statistic statistic)
{
    switch (statistic.kind) {
    case Statistic::Kind::mean:
        return "mean";
    case Statistic::Kind::median:
        return "median";
    case Statistic::Kind::minimum:
        return "min";
    case Statistic::Kind::maximum:
        return "max";
    case Statistic::Kind::stddev:
        return "stddev";
    case Statistic::Kind::percentile:
        return percentile_key(statistic.rank);
    }
    return "median";
}

} // namespace kneepoint
