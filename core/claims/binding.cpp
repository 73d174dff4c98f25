// SPDX-License-Identifier: GPL-3.0-or-later
#include "binding.h"

#include "column_score.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::claims {

Binder::Binder(const std::vector<Table>& tables) : m_tables(tables)
{
    for (const auto& table : tables) {
        m_row_count += table.rows.size();
        m_rows.emplace_back(table);
        m_has_base = m_has_base || m_rows.back().base_row() != npos;
    }
    index_names();
    index_titles();
    index_texts();
}

void Binder::index_names()
{
    for (std::size_t t = 0; t < m_tables.size(); ++t) {
        const auto& table = m_tables[t];
        auto& own = m_words_of_tables.emplace_back();
        const auto know = [&](const std::vector<std::string>& words) {
            for (const auto& word : words) m_known_words.add(word);
            own.insert(words.begin(), words.end());
        };
        for (const auto& title : table.context) know(words_of(plain_text(title)));
        for (const auto& column : table.columns) know(column.words);
        for (const auto& row : table.rows) know(words_of(row.label));
        if (m_rows[t].is_load_test()) continue; // strategies are no configurations
        for (const auto& row : table.rows) {
            for (const auto& word : row.words)
                if (!is_common_word(word)) ++m_name_words[word];
            if (row.words.size() < 2) continue;
            m_names.insert(row.words);
            auto& longest = m_longest_names[row.words.front()];
            longest = std::max(longest, row.words.size());
        }
    }
    for (const auto& word : m_known_words) {
        m_known_kinds.percentile = m_known_kinds.percentile || is_percentile(word);
        m_known_kinds.gpu = m_known_kinds.gpu || is_gpu(word);
        m_known_kinds.size = m_known_kinds.size || is_model_size(word);
    }
}

std::vector<std::string> Binder::name_at(const std::vector<std::string>& words, std::size_t at) const
{
    const auto longest = m_longest_names.find(words[at]);
    if (longest == m_longest_names.end()) return {};
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(at);
    for (auto count = std::min(longest->second, words.size() - at); count > 1; --count)
        if (std::vector<std::string> name(first, first + static_cast<std::ptrdiff_t>(count)); m_names.contains(name))
            return name;
    return {};
}

std::vector<Subject> Binder::subjects_in(std::string_view plain) const
{
    const auto at_words = words_at(plain);
    std::vector<std::string> words;
    for (const auto& word : at_words) words.push_back(word.text);
    std::vector<Subject> found;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto add = [&](Subject::Kind kind, std::vector<std::string> said) {
            const auto last = at + said.size() - 1;
            found.push_back({kind, std::move(said), at_words[at].begin, at_words[last].end});
            at = last;
        };
        if (auto name = name_at(words, at); !name.empty()) {
            add(Subject::Kind::name, std::move(name));
            continue;
        }
        const auto& word = words[at];
        const auto rows = m_name_words.find(word);
        if (rows != m_name_words.end() && rows->second < m_row_count &&
            (tells_apart(word) || (is_side_word(word) && word != "baseline" && word != "base" && word != "reference") ||
             std::ranges::any_of(
                 plain.substr(at_words[at].begin, word.size()), [](char c) { return c >= 'A' && c <= 'Z'; })))
            add(Subject::Kind::word, {word});
        else if (m_has_base &&
                 (word == "unquantized" || word == "unquantised" || word == "uncompressed" || word == "baseline" ||
                  (word == "original" && at + 1 < words.size() && words[at + 1] == "model") ||
                  (word == "base" && at + 1 < words.size() && words[at + 1] == "model")))
            add(Subject::Kind::base, {word});
        else if (plain.substr(0, at_words[at].begin).ends_with("non-"))
            continue;
        else if (word == "quantized" || word == "quantised" || word == "compressed" ||
                 (word == "quantization" && at + 1 < words.size() && words[at + 1] == "methods"))
            add(Subject::Kind::all_but_base, {word});
    }
    // "Quantized INT8" speaks of INT8.
    const auto all = [](const Subject& subject) { return subject.kind == Subject::Kind::all_but_base; };
    const auto named = [](const Subject& subject) {
        return subject.kind == Subject::Kind::name || subject.kind == Subject::Kind::word;
    };
    if (std::ranges::any_of(found, named)) std::erase_if(found, all);
    return found;
}

std::vector<RowRef> Binder::rows(const Scope& scope, const std::vector<Subject>& subjects) const
{
    std::vector<RowRef> found;
    for (const auto t : scope.tables) {
        const Sieve sieve(m_tables[t], scope.filters);
        for (const auto row : m_rows[t].meant(subjects))
            if (sieve.passes(row)) found.push_back({t, row});
    }
    return found;
}

bool Binder::usable(ColumnRef ref, Wanted wanted) const
{
    const auto& column = m_tables[ref.table].columns[ref.column];
    if (column.count) return false;
    switch (wanted) {
    case Wanted::measured:
        return !column.derived || !column.recomputed.empty();
    case Wanted::relative:
        return has_reference(ref) || column.average_retention;
    case Wanted::against:
        return (!column.derived && m_tables[ref.table].rows.size() > 1) || column.average_retention;
    case Wanted::derived:
        return column.derived && column.recomputed.empty();
    }
    return false;
}

std::vector<ColumnRef> Binder::columns(const Scope& scope, const std::vector<std::string>& words, Wanted wanted,
                                       double slack) const
{
    std::vector<std::pair<double, ColumnRef>> found;
    Wording wording(words);
    double best = 0;
    for (const auto t : scope.tables)
        for (std::size_t c = 0; c < m_tables[t].columns.size(); ++c) {
            const auto& column = m_tables[t].columns[c];
            if (!column.numeric || column.parameter) continue;
            const ColumnRef ref{t, c};
            if (!usable(ref, wanted)) continue;
            const double points = wording.score(m_tables[t], column);
            if (points <= 0) continue;
            best = std::max(best, points);
            found.emplace_back(points, ref);
        }
    std::vector<ColumnRef> columns;
    for (const auto& [points, ref] : found)
        if (points >= best - slack) columns.push_back(ref);
    return columns;
}

std::optional<Point> Binder::measured(RowRef row, std::size_t column) const
{
    const auto& table = m_tables[row.table];
    const auto& recomputed = table.columns[column].recomputed;
    Point point{row, column, 0, {}};
    if (!recomputed.empty()) {
        if (!recomputed[row.row]) return std::nullopt;
        point.value = *recomputed[row.row];
    } else if (const auto value = table.value(row.row, column)) {
        point.value = *value;
    } else {
        return std::nullopt;
    }
    point.bounds = {point.value, point.value};
    return point;
}

Evidence Binder::evidence(const Point& point) const
{
    auto found = m_tables[point.row.table].evidence(point.row.row, point.column);
    found.value = point.value;
    return found;
}

const std::string& Binder::printed(const Point& point) const
{
    return m_tables[point.row.table].rows[point.row.row].cells[point.column].text;
}

std::string Binder::row_text(RowRef row) const
{
    const auto& table = m_tables[row.table];
    const auto place = table.place();
    return place.empty() ? table.rows[row.row].label : place + " \u203a " + table.rows[row.row].label;
}

} // namespace kneepoint::claims
