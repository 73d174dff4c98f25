// SPDX-License-Identifier: GPL-3.0-or-later
#include "roles.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::claims {

std::size_t phrase_end(std::string_view lower, std::size_t from)
{
    static constexpr auto stops =
        std::to_array<std::string_view>({",", ";", ")", ". ", ":", " and ", " while ", " but ", " with ", " at ",
                                         " on ", " for ", " in ", " by ", " (", " when ", " across ", " under "});
    auto end = lower.size();
    for (const auto stop : stops)
        if (const auto at = lower.find(stop, from); at != std::string_view::npos) end = std::min(end, at);
    return end;
}

std::vector<Subject> leading_subjects(const Binder& binder, std::string_view plain, std::size_t begin, std::size_t end)
{
    auto found = subjects_after(binder, plain.substr(0, end), begin);
    if (found.empty()) return found;
    const auto between = words_of(plain.substr(begin, found.front().begin - begin));
    return between.size() <= 4 ? found : std::vector<Subject>{};
}

namespace {

struct Marker {
    std::string_view words;
    bool strict; ///< what follows is a reference in any case; else only where a side follows
};

constexpr auto markers = std::to_array<Marker>({
    {" than ", true},
    {"compared to ", true},
    {"compared with ", true},
    {"compared against ", true},
    {"comparison to ", true},
    {"comparison with ", true},
    {"relative to ", true},
    {" versus ", true},
    {" vs ", true},
    {" vs. ", true},
    {" as opposed to ", true},
    {"with respect to ", true},
    {" over ", false},
    {" against ", false},
    {" from ", false},
    {" instead of ", false},
    {" ahead of ", false},
    {" short of ", false},
    {" as ", false},
    {" behind ", false},
    {" below ", false},
    {" above ", false},
    {" beyond ", false},
    {" outperforms ", false},
    {" matches ", false},
    {" match ", false},
    {" matching ", false},
    {" outperform ", false},
    {" beats ", false},
    {" trails ", false},
    {" exceeds ", false},
    {" surpasses ", false},
    {"outperforming ", false},
    {" lags ", false},
});

bool speaks_of_base(std::string_view phrase)
{
    static constexpr auto names = std::to_array<std::string_view>(
        {"baseline", "original", "unquantized", "unquantised", "uncompressed", "full-precision", "full precision",
         "half-precision", "half precision", "16-bit", "base model", "previous", "reference", "dense"});
    return std::ranges::any_of(names, [&](std::string_view name) { return phrase.contains(name); });
}

/// Words of a header whose figures a column of the document is compared with: "v0.44.1".
bool names_reference_column(const Binder& binder, std::string_view phrase)
{
    const auto words = words_of(phrase);
    for (const auto& table : binder.tables())
        for (const auto& column : table.columns) {
            if (column.reference.kind != Reference::Kind::column) continue;
            const auto& header = table.columns[column.reference.column].words;
            if (std::ranges::any_of(words, [&](const std::string& word) {
                    return (is_side_word(word) || tells_apart(word)) &&
                           std::ranges::find(header, word) != header.end() &&
                           std::ranges::find(column.words, word) == column.words.end();
                }))
                return true;
        }
    return false;
}

std::optional<ReferencePhrase> phrase_at(const Reading& reading, const Marker& marker, std::size_t at)
{
    const auto& sentence = reading.sentence;
    const auto begin = at + marker.words.size();
    auto end = phrase_end(sentence.lower, begin);
    for (const auto& quantity : sentence.quantities) {
        if (quantity.begin() < begin) continue;
        // "more than 30 %" bounds a figure.
        if (trimmed(std::string_view(sentence.plain).substr(begin, quantity.begin() - begin)).size() < 2)
            return std::nullopt;
        if (quantity.begin() < end) end = quantity.begin();
        break;
    }
    ReferencePhrase phrase{at, end, {}, false, marker.words.starts_with(" v")};
    const auto text = std::string_view(sentence.lower).substr(begin, end - begin);
    phrase.against.text = std::string(trimmed(std::string_view(sentence.plain).substr(begin, end - begin)));
    phrase.against.subjects = leading_subjects(reading.binder, sentence.plain, begin, end);
    phrase.resolved = !phrase.against.subjects.empty();
    if (!phrase.resolved && (speaks_of_base(text) || names_reference_column(reading.binder, text))) {
        phrase.against.subjects = {{Subject::Kind::base, {"baseline"}, begin, end}};
        phrase.resolved = true;
    }
    // "Twice as fast as the A100": a side that is a table of its own.
    const bool other_rows = std::ranges::any_of(reading.scope.filters, [&](const Filter& filter) {
        return filter.relation == 't' && filter.begin >= begin && filter.begin < std::min(end, begin + 24);
    });
    const bool table = !phrase.resolved && reading.binder.named_tables(text).size() == 1;
    if (other_rows && marker.words != " from ") phrase.resolved = false; // another model of the same table
    if (!phrase.resolved && !marker.strict && !table && !other_rows) return std::nullopt;
    return phrase;
}

/// "The gain comes from INT4" compares nothing with INT4.
bool tells_a_source(std::string_view before)
{
    static constexpr auto verbs = std::to_array<std::string_view>(
        {"comes", "come", "came", "coming", "stems", "stem", "results", "resulting", "benefits", "benefit", "seen"});
    return std::ranges::any_of(verbs, [&](std::string_view verb) { return before.ends_with(verb); });
}

} // namespace

std::optional<ReferencePhrase> part_of(const Reading& reading, std::size_t index)
{
    const auto& sentence = reading.sentence;
    const auto& quantity = sentence.quantities[index];
    const auto end =
        index + 1 < sentence.quantities.size() ? sentence.quantities[index + 1].begin() : sentence.plain.size();
    const auto at = sentence.lower.find(" of ", quantity.end());
    if (at == std::string::npos || at >= end) return std::nullopt;
    const auto between = trimmed(std::string_view(sentence.lower).substr(quantity.end(), at - quantity.end()));
    const bool multiple = quantity.low.unit == "x" && (between.starts_with("the ") || between.starts_with("that"));
    if (!between.empty() && !multiple) return std::nullopt;
    auto phrase = phrase_at(reading, {" of ", false}, at);
    if (phrase && phrase->begin > quantity.end() + 40) return std::nullopt;
    return phrase;
}

std::vector<ReferencePhrase> phrases_of(const Reading& reading, std::size_t quantity)
{
    std::vector<ReferencePhrase> found;
    const auto& lower = reading.sentence.lower;
    for (const auto& marker : markers)
        for (auto at = lower.find(marker.words); at != std::string::npos; at = lower.find(marker.words, at + 1))
            if (marker.words == " from " && tells_a_source(std::string_view(lower).substr(0, at)))
                continue;
            else if (auto phrase = phrase_at(reading, marker, at))
                found.push_back(std::move(*phrase));
    for (const std::string_view start : {"compared to ", "compared with ", "relative to ", "versus ", "than "})
        if (lower.starts_with(start) && std::ranges::none_of(found, [](const auto& p) { return p.begin == 0; }))
            if (auto phrase = phrase_at(reading, {start, true}, 0)) found.push_back(std::move(*phrase));
    if (auto part = part_of(reading, quantity)) found.push_back(std::move(*part));
    std::ranges::sort(found, {}, [](const ReferencePhrase& phrase) { return std::pair(phrase.begin, phrase.end); });
    return found;
}

} // namespace kneepoint::claims
