// SPDX-License-Identifier: GPL-3.0-or-later
#include "doubts.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::claims {

bool is_model_size(std::string_view word)
{
    return word.size() > 1 && word.back() == 'b' &&
           word.substr(0, word.size() - 1).find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_percentile(std::string_view word)
{
    return word.size() > 2 && word[0] == 'p' &&
           word.substr(1).find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_gpu(std::string_view word)
{
    return !gpu_architecture({std::string(word)}).empty() && !is_architecture(word);
}

namespace {

bool stands_around(const Reading& reading, const std::string& word)
{
    return std::ranges::any_of(reading.sentence.around, [&](const std::string& text) {
        const auto words = words_of(text);
        return std::ranges::find(words, word) != words.end();
    });
}

std::string as_printed(const Reading& reading, const Word& word)
{
    return reading.sentence.plain.substr(word.begin, word.end - word.begin);
}

/// "at 64 concurrent requests", "with a batch size of 32": a setting that no table and no filter has.
bool has_open_setting(const Reading& reading, std::size_t index)
{
    const auto& sentence = reading.sentence;
    for (std::size_t i = 0; i < sentence.quantities.size(); ++i) {
        const auto& other = sentence.quantities[i];
        if (i == index || reading.used[i] || !other.low.unit.empty()) continue;
        const auto before = trimmed(std::string_view(sentence.lower).substr(0, other.begin()));
        for (const std::string_view word : {"at", "with", "for", "of", "size", "batch", "concurrency", "=", "on"})
            if (before.ends_with(word)) return true;
    }
    static constexpr auto vague =
        std::to_array<std::string_view>({"low", "high", "heavy", "light", "long", "short", "small", "large", "moderate",
                                         "interactive", "offline", "busy", "peak"});
    for (std::size_t w = 0; w + 1 < sentence.words.size(); ++w)
        if (const auto& next = sentence.words[w + 1].text;
            std::ranges::find(vague, std::string_view(sentence.words[w].text)) != vague.end() &&
            (next == "load" || next == "loads" || next == "concurrency" || next == "batch" || next == "batches" ||
             next == "traffic" || next == "context" || next == "contexts" || next == "prompts" || next == "rates"))
            return true;
    return false;
}

} // namespace

Doubts doubts_of(const Reading& reading, std::size_t quantity)
{
    Doubts doubts;
    const auto& sentence = reading.sentence;
    const auto& known = reading.binder.known_kinds();
    const auto subjects = reading.binder.subjects_in(sentence.plain);
    for (const auto& word : sentence.words) {
        if (reading.binder.knows(word.text) || stands_around(reading, word.text)) continue;
        const auto name = as_printed(reading, word);
        if (is_benchmark(word.text) || (is_percentile(word.text) && known.percentile) ||
            (is_gpu(word.text) && known.gpu) || (is_model_size(word.text) && known.size))
            doubts.blocking = fmt::format("The sentence speaks of {}, which no table has.", name);
        else if (is_scheme(word.text) && subjects.empty())
            doubts.blocking = fmt::format("No row is named {}.", name);
        else if (is_scheme(word.text) || is_percentile(word.text) || is_gpu(word.text))
            doubts.weak = fmt::format("No table has {}.", name);
    }
    if (sentence.has("bits") || sentence.has("parameter") || sentence.has("weights"))
        doubts.weak = "The sentence speaks of bits and weights, which are not what the tables measure.";
    if (has_open_setting(reading, quantity)) doubts.weak = "No table has the setting that the sentence names.";
    if (sentence.has("respectively")) doubts.blocking = "Which figure is whose (\u201crespectively\u201d) is not read.";
    return doubts;
}

} // namespace kneepoint::claims
