// SPDX-License-Identifier: GPL-3.0-or-later
#include "named_rows.h"

#include "binding.h"
#include "derive.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>

namespace kneepoint::claims {

namespace {

/// "FP8", or a plain name called the baseline, for "Llama-3.1-8B-Instruct-FP8" and "Llama-3.1-8B-Instruct".
bool is_short_for(const std::vector<std::string>& words, const std::vector<std::string>& name)
{
    const auto has = [](const std::vector<std::string>& list, const std::string& word) {
        return std::ranges::find(list, word) != list.end();
    };
    const bool scheme = std::ranges::any_of(name, is_side_word);
    return !words.empty() && scheme != has(words, "baseline") &&
           std::ranges::all_of(words, [&](const std::string& word) { return word == "baseline" || has(name, word); });
}

} // namespace

NamedRows::NamedRows(const Table& table) : m_table(&table), m_load_test(table.is_load_test())
{
    if (std::ranges::any_of(table.columns, &Column::numeric)) m_base_row = base_row_of(table);
    if (m_base_row != npos) m_bases = base_rows_of(table, m_base_row);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        m_is_base.push_back(m_base_row != npos && table.rows[m_base_row].name == row.name);
        m_by_name[row.words].push_back(r);
        for (const auto& word : row.words)
            if (auto& rows = m_by_word[word]; rows.empty() || rows.back() != r) rows.push_back(r);
    }
    number_settings();
    find_other_sides();
}

void NamedRows::number_settings()
{
    std::vector<std::string> texts;
    std::map<std::string_view, std::size_t> numbers;
    for (std::size_t r = 0; r < m_table->rows.size(); ++r) texts.push_back(m_table->settings(r));
    for (const auto& text : texts) numbers.emplace(text, 0);
    std::size_t next = 0;
    for (auto& [text, number] : numbers) number = next++;
    for (const auto& text : texts) m_settings.push_back(numbers.at(text));
}

void NamedRows::find_other_sides()
{
    const auto& rows = m_table->rows;
    std::set<std::string_view> names;
    for (const auto& row : rows) names.insert(row.name);
    m_two_sides = names.size() == 2;
    m_others.assign(rows.size(), npos);
    if (!m_two_sides) return;
    std::unordered_map<std::size_t, std::vector<std::size_t>> first, second; // of each setting
    for (std::size_t r = 0; r < rows.size(); ++r)
        (rows[r].name == *names.begin() ? first : second)[m_settings[r]].push_back(r);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        auto& others = rows[r].name == *names.begin() ? second : first;
        if (const auto found = others.find(m_settings[r]); found != others.end() && found->second.size() == 1)
            m_others[r] = found->second.front();
    }
}

void NamedRows::add_rows(std::vector<std::size_t>& found, const Subject& subject) const
{
    const auto add = [&](const std::vector<std::size_t>& rows) { found.insert(found.end(), rows.begin(), rows.end()); };
    switch (subject.kind) {
    case Subject::Kind::name:
        for (const auto& [words, rows] : m_by_name) {
            if (!m_table->short_names) break;
            if (words != subject.words && is_short_for(words, subject.words)) add(rows);
        }
        if (const auto rows = m_by_name.find(subject.words); rows != m_by_name.end()) add(rows->second);
        break;
    case Subject::Kind::word:
        if (const auto rows = m_by_word.find(subject.words.front()); rows != m_by_word.end()) add(rows->second);
        break;
    case Subject::Kind::base:
    case Subject::Kind::all_but_base:
        for (std::size_t r = 0; r < m_is_base.size(); ++r)
            if (m_is_base[r] == (subject.kind == Subject::Kind::base)) found.push_back(r);
        break;
    }
}

std::vector<std::size_t> NamedRows::meant(const std::vector<Subject>& subjects) const
{
    std::vector<std::size_t> found;
    if (subjects.empty()) {
        found.resize(m_table->rows.size());
        std::iota(found.begin(), found.end(), std::size_t{0});
        return found;
    }
    for (const auto& subject : subjects) add_rows(found, subject);
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
}

} // namespace kneepoint::claims
