// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_metrics.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace kneepoint::load {

namespace {

constexpr std::array ttft_bounds{0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1,  0.25,  0.5,   0.75,
                                 1.0,   2.5,   5.0,  7.5,  10.0, 20.0, 40.0, 80.0, 160.0, 640.0, 2560.0};
constexpr std::array itl_bounds{0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2,  0.3,  0.4, 0.5,
                                0.75, 1.0,   2.5,  5.0,   7.5, 10.0, 20.0, 40.0, 80.0};
constexpr std::array latency_bounds{0.3,  0.5,  0.8,  1.0,  1.5,   2.0,   2.5,   5.0,   10.0,   15.0,  20.0,
                                    30.0, 40.0, 50.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 7680.0};
constexpr std::array length_bounds{1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0};

void append_type(std::string& to, std::string_view name, std::string_view type)
{
    fmt::format_to(std::back_inserter(to), "# TYPE vllm:{} {}\n", name, type);
}

void append_one(std::string& to, std::string_view type, std::string_view name, std::string_view labels, double value)
{
    append_type(to, name, type);
    fmt::format_to(std::back_inserter(to), "vllm:{}{{{}}} {}\n", name, labels, value);
}

/// As Prometheus wants a label's value.
std::string label_value(std::string_view text)
{
    return replaced(replaced(replaced(std::string(text), "\\", "\\\\"), "\"", "\\\""), "\n", "\\n");
}

} // namespace

void SimHistogram::add(double value)
{
    const auto bucket = std::ranges::lower_bound(m_bounds, value) - m_bounds.begin();
    ++m_counts[static_cast<std::size_t>(bucket)];
    m_sum += value;
}

void SimHistogram::append(std::string& to, std::string_view name, std::string_view labels) const
{
    append_type(to, name, "histogram");
    auto out = std::back_inserter(to);
    std::int64_t up_to = 0;
    for (std::size_t i = 0; i < m_bounds.size(); ++i) {
        up_to += m_counts[i];
        fmt::format_to(out, "vllm:{}_bucket{{{},le=\"{:#}\"}} {}.0\n", name, labels, m_bounds[i], up_to);
    }
    up_to += m_counts.back();
    fmt::format_to(out, "vllm:{0}_bucket{{{1},le=\"+Inf\"}} {2}.0\nvllm:{0}_count{{{1}}} {2}.0\n", name, labels, up_to);
    fmt::format_to(out, "vllm:{}_sum{{{}}} {}\n", name, labels, m_sum);
}

SimMetrics::SimMetrics()
    : m_ttft(ttft_bounds), m_itl(itl_bounds), m_latency(latency_bounds), m_decode(latency_bounds),
      m_per_token(itl_bounds), m_prompt_lengths(length_bounds), m_output_lengths(length_bounds),
      m_max_tokens(length_bounds)
{}

void SimMetrics::finished(const Finished& request)
{
    ++(request.by_length ? m_by_length : m_stopped);
    m_latency.add(request.latency_s);
    m_decode.add(request.decode_s);
    if (request.output_tokens > 1) m_per_token.add(request.decode_s / (request.output_tokens - 1));
    m_prompt_lengths.add(request.prompt_tokens);
    m_output_lengths.add(request.output_tokens);
    m_max_tokens.add(request.max_tokens);
}

std::string SimMetrics::text(std::string_view model, const EngineState& engine, const SimModel* capacity) const
{
    const std::string labels = fmt::format("engine=\"0\",model_name=\"{}\"", label_value(model));
    const auto number = [](auto value) { return static_cast<double>(value); };
    std::string to;
    append_one(to, "gauge", "num_requests_running", labels, number(engine.running));
    append_one(to, "gauge", "num_requests_waiting", labels, number(engine.waiting));
    append_one(to, "gauge", "kv_cache_usage_perc", labels, engine.kv_usage);
    append_one(to, "counter", "prefix_cache_queries_total", labels, number(engine.counters.prefix_queries));
    append_one(to, "counter", "prefix_cache_hits_total", labels, number(engine.counters.prefix_hits));
    append_one(to, "counter", "num_preemptions_total", labels, number(engine.counters.preemptions));
    append_one(to, "counter", "prompt_tokens_total", labels, number(m_prompt_tokens));
    append_one(to, "counter", "generation_tokens_total", labels, number(m_output_tokens));
    append_type(to, "request_success_total", "counter");
    // As in vLLM: requests that the client gave up are not counted.
    for (const auto& [reason, count] : {std::pair("stop", m_stopped), std::pair("length", m_by_length),
                                        std::pair("abort", std::int64_t{0}), std::pair("error", std::int64_t{0})})
        fmt::format_to(std::back_inserter(to), "vllm:request_success_total{{{},finished_reason=\"{}\"}} {}.0\n", labels,
                       reason, count);
    m_ttft.append(to, "time_to_first_token_seconds", labels);
    m_itl.append(to, "inter_token_latency_seconds", labels);
    m_per_token.append(to, "request_time_per_output_token_seconds", labels);
    m_latency.append(to, "e2e_request_latency_seconds", labels);
    m_decode.append(to, "request_decode_time_seconds", labels);
    m_prompt_lengths.append(to, "request_prompt_tokens", labels);
    m_output_lengths.append(to, "request_generation_tokens", labels);
    m_max_tokens.append(to, "request_params_max_tokens", labels);
    if (capacity != nullptr) {
        append_type(to, "cache_config_info", "gauge");
        fmt::format_to(std::back_inserter(to),
                       "vllm:cache_config_info{{block_size=\"{}\",enable_prefix_caching=\"True\",engine=\"0\","
                       "kv_cache_size_tokens=\"{}\",num_gpu_blocks=\"{}\"}} 1.0\n",
                       capacity->block_tokens, capacity->kv_tokens, capacity->kv_tokens / capacity->block_tokens);
    }
    return to;
}

} // namespace kneepoint::load
