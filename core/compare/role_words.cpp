// SPDX-License-Identifier: GPL-3.0-or-later
#include "role_words.h"

#include "contains.h"

#include "kneepoint/base/text.h"
#include "kneepoint/compare/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

namespace kneepoint::compare {

namespace {

constexpr auto base_words =
    std::to_array<std::string_view>({"base", "baseline", "bf16", "fp16", "fp32", "bfloat16", "float16", "float32",
                                     "original", "unquantized", "unquantised", "uncompressed", "reference"});
constexpr auto candidate_words = std::to_array<std::string_view>(
    {"compressed",  "compress", "quantized", "quantised", "quant", "candidate", "awq", "gptq", "gguf", "bnb", "rtn",
     "smoothquant", "sparse",   "pruned",    "nvfp4",     "mxfp4", "mxfp8",     "nf4", "qat",  "exl2", "hqq", "aqlm"});
constexpr auto scheme_details = std::to_array<std::string_view>(
    {"dynamic", "static", "block", "rtn", "asym", "sym", "dq", "kv", "channel", "tensor", "g128", "g64", "g32", "hf"});

/// int8, fp8, w4a16, q4, 4bit, q4_k_m (its parts k and m stand alone).
bool names_a_precision(std::string_view word)
{
    static const std::regex pattern(
        "(int|fp|nf|uint|i)[1-8]|w[0-9]{1,2}a[0-9]{1,2}(kv[0-9]{1,2})?|q[2-8]|iq[1-4]|[1-8]bits?|u[1-8]");
    // std::regex recurses by length; no precision is named by a long word.
    return word.size() <= 16 && std::regex_match(word.begin(), word.end(), pattern);
}

bool is_letter_or_digit(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Role of a text whose words agree.
RoleGuess guess_from(std::string_view text, std::string_view place)
{
    RoleGuess guess;
    for (const auto& word : words_of(text)) {
        const auto role = role_of_word(word);
        if (!role) continue;
        if (guess.role && guess.role != role) return {};
        guess = {role, fmt::format("{} {}", place, word)};
    }
    return guess;
}

bool is_full_precision(std::string_view scheme)
{
    const auto name = lower_case(scheme);
    return name == "bf16" || name == "fp16" || name == "fp32" || name == "bfloat16" || name == "float16" ||
           name == "float32";
}

} // namespace

std::string_view last_part(std::string_view path)
{
    while (path.ends_with('/')) path.remove_suffix(1);
    return path.substr(path.find_last_of('/') + 1);
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words(1);
    const auto lower = lower_case(text);
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const bool decimal_point = lower[i] == '.' && i > 0 && i + 1 < lower.size() &&
                                   std::isdigit(static_cast<unsigned char>(lower[i - 1])) &&
                                   std::isdigit(static_cast<unsigned char>(lower[i + 1]));
        if (is_letter_or_digit(lower[i]) || decimal_point)
            words.back() += lower[i];
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::optional<Role> role_of_word(std::string_view word)
{
    if (contains(base_words, word)) return Role::base;
    if (contains(candidate_words, word) || names_a_precision(word)) return Role::candidate;
    return std::nullopt;
}

bool describes_scheme(std::string_view word)
{
    return contains(scheme_details, word);
}

RoleGuess guess_role(const Run& run)
{
    if (const auto role = run.setup.facts.find("job.role"); role != run.setup.facts.end())
        return {role->second.value == "base" ? Role::base : Role::candidate, "the plan of its job"};
    const auto& scheme = run.setup.scheme;
    if (!scheme.empty() && !is_full_precision(scheme)) return {Role::candidate, "scheme " + scheme};
    if (auto guess = guess_from(last_part(run.setup.model), "model name"); guess.role) return guess;
    auto parts = split(run.file(), '/');
    for (std::string_view place = "file name"; !parts.empty(); parts.pop_back(), place = "folder")
        if (auto guess = guess_from(parts.back(), place); guess.role) return guess;
    if (!scheme.empty()) return {Role::base, "scheme " + scheme};
    return {};
}

std::string path_skeleton(const Run& run)
{
    static const std::regex times(
        "[0-9]{4}-?[0-9]{2}-?[0-9]{2}([t_ -][0-9]{2}[-:.]?[0-9]{2}[-:.]?[0-9]{2}([.][0-9]{1,9})?)?");
    const auto path = std::regex_replace(lower_case(run.file()), times, "");
    std::vector<std::string> parts;
    for (const auto part : split(path, '/')) {
        std::vector<std::string> words;
        for (auto& word : words_of(part))
            if (!role_of_word(word) && !describes_scheme(word)) words.push_back(std::move(word));
        parts.push_back(join(words, " "));
    }
    return join(parts, "/");
}

std::string model_stem(std::string_view model)
{
    std::vector<std::string> words;
    for (auto& word : words_of(last_part(model)))
        if (!role_of_word(word) && !describes_scheme(word)) words.push_back(std::move(word));
    return join(words, "-");
}

} // namespace kneepoint::compare
