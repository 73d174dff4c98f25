// SPDX-License-Identifier: GPL-3.0-or-later
#include "doubts.h"

#include "relation.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

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
    for (std::size_t w = 1; w < sentence.words.size(); ++w)
        if (const auto& noun = sentence.words[w].text; noun == "gpus" || noun == "nodes" || noun == "cards")
            return true;
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

bool speaks_of_others(const Sentence& sentence)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"others ", "prior work", "previous work", "related work", "literature", "reported by", "claimed by", "et al"});
    return std::ranges::any_of(words, [&](std::string_view word) { return sentence.lower.contains(word); });
}

/// Where the clause of a figure, or without one the whole sentence, begins and ends.
std::pair<std::size_t, std::size_t> clause_around(const Sentence& sentence, std::size_t index)
{
    if (index >= sentence.quantities.size()) return {0, sentence.plain.size()};
    const auto& quantity = sentence.quantities[index];
    const auto before = sentence.plain.substr(0, quantity.begin()).find_last_of(",;:(");
    auto end = sentence.plain.find_first_of(",;)", quantity.end());
    for (const std::string_view mark : {" while ", " but ", " whereas "})
        end = std::min(end, sentence.lower.find(mark, quantity.end()));
    return {before == std::string::npos ? 0 : before, std::min(end, sentence.plain.size())};
}

/// "From the A100 to the H100", in tables that have each GPU for itself.
bool names_several_gpus(const Reading& reading, std::size_t index)
{
    const auto [begin, end] = clause_around(reading.sentence, index);
    std::string first;
    for (const auto& word : reading.sentence.words) {
        if (word.begin < begin || word.begin >= end || !is_gpu(word.text)) continue;
        const bool is_row = !reading.binder.subjects_in(as_printed(reading, word)).empty();
        if (is_row || !reading.binder.knows(word.text)) continue;
        if (!first.empty() && first != word.text) return true;
        first = word.text;
    }
    return false;
}

/// "FP8 loads three times as fast": a plain word that is a verb of something else right before the figure.
bool is_other_verb(const Sentence& sentence, const Word& word, std::size_t index)
{
    if (word.text != "loads" && word.text != "load") return false;
    return index < sentence.quantities.size() && word.end < sentence.quantities[index].begin() &&
           sentence.words_in(word.end, sentence.quantities[index].begin()).size() < 2;
}

/// A word of the clause that no table has and that is no plain one.
std::string foreign_word(const Reading& reading, std::size_t index)
{
    const auto [begin, end] = clause_around(reading.sentence, index);
    for (const auto& word : reading.sentence.words) {
        if (word.begin < begin || word.begin >= end) continue;
        if (is_plain_word(word.text) && !is_other_verb(reading.sentence, word, index)) continue;
        if (reading.binder.knows_spelling(word.text) || stands_around(reading, word.text)) continue;
        return as_printed(reading, word);
    }
    return {};
}

bool is_computed(const Sentence& sentence, std::string_view mean)
{
    const auto said = mean_of(sentence);
    return (said == Mean::median && mean == "median") ||
           (said == Mean::geometric && (mean == "geometric" || mean == "geomean"));
}

/// "Lowers TTFT" where tables have other latencies alone, "memory" where none has one.
std::string missing_metric(const Reading& reading, std::size_t index)
{
    static constexpr auto names = std::to_array<std::string_view>(
        {"ttft", "itl", "tpot", "throughput", "memory", "vram", "latency", "accuracy", "perplexity", "goodput"});
    if (index >= reading.sentence.quantities.size()) return {};
    const auto clause = clause_of(reading.sentence, index);
    for (const auto& word : reading.sentence.words) {
        if (word.begin < clause.before || word.begin >= clause.after) continue;
        if (std::ranges::find(names, std::string_view(word.text)) == names.end()) continue;
        const bool exact = word.text == "ttft" || word.text == "itl" || word.text == "tpot";
        const auto family = family_of_word(word.text);
        const auto measures = [&](const Column& column) { return !exact && column.numeric && column.family == family; };
        if (reading.binder.knows(word.text) || std::ranges::any_of(reading.binder.tables(), [&](const Table& table) {
                return std::ranges::any_of(table.columns, measures);
            }))
            continue;
        return as_printed(reading, word);
    }
    return {};
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
    if (names_several_gpus(reading, quantity))
        doubts.weak = "The sentence compares GPUs, which no table has side by side.";
    if (sentence.has("bits") || sentence.has("parameter") || sentence.has("weights"))
        doubts.weak = "The sentence speaks of bits and weights, which are not what the tables measure.";
    if (has_open_setting(reading, quantity)) doubts.weak = "No table has the setting that the sentence names.";
    if (const auto word = foreign_word(reading, quantity); doubts.weak.empty() && !word.empty())
        doubts.weak = fmt::format("Its figure may be of something else: no table has \u201c{}\u201d.", word);
    if (const auto metric = missing_metric(reading, quantity); !metric.empty())
        doubts.blocking = fmt::format("The sentence speaks of {}, which no table has.", metric);
    for (const std::string_view mean : {"median", "geometric", "geomean", "harmonic", "weighted"})
        if (sentence.has(mean) && !reading.binder.knows(mean) && !is_computed(sentence, mean))
            doubts.weak = "Its kind of mean is not computed.";
    if (!reading.exceptions.unknown.empty())
        doubts.blocking =
            fmt::format("No table has what the sentence leaves out: \u201c{}\u201d.", reading.exceptions.unknown);
    if (speaks_of_others(sentence)) doubts.blocking = "The sentence speaks of what others found.";
    return doubts;
}

} // namespace kneepoint::claims
