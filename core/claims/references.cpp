// SPDX-License-Identifier: GPL-3.0-or-later
#include "binding.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::claims {

namespace {

/// The row whose name all others extend: "Llama-3.1-8B" beside "Llama-3.1-8B-FP8".
std::size_t extended_row(const Table& table)
{
    if (table.rows.size() < 2 || table.rows.size() > 200) return npos;
    const auto extends = [](const Row& longer, const Row& row) {
        return std::ranges::all_of(row.words, [&](const std::string& word) {
            return std::ranges::find(longer.words, word) != longer.words.end();
        });
    };
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        if (row.words.empty() || std::ranges::any_of(row.words, is_side_word)) continue;
        if (std::ranges::all_of(table.rows, [&](const Row& other) {
                return other.name == row.name ||
                       (extends(other, row) && std::ranges::any_of(other.words, is_side_word));
            }))
            return r;
    }
    return npos;
}

/// The parts of "v0.44.1"; empty for another word.
std::vector<int> version_of(const std::vector<std::string>& words)
{
    for (const auto& word : words) {
        if (word.size() < 2 || word[0] != 'v' || word.find_first_not_of("0123456789.", 1) != std::string::npos)
            continue;
        std::vector<int> parts(1, 0);
        for (const char c : word.substr(1)) {
            if (c == '.')
                parts.push_back(0);
            else if (parts.back() < 1'000'000)
                parts.back() = 10 * parts.back() + (c - '0');
        }
        return parts;
    }
    return {};
}

/// Where every row is a version, the oldest.
std::size_t oldest_row(const Table& table)
{
    std::size_t oldest = npos;
    std::vector<int> version;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        auto own = version_of(table.rows[r].words);
        if (own.empty()) return npos;
        if (oldest != npos && version <= own) continue;
        oldest = r;
        version = std::move(own);
    }
    return oldest;
}

} // namespace

std::size_t base_row_of(const Table& table)
{
    static const std::vector<std::vector<std::string_view>> names = {{"baseline", "base", "reference"},
                                                                     {"original", "unquantized", "unquantised",
                                                                      "uncompressed", "dense", "old", "before",
                                                                      "previous", "prior", "legacy"},
                                                                     {"fp32"},
                                                                     {"bf16", "fp16"}};
    for (const auto& words : names)
        for (std::size_t r = 0; r < table.rows.size(); ++r)
            if (std::ranges::any_of(table.rows[r].words, [&](const std::string& word) {
                    return std::ranges::find(words, std::string_view(word)) != words.end();
                }))
                return r;
    const auto older = oldest_row(table);
    return older == npos ? extended_row(table) : older;
}

bool Binder::has_reference(ColumnRef ref) const
{
    const auto& column = m_tables[ref.table].columns[ref.column];
    if (column.derived) return false;
    if (column.reference.kind != Reference::Kind::none) return true;
    // The side that the document divides by is none that it speaks of.
    if (std::ranges::any_of(m_tables[ref.table].columns, [&](const Column& other) {
            return other.reference.kind == Reference::Kind::column && other.reference.column == ref.column;
        }))
        return false;
    return m_rows[ref.table].base_row() != npos || m_rows[ref.table].has_two_sides();
}

std::size_t Binder::base_row(RowRef row, std::size_t column) const
{
    const auto& reference = m_tables[row.table].columns[column].reference;
    if (reference.kind == Reference::Kind::row) return reference.base_row[row.row];
    const auto& rows = m_rows[row.table];
    return rows.base_row() == npos ? rows.other_side(row.row) : rows.base_of(row.row);
}

std::optional<std::pair<std::size_t, std::size_t>> Binder::reference_cell(RowRef row, std::size_t column,
                                                                          const Against& against) const
{
    const auto& table = m_tables[row.table];
    const auto& reference = table.columns[column].reference;
    const bool base =
        std::ranges::any_of(against.subjects, [](const Subject& s) { return s.kind == Subject::Kind::base; });
    if (against.other) {
        const auto other = m_rows[row.table].other_side(row.row);
        return other == npos ? std::nullopt : std::optional(std::pair{other, column});
    }
    if (against.subjects.empty() || base) {
        if (reference.kind == Reference::Kind::column) return std::pair{row.row, reference.column};
        const auto other = base_row(row, column);
        return other == npos || other == row.row ? std::nullopt : std::optional(std::pair{other, column});
    }
    const auto rows = against.rows.find(row.table);
    if (rows == against.rows.end()) return std::nullopt;
    const auto found = rows->second.find(m_rows[row.table].setting(row.row));
    if (found == rows->second.end() || found->second == npos || found->second == row.row) return std::nullopt;
    return std::pair{found->second, column};
}

void Binder::resolve(Against& against) const
{
    for (std::size_t t = 0; t < m_tables.size() && !against.subjects.empty(); ++t)
        for (const auto r : m_rows[t].meant(against.subjects)) {
            const auto [place, is_new] = against.rows[t].emplace(m_rows[t].setting(r), r);
            if (!is_new) place->second = npos;
        }
}

std::optional<Point> Binder::relative(RowRef row, std::size_t column, Form form, const Against& against) const
{
    const auto& table = m_tables[row.table];
    const auto other = reference_cell(row, column, against);
    if (!other) return std::nullopt;
    const auto operand = [&](std::size_t r, std::size_t c) -> std::optional<Operand> {
        const auto& cell = table.rows[r].cells[c];
        if (cell.exact) return Operand{*cell.exact, 0};
        const auto* figure = cell.figure();
        return figure ? std::optional(Operand{figure->value, figure->half_unit}) : std::nullopt;
    };
    const auto a = operand(row.row, column), b = operand(other->first, other->second);
    if (!a || !b) return std::nullopt;
    const double value = snapped(apply(form, a->value, b->value));
    if (!std::isfinite(value)) return std::nullopt;
    return Point{row, column, value, possible(form, *a, *b)};
}

} // namespace kneepoint::claims
