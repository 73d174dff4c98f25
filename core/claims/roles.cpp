// SPDX-License-Identifier: GPL-3.0-or-later
#include "roles.h"

#include "relation.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::claims {

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

/// Subjects of a phrase that begin close to its start: "the BF16 baseline", not "the years in which INT8".
std::vector<Subject> leading_subjects(const Binder& binder, std::string_view plain, std::size_t begin, std::size_t end)
{
    auto found = subjects_after(binder, plain.substr(0, end), begin);
    if (found.empty()) return found;
    const auto between = words_of(plain.substr(begin, found.front().begin - begin));
    return between.size() <= 4 ? found : std::vector<Subject>{};
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
    const bool table = !phrase.resolved && reading.binder.named_tables(text).size() == 1;
    if (!phrase.resolved && !marker.strict && !table) return std::nullopt;
    return phrase;
}

/// "93 % of BF16", "1.5x the throughput of BF16": only right after the figure.
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

/// "from A to B", "replacing A with B", "A -> B": the reference is named first.
struct Transition {
    std::size_t begin = 0, end = 0;
    Against against;
    std::vector<Subject> subjects;
};

std::optional<Transition> transition(const Reading& reading)
{
    struct Pattern {
        std::string_view first, second;
    };
    static constexpr auto patterns = std::to_array<Pattern>({{"from ", " to "},
                                                             {"replacing ", " with "},
                                                             {"replacing ", " by "},
                                                             {"replaces ", " with "},
                                                             {"", " -> "},
                                                             {"", " to "}});
    const auto& sentence = reading.sentence;
    const auto all = reading.binder.subjects_in(sentence.plain);
    const auto lower = std::string_view(sentence.lower);
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
        for (const auto& [first, second] : patterns) {
            const auto between = lower.substr(all[i].end, all[i + 1].begin - all[i].end);
            const auto before = lower.substr(0, all[i].begin);
            const bool joined =
                between == second || (between.starts_with(second) && between.size() < second.size() + 5);
            const bool lead = before.ends_with(first) || before.ends_with(std::string(first) + "the ");
            const bool plain_to = first.empty() && second == " to ";
            if (!joined || !lead || plain_to || all[i] == all[i + 1]) continue;
            return Transition{all[i].begin - std::min(all[i].begin, first.size()),
                              all[i + 1].end,
                              {{all[i]}, std::string(sentence.plain.substr(all[i].begin, all[i].end - all[i].begin))},
                              {all[i + 1]}};
        }
    return std::nullopt;
}

/// "The gain comes from INT4" compares nothing with INT4.
bool tells_a_source(std::string_view before)
{
    static constexpr auto verbs = std::to_array<std::string_view>(
        {"comes", "come", "came", "coming", "stems", "stem", "results", "resulting", "benefits", "benefit", "seen"});
    return std::ranges::any_of(verbs, [&](std::string_view verb) { return before.ends_with(verb); });
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

/// The first phrase behind the figure, else the last before it; for a figure in brackets none behind them.
const ReferencePhrase* nearest(const std::vector<ReferencePhrase>& phrases, const Quantity& quantity,
                               std::string_view plain)
{
    const auto open = plain.substr(0, quantity.begin()).find_last_of("()");
    const bool in_brackets = open != std::string_view::npos && plain[open] == '(';
    const auto limit = in_brackets ? std::min(plain.find(')', quantity.end()), plain.size()) : plain.size();
    const ReferencePhrase* before = nullptr;
    for (const auto& phrase : phrases) {
        if (phrase.begin >= quantity.end() && phrase.begin < limit) return &phrase;
        if (phrase.begin < quantity.end()) before = &phrase;
    }
    return before;
}

std::string masked(std::string text, const std::vector<ReferencePhrase>& phrases)
{
    for (const auto& phrase : phrases)
        if (phrase.resolved)
            for (auto at = phrase.begin; at < std::min(phrase.end, text.size()); ++at) text[at] = ' ';
    return text;
}

bool is_generic(const Subject& subject)
{
    return subject.kind == Subject::Kind::base;
}

/// Subjects outside of the reference phrases: behind the figure in its clause, else nearest before it, else in what the
/// sentence stands under.
std::vector<Subject> subjects_beside(const Reading& reading, std::size_t index, const std::string& text, bool with_base)
{
    const auto& sentence = reading.sentence;
    const auto& figure = sentence.quantities[index];
    const auto usable = [&](std::vector<Subject> subjects) {
        if (!with_base) std::erase_if(subjects, is_generic);
        return subjects;
    };
    const bool last = index + 1 >= sentence.quantities.size();
    auto stop = last ? text.size() : sentence.quantities[index + 1].begin();
    for (const std::string_view mark : {",", ";", ")", " despite", " and "}) {
        if (last && mark == " and ") continue; // "keeps 98 % and INT4 93 %"
        if (const auto at = text.find(mark, figure.end()); at != std::string::npos) stop = std::min(stop, at);
    }
    const auto view = std::string_view(text);
    auto after = usable(reading.binder.subjects_in(view.substr(figure.end(), stop - std::min(stop, figure.end()))));
    if (!after.empty()) return after;
    if (auto before = usable(subjects_before(reading.binder, text, 0, figure.begin())); !before.empty()) return before;
    // "With 31 % lower latency, FP8 ..."
    if (auto later = usable(subjects_after(reading.binder, text, figure.end())); !later.empty()) return later;
    for (const auto& around : sentence.around)
        if (auto subjects = usable(reading.binder.subjects_in(around)); !subjects.empty()) return subjects;
    return {};
}

/// "BF16 is outperformed by FP8": the subject stands behind.
bool passive(Roles& roles, const Reading& reading)
{
    const auto& lower = reading.sentence.lower;
    for (const std::string_view words : {"outperformed by ", "surpassed by ", "exceeded by ", "beaten by "}) {
        const auto at = lower.find(words);
        if (at == std::string::npos) continue;
        const auto behind = leading_subjects(reading.binder, reading.sentence.plain, at + words.size(),
                                             phrase_end(lower, at + words.size()));
        const auto before = subjects_before(reading.binder, reading.sentence.plain, 0, at);
        if (behind.empty() || before.empty()) continue;
        roles.subjects = behind;
        roles.against.subjects = before;
        return true;
    }
    return false;
}

/// Whether a verb of change stands between two sides: "INT4 cuts the latency of BF16".
bool stands_before_change(const Reading& reading, const std::vector<Subject>& first, const std::vector<Subject>& second)
{
    const auto begin = first.back().end, end = second.front().begin;
    if (begin >= end) return false;
    return reading.sentence.plain.substr(begin, end - begin).find_first_of(",;") == std::string::npos &&
           says_change(reading.sentence, begin, end);
}

bool means_base(const Reading& reading, const std::vector<Subject>& subjects)
{
    if (subjects.empty()) return false;
    const auto rows = reading.binder.rows(reading.scope, subjects);
    return !rows.empty() && std::ranges::all_of(rows, [&](RowRef row) { return reading.binder.is_base(row); });
}

/// Of "FP8 and INT4 ... by 50 % and 80 %, respectively" the side of one figure; says in `unknown` when there is none.
std::optional<Subject> respectively(const Reading& reading, std::size_t index, std::string& unknown)
{
    const auto& sentence = reading.sentence;
    if (!sentence.has("respectively")) return std::nullopt;
    const auto neighbours = [&](std::size_t first) {
        const auto begin = sentence.quantities[first].end(), end = sentence.quantities[first + 1].begin();
        return joins_list(std::string_view(sentence.lower).substr(begin, end - begin));
    };
    std::size_t first = index, last = index;
    while (first > 0 && neighbours(first - 1)) --first;
    while (last + 1 < sentence.quantities.size() && neighbours(last)) ++last;
    const auto all = reading.binder.subjects_in(sentence.plain);
    for (std::size_t begin = 0; begin < all.size();) {
        auto end = begin + 1;
        while (end < all.size() &&
               joins_list(std::string_view(sentence.lower).substr(all[end - 1].end, all[end].begin - all[end - 1].end)))
            ++end;
        if (end - begin == last - first + 1 && last > first) return all[begin + index - first];
        begin = end;
    }
    unknown = "respectively";
    return std::nullopt;
}

Roles named_roles(const Reading& reading, std::size_t quantity)
{
    Roles roles;
    if (passive(roles, reading)) return roles;
    if (auto change = transition(reading)) {
        roles.subjects = std::move(change->subjects);
        roles.against = std::move(change->against);
        return roles;
    }
    const auto phrases = phrases_of(reading, quantity);
    const auto listed = respectively(reading, quantity, roles.unknown);
    if (const auto* phrase = nearest(phrases, reading.sentence.quantities[quantity], reading.sentence.plain)) {
        if (!phrase->resolved) roles.unknown = phrase->against.text;
        roles.against = phrase->against;
        roles.turned = phrase->versus;
    }
    const bool base_only = std::ranges::all_of(roles.against.subjects, is_generic);
    roles.subjects = subjects_beside(reading, quantity, masked(reading.sentence.plain, phrases), !base_only);
    if (listed) roles.subjects = {*listed};
    if (roles.subjects == roles.against.subjects) roles.subjects.clear();
    // "INT4 cuts the latency of BF16 by 58 %".
    if (roles.against.subjects.empty() && means_base(reading, roles.subjects)) {
        const auto earlier = subjects_before(reading.binder, reading.sentence.plain, 0, roles.subjects.front().begin);
        if (!earlier.empty() && !means_base(reading, earlier) &&
            stands_before_change(reading, earlier, roles.subjects)) {
            roles.against.subjects = roles.subjects;
            roles.subjects = earlier;
        }
    }
    // "BF16 is 40 % slower" of two sides: than the other.
    roles.against.other = roles.against.subjects.empty() && means_base(reading, roles.subjects);
    roles.turned = roles.turned && means_base(reading, roles.subjects);
    return roles;
}

} // namespace

Roles roles_of(const Reading& reading, std::size_t quantity)
{
    auto roles = named_roles(reading, quantity);
    reading.binder.resolve(roles.against);
    return roles;
}

} // namespace kneepoint::claims
