// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "contains.h"
#include "role_words.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

// Whether names, folders and what the files say agree about the precision of a model.
namespace kneepoint::compare {

namespace {

/// Ways to quantise that exclude each other; a number of bits alone may belong to any of them.
constexpr auto quantisation_methods = std::to_array<std::string_view>(
    {"awq", "gptq", "gguf", "bnb", "hqq", "aqlm", "nvfp4", "mxfp4", "mxfp8", "fp8", "int8", "int4"});
/// Methods whose weights are of another's number format: an AWQ or GPTQ model is an INT4 model.
constexpr auto integer_methods = std::to_array<std::string_view>({"awq", "gptq", "int4", "int8", "bnb", "hqq", "aqlm"});

bool may_be_one(std::string_view a, std::string_view b)
{
    const bool bits = a.starts_with("int") || b.starts_with("int");
    return a == b || (bits && !(a.starts_with("int") && b.starts_with("int")) && contains(integer_methods, a) &&
                      contains(integer_methods, b));
}

/// Bits only where no method is named: "AWQ-INT4" is AWQ.
std::set<std::string> methods_in(std::string_view text)
{
    std::set<std::string> found;
    for (const auto& word : words_of(text))
        if (contains(quantisation_methods, word)) found.insert(word);
    const auto is_bits = [](const std::string& word) { return word.starts_with("int"); };
    if (!std::ranges::all_of(found, is_bits)) std::erase_if(found, is_bits);
    return found;
}

bool is_full(std::string_view scheme)
{
    return contains(std::to_array<std::string_view>({"BF16", "FP16", "FP32"}), scheme);
}

/// The one method that the file's name, else its folder, speaks of; empty where none or several are named.
std::string method_of_place(const Run& run)
{
    auto parts = split(run.file(), '/');
    for (int i = 0; i < 2 && !parts.empty(); ++i, parts.pop_back())
        if (const auto found = methods_in(parts.back()); found.size() == 1)
            return *found.begin();
        else if (!found.empty())
            return {};
    return {};
}

/// "FP8" says less than "FP8-dynamic" and "W8A8-FP8" and contradicts neither.
bool contradicts(std::string_view named, std::string_view actual)
{
    const auto a = words_of(named), b = words_of(actual);
    return std::ranges::none_of(a, [&](const std::string& word) { return contains(b, word); });
}

Problem disagreement(std::string text)
{
    return {Severity::warning, "names-disagree", std::move(text), {}, "scheme", {}};
}

} // namespace

Problems check_names(const Run& run)
{
    Problems problems;
    const auto& scheme = run.setup.scheme;
    if (scheme.empty()) return problems;
    const auto named = run.setup.facts.find("scheme.named");
    if (named != run.setup.facts.end() && contradicts(named->second.value, scheme))
        problems.push_back(disagreement(
            fmt::format("The {} says {}, but the {} says {}: the latter counts. Look which model was served.",
                        named->second.path, named->second.value, run.setup.scheme_source, scheme)));
    const auto method = method_of_place(run);
    if (method.empty()) return problems;
    const auto stated = methods_in(scheme);
    const bool agrees = std::ranges::any_of(stated, [&](const std::string& one) { return may_be_one(one, method); });
    if ((!stated.empty() && !agrees) || is_full(scheme))
        problems.push_back(disagreement(
            fmt::format("The file's name or folder says {}, but by its {} the model is {}: ask who measured "
                        "it, or set the scheme.",
                        method, run.setup.scheme_source, scheme)));
    return problems;
}

} // namespace kneepoint::compare
