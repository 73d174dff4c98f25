// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "text_table.h"

#include <algorithm>
#include <array>

namespace kneepoint::import {

namespace {

bool is_rule(std::string_view line)
{
    return !line.empty() && line.find_first_not_of("-|") == std::string_view::npos;
}

bool is_double_rule(std::string_view line)
{
    return !line.empty() && line.find_first_not_of('=') == std::string_view::npos;
}

/// A row of GuideLLM 0.2 and 0.3 starts with one of these; any other line inside a table goes on with the row before.
bool starts_row(std::string_view line)
{
    constexpr auto names = std::to_array<std::string_view>({"Metadata", "Benchmark|", "synchronous|", "throughput|",
                                                            "constant@", "poisson@", "concurrent@", "throughput@"});
    return std::ranges::any_of(names, [&](std::string_view name) { return line.starts_with(name); });
}

} // namespace

std::vector<TextLine> UnwrappedText::lines() const
{
    std::vector<TextLine> result;
    for (std::size_t i = 0; i < texts.size(); ++i) result.push_back({numbers[i], texts[i]});
    return result;
}

UnwrappedText unwrapped(std::span<const TextLine> lines)
{
    UnwrappedText result;
    bool inside = false; // between the first header row and the double rule below the table
    for (const auto& [number, text] : lines) {
        const auto line = trimmed(text);
        const auto last = result.texts.empty() ? std::string_view() : std::string_view(result.texts.back());
        inside = inside ? !is_double_rule(line) && !line.empty() : line.starts_with("Metadata") && line.contains('|');
        const bool rule_goes_on = (is_rule(line) && is_rule(last)) || (is_double_rule(line) && is_double_rule(last));
        if (rule_goes_on || (inside && !is_rule(line) && !starts_row(line))) {
            if (!rule_goes_on) result.texts.back() += ' ';
            result.texts.back() += line;
            result.changed = true;
            continue;
        }
        result.texts.emplace_back(inside ? line : text);
        result.numbers.push_back(number);
    }
    return result;
}

} // namespace kneepoint::import
