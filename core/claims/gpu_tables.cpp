// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu_tables.h"

#include "binding.h"
#include "sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace kneepoint::claims {

namespace {

/// The GPU that a text names; empty for none or several.
std::string gpu_in(const std::string& text)
{
    std::set<std::string> found;
    for (const auto& word : words_of(plain_text(text)))
        if (is_gpu(word)) found.insert(word);
    return found.size() == 1 ? *found.begin() : std::string{};
}

/// The innermost title that names a GPU.
std::optional<std::size_t> gpu_title(const Table& table)
{
    for (auto i = table.context.size(); i-- > table.shared_titles;)
        if (!gpu_in(table.context[i]).empty()) return i;
    return std::nullopt;
}

/// Columns whose texts or settings tell the rows of one GPU apart.
void make_settings(Table& table)
{
    std::vector<bool> keys;
    for (std::size_t c = 0; c < table.columns.size(); ++c) keys.push_back(is_key(table, c));
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        auto& column = table.columns[c];
        column.parameter = keys[c];
        column.reference = {};
        column.recomputed.clear();
        column.source = npos;
    }
}

void name_row(Row& row, const std::string& text, const std::string& gpu)
{
    row.label = fmt::format("{}, {}", text, row.label);
    row.name = text;
    row.words = {gpu};
}

/// One table for each GPU as one.
Table joined(const std::vector<std::pair<const Table*, std::size_t>>& parts)
{
    const auto& first = *parts.front().first;
    auto out = frame_of(first);
    const auto at = static_cast<std::ptrdiff_t>(parts.front().second);
    out.context.erase(out.context.begin() + at);
    out.context_words.erase(out.context_words.begin() + at);
    out.architecture.clear();
    out.columns = first.columns;
    for (const auto& [table, title] : parts)
        for (std::size_t r = 0; r < table->rows.size(); ++r) {
            auto row = table->rows[r];
            const auto text = plain_text(table->context[title]);
            name_row(row, text, gpu_in(text));
            for (std::size_t c = 0; c < row.cells.size(); ++c) {
                row.cells[c] = moved_cell(*table, r, c);
                row.cells[c].origin_row = row.label;
            }
            out.rows.push_back(std::move(row));
        }
    make_settings(out);
    return out;
}

/// A column whose cells name a GPU each.
std::optional<std::size_t> gpu_column(const Table& table)
{
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (table.columns[c].numeric) continue;
        std::set<std::string> gpus;
        for (const auto& row : table.rows) gpus.insert(gpu_in(row.cells[c].text));
        if (gpus.size() > 1 && !gpus.contains("")) return c;
    }
    return std::nullopt;
}

Table named_by(const Table& table, std::size_t column)
{
    auto out = table;
    out.architecture.clear();
    make_settings(out);
    out.columns[column].parameter = false;
    for (auto& row : out.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            if (row.cells[c].origin_row.empty()) row.cells[c].origin_row = row.label;
        name_row(row, row.cells[column].text, gpu_in(row.cells[column].text));
    }
    return out;
}

} // namespace

std::vector<Table> gpu_tables(const std::vector<Table>& tables)
{
    std::vector<Table> found;
    std::map<std::string, std::vector<std::pair<const Table*, std::size_t>>> groups;
    for (const auto& table : tables) {
        if (table.is_load_test()) continue; // its rows are of loads that each GPU has found for itself
        if (const auto column = gpu_column(table)) {
            found.push_back(named_by(table, *column));
        } else if (const auto title = gpu_title(table)) {
            std::string key;
            for (std::size_t i = 0; i < table.context.size(); ++i)
                if (i != *title) key += table.context[i] + '\n';
            for (const auto& header : table.columns) key += header.header + '|';
            groups[key].emplace_back(&table, *title);
        }
    }
    for (const auto& [key, parts] : groups) {
        std::set<std::string> gpus;
        for (const auto& [table, title] : parts) gpus.insert(gpu_in(table->context[title]));
        if (parts.size() > 1 && gpus.size() == parts.size()) found.push_back(joined(parts));
    }
    return found;
}

} // namespace kneepoint::claims
