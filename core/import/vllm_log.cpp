// SPDX-License-Identifier: GPL-3.0-or-later
#include "vllm_log.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::import {

namespace {

/// The words behind `mark` up to the first character of `end`.
std::string_view after(std::string_view line, std::string_view mark, std::string_view end = " ")
{
    const auto at = line.find(mark);
    if (at == std::string_view::npos) return {};
    line.remove_prefix(at + mark.size());
    return line.substr(0, line.find_first_of(end));
}

/// "553,344" without its commas; empty when it is no number.
std::string plain_number(std::string_view text)
{
    const auto digits = replaced(std::string(trimmed(text)), ",", "");
    return parse_decimal(digits) ? digits : std::string();
}

struct NumberFact {
    std::string_view mark;
    std::string_view key;
    std::string_view end = " ";
};

/// The first line with the mark states the number that follows it.
constexpr auto number_facts = std::to_array<NumberFact>({
    {"Model loading took ", "server.weights_gib"},
    {"Available KV cache memory: ", "server.kv_cache_gib"},
    {"GPU KV cache size: ", "server.kv_cache_tokens"},
    {"Loading weights took ", "server.weights_load_s"},
    {"init engine (profile, create kv cache, warmup model) took ", "server.engine_init_s"},
    {"Using max model len ", "server.max_model_len"},
    {"Chunked prefill is enabled with max_num_batched_tokens=", "server.max_num_batched_tokens", ". ,"},
    {"# GPU blocks: ", "server.gpu_blocks", ", "},
});

constexpr std::string_view max_concurrency = "Maximum concurrency for ";

class Reader {
public:
    explicit Reader(const Source& source) : m_source(source)
    {
        m_run.kind = RunKind::server_log;
        m_run.format = "vllm-log";
        m_run.tool.name = "vllm";
        m_run.provenance.files.push_back({source.file, source.sha256, m_run.format});
    }

    void line(std::string_view text)
    {
        ++m_line;
        if (text.size() > 65536) text = text.substr(0, 65536);
        // Nearly all lines of a long log are requests and statistics: they state nothing about the setup.
        if (text.contains(" HTTP/1.1\" ") || text.contains("Avg prompt throughput")) return;
        numbers(text);
        engine(text);
        kernels(text);
        warnings(text);
    }

    Run finish()
    {
        settle_vllm_scheme(m_run);
        if (const auto found = m_run.setup.facts.find("server.version"); found != m_run.setup.facts.end())
            m_run.tool.version = found->second.value;
        return std::move(m_run);
    }

    void benchmark_results(std::string_view rest, std::size_t first_line)
    {
        Problems ignored;
        const auto json = parse_json(json_body(rest), ignored);
        if (!json || !json->is_object()) return;
        for (const auto& [key, value] : json->items())
            if (value.is_number())
                m_run.setup.facts.try_emplace(
                    "benchmark." + key, Fact{shortest_decimal(json_number(value)), fmt::format("line {}", first_line)});
    }

    std::size_t line_number() const { return m_line; }

private:
    void fact(std::string_view key, std::string_view value)
    {
        if (!value.empty())
            m_run.setup.facts.try_emplace(std::string(key), Fact{std::string(value), fmt::format("line {}", m_line)});
    }

    void numbers(std::string_view text)
    {
        for (const auto& number : number_facts) fact(number.key, plain_number(after(text, number.mark, number.end)));
        if (!text.contains(max_concurrency)) return;
        fact("server.max_concurrency_tokens", plain_number(after(text, max_concurrency)));
        fact("server.max_concurrency", plain_number(after(text, "tokens per request: ", "x ")));
    }

    void engine(std::string_view text)
    {
        if (const auto at = text.find("non-default args: "); at != std::string_view::npos)
            for (const auto& [key, value] : python_dict(text.substr(at + 18))) fact("server." + key, value);
        fact("server.version", after(text, "vLLM API server version ", " ,"));
        if (!text.contains("Initializing a") || !text.contains("LLM engine (v")) return;
        fact("server.version", after(text, "LLM engine (v", ")"));
        const auto setting = [&](std::string_view key) { return after(text, fmt::format(" {}=", key), ", "); };
        for (const auto key :
             {"dtype", "quantization", "kv_cache_dtype", "tensor_parallel_size", "pipeline_parallel_size",
              "enable_prefix_caching", "enable_chunked_prefill", "enforce_eager", "max_seq_len"})
            fact(fmt::format("server.{}", key), replaced(std::string(setting(key)), "torch.", ""));
        if (const auto name = trimmed_quotes(setting("served_model_name")); !name.empty() && name != "None")
            m_run.setup.model = name;
        else
            m_run.setup.model = trimmed_quotes(after(text, " model=", ", "));
    }

    void kernels(std::string_view text)
    {
        for (const std::string_view verb : {"] Using ", "] Selected "}) {
            const auto kernel = after(text, verb);
            const auto scheme = after(text, " for ");
            if (kernel.ends_with("Kernel") && !scheme.empty()) {
                fact("server.kernel", kernel);
                fact("server.kernel_for", scheme);
            }
            if (text.contains("attention backend")) fact("server.attention_backend", kernel);
        }
        if (text.contains("Casting torch.")) fact("server.cast", trimmed(text.substr(text.find("Casting ") + 8)));
    }

    void warnings(std::string_view text)
    {
        if (!text.contains("does not have native support for FP8")) return;
        if (m_run.setup.facts.contains("server.fp8_fallback")) return;
        fact("server.fp8_fallback", "Marlin, weights only");
        m_run.problems.push_back(
            {Severity::warning, "fp8-fallback",
             "The server fell back to the Marlin kernel: this GPU has no FP8 arithmetic, so only the weights are "
             "FP8 and the activations stay at 16 bits (W8A16).",
             m_source.file, fmt::format("line {}", m_line)});
    }

    const Source& m_source;
    Run m_run;
    std::size_t m_line = 0;
};

} // namespace

Result<Imported> vllm_log(std::string_view raw, const Source& source, Progress& progress)
{
    std::string plain;
    if (raw.contains('\x1b')) plain = without_ansi(raw);
    const std::string_view text = plain.empty() ? raw : plain;
    Reader reader(source);
    bool saw_results = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        reader.line(line);
        at = end + 1;
        if (line.contains("BENCHMARK RESULTS") && at < text.size() && !std::exchange(saw_results, true))
            reader.benchmark_results(text.substr(at), reader.line_number() + 1);
        if (reader.line_number() % 4096 == 0) {
            if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
            progress.report(static_cast<double>(at) / static_cast<double>(text.size()), source.file);
        }
    }
    auto run = reader.finish();
    if (run.setup.facts.empty())
        return failure(ErrorKind::unsupported, "This log states nothing about a vLLM server.", source.file);
    Imported imported;
    imported.runs.push_back(std::move(run));
    return imported;
}

} // namespace kneepoint::import
