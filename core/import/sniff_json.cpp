// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_keys.h"
#include "sniff.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace kneepoint::import {

namespace {

/// Keys that stand together only in one tool's files; empty places are not looked at.
struct Signature {
    std::string_view name;
    std::array<std::string_view, 3> keys;
};

constexpr auto other_tools = std::to_array<Signature>({
    {"vLLM bench", {"tokenizer_id", "num_prompts", "completed"}},
    {"vLLM bench", {"avg_latency", "latencies", "percentiles"}},
    {"vLLM bench", {"elapsed_time", "num_requests", "tokens_per_second"}},
    {"SGLang bench_serving", {"total_output_tokens_retokenized"}},
    {"SGLang bench_serving", {"dataset_name", "median_ttft_ms", "request_throughput"}},
    {"AIPerf", {"request_throughput.unit", "request_latency.unit"}},
    {"AIPerf", {"metadata.x_request_id", "metrics"}},
    {"AIPerf", {"dcgm_url", "telemetry_data"}},
    {"inference-perf", {"load_summary", "successes"}},
    {"LLMPerf", {"stddev_input_tokens", "stddev_output_tokens", "mean_input_tokens"}},
    {"optimum-benchmark", {"environment.optimum_benchmark_version"}},
    {"optimum-benchmark", {"backend._target_", "scenario", "launcher"}},
    {"optimum-benchmark", {"load_model.memory", "load_model.latency"}},
    {"optimum-benchmark", {"prefill.latency", "decode.latency"}},
    {"optimum-benchmark", {"report.load_model", "config"}},
    {"genai-bench", {"aggregated_metrics.stats", "individual_request_metrics"}},
    {"llm-d-benchmark", {"scenario", "results.request_performance"}},
    {"MLCommons endpoints", {"n_samples_issued", "duration_ns"}},
});

/// Files that lie beside results and are none.
constexpr auto companions = std::to_array<Signature>({
    {"Kneepoint workspace", {"schema", "folders", "labels"}},
    {"GuideLLM log in JSON lines", {"text", "record.elapsed"}},
    {"tokenizer", {"added_tokens", "model.type"}},
    {"tokenizer", {"added_tokens", "normalizer"}},
    {"tokenizer configuration", {"tokenizer_class"}},
    {"generation configuration", {"bos_token_id", "eos_token_id"}},
    {"list of served models", {"object", "data[].owned_by"}},
    {"model weight index", {"weight_map"}},
});

class Keys {
public:
    explicit Keys(std::string_view text) : m_paths(json_key_paths(text)) {}

    /// At the top, or in the objects of a top-level list.
    bool has(std::string_view path) const
    {
        return m_paths.contains(path) || m_paths.contains(fmt::format("[].{}", path));
    }
    bool has(const Signature& signature) const
    {
        return std::ranges::all_of(signature.keys, [this](auto key) { return key.empty() || has(key); });
    }
    bool any_below(std::string_view prefix, char character) const
    {
        return std::ranges::any_of(
            m_paths, [&](const auto& path) { return path.starts_with(prefix) && path.contains(character); });
    }

private:
    KeyPaths m_paths;
};

bool is_guidellm(const Keys& keys)
{
    if (!keys.has("benchmarks")) return false;
    // Google Benchmark writes "context" and "benchmarks", too.
    return !keys.has("context");
}

bool is_lm_eval_results(const Keys& keys)
{
    if (!keys.has("results")) return false;
    if (keys.any_below("results.", ',')) return true;
    constexpr auto beside =
        std::to_array<std::string_view>({"configs", "config_general", "n-shot", "versions", "group_subtasks"});
    return std::ranges::any_of(beside, [&](auto key) { return keys.has(key); });
}

bool is_lm_eval_samples(const Keys& keys)
{
    return keys.has("doc_id") && (keys.has("resps") || keys.has("filtered_resps") || keys.has("prompt_0") ||
                                  keys.has("logit_0") || keys.has("doc"));
}

bool is_model_config(const Keys& keys)
{
    return keys.has("quantization_config") || keys.has("text_config.quantization_config") ||
           keys.has("checkpoint.metadata_files") || (keys.has("architectures") && keys.has("model_type"));
}

} // namespace

Sniffed sniff_json(std::string_view text)
{
    const Keys keys(text);
    for (const auto& tool : other_tools)
        if (keys.has(tool))
            return {FileKind::refused, fmt::format("{} result", tool.name),
                    fmt::format("This is a result of {}, which Kneepoint does not read.", tool.name)};
    if (keys.has("requests_bytes") && keys.has("levels")) return {FileKind::load_run, "kneepoint-load run", {}};
    if (keys.has("scheduled_s") && keys.has("merged_reads"))
        return {FileKind::load_requests, "list of a kneepoint-load run's requests", {}};
    if (keys.has("schema") && keys.has("plan.models") && keys.has("times"))
        return {FileKind::job_record, "record of a job", {}};
    if (keys.has("schema") && keys.has("model_bytes") && keys.has("output_bytes"))
        return {FileKind::quantize_record, "record of a quantisation", {}};
    if (is_guidellm(keys)) return {FileKind::guidellm_json, "GuideLLM report", {}};
    if (is_lm_eval_results(keys)) return {FileKind::lm_eval_results, "lm_eval results", {}};
    if (is_lm_eval_samples(keys)) return {FileKind::lm_eval_samples, "lm_eval samples", {}};
    if (is_model_config(keys)) return {FileKind::quantization_config, "model configuration", {}};
    for (const auto& companion : companions)
        if (keys.has(companion))
            return {FileKind::refused, std::string(companion.name),
                    fmt::format("This is a {}, not a result.", companion.name)};
    return {FileKind::unknown, "JSON",
            "This JSON holds no result that Kneepoint knows; it reads reports of GuideLLM and kneepoint-load, and "
            "results of "
            "lm_eval."};
}

} // namespace kneepoint::import
