// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_run.h"

#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include <algorithm>
#include <array>

namespace kneepoint::import {

void set_scheme(Setup& setup)
{
    const auto heading = setup.facts.find("source.heading");
    setup.scheme = scheme_from_text(setup.model);
    setup.scheme_source = "model name";
    if (setup.scheme.empty() && heading != setup.facts.end()) {
        setup.scheme = scheme_from_text(heading->second.value);
        setup.scheme_source = "heading";
    }
    if (setup.scheme.empty()) setup.scheme_source.clear();
}

std::string word_after(std::string_view text, std::string_view mark)
{
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return {};
    auto rest = trimmed(text.substr(at + mark.size()).substr(0, 1024));
    if (rest.starts_with('\'') || rest.starts_with('"'))
        return std::string(rest.substr(1, rest.find(rest.front(), 1) - 1));
    auto word = std::string(rest.substr(0, rest.find_first_of(" ,'\")}]\n")));
    if (word.ends_with('.')) word.pop_back(); // the end of a sentence
    return word;
}

std::string first_number_after(std::string_view text, std::string_view key)
{
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        const auto rest = text.substr(at + key.size());
        const auto digit = rest.find_first_not_of("\"'\\:= ");
        if (digit == 0 || digit == std::string_view::npos) continue;
        const auto end = std::min(rest.find_first_not_of("0123456789", digit), rest.size());
        if (end > digit) return std::string(rest.substr(digit, end - digit));
    }
    return {};
}

std::vector<std::string> headings_above(std::span<const TextLine> lines, std::size_t line)
{
    std::vector<std::pair<std::size_t, std::string>> open;
    bool fenced = false;
    for (const auto& [number, text] : lines) {
        if (number >= line) break;
        if (text.starts_with("```")) fenced = !fenced;
        const auto depth = text.find_first_not_of('#');
        if (fenced || depth == 0 || depth > 6 || depth == std::string_view::npos || text[depth] != ' ') continue;
        std::erase_if(open, [&](const auto& heading) { return heading.first >= depth; });
        open.emplace_back(depth, one_line(text.substr(depth)));
    }
    std::vector<std::string> result;
    for (auto& [depth, heading] : open) result.push_back(std::move(heading));
    return result;
}

std::optional<Role> role_in_text(std::string_view text)
{
    constexpr auto base_words =
        std::to_array<std::string_view>({"base", "baseline", "original", "unquantized", "uncompressed"});
    constexpr auto candidate_words =
        std::to_array<std::string_view>({"compressed", "quantized", "quantised", "candidate"});
    bool base = false, candidate = false;
    std::string word;
    for (const char c : lower_case(text) + " ") {
        if (c >= 'a' && c <= 'z') {
            word += c;
            continue;
        }
        base = base || std::ranges::count(base_words, std::string_view(word)) > 0;
        candidate = candidate || std::ranges::count(candidate_words, std::string_view(word)) > 0;
        word.clear();
    }
    if (base == candidate) return std::nullopt;
    return base ? Role::base : Role::candidate;
}

} // namespace kneepoint::import
