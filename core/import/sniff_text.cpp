// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/import/json_text.h"
#include "sniff.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace kneepoint::import {

namespace {

template<std::size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& parts)
{
    return std::ranges::any_of(parts, [&](auto part) { return text.contains(part); });
}

/// What the lines of a text say about it, gathered in one pass.
struct Traits {
    bool guidellm_tables = false;
    bool lm_eval_table = false;
    bool markdown = false;
    bool yaml_benchmarks = false;
    bool yaml_guidellm = false;
};

constexpr auto guidellm_titles =
    std::to_array<std::string_view>({"Benchmarks Stats:", "Request Latency Statistics", "Server Throughput Statistics",
                                     "Performance Stats by Benchmark", "Performance Summary by Benchmark"});

/// A title stands alone on its line, behind at most an icon or a box character.
bool is_guidellm_title(std::string_view line)
{
    const auto letter = std::ranges::find_if(
        line, [](unsigned char c) { return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z' && c < 0x80; });
    const auto text = line.substr(static_cast<std::size_t>(letter - line.begin()));
    if (line.size() - text.size() > 80) return false;
    const auto lead = line.substr(0, line.size() - text.size());
    if (std::ranges::any_of(lead, [](char c) { return c >= '0' && c <= '9'; })) return false;
    return std::ranges::any_of(guidellm_titles, [&](auto title) { return text.starts_with(title); });
}

bool is_lm_eval_header(std::string_view line)
{
    if (!trimmed(line).starts_with('|') || !line.contains("Version") || !line.contains("Metric")) return false;
    std::vector<std::string_view> cells = split(line, '|');
    std::ranges::transform(cells, cells.begin(), trimmed);
    const auto has = [&](std::string_view name) { return std::ranges::find(cells, name) != cells.end(); };
    return has("Version") && has("Metric") && has("Value");
}

Traits traits_of(std::string_view text)
{
    Traits traits;
    for (const auto line : lines(text)) {
        traits.guidellm_tables = traits.guidellm_tables || is_guidellm_title(line);
        traits.lm_eval_table = traits.lm_eval_table || is_lm_eval_header(line);
        traits.markdown =
            traits.markdown || line.starts_with("```") || line.starts_with("# ") || line.starts_with("## ");
        traits.yaml_benchmarks = traits.yaml_benchmarks || line.starts_with("benchmarks:");
        traits.yaml_guidellm = traits.yaml_guidellm || line.starts_with("args:") || line.starts_with("config:") ||
                               line.starts_with("metadata:") || trimmed(line).ends_with("type_: generative_benchmark");
    }
    return traits;
}

std::optional<Sniffed> tables(const Traits& traits)
{
    if (!traits.guidellm_tables && !traits.lm_eval_table) return std::nullopt;
    if (traits.markdown || (traits.guidellm_tables && traits.lm_eval_table))
        return Sniffed{FileKind::markdown, "text with result tables", {}};
    if (traits.guidellm_tables) return Sniffed{FileKind::guidellm_console, "GuideLLM console text", {}};
    return Sniffed{FileKind::lm_eval_table, "lm_eval table", {}};
}

std::optional<Sniffed> html(std::string_view text)
{
    const auto head = lower_case(trimmed(text).substr(0, 512));
    if (!head.starts_with("<!doctype html") && !head.starts_with("<html")) return std::nullopt;
    constexpr auto marks = std::to_array<std::string_view>(
        {"window.GUIDELLM_REPORT", "window.runInfo", "window.benchmarks", "<title>GuideLLM"});
    if (holds_any(text, marks)) return Sniffed{FileKind::guidellm_html, "GuideLLM HTML report", {}};
    return Sniffed{FileKind::unknown, "web page", "This web page holds no GuideLLM report."};
}

std::optional<Sniffed> csv(std::string_view text)
{
    const auto header = text.substr(0, text.find('\n'));
    if (header.starts_with("Run Info,") || header.starts_with("Type,Run Id,") || header.starts_with("\"Run Info\""))
        return Sniffed{FileKind::guidellm_csv, "GuideLLM CSV", {}};
    if (!header.contains(',')) return std::nullopt;
    if (header.contains("used_gpu_memory") || header.contains("used_memory ["))
        return Sniffed{FileKind::refused, "list of GPU processes",
                       "This is nvidia-smi's list of processes, not a result."};
    constexpr auto gpu_columns =
        std::to_array<std::string_view>({"power.draw", "memory.total", "memory.used", "utilization.gpu",
                                         "clocks.current.", "clocks.sm", "driver_version", "pstate"});
    if (!header.contains("{") && holds_any(header, gpu_columns))
        return Sniffed{FileKind::nvidia_smi_csv, "nvidia-smi samples", {}};
    if (header.contains("vllm:"))
        return Sniffed{FileKind::refused, "vLLM metrics over time",
                       "These are samples of a server's metrics, kept beside a run; no figure comes from them."};
    return std::nullopt;
}

bool is_vllm_log(std::string_view text)
{
    constexpr auto marks = std::to_array<std::string_view>(
        {"Initializing a V1 LLM engine", "Initializing an LLM engine", "vLLM API server version",
         "GPU KV cache size:", "# GPU blocks:", "Model loading took"});
    return holds_any(text, marks);
}

/// Texts that are recognised and hold no result, for a reason that helps more than "unknown".
std::optional<Sniffed> companion(std::string_view text)
{
    struct Mark {
        std::string_view text;
        std::string_view format;
        std::string_view why;
    };
    static constexpr auto begins = std::to_array<Mark>({
        {"<svg", "picture (SVG)", "This is a picture (SVG); Kneepoint reads results as JSON, YAML, CSV, HTML or text."},
        {"# HELP ", "Prometheus metrics",
         "These are Prometheus metrics of a server, kept beside a run; no figure comes from them."},
        {"# TYPE ", "Prometheus metrics",
         "These are Prometheus metrics of a server, kept beside a run; no figure comes from them."},
        {"data: {", "event stream", "This is a recorded answer of a server, not a result."},
        {"#Date ", "nvidia-smi dmon samples",
         "These are nvidia-smi dmon samples; Kneepoint reads those of nvidia-smi --query-gpu=... --format=csv."},
        {"#!", "script", "This is a script, not a result."},
        {"apiVersion:", "Kubernetes manifest", "This is a Kubernetes manifest, not a result."},
    });
    static constexpr auto holds = std::to_array<Mark>({
        {"MLPerf Results Summary", "MLPerf result",
         "This is a result of MLPerf LoadGen, which Kneepoint does not read."},
        {":::MLLOG", "MLPerf log", "This is a log of MLPerf LoadGen, which Kneepoint does not read."},
        {"Serving Benchmark Result ===", "serving benchmark console text",
         "This is a result of vLLM bench or SGLang, which Kneepoint does not read."},
        {"NVIDIA-SMI ", "nvidia-smi text",
         "This is nvidia-smi's table; Kneepoint reads the CSV of nvidia-smi --query-gpu=... --format=csv."},
        {"NVSMI LOG", "nvidia-smi text",
         "This is nvidia-smi's full listing; Kneepoint reads the CSV of nvidia-smi --query-gpu=... --format=csv."},
        {"nvidia_smi_log", "nvidia-smi XML",
         "This is nvidia-smi's XML; Kneepoint reads the CSV of nvidia-smi --query-gpu=... --format=csv."},
        {"guidellm.benchmark.", "GuideLLM log", "This is a log of GuideLLM without result tables, not a result."},
        {"\noutput_type:", "lm_eval task", "This is a task definition of lm_eval, not a result."},
        {"Traceback (most recent call last)", "log with a Python error",
         "This is a log that ends in a Python error; it holds no result."},
    });
    for (const auto& mark : begins)
        if (text.starts_with(mark.text))
            return Sniffed{FileKind::refused, std::string(mark.format), std::string(mark.why)};
    for (const auto& mark : holds)
        if (text.contains(mark.text))
            return Sniffed{FileKind::refused, std::string(mark.format), std::string(mark.why)};
    return std::nullopt;
}

/// A report between log lines, as `kubectl logs` and `tee` leave it.
std::optional<Sniffed> embedded_json(std::string_view text)
{
    const auto body = json_body(text);
    if (body.empty() || body.size() == text.size()) return std::nullopt;
    auto found = sniff_json(body);
    if (found.kind == FileKind::guidellm_json || found.kind == FileKind::lm_eval_results) return found;
    return std::nullopt;
}

} // namespace

Sniffed sniff_text(std::string_view raw)
{
    std::string plain;
    if (raw.contains('\x1b')) plain = without_ansi(raw);
    const std::string_view text = trimmed(plain.empty() ? raw : plain);
    if (auto found = html(text)) return *found;
    if (auto found = csv(text)) return *found;
    const auto traits = traits_of(text);
    if (traits.yaml_benchmarks && traits.yaml_guidellm) return {FileKind::guidellm_yaml, "GuideLLM YAML report", {}};
    if (auto found = tables(traits)) return *found;
    if (is_vllm_log(text)) return {FileKind::vllm_log, "vLLM server log", {}};
    if (auto found = embedded_json(text)) return *found;
    if (auto found = companion(text)) return *found;
    return {FileKind::unknown, traits.markdown ? "text" : "plain text",
            "This text holds no result table of GuideLLM or lm_eval; it looks like notes, settings or a log."};
}

} // namespace kneepoint::import
