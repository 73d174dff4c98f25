// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim_engine.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// A Prometheus histogram.
class SimHistogram {
public:
    explicit SimHistogram(std::span<const double> bounds) : m_bounds(bounds), m_counts(bounds.size() + 1) {}
    void add(double value);
    void append(std::string& to, std::string_view name, std::string_view labels) const;

private:
    std::span<const double> m_bounds;
    std::vector<std::int64_t> m_counts; ///< per bucket, not yet summed up; the last is beyond the bounds
    double m_sum = 0;
};

/// The metrics of a vLLM server, with its names and buckets (those of vLLM 0.25).
class SimMetrics {
public:
    SimMetrics();

    void first_token(double seconds) { m_ttft.add(seconds); }
    void next_token(double seconds) { m_itl.add(seconds); }
    void prompt_computed(int tokens) { m_prompt_tokens += tokens; }
    void tokens_made(int tokens) { m_output_tokens += tokens; }

    struct Finished {
        bool by_length = true;
        int prompt_tokens = 0;
        int output_tokens = 0;
        int max_tokens = 0;
        double latency_s = 0;
        double decode_s = 0; ///< first to last token
    };
    void finished(const Finished& request);

    /// The text of /metrics.
    std::string text(std::string_view model, const EngineState& engine, const SimModel* capacity) const;

private:
    SimHistogram m_ttft;
    SimHistogram m_itl;
    SimHistogram m_latency;
    SimHistogram m_decode;
    SimHistogram m_per_token;
    SimHistogram m_prompt_lengths;
    SimHistogram m_output_lengths;
    SimHistogram m_max_tokens;
    std::int64_t m_prompt_tokens = 0;
    std::int64_t m_output_tokens = 0;
    std::int64_t m_stopped = 0;
    std::int64_t m_by_length = 0;
};

} // namespace kneepoint::load
