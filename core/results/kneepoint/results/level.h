// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"
#include "kneepoint/results/problem.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint {

enum class Strategy : std::uint8_t { synchronous, throughput, concurrent, constant, poisson, replay, unknown };
std::string_view to_string(Strategy strategy);
Strategy strategy_from_text(std::string_view text);
/// A level whose load was set from outside and can be a point of a latency-load curve: concurrent, constant, poisson.
bool has_set_load(Strategy strategy);

enum class Outcome : std::uint8_t { successful, errored, incomplete };

struct RequestCounts {
    std::optional<std::uint64_t> successful, errored, incomplete;
    std::uint64_t total() const;
    bool operator==(const RequestCounts&) const = default;
};

/// Per-request data in columns of equal length; NaN where a request has no such value. Texts stay in the file.
struct RequestColumns {
    std::vector<double> start_s; ///< unix seconds
    std::vector<double> latency_s, ttft_ms, itl_ms, tpot_ms;
    std::vector<double> prompt_tokens, output_tokens;
    std::vector<Outcome> outcome;

    std::size_t size() const { return outcome.size(); }
    bool operator==(const RequestColumns&) const = default;
};

/// One load level of a performance run (GuideLLM: a benchmark).
struct Level {
    int index = 0;     ///< in the file's order
    std::string label; ///< "synchronous", "constant 2.83 req/s", "16 streams"; "constant #3" without a rate
    Strategy strategy = Strategy::unknown;
    std::optional<double> target_rate; ///< requests a second asked for
    std::optional<int> streams;        ///< asked for: 1 for synchronous, n for concurrent
    std::optional<int> max_concurrency;
    std::optional<double> start_s; ///< unix seconds
    std::optional<double> duration_s;
    RequestCounts requests; ///< those the statistics count
    RequestCounts listed;   ///< those the file lists; another population from GuideLLM 0.4 on (warm-up, sampling)
    std::map<MetricId, Distribution> metrics;
    /// Successful requests only for latencies; rates where the tool states them for every status.
    std::map<MetricId, Distribution> metrics_all_requests;
    RequestColumns columns;
    Problems problems; ///< warnings of the tool and of the reader about this level
    std::string path;  ///< "benchmarks[3]"

    const Distribution* metric(MetricId id) const;
    std::optional<double> value(MetricId id, Statistic statistic) const;
    bool operator==(const Level&) const = default;
};

} // namespace kneepoint
