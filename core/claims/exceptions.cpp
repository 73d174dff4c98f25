// SPDX-License-Identifier: GPL-3.0-or-later
#include "exceptions.h"

#include "relative.h"
#include "text_claims.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace kneepoint::claims {

namespace {

struct ExceptionMarker {
    std::size_t begin = 0, end = 0;
    bool certain = true; ///< "but" may begin another clause as well
};

bool is_all_word(std::string_view word)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"all", "every", "each", "any", "everywhere", "everything", "anything", "nowhere", "no", "none"});
    return std::ranges::find(words, word) != words.end();
}

bool is_small_number(std::string_view word)
{
    static constexpr auto words = std::to_array<std::string_view>({"one", "two", "three", "four", "five"});
    return std::ranges::find(words, word) != words.end();
}

/// "Every task but GSM8K", not "every task, but" and not "all tasks but one".
bool is_excepting_but(const Sentence& sentence, std::size_t w)
{
    const auto& words = sentence.words;
    if (w == 0 || w + 1 >= words.size() || is_small_number(words[w + 1].text)) return false;
    const auto first = w > 4 ? w - 4 : 0;
    for (auto before = w; before-- > first;) {
        if (sentence.plain.substr(words[before].end, words[w].begin - words[before].end).find_first_of(",;:(") !=
            std::string::npos)
            return false;
        if (is_all_word(words[before].text)) return true;
    }
    return false;
}

std::optional<ExceptionMarker> marker_of(const Sentence& sentence)
{
    static constexpr auto phrases =
        std::to_array<std::string_view>({"with the exception of", "except for", "except", "excepting", "excluding",
                                         "apart from", "aside from", "other than", "save for"});
    for (const auto phrase : phrases) {
        const auto at = sentence.lower.find(phrase);
        if (at == std::string::npos) continue;
        const auto end = at + phrase.size();
        const bool whole =
            (at == 0 || !std::isalnum(static_cast<unsigned char>(sentence.lower[at - 1]))) &&
            (end >= sentence.lower.size() || !std::isalnum(static_cast<unsigned char>(sentence.lower[end])));
        if (whole) return ExceptionMarker{at, end, true};
    }
    for (std::size_t w = 0; w < sentence.words.size(); ++w)
        if (sentence.words[w].text == "but" && is_excepting_but(sentence, w))
            return ExceptionMarker{sentence.words[w].begin, sentence.words[w].end,
                                   sentence.words[w - 1].text == "everything" ||
                                       sentence.words[w - 1].text == "everywhere"};
    return std::nullopt;
}

/// Words around the names of what is left out.
bool is_filler(std::string_view word)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"on",    "at",     "in",   "for",   "with",      "the",    "a",       "of",     "and",        "or",  "both",
         "model", "models", "task", "tasks", "benchmark", "metric", "metrics", "column", "benchmarks", "one", "under",
         "using", "when",   "a",    "an",    "number",    "its",    "only",    "score",  "scores"});
    return std::ranges::find(words, word) != words.end();
}

/// Where the clause of an exception ends at the latest.
std::size_t end_of_phrase(std::string_view lower, std::size_t from)
{
    auto end = std::min(lower.find_first_of(",;:()", from), lower.size());
    for (const std::string_view mark : {" where ", " while ", " but ", " which ", " because ", " since ", ". "})
        end = std::min(end, lower.find(mark, from));
    while (end > from && (lower[end - 1] == '.' || lower[end - 1] == ' ' || lower[end - 1] == '!')) --end;
    return end;
}

/// Reads the parts of one phrase: "at batch sizes 8 and 64", "GSM8K and INT4 on MMLU".
class ExceptionPhrase {
public:
    ExceptionPhrase(const Binder& binder, const Sentence& sentence, const Scope& scope, const ExceptionMarker& marker)
        : m_binder(binder), m_sentence(sentence), m_scope(scope), m_marker(marker),
          m_end(end_of_phrase(sentence.lower, marker.end))
    {}

    /// Where what was read ends; the parts are complete up to it.
    std::size_t read(std::vector<LeftOut>& parts)
    {
        auto begin = m_marker.end;
        while (begin < m_end) {
            const auto joint = next_joint(begin);
            auto part = part_in(begin, joint);
            if (!part && begin == m_marker.end) return read_sides(parts);
            if (!part) return begin; // "except GSM8K and is faster"
            parts.push_back(std::move(*part));
            if (joint >= m_end) return m_end;
            begin = joint + (m_sentence.lower[joint] == '/'                        ? 1
                             : m_sentence.lower.substr(joint).starts_with(" and ") ? 4
                                                                                   : 3);
        }
        return begin;
    }
    std::size_t end() const { return m_end; }

private:
    /// "All models except INT4 keep 98 %".
    std::size_t read_sides(std::vector<LeftOut>& parts) const
    {
        const auto sides = subjects_after(m_binder, std::string_view(m_sentence.plain).substr(0, m_end), m_marker.end);
        if (sides.empty() || sides.front().begin > m_marker.end + 5) return npos; // "except the INT4 ..."
        static constexpr auto nouns =
            std::to_array<std::string_view>({"models", "methods", "formats", "schemes", "variants", "configurations"});
        const auto before = trimmed(std::string_view(m_sentence.lower).substr(0, m_marker.begin));
        if (std::ranges::none_of(nouns, [&](std::string_view noun) { return before.ends_with(noun); })) return npos;
        parts.push_back({.filters = {}, .columns = {}, .subjects = sides, .tables = {}});
        return sides.back().end;
    }

    std::size_t next_joint(std::size_t begin) const
    {
        return std::min({m_sentence.lower.find(" and ", begin), m_sentence.lower.find(" or ", begin),
                         m_sentence.lower.find('/', begin), m_end});
    }

    std::optional<LeftOut> part_in(std::size_t begin, std::size_t end) const
    {
        const auto text = std::string_view(m_sentence.plain).substr(begin, end - begin);
        LeftOut part;
        for (const auto& filter : m_scope.filters)
            if (filter.begin >= begin && filter.end <= end) part.filters.push_back(filter);
        if (!add_bare_numbers(part, begin, end)) return std::nullopt;
        part.subjects = m_binder.subjects_in(text);
        part.tables = m_binder.named_tables(text);
        Scope everywhere;
        for (std::size_t t = 0; t < m_binder.tables().size(); ++t) everywhere.tables.push_back(t);
        std::vector<std::string> words; // of no setting: "batch size" is no size
        for (const auto& word : m_sentence.words)
            if (word.begin >= begin && word.end <= end && !is_of_setting(part, word)) words.push_back(word.text);
        part.columns = m_binder.columns(everywhere, words, Binder::Wanted::measured);
        if (part.is_empty() || !is_measured(part) || !is_understood(part, begin, end)) return std::nullopt;
        return part;
    }

    /// Some row has the settings: not "except at batch size 128" where 64 is the largest.
    bool is_measured(const LeftOut& part) const
    {
        return part.filters.empty() || std::ranges::any_of(m_binder.tables(), [&](const Table& table) {
                   const Sieve sieve(table, part.filters);
                   for (std::size_t r = 0; r < table.rows.size() && sieve.bounds(); ++r)
                       if (sieve.passes(r)) return true;
                   return false;
               });
    }

    /// "At all batch sizes except 64": the setting is named before.
    bool add_bare_numbers(LeftOut& part, std::size_t begin, std::size_t end) const
    {
        for (const auto& quantity : m_sentence.quantities) {
            if (quantity.begin() < begin || quantity.end() > end) continue;
            if (std::ranges::any_of(part.filters, [&](const Filter& f) { return f.end == quantity.end(); })) continue;
            if (!quantity.low.unit.empty() || quantity.range) return false;
            const auto parameter = m_binder.setting_named(m_sentence, 0, quantity.begin(), quantity.low.value);
            if (parameter.empty()) return false;
            part.filters.push_back({parameter, '=', quantity.low.value, quantity.begin(), quantity.end()});
        }
        return true;
    }

    static bool is_of_setting(const LeftOut& part, const Word& word)
    {
        return std::ranges::any_of(
            part.filters, [&](const Filter& filter) { return word.begin >= filter.begin && word.end <= filter.end; });
    }

    /// Every word is a filler, or one that names what is left out.
    bool is_understood(const LeftOut& part, std::size_t begin, std::size_t end) const
    {
        return std::ranges::all_of(m_sentence.words, [&](const Word& word) {
            if (word.begin < begin || word.begin >= end || is_filler(word.text) || is_common_word(word.text))
                return true;
            return is_of_setting(part, word) || m_binder.knows_spelling(word.text) ||
                   family_of_word(word.text).has_value();
        });
    }

    const Binder& m_binder;
    const Sentence& m_sentence;
    const Scope& m_scope;
    ExceptionMarker m_marker;
    std::size_t m_end;
};

} // namespace

Gaps::Gaps(const Binder& binder, const Exceptions& exceptions, std::size_t table)
    : m_any(!exceptions.parts.empty()), m_turned(exceptions.turned)
{
    const auto rows = binder.tables()[table].rows.size();
    for (const auto& part : exceptions.parts) {
        if (!part.tables.empty() && std::ranges::find(part.tables, table) == part.tables.end()) continue;
        Gap gap;
        for (const auto& column : part.columns)
            if (column.table == table) gap.columns.push_back(column.column);
        if (!part.columns.empty() && gap.columns.empty()) continue;
        const Sieve sieve(binder.tables()[table], part.filters);
        if (!part.filters.empty() && !sieve.bounds()) continue;
        gap.rows.assign(rows, false);
        for (const auto row : binder.rows_of(table).meant(part.subjects)) gap.rows[row] = sieve.passes(row);
        m_gaps.push_back(std::move(gap));
    }
    const auto& columns = binder.tables()[table].columns;
    const bool tasks = std::ranges::any_of(m_gaps, [&](const Gap& gap) {
        return std::ranges::any_of(gap.columns, [&](std::size_t c) { return columns[c].family == Family::accuracy; });
    });
    for (std::size_t c = 0; c < columns.size() && tasks; ++c)
        if (is_average(columns[c])) m_averages.push_back(c);
}

bool Gaps::has(std::size_t row, std::size_t column) const
{
    if (!m_any) return false;
    if (std::ranges::find(m_averages, column) != m_averages.end()) return true;
    return m_turned != std::ranges::any_of(m_gaps, [&](const Gap& gap) {
               return gap.rows[row] &&
                      (gap.columns.empty() || std::ranges::find(gap.columns, column) != gap.columns.end());
           });
}

bool Exceptions::name_columns() const
{
    return std::ranges::any_of(parts, [](const LeftOut& part) { return !part.columns.empty(); });
}

Excepted without_exceptions(const Binder& binder, const Sentence& sentence)
{
    Excepted found{sentence, {}};
    const auto marker = marker_of(sentence);
    if (!marker || binder.tables().empty()) return found;
    const auto scope = binder.scope_of(sentence);
    ExceptionPhrase phrase(binder, sentence, scope, *marker);
    auto end = phrase.read(found.exceptions.parts);
    if (end == npos || found.exceptions.parts.empty()) {
        if (!marker->certain) return {sentence, {}};
        end = phrase.end();
        found.exceptions.unknown = trimmed(std::string_view(sentence.plain).substr(marker->end, end - marker->end));
        if (found.exceptions.unknown.empty()) found.exceptions.unknown = sentence.plain.substr(marker->begin);
    }
    found.exceptions.text = sentence.plain.substr(marker->begin, end - marker->begin);
    const auto rest = std::string_view(sentence.lower).substr(end);
    const auto where = std::min({rest.find(" where "), rest.find(", there "), rest.find(" for which ")});
    if (where != std::string_view::npos) found.exceptions.where = end + where;
    found.sentence = without(sentence, marker->begin, end);
    return found;
}

} // namespace kneepoint::claims
