// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <span>

namespace kneepoint::import {

namespace {

using Words = std::vector<std::string>;

constexpr auto vocabulary = std::to_array<std::string_view>({
    "w8a8", "w8a16", "w4a16", "w4a8",    "w4a4", "int8", "int4",   "int3",  "int2", "fp8",  "fp4", "nvfp4", "mxfp4",
    "awq",  "gptq",  "bnb",   "dynamic", "4bit", "8bit", "static", "block", "bf16", "fp16", "nf4", "kv",
});

/// "int8dynamic" is "int8", "dynamic"; "print400" holds no known words only and stays what it is.
bool split_compound(std::string_view word, Words& parts)
{
    if (word.empty()) return true;
    for (const auto known : vocabulary) {
        if (!word.starts_with(known)) continue;
        parts.emplace_back(known);
        if (split_compound(word.substr(known.size()), parts)) return true;
        parts.pop_back();
    }
    return false;
}

Words alphanumeric_words(std::string_view text)
{
    Words words(1);
    for (const char c : lower_case(text)) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

/// Words that say nothing about the weights: the type of the key-value cache, and an option that is switched off.
void drop_other_types(Words& words)
{
    const auto at = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : std::string_view(); };
    const auto drop = [&](std::size_t i, std::size_t count) {
        const auto first = words.begin() + static_cast<std::ptrdiff_t>(i);
        words.erase(first, first + static_cast<std::ptrdiff_t>(std::min(count, words.size() - i)));
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (at(i) == "kv" && at(i + 1) == "cache") {
            const std::size_t type = i + 2 + (at(i + 2) == "dtype" ? 1 : 0);
            drop(i, type - i + (at(type + 1).starts_with("e4m3") || at(type + 1).starts_with("e5m2") ? 2 : 1));
        } else if (at(i) == "load" && at(i + 1) == "in" && at(i + 3) == "false") {
            drop(i, 4);
        }
    }
}

Words scheme_words(std::string_view text)
{
    Words result;
    for (auto& word : alphanumeric_words(text)) {
        Words parts;
        if ((word == "bit" || word == "bits") && !result.empty() && result.back().size() == 1)
            result.back() += "bit"; // "4-bit"
        else if (word.size() <= 24 && split_compound(word, parts))
            result.insert(result.end(), parts.begin(), parts.end());
        else
            result.push_back(std::move(word));
    }
    drop_other_types(result);
    return result;
}

bool has(const Words& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

bool has_any(const Words& words, std::initializer_list<std::string_view> wanted)
{
    return std::ranges::any_of(wanted, [&](std::string_view word) { return has(words, word); });
}

std::string upper_case(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// "q4", "k", "m" gives "GGUF-Q4_K_M"; "iq2", "xxs" gives "GGUF-IQ2_XXS"; "q8", "0" gives "GGUF-Q8_0".
std::string gguf_scheme(const Words& words)
{
    constexpr std::array<std::string_view, 11> tails{"k", "0", "1", "s", "m", "l", "xl", "xs", "xxs", "nl", "p"};
    const auto is_tail = [&](const std::string& word) { return std::ranges::find(tails, word) != tails.end(); };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const auto q = word.find('q');
        if (q > 1 || word.size() != q + 2 || word[q + 1] < '1' || word[q + 1] > '8') continue;
        if (q == 1 && word[0] != 'i' && word[0] != 't') continue;
        std::string name = upper_case(words[i]);
        auto next = i + 1;
        for (; next < words.size() && next < i + 3 && is_tail(words[next]); ++next)
            name += "_" + upper_case(words[next]);
        if (next > i + 1 || has(words, "gguf")) return "GGUF-" + name;
    }
    return {};
}

/// "w4a16", "w8a8", "w4afp8": the bits of weights and activations, with the number format where it is not implied.
std::string bits_scheme(const Words& words)
{
    for (const auto& word : words) {
        if (word == "w4afp8") return "W4AFP8";
        const bool shape = (word.size() == 4 || (word.size() == 5 && word.ends_with("16"))) && word[0] == 'w' &&
                           word[2] == 'a' && std::isdigit(static_cast<unsigned char>(word[1])) &&
                           std::isdigit(static_cast<unsigned char>(word[3]));
        if (!shape) continue;
        const bool floating = has_any(words, {"fp8", "float8", "e4m3"}) && !has(words, "int8");
        if (word[1] == '8' || floating) return upper_case(word) + (floating ? "-FP8" : "-INT8");
        return upper_case(word);
    }
    return {};
}

/// The words a rule needs (one of each group), and what they mean together.
struct Rule {
    std::initializer_list<std::string_view> one_of;
    std::initializer_list<std::string_view> and_one_of;
    std::string_view scheme;
};

const Rule floating_rules[] = {
    {{"nvfp4a16"}, {}, "NVFP4A16"}, {{"nvfp4"}, {}, "NVFP4"}, {{"modelopt"}, {"fp4"}, "NVFP4"},
    {{"mxfp4a16"}, {}, "MXFP4A16"}, {{"mxfp4"}, {}, "MXFP4"}, {{"mxfp8"}, {}, "MXFP8"},
};

// The order decides: a named method before its bits, a quantised format before the type of the unquantised rest.
const Rule rules[] = {
    {{"int8"}, {"dynamic"}, "W8A8-INT8"},
    {{"awq"}, {"int8", "8bit"}, "AWQ-INT8"},
    {{"awq"}, {}, "AWQ-INT4"},
    {{"gptq", "gptqmodel"}, {"int8", "8bit"}, "GPTQ-INT8"},
    {{"gptq", "gptqmodel"}, {"int3", "3bit"}, "GPTQ-INT3"},
    {{"gptq", "gptqmodel"}, {"int2", "2bit"}, "GPTQ-INT2"},
    {{"gptq", "gptqmodel"}, {}, "GPTQ-INT4"},
    {{"nf4"}, {"dq"}, "BNB-NF4-DQ"},
    {{"nf4"}, {}, "BNB-NF4"},
    {{"bnb", "bitsandbytes", "load"}, {"fp4"}, "BNB-FP4"},
    {{"bnb", "bitsandbytes", "load"}, {"int8", "8bit"}, "BNB-INT8"},
    {{"bnb", "bitsandbytes", "load"}, {"int4", "4bit"}, "BNB-INT4"},
    {{"fp8", "float8", "e4m3", "e4m3fn"}, {"dynamic"}, "FP8-dynamic"},
    {{"fp8", "float8", "e4m3", "e4m3fn"}, {"block"}, "FP8-block"},
    {{"fp8", "float8", "e4m3", "e4m3fn"}, {}, "FP8"},
    {{"fp4"}, {}, "FP4"},
    {{"int8", "8bit"}, {}, "INT8"},
    {{"int4", "4bit"}, {}, "INT4"},
    {{"int3", "3bit"}, {}, "INT3"},
    {{"int2", "2bit"}, {}, "INT2"},
    {{"gguf"}, {}, "GGUF"},
    {{"bf16", "bfloat16"}, {}, "BF16"},
    {{"fp16", "float16", "f16"}, {}, "FP16"},
    {{"fp32", "float32", "f32"}, {}, "FP32"},
};

std::string first_match(std::span<const Rule> table, const Words& words)
{
    for (const auto& rule : table)
        if (has_any(words, rule.one_of) && (rule.and_one_of.size() == 0 || has_any(words, rule.and_one_of)))
            return std::string(rule.scheme);
    return {};
}

} // namespace

std::string scheme_from_text(std::string_view text)
{
    const auto words = scheme_words(text.substr(0, 4096));
    for (const auto& scheme : {first_match(floating_rules, words), bits_scheme(words), gguf_scheme(words)})
        if (!scheme.empty()) return scheme;
    return first_match(rules, words);
}

} // namespace kneepoint::import
