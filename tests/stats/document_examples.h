// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/decimal.h"

#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

/// The worked examples of docs/statistics.md: fences ```example NAME with inputs "name: values" and results
/// "= name: values".
namespace kneepoint::tests {

using Numbers = std::vector<double>;
/// Absent: there is no answer.
using Answers = std::map<std::string, std::optional<Numbers>>;

struct Example {
    std::string name;
    int line = 0;
    std::map<std::string, Numbers> inputs;
    std::map<std::string, std::string> results;

    const Numbers& all(const std::string& input) const
    {
        static const Numbers none;
        const auto found = inputs.find(input);
        return found == inputs.end() ? none : found->second;
    }
    double operator[](const std::string& input) const { return all(input).empty() ? 0 : all(input)[0]; }
    std::uint64_t count(const std::string& input) const { return std::uint64_t((*this)[input]); }
    bool has(const std::string& input) const { return !all(input).empty(); }
};

inline void read_line(Example& example, const std::string& text)
{
    const bool is_result = text.starts_with("= ");
    const auto colon = text.find(": ");
    if (colon == std::string::npos) return;
    const auto name = text.substr(is_result ? 2 : 0, colon - (is_result ? 2 : 0)), values = text.substr(colon + 2);
    if (is_result) {
        example.results[name] = values;
        return;
    }
    std::istringstream in(values);
    for (double value = 0; in >> value;) example.inputs[name].push_back(value);
}

inline std::vector<Example> examples(const std::string& document)
{
    std::vector<Example> result;
    std::istringstream in(document);
    bool inside = false;
    int number = 0;
    for (std::string text; std::getline(in, text);) {
        ++number;
        const std::string fence = "```example ";
        if (text.starts_with(fence)) result.push_back({text.substr(fence.size()), number, {}, {}});
        if (inside && !text.starts_with("```")) read_line(result.back(), text);
        if (text.starts_with("```")) inside = text.starts_with(fence);
    }
    return result;
}

/// What was computed, written with as many decimals as each number of the document has; "-" without an answer.
inline std::string written_like(const std::optional<Numbers>& numbers, const std::string& document)
{
    if (!numbers) return "-";
    std::istringstream in(document);
    std::string result, like;
    for (const double number : *numbers) {
        in >> like;
        const auto point = like.find('.');
        const auto decimals = point == std::string::npos ? 0 : int(like.size() - point - 1);
        result += (result.empty() ? "" : " ") + format_decimal(number, decimals);
    }
    return result;
}

/// Answers of a function that may have none: `fields` of the value, each absent without one.
template<typename T>
inline Answers answers(const std::optional<T>& value,
                       const std::vector<std::pair<std::string, std::function<double(const T&)>>>& fields)
{
    Answers result;
    for (const auto& [name, of] : fields) result[name] = value ? std::optional(Numbers{of(*value)}) : std::nullopt;
    return result;
}

inline std::optional<Numbers> one(const std::optional<double>& value)
{
    return value ? std::optional(Numbers{*value}) : std::nullopt;
}

} // namespace kneepoint::tests
