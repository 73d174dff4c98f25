// SPDX-License-Identifier: GPL-3.0-or-later
#include "column_score.h"

#include <algorithm>

namespace kneepoint::claims {

namespace {

/// A benchmark that neither this column nor the title over it has: it speaks of another column.
bool names_other_test(const Table& table, const std::string& word)
{
    return is_benchmark(word) && std::ranges::none_of(table.context_words, [&](const auto& title) {
               return std::ranges::find(title, word) != title.end();
           });
}

/// Words that mean a family beside those that name it.
bool hints_at(Family family, std::string_view word)
{
    switch (family) {
    case Family::kv_cache:
        return word == "cache";
    case Family::memory:
        return word == "size";
    case Family::throughput:
        return word == "speedup" || word == "speed" || word == "rate" || word == "faster" || word == "slower" ||
               word == "fast" || word == "slow";
    default:
        return false;
    }
}

} // namespace

Wording::Wording(const std::vector<std::string>& words) : m_words(words)
{
    for (const auto& word : words) {
        m_said.add(word);
        m_of_change = m_of_change || (is_derived_word(word) && word != "vs" && word != "versus");
        m_of_a_test = m_of_a_test || is_benchmark(word);
    }
}

bool Wording::says_family(const Table& table, const Column& column) const
{
    return std::ranges::any_of(m_words, [&](const std::string& word) {
        return (family_of_word(word) == column.family && !names_other_test(table, word)) ||
               hints_at(column.family, word);
    });
}

Wording::Heard Wording::hear(const Table& table, const Column& column) const
{
    Heard heard;
    bool family_said = false;
    for (const auto& word : column.words) {
        const bool median = word == "mdn" || word == "median";
        if ((is_common_word(word) && !median) || is_base_word(word)) continue;
        const auto family = family_of_word(word);
        const bool derived = is_derived_word(word);
        if (m_said.has_spelling_of(word) || (median && m_said.has_spelling_of("median"))) {
            heard.points += derived ? 0.5 : 2;
            heard.said = heard.said || !derived;
            family_said = family_said || family.has_value();
        } else if (!derived && !family && !median) {
            heard.points -= 0.4;
        }
    }
    if (!family_said && column.family != Family::none && says_family(table, column)) {
        heard.points += 1.5;
        heard.said = true;
    }
    return heard;
}

void Wording::hear_titles(const Table& table)
{
    if (m_table == &table) return;
    m_table = &table;
    m_title_points = 0;
    m_titles_say_accuracy = false;
    for (const auto& title : table.context_words)
        for (const auto& word : title) {
            if (is_common_word(word) || !m_said.has_spelling_of(word)) continue;
            m_title_points += 1;
            m_titles_say_accuracy = m_titles_say_accuracy || family_of_word(word) == Family::accuracy;
        }
}

double Wording::score(const Table& table, const Column& column)
{
    auto known = m_heard.find(&column);
    if (known == m_heard.end() || m_of_a_test) known = m_heard.insert_or_assign(&column, hear(table, column)).first;
    hear_titles(table);
    const auto& heard = known->second;
    if (!heard.said && !(column.family == Family::accuracy && m_titles_say_accuracy)) return 0;
    // A ratio or a change is meant only where one is spoken of.
    if (column.derived && !column.average_retention && !m_of_change) return 0;
    // Of equals, the column that the document itself compares, and for accuracy as such the average over tasks.
    return std::max(heard.points + m_title_points, 0.1) + (column.compared ? 0.2 : 0) +
           (column.average_retention ? 0.3 : 0);
}

} // namespace kneepoint::claims
