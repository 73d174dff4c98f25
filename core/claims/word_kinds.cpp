// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace kneepoint::claims {

namespace {

/// Words told apart from all others.
class WordList {
public:
    /// @param words parted by blanks; they live as long as the program
    explicit WordList(std::string_view words)
    {
        while (!words.empty()) {
            const auto end = std::min(words.find(' '), words.size());
            m_words.insert(words.substr(0, end));
            words.remove_prefix(std::min(end + 1, words.size()));
        }
    }
    bool has(std::string_view word) const { return m_words.contains(word); }

private:
    std::unordered_set<std::string_view> m_words;
};

constexpr std::string_view derived_word_list =
    "improvement improvements speedup speedups vs versus ratio change delta \u03b4 \u0394 diff difference "
    "reduction increase gain relative retention recovery retained recovered degradation drop loss savings "
    "saving overhead faster slower rank";

constexpr std::string_view base_word_list =
    "baseline base reference original unquantized unquantised uncompressed fp16 bf16 fp32 dense old before "
    "previous prior legacy";

constexpr std::string_view method_word_list = "awq gptq gguf rtn smoothquant autoround bnb hqq aqlm quip spqr marlin";

constexpr std::string_view side_word_list =
    "new after quantized quantised compressed candidate target optimized optimised pruned sparse ours "
    "proposed current previous prior legacy tuned vllm sglang tensorrt trtllm tgi transformers llamacpp "
    "distilled now";

constexpr std::string_view common_word_list =
    "a an the of for and or with in on at to is are was be by as from than model models results result "
    "performance per all mean average avg median mdn table metrics metric summary evaluation analysis "
    "configuration configurations inference this that it its value total max min s ms sec x vs gb gib tok "
    "efficiency details";

} // namespace

bool is_derived_word(std::string_view word)
{
    static const WordList list(derived_word_list);
    return list.has(word);
}

bool is_base_word(std::string_view word)
{
    static const WordList list(base_word_list);
    return list.has(word);
}

bool is_version(std::string_view word)
{
    return word.size() > 1 && word[0] == 'v' && word[1] >= '0' && word[1] <= '9';
}

bool is_scheme(std::string_view word)
{
    static constexpr auto formats =
        std::to_array<std::string_view>({"fp", "bf", "int", "nf", "mxfp", "nvfp", "w", "q", "iq", "uint"});
    static const WordList methods(method_word_list);
    if (methods.has(word)) return true;
    if (word.ends_with("bit") || word.ends_with("bits")) return has_digit(word);
    return std::ranges::any_of(formats, [&](std::string_view format) {
        return word.size() > format.size() && word.size() <= format.size() + 8 && word.starts_with(format) &&
               word[format.size()] >= '1' && word[format.size()] <= '9';
    });
}

bool is_side_word(std::string_view word)
{
    static const WordList list(side_word_list);
    return list.has(word) || is_version(word) || is_base_word(word) || is_scheme(word);
}

bool tells_apart(std::string_view word)
{
    return has_digit(word) && std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_common_word(std::string_view word)
{
    static const WordList list(common_word_list);
    return list.has(word);
}

} // namespace kneepoint::claims
