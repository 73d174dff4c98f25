// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_workload.h"

#include "json_at.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

std::string source_text(const Json& source)
{
    if (!source.is_object()) return json_as_text(source);
    const bool synthetic = text_at(source, {"kind"}) == "synthetic_text";
    std::vector<std::string> parts;
    for (const auto& [key, value] : source.items()) {
        const auto text = json_as_text(value);
        const bool usual = (synthetic && key == "kind") || (key == "turns" && text == "1");
        if (!text.empty() && !usual) parts.push_back(key + "=" + text);
    }
    // YAML sorts its keys; the tokens come first, as everybody writes them.
    const auto order = [](const std::string& part) {
        return std::pair(part.starts_with("prompt_tokens=") ? 0 : part.starts_with("output_tokens=") ? 1 : 2, part);
    };
    std::ranges::sort(parts, {}, order);
    return join(parts, ",");
}

} // namespace

std::string workload_text(const Json& data)
{
    if (!data.is_array()) return source_text(data);
    std::vector<std::string> parts;
    for (const Json& source : data) parts.push_back(source_text(source));
    return join(parts, "; ");
}

std::vector<std::pair<std::string, std::string>> workload_tokens(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> tokens;
    // Also {"prompt_tokens": 32, "output_tokens": 32}, the other notation of the same argument.
    auto plain = replaced(replaced(std::string(text), "\"", ""), ":", "=");
    plain = replaced(replaced(std::move(plain), "{", ""), "}", "");
    for (const auto part : split(plain, ',')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        const auto key = trimmed(part.substr(0, equals)), value = trimmed(part.substr(equals + 1));
        if (!parse_decimal(value)) continue;
        if (key == "prompt_tokens" || key == "output_tokens") tokens.emplace_back(key, value);
        if (key == "generated_tokens") tokens.emplace_back("output_tokens", value);
    }
    return tokens;
}

std::string window_text(const Json& window)
{
    if (!window.is_object()) return json_as_text(window);
    if (const auto percent = number_at(window, {"percent"})) {
        const bool share = *percent <= 1;
        return shortest_decimal(share ? round_decimal(*percent * 100, 6) : *percent) + " %";
    }
    return text_at(window, {"value"});
}

} // namespace kneepoint::import
