// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runs.h"

#include <cmath>
#include <cstdint>
#include <random>

/// Levels with simulated requests, whose median is known.
namespace kneepoint::tests {

struct Latencies {
    double median = 10;  ///< of the inter-token latency, ms; TTFT is ten times it
    double spread = 0.1; ///< standard deviation of the logarithm
    int requests = 1000;
    double memory = 0; ///< correlation of a request's logarithm with the next one's
    std::uint64_t seed = 1;
};

/// The level with requests, and its statistics those of the requests; an answer has 101 tokens.
inline Level with_requests(Level level, const Latencies& latencies)
{
    std::mt19937_64 random(latencies.seed);
    std::normal_distribution<double> normal;
    auto& columns = level.columns;
    double state = normal(random);
    for (int i = 0; i < latencies.requests; ++i) {
        const double factor = std::exp(latencies.spread * state);
        columns.start_s.push_back(i);
        columns.itl_ms.push_back(latencies.median * factor);
        columns.ttft_ms.push_back(10 * latencies.median * factor);
        columns.tpot_ms.push_back(latencies.median * factor * 110 / 101);
        columns.latency_s.push_back(0.110 * latencies.median * factor);
        columns.prompt_tokens.push_back(1000);
        columns.output_tokens.push_back(101);
        columns.outcome.push_back(Outcome::successful);
        state = latencies.memory * state + std::sqrt(1 - latencies.memory * latencies.memory) * normal(random);
    }
    const auto describe_as = [&](MetricId metric, const char* definition, const std::vector<double>& values) {
        auto& distribution = level.metrics[metric] = describe(values);
        distribution.definition = definition;
        distribution.count = values.size();
    };
    describe_as(MetricId::ttft, "ttft.from_send", columns.ttft_ms);
    describe_as(MetricId::itl, "itl.token_weighted", columns.itl_ms);
    describe_as(MetricId::tpot, "tpot.with_ttft", columns.tpot_ms);
    describe_as(MetricId::request_latency, "latency.end_to_end", columns.latency_s);
    level.requests.successful = level.listed.successful = static_cast<std::uint64_t>(latencies.requests);
    return level;
}

} // namespace kneepoint::tests
