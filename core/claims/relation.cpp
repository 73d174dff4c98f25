// SPDX-License-Identifier: GPL-3.0-or-later
#include "relation.h"

#include "bound_words.h"

#include "text_claims.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace kneepoint::claims {

namespace {

struct Stem {
    std::string_view begin;
    Change change;
};

/// Beginnings of words; a word that ends in '$' is meant whole.
constexpr auto stems = std::to_array<Stem>({
    {"retain", Change::kept},       {"retention", Change::kept},   {"recover", Change::kept},
    {"preserv", Change::kept},      {"keep", Change::kept},        {"kept$", Change::kept},
    {"maintain", Change::kept},     {"reduc", Change::less},       {"decreas", Change::less},
    {"less$", Change::less},        {"lower", Change::less},       {"saving", Change::less},
    {"save", Change::less},         {"shorter$", Change::less},    {"shorten", Change::less},
    {"drop", Change::less},         {"smaller$", Change::less},    {"cut$", Change::less},
    {"cuts$", Change::less},        {"cutting$", Change::less},    {"fewer$", Change::less},
    {"shrink", Change::less},       {"shrunk$", Change::less},     {"declin", Change::less},
    {"fall$", Change::less},        {"falls$", Change::less},      {"fell$", Change::less},
    {"lose$", Change::less},        {"loses$", Change::less},      {"losing$", Change::less},
    {"lost$", Change::less},        {"loss$", Change::less},       {"trim", Change::less},
    {"shave", Change::less},        {"slash", Change::less},       {"sacrific", Change::less},
    {"compress", Change::less},     {"down$", Change::less},       {"below$", Change::less},
    {"increas", Change::more},      {"more$", Change::more},       {"higher$", Change::more},
    {"rais", Change::more},         {"rise", Change::more},        {"rose$", Change::more},
    {"rising$", Change::more},      {"grow", Change::more},        {"grew$", Change::more},
    {"larger$", Change::more},      {"greater$", Change::more},    {"bigger$", Change::more},
    {"longer$", Change::more},      {"extra$", Change::more},      {"additional", Change::more},
    {"overhead$", Change::more},    {"up$", Change::more},         {"above$", Change::more},
    {"improv", Change::better},     {"fast", Change::better},      {"speed", Change::better},
    {"sped$", Change::better},      {"boost", Change::better},     {"better$", Change::better},
    {"outperform", Change::better}, {"gain", Change::better},      {"acceler", Change::better},
    {"quick", Change::better},      {"surpass", Change::better},   {"beat", Change::better},
    {"ahead$", Change::better},     {"exceed", Change::better},    {"slow", Change::worse},
    {"worse", Change::worse},       {"degrad", Change::worse},     {"penalt", Change::worse},
    {"regress", Change::worse},     {"trail", Change::worse},      {"lag", Change::worse},
    {"behind$", Change::worse},     {"advantage", Change::better}, {"hurt", Change::worse},
    {"cost$", Change::worse},       {"costs$", Change::worse},     {"suffer", Change::worse},
    {"within$", Change::within},    {"differ", Change::within},    {"gap$", Change::within},
    {"difference", Change::within},
});

std::optional<Change> change_of_word(std::string_view word)
{
    for (const auto& [begin, change] : stems)
        if (begin.ends_with('$') ? word == begin.substr(0, begin.size() - 1) : word.starts_with(begin)) return change;
    return std::nullopt;
}

Shape opposite(Shape shape)
{
    return shape == Shape::at_least ? Shape::at_most : shape == Shape::at_most ? Shape::at_least : shape;
}

bool is_negation(std::string_view word)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"not", "never", "no", "none", "neither", "nor", "without", "cannot", "t"});
    return std::ranges::find(words, word) != words.end();
}

/// The word of change nearest to the figure: right after it, else before it.
struct Found {
    Change change = Change::none;
    std::string word;
    bool after = false;
};

std::optional<Found> change_after(const Sentence& sentence, const Quantity& quantity, std::size_t end)
{
    std::size_t seen = 0;
    for (const auto& word : sentence.words) {
        if (word.begin < quantity.end() || word.begin >= end) continue;
        if (++seen > 5) break;
        if (word.text == "than") break;
        if (const auto change = change_of_word(word.text)) {
            if (*change == Change::within && word.text == "within") break; // "1.4x within the range"
            if (word.text == "down" || word.text == "up" || word.text == "above" || word.text == "below") {
                if (seen > 1) continue; // "40 % down", not "40 % of the time up to"
            }
            return Found{*change, word.text, true};
        }
    }
    return std::nullopt;
}

/// "costs 0.4 points", "at the cost of 2 points".
bool introduces(const Sentence& sentence, const Word& word, std::size_t figure)
{
    const auto between =
        without_filling(std::string_view(sentence.lower).substr(word.end, figure - std::min(word.end, figure)));
    return trimmed(between).empty() || trimmed(between) == "of";
}

/// "The speed-up shrinks from 1.6x to 1.1x" says how a speed-up changes: the figure after "from" is of the same kind.
bool is_of_a_trend(const Sentence& sentence, const Word& word, std::size_t figure)
{
    if (!std::string_view(sentence.lower).substr(word.end).starts_with(" from ")) return false;
    const Quantity *first = nullptr, *own = nullptr;
    for (const auto& quantity : sentence.quantities) {
        if (!first && quantity.begin() > word.end) first = &quantity;
        if (!own && quantity.begin() >= figure) own = &quantity;
    }
    return first && own && first->begin() <= word.end + 8 && first->low.unit == own->low.unit &&
           (own->low.unit == "x" || own->low.unit == "%");
}

std::optional<Found> change_before(const Sentence& sentence, std::size_t begin, std::size_t end)
{
    for (auto word = sentence.words.rbegin(); word != sentence.words.rend(); ++word) {
        if (word->end > end || word->begin < begin) continue;
        const auto change = change_of_word(word->text);
        if (!change) continue;
        if (word->text == "up" && word != sentence.words.rend() && std::next(word) != sentence.words.rend() &&
            (std::next(word)->text.starts_with("giv") || std::next(word)->text == "gave"))
            return Found{Change::less, word->text, false};
        if (is_of_a_trend(sentence, *word, end)) continue;
        if (word->text.starts_with("cost") && !introduces(sentence, *word, end)) continue; // "reduces cost by"
        const bool up = word->text == "up" || word->text == "down";
        if (up && (sentence.lower.substr(word->end).starts_with(" to") ||
                   (word->begin > 0 && sentence.plain[word->begin - 1] != ' ') ||
                   ends_with_words(trimmed(std::string_view(sentence.lower).substr(0, word->begin)), "speed")))
            continue; // "up to", "speed-up"
        return Found{*change, word->text, false};
    }
    return std::nullopt;
}

/// "93 % of BF16", "98 % of the baseline throughput".
bool says_part_of(const Sentence& sentence, const Quantity& quantity)
{
    const auto after = trimmed(std::string_view(sentence.lower).substr(quantity.end()));
    return after.starts_with("of ") || after.starts_with("as ");
}

/// "Despite the loss it still scores 65 %": a verb of values stands between the word of change and the figure.
bool scores_since(const Sentence& sentence, const std::string& change, std::size_t begin)
{
    static constexpr auto verbs = std::to_array<std::string_view>({"scores", "score", "scored", "scoring", "achieves",
                                                                   "achieve", "achieved", "reaches", "reach", "reached",
                                                                   "reaching", "gets", "hits", "attains", "obtains"});
    for (auto word = sentence.words.rbegin(); word != sentence.words.rend(); ++word) {
        if (word->end > begin) continue;
        if (word->text == change) return false;
        if (std::ranges::find(verbs, std::string_view(word->text)) != verbs.end()) return true;
    }
    return false;
}

/// "300 tok/s more", "saves 7.5 GB".
bool is_next_to(const Sentence& sentence, const Quantity& quantity, const Found& found, std::size_t begin)
{
    if (found.after) {
        for (const auto& word : sentence.words)
            if (word.begin >= quantity.end()) return word.text == found.word;
        return false;
    }
    for (auto word = sentence.words.rbegin(); word != sentence.words.rend(); ++word)
        if (word->end <= begin)
            return word->text == found.word && (found.word.starts_with("sav") || found.word == "gains");
    return false;
}

bool is_loss(std::string_view word)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"loss", "gap", "drop", "gain", "gains", "improvement", "degradation", "speedup", "reduction", "savings",
         "penalty", "overhead", "increase", "decrease"});
    return std::ranges::find(words, word) != words.end();
}

bool has_words(const Sentence& sentence, std::initializer_list<std::string_view> wanted)
{
    return std::ranges::any_of(wanted, [&](std::string_view words) {
        const auto at = sentence.lower.find(words);
        return at != std::string::npos;
    });
}

} // namespace

bool says_change(const Sentence& sentence, std::size_t begin, std::size_t end)
{
    return change_before(sentence, begin, end).has_value();
}

bool is_change_word(std::string_view word)
{
    return change_of_word(word).has_value();
}

bool is_speed_word(std::string_view word)
{
    static constexpr auto begins =
        std::to_array<std::string_view>({"fast", "speed", "sped", "slow", "quick", "acceler"});
    return std::ranges::any_of(begins, [&](std::string_view begin) { return word.starts_with(begin); });
}

Mean mean_of(const Sentence& sentence)
{
    if (sentence.has("geomean") || has_words(sentence, {"geometric mean", "geometric average", "geo-mean"}))
        return Mean::geometric;
    for (std::size_t w = 0; w + 1 < sentence.words.size(); ++w) {
        if (sentence.words[w].text != "median") continue;
        auto next = w + 1; // a rate or a score has no median of its own
        for (const std::string_view metric : {"throughput", "score", "accuracy", "memory"})
            if (next + 1 < sentence.words.size() && sentence.words[next].text == metric) ++next;
        const auto& noun = sentence.words[next].text;
        const bool speed_up =
            noun == "speed" && next + 1 < sentence.words.size() && sentence.words[next + 1].text == "up";
        if (speed_up || is_derived_word(noun) || is_loss(noun)) return Mean::median;
    }
    return has_words(sentence, {"on average", "averag", "in the mean"}) ? Mean::arithmetic : Mean::none;
}

namespace {

/// The word of change of a figure: in its clause, "93 % of", else before it.
std::optional<Found> change_of(const Sentence& sentence, std::size_t index, Said& said)
{
    const auto& quantity = sentence.quantities[index];
    const auto clause = clause_of(sentence, index);
    auto found = change_after(sentence, quantity, clause.after);
    if (!found) found = change_before(sentence, clause.before, said.begin);
    const bool own = found.has_value();
    const bool reaches = ends_with_words(without_filling(std::string_view(sentence.lower).substr(0, said.begin)), "to");
    const bool part = says_part_of(sentence, quantity) && quantity.low.unit == "%";
    if (part && (!found || found->change == Change::none || reaches)) found = Found{Change::kept, "of", true};
    if (!found) found = change_before(sentence, 0, said.begin);
    if (found && !found->after && quantity.low.unit == "%" && scores_since(sentence, found->word, said.begin))
        return std::nullopt;
    // "reduced to 57 %", not "reduced by 57 %".
    if (found && reaches && !quantity.range && own && !found->after && found->word != "of")
        found->change = Change::kept;
    return found;
}

void read_change(Said& said, const Found& found)
{
    said.change = found.change;
    said.of_speed = is_speed_word(found.word);
    said.of_size = found.word == "smaller" || found.word == "bigger" || found.word.starts_with("compress") ||
                   found.word.starts_with("shrink");
    said.improvement = found.word.starts_with("improv");
    said.saves = found.word.starts_with("sav");
}

/// "1.5x the latency", "half the memory": a plain multiple; "as fast as" is one of a rate.
void read_multiple(const Sentence& sentence, const Quantity& quantity, const std::optional<Found>& found, Said& said)
{
    const auto after = trimmed(std::string_view(sentence.lower).substr(quantity.end()));
    said.the_metric = quantity.low.unit == "x" && (after.starts_with("the ") || after.starts_with("as much") ||
                                                   after.starts_with("as many") || after.starts_with("of "));
    const char first = sentence.lower[quantity.begin()];
    const bool spelled = first >= 'a' && first <= 'z' && quantity.low.unit == "x";
    if (spelled) said.the_metric = !(found && found->after && (after.starts_with("as ") || said.by));
    if (said.the_metric &&
        (after.starts_with("the speed") || after.starts_with("as fast"))) { // no figure, but its rate
        said.the_metric = false;
        said.of_speed = true;
        said.change = Change::better;
    }
    if (said.the_metric) said.change = Change::none;
    std::size_t behind = 0; // "halves the loss"
    for (const auto& word : sentence.words)
        if (word.begin >= quantity.end() && ++behind <= 2)
            said.of_change = said.of_change || (said.the_metric && is_loss(word.text));
}

/// "Not more than" bounds; another "not" denies.
void read_denial(const Sentence& sentence, std::size_t index, Said& said)
{
    const auto before = clause_of(sentence, index).before;
    said.negated = std::ranges::any_of(sentence.words, [&](const Word& word) {
        return word.begin >= before && word.begin < said.begin && is_negation(word.text);
    });
    if (!said.negated || (said.shape != Shape::at_least && said.shape != Shape::at_most)) return;
    said.shape = opposite(said.shape);
    said.negated = false;
}

} // namespace

Said said_of(const Sentence& sentence, std::size_t index)
{
    const auto& quantity = sentence.quantities[index];
    Said said;
    read_bound(sentence, quantity, said);
    const auto found = change_of(sentence, index, said);
    if (found) read_change(said, *found);
    const auto before = without_filling(std::string_view(sentence.lower).substr(0, said.begin));
    said.by = found && (ends_with_words(before, "by") || is_next_to(sentence, quantity, *found, said.begin));
    read_multiple(sentence, quantity, found, said);
    said.mean = mean_of(sentence);
    said.each = has_words(sentence, {"every ", "each ", "all tasks", "all benchmarks", "across all", "consistently",
                                     "any task", "any benchmark", "no task", "no benchmark", "across tasks"});
    read_denial(sentence, index, said);
    if (said.change == Change::within && said.shape == Shape::exact) said.shape = Shape::at_most;
    return said;
}

} // namespace kneepoint::claims
