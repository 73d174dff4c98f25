// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::claims {

namespace {

bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (static_cast<unsigned char>(c) & 0x80U);
}

using FamilyWord = std::pair<std::string_view, Family>;

constexpr auto family_words = std::to_array<FamilyWord>({
    {"latency", Family::latency},
    {"latencies", Family::latency},
    {"ttft", Family::latency},
    {"itl", Family::latency},
    {"tpot", Family::latency},
    {"time", Family::latency},
    {"times", Family::latency},
    {"duration", Family::latency},
    {"delay", Family::latency},
    {"runtime", Family::latency},
    {"throughput", Family::throughput},
    {"tps", Family::throughput},
    {"qps", Family::throughput},
    {"rps", Family::throughput},
    {"goodput", Family::throughput},
    {"memory", Family::memory},
    {"vram", Family::memory},
    {"footprint", Family::memory},
    {"accuracy", Family::accuracy},
    {"acc", Family::accuracy},
    {"score", Family::accuracy},
    {"scores", Family::accuracy},
    {"f1", Family::accuracy},
    {"bleu", Family::accuracy},
    {"rouge", Family::accuracy},
    {"mmlu", Family::accuracy},
    {"gsm8k", Family::accuracy},
    {"hellaswag", Family::accuracy},
    {"arc", Family::accuracy},
    {"piqa", Family::accuracy},
    {"winogrande", Family::accuracy},
    {"truthfulqa", Family::accuracy},
    {"ifeval", Family::accuracy},
    {"humaneval", Family::accuracy},
    {"mbpp", Family::accuracy},
    {"gpqa", Family::accuracy},
    {"bbh", Family::accuracy},
    {"boolq", Family::accuracy},
    {"exact", Family::accuracy},
    {"musr", Family::accuracy},
    {"aime", Family::accuracy},
    {"livecodebench", Family::accuracy},
    {"lambada", Family::accuracy},
    {"openbookqa", Family::accuracy},
    {"triviaqa", Family::accuracy},
    {"siqa", Family::accuracy},
    {"ceval", Family::accuracy},
    {"cmmlu", Family::accuracy},
    {"mmmu", Family::accuracy},
    {"mathvista", Family::accuracy},
    {"chartqa", Family::accuracy},
    {"docvqa", Family::accuracy},
    {"recovery", Family::accuracy},
    {"retention", Family::accuracy},
    {"perplexity", Family::perplexity},
    {"wikitext", Family::perplexity},
    {"wikitext2", Family::perplexity},
    {"ppl", Family::perplexity},
    {"concurrency", Family::concurrency},
    {"concurrent", Family::concurrency},
});

} // namespace

bool has_digit(std::string_view word)
{
    return word.find_first_of("0123456789") != std::string_view::npos;
}

std::string_view stem_of(std::string_view word)
{
    for (const std::string_view ending : {"ing", "est", "ed", "er", "es", "s"})
        if (word.size() >= ending.size() + 3 && word.ends_with(ending))
            return word.substr(0, word.size() - ending.size());
    return word;
}

std::vector<Word> words_at(std::string_view plain)
{
    std::vector<Word> words;
    for (std::size_t at = 0; at < plain.size();) {
        if (!is_word_char(plain[at])) {
            ++at;
            continue;
        }
        auto end = at;
        // A point between digits belongs to the word ("3.1"), other marks part words.
        while (end < plain.size() &&
               (is_word_char(plain[end]) || (plain[end] == '.' && end + 1 < plain.size() && plain[end + 1] >= '0' &&
                                             plain[end + 1] <= '9' && plain[end - 1] >= '0' && plain[end - 1] <= '9')))
            ++end;
        words.push_back({lower_case(plain.substr(at, end - at)), at, end});
        at = end;
    }
    return words;
}

std::vector<std::string> words_of(std::string_view plain)
{
    std::vector<std::string> words;
    for (auto& word : words_at(plain)) words.push_back(std::move(word.text));
    return words;
}

void add_abbreviations(std::vector<Word>& words)
{
    struct Long {
        std::array<std::string_view, 3> words;
        std::string_view abbreviation;
    };
    static constexpr auto names = std::to_array<Long>({{{"first", "token", ""}, "ttft"},
                                                       {{"inter", "token", ""}, "itl"},
                                                       {{"intertoken", "", ""}, "itl"},
                                                       {{"per", "output", "token"}, "tpot"}});
    for (std::size_t at = 0; at < words.size(); ++at)
        for (const auto& name : names) {
            std::size_t count = 0;
            while (count < 3 && !name.words[count].empty() && at + count < words.size() &&
                   words[at + count].text == name.words[count])
                ++count;
            if (count == 3 || name.words[count].empty()) {
                words.insert(words.begin() + static_cast<std::ptrdiff_t>(at + count),
                             {std::string(name.abbreviation), words[at].begin, words[at + count - 1].end});
                break;
            }
        }
}

std::vector<std::string> header_words(std::string_view plain)
{
    auto words = words_at(plain);
    add_abbreviations(words);
    std::vector<std::string> found;
    for (auto& word : words) found.push_back(std::move(word.text));
    return found;
}

bool same_word(std::string_view a, std::string_view b)
{
    if (a == b) return true;
    if (has_digit(a) || has_digit(b)) return false;
    const auto sa = stem_of(a), sb = stem_of(b);
    if (sa == sb) return true;
    const auto& shorter = sa.size() < sb.size() ? sa : sb;
    const auto& longer = sa.size() < sb.size() ? sb : sa;
    return shorter.size() >= 3 && longer.starts_with(shorter) && !is_common_word(a) && !is_common_word(b);
}

bool has_word(const std::vector<std::string>& words, std::string_view wanted)
{
    return std::ranges::any_of(words, [&](const std::string& word) { return same_word(word, wanted); });
}

std::size_t find_run(const std::vector<std::string>& words, const std::vector<std::string>& part, std::size_t from)
{
    if (part.empty() || from > words.size()) return std::string::npos;
    const auto found =
        std::search(words.begin() + static_cast<std::ptrdiff_t>(from), words.end(), part.begin(), part.end());
    return found == words.end() ? std::string::npos : static_cast<std::size_t>(found - words.begin());
}

std::optional<Family> family_of_word(std::string_view word)
{
    const auto found = std::ranges::find(family_words, word, &FamilyWord::first);
    return found == family_words.end() ? std::nullopt : std::optional(found->second);
}

bool is_benchmark(std::string_view word)
{
    static constexpr auto general = std::to_array<std::string_view>(
        {"accuracy", "acc", "score", "scores", "recovery", "retention", "exact", "perplexity", "ppl"});
    const auto family = family_of_word(word);
    return family && (*family == Family::accuracy || *family == Family::perplexity) &&
           std::ranges::find(general, word) == general.end();
}

Family family_of(const std::vector<std::string>& words, std::string_view unit)
{
    const bool kv = std::ranges::find(words, "kv") != words.end() && // "Llama-3-70B-FP8-KV" is a model
                    std::ranges::none_of(words, is_scheme);
    if (kv || has_word(words, "cache")) return Family::kv_cache;
    static const std::vector<std::string> per_second[] = {{"per", "sec"}, {"per", "second"},    {"per", "s"},
                                                          {"tok", "s"},   {"tokens", "s"},      {"requests", "s"},
                                                          {"req", "s"},   {"tokens", "second"}, {"tokens", "sec"},
                                                          {"token", "s"}, {"token", "sec"},     {"requests", "second"}};
    for (const auto& rate : per_second)
        if (find_run(words, rate) != std::string::npos) return Family::throughput;
    if (unit == "tok/s" || unit == "req/s") return Family::throughput;
    if (find_run(words, {"exact", "match"}) != std::string::npos) return Family::accuracy;
    for (const auto& word : words)
        if (const auto family = family_of_word(word)) return *family;
    if (unit == "ms" || unit == "s" || unit == "us" || unit == "min") return Family::latency;
    if (unit.empty() && std::ranges::find(words, "speed") != words.end()) return Family::throughput;
    if (unit == "GB" || unit == "GiB" || unit == "MB" || unit == "MiB") return Family::memory;
    return Family::none;
}

Direction direction_of(Family family)
{
    switch (family) {
    case Family::latency:
    case Family::memory:
    case Family::perplexity:
        return Direction::lower_is_better;
    case Family::throughput:
    case Family::kv_cache:
    case Family::accuracy:
    case Family::concurrency:
        return Direction::higher_is_better;
    case Family::none:
        return Direction::neither;
    }
    return Direction::neither;
}

std::string_view to_string(Family family)
{
    switch (family) {
    case Family::latency:
        return "latency";
    case Family::throughput:
        return "throughput";
    case Family::memory:
        return "memory";
    case Family::kv_cache:
        return "KV cache";
    case Family::accuracy:
        return "accuracy";
    case Family::perplexity:
        return "perplexity";
    case Family::concurrency:
        return "concurrency";
    case Family::none:
        return "figure";
    }
    return "figure";
}

} // namespace kneepoint::claims
