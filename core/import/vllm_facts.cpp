// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "vllm_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::import {

namespace {

/// End of one Python value: the comma or closing bracket behind it that stands outside of quotes and brackets.
std::size_t value_end(std::string_view text)
{
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '{' || c == '[' || c == '(') {
            ++depth;
        } else if (c == '}' || c == ']' || c == ')') {
            if (depth-- == 0) return i;
        } else if (c == ',' && depth == 0) {
            return i;
        }
    }
    return text.size();
}

bool may_be_secret(std::string_view key)
{
    constexpr auto marks = std::to_array<std::string_view>({"api_key", "token", "secret", "password"});
    if (key == "max_num_batched_tokens" || key == "skip_tokenizer_init" || key.starts_with("tokenizer")) return false;
    return std::ranges::any_of(marks, [&](auto mark) { return contains_ignoring_case(key, mark); });
}

std::string fact_of(const Run& run, const std::string& key)
{
    const auto found = run.setup.facts.find(key);
    return found == run.setup.facts.end() ? std::string() : found->second.value;
}

std::string unquantised(std::string_view dtype)
{
    if (dtype == "bfloat16") return "BF16";
    if (dtype == "float16" || dtype == "half") return "FP16";
    return dtype == "float32" ? "FP32" : std::string();
}

/// vLLM's classes name the scheme they run: CompressedTensorsW8A8Int8, Fp8PerTensorOnlineLinearMethod.
std::string of_kernel(std::string_view linear_method)
{
    if (linear_method.contains("W8A8Int8")) return "W8A8-INT8";
    if (linear_method.contains("Online") && linear_method.contains("Fp8")) return "FP8-dynamic";
    return {};
}

/// Methods whose name alone does not tell the bits.
bool is_container(std::string_view quantization)
{
    return quantization == "compressed-tensors" || quantization == "modelopt" || quantization == "quark";
}

} // namespace

std::map<std::string, std::string> python_dict(std::string_view text)
{
    std::map<std::string, std::string> entries;
    if (!text.starts_with('{')) return entries;
    text.remove_prefix(1);
    while (!text.empty()) {
        const auto end = value_end(text);
        const auto entry = text.substr(0, end);
        const auto colon = entry.find(':');
        if (colon == std::string_view::npos) break;
        const auto key = trimmed_quotes(trimmed(entry.substr(0, colon)));
        auto value = trimmed(entry.substr(colon + 1));
        // ['name'] is what one --served-model-name becomes.
        if (value.starts_with("['") && value.ends_with("']") && !value.contains(','))
            value = value.substr(1, value.size() - 2);
        if (!key.empty() && !may_be_secret(key)) entries.try_emplace(key, trimmed_quotes(value));
        if (end >= text.size() || text[end] != ',') break;
        text.remove_prefix(end + 1);
    }
    return entries;
}

std::string trimmed_quotes(std::string_view text)
{
    if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

void settle_vllm_scheme(Run& run)
{
    auto& setup = run.setup;
    if (setup.model.empty()) setup.model = fact_of(run, "server.served_model_name");
    if (setup.model.empty()) setup.model = fact_of(run, "server.model");
    const auto quantization = fact_of(run, "server.quantization");
    const auto kernel_for = fact_of(run, "server.kernel_for");
    const auto settle = [&](std::string scheme, std::string source) {
        if (!setup.scheme.empty() || scheme.empty()) return;
        setup.scheme = std::move(scheme);
        setup.scheme_source = std::move(source);
    };
    settle(of_kernel(kernel_for), fmt::format("server log: {}", kernel_for));
    if (quantization == "None") settle(unquantised(fact_of(run, "server.dtype")), "server log: quantization=None");
    const auto model = fact_of(run, "server.model").empty() ? setup.model : fact_of(run, "server.model");
    if (is_container(quantization))
        settle(scheme_from_text(model), fmt::format("server log: quantization={}, model name", quantization));
    else if (!quantization.empty() && quantization != "None")
        settle(scheme_from_text(quantization), fmt::format("server log: quantization={}", quantization));
}

} // namespace kneepoint::import
