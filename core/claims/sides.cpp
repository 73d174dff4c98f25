// SPDX-License-Identifier: GPL-3.0-or-later
#include "sides.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace kneepoint::claims {

std::set<std::string> side_words(const std::vector<std::string>& words)
{
    std::set<std::string> found;
    std::ranges::copy_if(words, std::inserter(found, found.end()), is_side_word);
    return found;
}

bool is_measured_source(const Column& column)
{
    return column.numeric && !column.parameter && !column.derived && !column.count;
}

bool rows_are_sides(const Table& table)
{
    const auto named = std::ranges::count_if(table.rows, [](const Row& row) { return !side_words(row.words).empty(); });
    return 2 * static_cast<std::size_t>(named) >= table.rows.size();
}

Table frame_of(const Table& table)
{
    Table frame;
    frame.line = table.line;
    frame.section = table.section;
    frame.context = table.context;
    frame.context_words = table.context_words;
    frame.shared_titles = table.shared_titles;
    frame.architecture = table.architecture;
    return frame;
}

void name_side(Row& row, std::string_view text)
{
    row.name = one_line(trimmed(text), 120);
    row.words = words_of(row.name);
    std::erase_if(row.words, [](const std::string& w) { return w == "this" || w == "ours" || w == "model"; });
}

Cell moved_cell(const Table& table, std::size_t row, std::size_t column)
{
    auto cell = table.rows[row].cells[column];
    if (cell.origin_row.empty()) cell.origin_row = table.rows[row].label;
    if (cell.origin_column.empty()) cell.origin_column = table.columns[column].header;
    return cell;
}

bool is_key(const Table& table, std::size_t column)
{
    const auto first = std::ranges::find_if(table.columns, is_measured_source) - table.columns.begin();
    return table.columns[column].parameter ||
           (!table.columns[column].numeric && column < static_cast<std::size_t>(first));
}

namespace {

/// The one title in which two tables of the same columns and rows differ, when it names sides.
std::optional<std::size_t> side_title(const Table& a, const Table& b)
{
    if (a.context.size() != b.context.size() || a.rows.size() != b.rows.size() || a.is_load_test() ||
        rows_are_sides(a) || !std::ranges::equal(a.columns, b.columns, {}, &Column::header, &Column::header) ||
        !std::ranges::equal(a.rows, b.rows, {}, &Row::label, &Row::label))
        return std::nullopt;
    std::optional<std::size_t> differs;
    for (std::size_t i = 0; i < a.context.size(); ++i) {
        if (a.context[i] == b.context[i]) continue;
        if (differs) return std::nullopt;
        differs = i;
    }
    if (!differs) return std::nullopt;
    const auto first = side_words(words_of(plain_text(a.context[*differs])));
    const auto second = side_words(words_of(plain_text(b.context[*differs])));
    return first != second && !first.empty() && !second.empty() ? differs : std::nullopt;
}

void append_side(Table& out, const Table& table, std::size_t title)
{
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        Row row;
        name_side(row, plain_text(table.context[title]));
        const auto said = side_words(row.words);
        std::erase_if(row.words, [&](const std::string& word) { return !said.contains(word); });
        row.label = fmt::format("{}, {}", row.name, table.rows[r].label);
        row.line = table.rows[r].line;
        row.cells.push_back({.text = row.name, .line = row.line});
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            auto cell = moved_cell(table, r, c);
            cell.origin_row = row.label;
            row.cells.push_back(std::move(cell));
        }
        out.rows.push_back(std::move(row));
    }
}

/// Tables of one side each, as one.
Table joined(const std::vector<const Table*>& tables, std::size_t title)
{
    const auto& first = *tables.front();
    auto out = frame_of(first);
    const auto at = static_cast<std::ptrdiff_t>(title);
    out.context.erase(out.context.begin() + at);
    out.context_words.erase(out.context_words.begin() + at);
    out.shared_titles = std::min(out.shared_titles, out.context.size());
    out.columns.push_back({});
    for (std::size_t c = 0; c < first.columns.size(); ++c) {
        out.columns.push_back(first.columns[c]);
        auto& column = out.columns.back();
        column.parameter = is_key(first, c);
        column.reference = {};
        column.recomputed.clear();
        column.source = npos;
    }
    for (const auto* table : tables) append_side(out, *table, title);
    return out;
}

} // namespace

std::vector<Table> join_sides(std::vector<Table> tables)
{
    std::vector<Table> out;
    std::vector<bool> taken(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (taken[i]) continue;
        std::vector<const Table*> sides{&tables[i]};
        std::size_t title = npos;
        for (std::size_t j = i + 1; j < std::min(tables.size(), i + 24); ++j)
            if (const auto at = side_title(tables[i], tables[j]); at && !taken[j] && (title == npos || title == *at)) {
                title = *at;
                taken[j] = true;
                sides.push_back(&tables[j]);
            }
        out.push_back(sides.size() > 1 ? joined(sides, title) : std::move(tables[i]));
    }
    return out;
}

} // namespace kneepoint::claims
