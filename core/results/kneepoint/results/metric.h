// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kneepoint {

/// What a load test measures. The order is the order of tables and JSON.
enum class MetricId : std::uint8_t {
    ttft,
    ttfot, ///< time to first output token that is not reasoning
    itl,
    tpot,
    request_latency,
    concurrency,
    requests_per_second,
    prompt_tokens,
    output_tokens,
    total_tokens,
    prompt_tokens_per_second,
    output_tokens_per_second,
    total_tokens_per_second,
    goodput,        ///< requests a second that met the tool's own objectives
    slo_attainment, ///< share of requests that met them
};
// clang-format off
enum class Unit : std::uint8_t { milliseconds, seconds, requests, requests_per_second, tokens, tokens_per_second, share };
enum class Direction : std::uint8_t { lower_is_better, higher_is_better, neither };
enum class Phase : std::uint8_t { prefill, decode, both };
// clang-format on
/// One row of the catalogue: the only place where a metric's unit, direction and decimals are written.
struct MetricInfo {
    MetricId id;
    std::string_view key;       ///< in JSON, with the unit: "ttft_ms"
    std::string_view name;      ///< short, for headers and SLOs: "TTFT"
    std::string_view long_name; ///< for axes and help: "Time to first token"
    Unit unit;
    Direction direction;
    Phase phase;
    int decimals; ///< shown in tables
    /// A rate or concurrency: its median and percentiles are over intervals of time, not over requests; the mean is
    /// the figure to compare (GuideLLM took the medians out of its console for that reason, its pull request 617).
    bool is_rate;
};

std::span<const MetricInfo> metric_catalogue();
const MetricInfo& metric_info(MetricId id);
/// Accepts the JSON key, the short name and the plain id in any case: "itl_ms", "ITL", "itl", "request_latency".
std::optional<MetricId> metric_from_text(std::string_view text);

/// "ms", "s", "req/s", "tok/s", "tok"; empty for counts and shares.
std::string_view unit_symbol(Unit unit);

/// How a source tool defines a metric; two values compare only if their definitions are comparable.
struct Definition {
    std::string_view id; ///< "tpot.with_ttft"
    MetricId metric;
    std::string_view formula; ///< in words
    std::string_view tools;   ///< that use it, with their versions
    /// Definitions of the same family give comparable numbers: "itl.token_weighted" and "itl.per_request" do not.
    std::string_view family;
    std::string_view remark = {}; ///< what the formula hides from a reader; may be empty

    /// "Formula (tools). Remark."
    std::string text() const;
};

std::span<const Definition> definition_catalogue();
const Definition* definition(std::string_view id);
/// True when both are known and of one family, or equal as text.
bool comparable(std::string_view definition_a, std::string_view definition_b);

/// A statistic of a distribution. Percentile p is written with its digits: p95, p999 = 99.9.
struct Statistic {
    enum class Kind : std::uint8_t { mean, median, minimum, maximum, stddev, percentile };
    Kind kind = Kind::median;
    double rank = 50; ///< 0 to 100, for percentiles

    static constexpr Statistic mean() { return {Kind::mean, 0}; }
    static constexpr Statistic median() { return {Kind::median, 50}; }
    static constexpr Statistic percentile(double rank) { return {Kind::percentile, rank}; }
    bool operator==(const Statistic&) const = default;
};

/// "mean", "median", "p95", "p999", "min", "max", "stddev"; "p50" is the median.
std::optional<Statistic> statistic_from_text(std::string_view text);
std::string to_string(Statistic statistic);
/// The key of a percentile: 0.1 gives "p001", 1 "p01", 95 "p95", 99.9 "p999".
std::string percentile_key(double rank);

} // namespace kneepoint
