// SPDX-License-Identifier: GPL-3.0-or-later
#include "sentence.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace kneepoint::claims {

namespace {

/// A number that its sentence begins with, alone or as "Table 3", counts what follows and ends nothing.
bool is_heading_number(std::string_view word, std::string_view before)
{
    if (word.find_first_not_of("0123456789.") != std::string_view::npos) return false;
    static constexpr auto headings =
        std::to_array<std::string_view>({"", "table", "figure", "section", "step", "note"});
    return std::ranges::find(headings, trimmed(before)) != headings.end();
}

/// Whether the mark at `at` ends the sentence from `first` on: a blank and a capital after it, no abbreviation before.
bool ends_sentence(std::string_view text, std::size_t first, std::size_t at)
{
    if (text[at] != '.' && text[at] != '!' && text[at] != '?') return false;
    auto next = at + 1;
    while (next < text.size() && (text[next] == '"' || text[next] == ')' || text[next] == '*')) ++next;
    if (next >= text.size()) return true;
    if (text[next] != ' ' && text[next] != '\n') return false;
    while (next < text.size() && (text[next] == ' ' || text[next] == '\n')) ++next;
    if (next < text.size() && text[next] >= 'a' && text[next] <= 'z') return false;
    auto begin = at;
    while (begin > first && text[begin - 1] != ' ' && text[begin - 1] != '\n' && text[begin - 1] != '(') --begin;
    const auto word = lower_case(text.substr(begin, at - begin));
    static constexpr auto short_words =
        std::to_array<std::string_view>({"e.g", "i.e", "vs", "approx", "ca", "cf", "fig", "no", "resp", "etc"});
    return std::ranges::find(short_words, word) == short_words.end() &&
           !is_heading_number(word, lower_case(text.substr(first, begin - first)));
}

Sentence make_sentence(const Document& document, const Passage& passage, std::string_view text, int line)
{
    Sentence sentence;
    sentence.text = one_line(trimmed(text), 2000);
    sentence.plain = plain_text(sentence.text);
    sentence.lower = lower_case(sentence.plain);
    sentence.raw = passage.raw;
    sentence.line = line;
    sentence.section = passage.section;
    sentence.words = words_at(sentence.plain);
    add_abbreviations(sentence.words);
    sentence.quantities = quantities(sentence.plain);
    for (auto& quantity : sentence.quantities) { // "by a factor of 1.2 to 1.4"
        const auto before = std::string_view(sentence.lower).substr(0, quantity.begin());
        if (quantity.low.unit.empty() && (before.ends_with("factor of ") || before.ends_with("factors of ")))
            quantity.low.unit = quantity.high.unit = "x";
    }
    std::ranges::copy(number_words(sentence.plain), std::back_inserter(sentence.quantities));
    std::ranges::stable_sort(sentence.quantities, {}, [](const Quantity& quantity) { return quantity.begin(); });
    for (const auto& lead : passage.leads) sentence.around.push_back(plain_text(lead));
    auto titles = document.path(passage.section);
    for (auto title = titles.rbegin(); title != titles.rend(); ++title) {
        sentence.around.push_back(plain_text(*title));
        ++sentence.own_headings;
    }
    return sentence;
}

} // namespace

std::vector<std::string> Sentence::words_in(std::size_t begin, std::size_t end) const
{
    std::vector<std::string> found;
    for (const auto& word : words)
        if (word.begin >= begin && word.begin < end) found.push_back(word.text);
    return found;
}

bool Sentence::has(std::string_view word) const
{
    return std::ranges::find(words, word, &Word::text) != words.end();
}

Sentence without(Sentence sentence, std::size_t begin, std::size_t end)
{
    for (auto at = begin; at < std::min(end, sentence.plain.size()); ++at)
        sentence.plain[at] = sentence.lower[at] = ' ';
    std::erase_if(sentence.words, [&](const Word& word) { return word.begin >= begin && word.begin < end; });
    std::erase_if(sentence.quantities,
                  [&](const Quantity& quantity) { return quantity.begin() >= begin && quantity.begin() < end; });
    return sentence;
}

std::vector<Sentence> sentences_of(const Document& document)
{
    std::vector<Sentence> sentences;
    for (const auto& passage : document.passages) {
        const std::string_view text = passage.text;
        std::size_t begin = 0;
        int line = passage.line, begin_line = line;
        for (std::size_t at = 0; at <= text.size(); ++at) {
            if (at < text.size() && text[at] == '\n') ++line;
            if (at < text.size() && !ends_sentence(text, begin, at)) continue;
            const auto part = text.substr(begin, std::min(at + 1, text.size()) - begin);
            if (!trimmed(part).empty()) sentences.push_back(make_sentence(document, passage, part, begin_line));
            begin = at + 1;
            // The blank or line end after the mark belongs to neither; a sentence begins on the line of its first word.
            auto next = begin;
            begin_line = line;
            while (next < text.size() && (text[next] == ' ' || text[next] == '\n')) begin_line += text[next++] == '\n';
        }
    }
    return sentences;
}

} // namespace kneepoint::claims
