// SPDX-License-Identifier: GPL-3.0-or-later
#include "binding.h"

#include "derive.h"

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
        m_base_rows.push_back(npos);
        for (std::size_t r = 0; r < table.rows.size() && m_base_rows.back() == npos; ++r)
            if (std::ranges::any_of(table.rows[r].words, [](const std::string& word) {
                    return word == "baseline" || word == "base" || word == "reference";
                }))
                m_base_rows.back() = r;
        m_has_base = m_has_base || m_base_rows.back() != npos;
        m_bases_of_rows.push_back(m_base_rows.back() == npos ? std::vector<std::size_t>{}
                                                             : base_rows_of(table, m_base_rows.back()));
    }
    index_names();
    index_titles();
}

void Binder::index_names()
{
    for (const auto& table : m_tables) {
        if (table.is_load_test()) continue; // strategies are no configurations
        for (const auto& row : table.rows) {
            for (const auto& word : row.words)
                if (!is_common_word(word)) ++m_name_words[word];
            if (row.words.size() < 2) continue;
            auto& names = m_names[row.words.front()];
            if (std::ranges::find(names, row.words) == names.end()) names.push_back(row.words);
        }
    }
    for (auto& [first, names] : m_names)
        std::ranges::stable_sort(names, std::ranges::greater{}, &std::vector<std::string>::size);
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
        bool whole = false;
        if (const auto names = m_names.find(words[at]); names != m_names.end())
            for (const auto& name : names->second)
                if (find_run(words, name, at) == at) {
                    add(Subject::Kind::name, name);
                    whole = true;
                    break;
                }
        if (whole) continue;
        const auto& word = words[at];
        const auto rows = m_name_words.find(word);
        if (rows != m_name_words.end() && rows->second < m_row_count &&
            (tells_apart(word) ||
             std::ranges::any_of(
                 plain.substr(at_words[at].begin, word.size()), [](char c) { return c >= 'A' && c <= 'Z'; })))
            add(Subject::Kind::word, {word});
        else if (m_has_base &&
                 (word == "baseline" || (word == "base" && at + 1 < words.size() && words[at + 1] == "model")))
            add(Subject::Kind::base, {word});
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

bool Binder::is_base(RowRef row) const
{
    const auto base = m_base_rows[row.table];
    return base != npos && m_tables[row.table].rows[base].name == m_tables[row.table].rows[row.row].name;
}

bool Binder::matches(const Subject& subject, RowRef row) const
{
    const auto& words = m_tables[row.table].rows[row.row].words;
    switch (subject.kind) {
    case Subject::Kind::name:
        return words == subject.words;
    case Subject::Kind::word:
        return std::ranges::find(words, subject.words.front()) != words.end();
    case Subject::Kind::base:
        return is_base(row);
    case Subject::Kind::all_but_base:
        return !is_base(row);
    }
    return false;
}

bool Binder::passes(const Filter& filter, RowRef row) const
{
    const auto& table = m_tables[row.table];
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (!table.columns[c].parameter || table.columns[c].words != filter.parameter) continue;
        const auto value = table.value(row.row, c);
        if (!value) return false;
        if (filter.relation == '>') return *value >= filter.value;
        if (filter.relation == '<') return *value <= filter.value;
        return *value == filter.value;
    }
    return true;
}

std::vector<RowRef> Binder::rows(const Scope& scope, const std::vector<Subject>& subjects) const
{
    std::vector<RowRef> found;
    for (const auto t : scope.tables)
        for (std::size_t r = 0; r < m_tables[t].rows.size(); ++r) {
            const RowRef row{t, r};
            const bool meant = subjects.empty() || std::ranges::any_of(subjects, [&](const Subject& subject) {
                                   return matches(subject, row);
                               });
            if (meant && std::ranges::all_of(scope.filters, [&](const Filter& f) { return passes(f, row); }))
                found.push_back(row);
        }
    return found;
}

double Binder::score(ColumnRef ref, const std::vector<std::string>& words) const
{
    const auto& table = m_tables[ref.table];
    const auto& column = table.columns[ref.column];
    double score = 0;
    bool family_said = false, said = false;
    for (const auto& header_word : column.words) {
        const auto family = family_of_word(header_word);
        const bool median = header_word == "mdn" || header_word == "median";
        const bool there = has_word(words, header_word) || (median && has_word(words, "median"));
        if ((is_common_word(header_word) && !median) || is_base_word(header_word)) continue;
        if (there) {
            score += is_derived_word(header_word) ? 0.5 : 2;
            said = said || !is_derived_word(header_word);
            family_said = family_said || family.has_value();
        } else if (!is_derived_word(header_word) && !family && !median) {
            score -= 0.4;
        }
    }
    if (!family_said && column.family != Family::none)
        for (const auto& word : words)
            if (family_of_word(word) == column.family || (column.family == Family::kv_cache && word == "cache") ||
                (column.family == Family::throughput &&
                 (word == "speedup" || word == "speed" || word == "rate" || word == "faster" || word == "slower"))) {
                score += 1.5;
                said = true;
                break;
            }
    for (const auto& title : table.context_words)
        for (const auto& word : title)
            if (!is_common_word(word) && has_word(words, word)) {
                score += 1;
                said = said || column.family == Family::accuracy;
            }
    if (!said) return 0;
    // Of equals, the column that the document itself compares, and for accuracy as such the average over tasks.
    // A ratio or a change is meant only where one is spoken of.
    if (column.derived && !column.average_retention && !std::ranges::any_of(words, [](const std::string& word) {
            return is_derived_word(word) && word != "vs" && word != "versus";
        }))
        return 0;
    return std::max(score, 0.1) + (column.compared ? 0.2 : 0) + (column.average_retention ? 0.3 : 0);
}

std::vector<ColumnRef> Binder::columns(const Scope& scope, const std::vector<std::string>& words, Wanted wanted,
                                       double slack) const
{
    std::vector<std::pair<double, ColumnRef>> found;
    double best = 0;
    for (const auto t : scope.tables)
        for (std::size_t c = 0; c < m_tables[t].columns.size(); ++c) {
            const auto& column = m_tables[t].columns[c];
            if (!column.numeric || column.parameter) continue;
            const ColumnRef ref{t, c};
            const bool usable = wanted == Wanted::relative ? has_reference(ref) || column.average_retention
                                                           : !column.derived || !column.recomputed.empty();
            if (!usable) continue;
            const double points = score(ref, words);
            if (points <= 0) continue;
            best = std::max(best, points);
            found.emplace_back(points, ref);
        }
    std::vector<ColumnRef> columns;
    for (const auto& [points, ref] : found)
        if (points >= best - slack) columns.push_back(ref);
    return columns;
}

bool Binder::has_reference(ColumnRef ref) const
{
    const auto& column = m_tables[ref.table].columns[ref.column];
    if (column.derived) return false;
    if (column.reference.kind != Reference::Kind::none) return true;
    return m_base_rows[ref.table] != npos;
}

std::size_t Binder::base_row(RowRef row, std::size_t column) const
{
    const auto& reference = m_tables[row.table].columns[column].reference;
    if (reference.kind == Reference::Kind::row) return reference.base_row[row.row];
    return m_bases_of_rows[row.table].empty() ? npos : m_bases_of_rows[row.table][row.row];
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

std::optional<Point> Binder::relative(RowRef row, std::size_t column, Form form) const
{
    const auto& table = m_tables[row.table];
    const auto& reference = table.columns[column].reference;
    const bool by_column = reference.kind == Reference::Kind::column;
    const auto other_row = by_column ? row.row : base_row(row, column);
    if (other_row == npos || (!by_column && other_row == row.row)) return std::nullopt;
    const auto other_column = by_column ? reference.column : column;
    const auto operand = [&](std::size_t r, std::size_t c) -> std::optional<Operand> {
        const auto& cell = table.rows[r].cells[c];
        if (cell.exact) return Operand{*cell.exact, 0};
        const auto* figure = cell.figure();
        return figure ? std::optional(Operand{figure->value, figure->half_unit}) : std::nullopt;
    };
    const auto a = operand(row.row, column), b = operand(other_row, other_column);
    if (!a || !b) return std::nullopt;
    const double value = snapped(apply(form, a->value, b->value));
    if (!std::isfinite(value)) return std::nullopt;
    return Point{row, column, value, possible(form, *a, *b)};
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
