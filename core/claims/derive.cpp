// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace kneepoint::claims {

namespace {

std::optional<Operand> operand(const Table& table, std::size_t row, std::size_t column)
{
    if (row >= table.rows.size()) return std::nullopt;
    const auto& cell = table.rows[row].cells[column];
    if (cell.exact) return Operand{*cell.exact, 0};
    const auto* figure = cell.figure();
    return figure ? std::optional(Operand{figure->value, figure->half_unit}) : std::nullopt;
}

std::string operand_text(const Table& table, std::size_t row, std::size_t column)
{
    const auto& cell = table.rows[row].cells[column];
    if (cell.exact) return readable_figure(shortest_decimal(*cell.exact));
    const auto* figure = cell.figure();
    return figure ? format_decimal(figure->value, figure->decimals) : "?";
}

/// The form in this row: turned where a mixed ratio asks for it.
std::optional<Form> form_in(const Derivation& derivation, const Row& row)
{
    if (derivation.better == 0) return derivation.form;
    const auto direction = direction_of(family_of(words_of(row.label), ""));
    if (direction == Direction::neither) return std::nullopt;
    const bool lower = direction == Direction::lower_is_better;
    return lower == (derivation.better < 0) ? Form::ratio : Form::inverse;
}

std::size_t source_row(const Derivation& derivation, std::size_t row)
{
    return derivation.rows && row < derivation.rows->size() ? (*derivation.rows)[row] : npos;
}

std::optional<Computed> compute_pair(const std::vector<Table>& tables, const Derivation& d, std::size_t row,
                                     const Table& target)
{
    const auto from = source_row(d, row);
    if (from == npos) return std::nullopt;
    const bool by_row = d.kind == Derivation::Kind::base_row;
    const auto base = by_row ? (*d.base_rows)[from] : from;
    const auto a = operand(tables[d.table], from, d.a);
    const auto b = operand(tables[d.table], base, by_row ? d.a : d.b);
    const auto form = form_in(d, target.rows[row]);
    if (!a || !b || !form) return std::nullopt;
    const double value = snapped(apply(*form, a->value, b->value));
    if (!std::isfinite(value)) return std::nullopt;
    return Computed{value, possible(*form, *a, *b), by_row && base == from};
}

std::optional<Computed> compute_mean(const std::vector<Table>& tables, const Derivation& d, std::size_t row)
{
    double sum = 0, low = 0, high = 0;
    for (const auto& [table, column] : d.columns) {
        const auto value = operand(tables[table], row, column);
        if (!value) return std::nullopt;
        sum += value->value;
        low += value->value - value->half_unit;
        high += value->value + value->half_unit;
    }
    const auto n = static_cast<double>(d.columns.size());
    return Computed{snapped(sum / n), {low / n, high / n}, false};
}

std::optional<Computed> compute_retention(const std::vector<Table>& tables, const Derivation& d, const Row& row)
{
    double sum = 0, low = 0, high = 0;
    bool trivial = true;
    for (const auto& [t, column] : d.columns) {
        const auto& table = tables[t];
        const auto found = std::ranges::find(table.rows, row.label, &Row::label);
        if (found == table.rows.end()) return std::nullopt;
        const auto at = static_cast<std::size_t>(found - table.rows.begin());
        const auto bases = likely_bases(table, std::nullopt);
        const auto a = operand(table, at, column), b = operand(table, bases.front(), column);
        if (!a || !b || b->value == 0) return std::nullopt;
        const bool lower = direction_of(table.columns[column].family) == Direction::lower_is_better;
        const auto form = lower ? Form::inverse : Form::ratio;
        const auto bounds = possible(form, *a, *b);
        sum += apply(form, a->value, b->value);
        low += bounds.low;
        high += bounds.high;
        trivial = trivial && at == bases.front();
    }
    const double scale = (d.form == Form::retention_percent ? 100 : 1) / static_cast<double>(d.columns.size());
    return Computed{snapped(sum * scale), {low * scale, high * scale}, trivial};
}

std::optional<Computed> compute_rank(const std::vector<Table>& tables, const Derivation& d, std::size_t row)
{
    const auto& table = tables[d.table];
    const auto own = table.value(row, d.a);
    if (!own) return std::nullopt;
    double place = 1;
    for (std::size_t other = 0; other < table.rows.size(); ++other)
        if (const auto value = table.value(other, d.a); value && (d.descending ? *value > *own : *value < *own))
            ++place;
    return Computed{place, {place, place}, false};
}

} // namespace

std::optional<Computed> compute(const std::vector<Table>& tables, const Derivation& derivation, std::size_t row,
                                const Table& target)
{
    switch (derivation.kind) {
    case Derivation::Kind::pair:
    case Derivation::Kind::base_row:
        return compute_pair(tables, derivation, row, target);
    case Derivation::Kind::mean:
        return compute_mean(tables, derivation, row);
    case Derivation::Kind::retention:
        return compute_retention(tables, derivation, target.rows[row]);
    case Derivation::Kind::rank:
        return compute_rank(tables, derivation, row);
    }
    return std::nullopt;
}

std::string formula_text(const std::vector<Table>& tables, const Derivation& d, std::size_t row, const Table& target)
{
    switch (d.kind) {
    case Derivation::Kind::pair:
    case Derivation::Kind::base_row: {
        const auto& table = tables[d.table];
        const auto from = source_row(d, row);
        const bool by_row = d.kind == Derivation::Kind::base_row;
        const auto a = operand_text(table, from, d.a);
        const auto b = operand_text(table, by_row ? (*d.base_rows)[from] : from, by_row ? d.a : d.b);
        return written(form_in(d, target.rows[row]).value_or(d.form), a, b);
    }
    case Derivation::Kind::mean:
        return fmt::format("the mean of {}", counted(d.columns.size(), "column"));
    case Derivation::Kind::retention:
        return "the average, in percent of the baseline, over " + d.set;
    case Derivation::Kind::rank:
        return fmt::format("the place by {}", tables[d.table].columns[d.a].header);
    }
    return {};
}

std::vector<Evidence> inputs_of(const std::vector<Table>& tables, const Derivation& d, std::size_t row)
{
    std::vector<Evidence> rows;
    if (d.kind == Derivation::Kind::pair || d.kind == Derivation::Kind::base_row) {
        const auto from = source_row(d, row);
        const bool by_row = d.kind == Derivation::Kind::base_row;
        rows.push_back(tables[d.table].evidence(from, d.a));
        rows.push_back(tables[d.table].evidence(by_row ? (*d.base_rows)[from] : from, by_row ? d.a : d.b));
    }
    if (d.kind == Derivation::Kind::mean)
        for (const auto& [table, column] : d.columns) rows.push_back(tables[table].evidence(row, column));
    if (d.kind == Derivation::Kind::rank) rows.push_back(tables[d.table].evidence(row, d.a));
    return rows;
}

int affinity(const Column& target, const Column& source)
{
    int shared = 0;
    for (const auto& word : target.words) {
        if (is_common_word(word) || is_derived_word(word) || is_base_word(word)) continue;
        if (has_word(source.words, word)) ++shared;
    }
    return shared;
}

std::vector<std::size_t> rows_by_label(const Table& from, const Table& to)
{
    std::map<std::string_view, std::size_t> places;
    for (std::size_t r = 0; r < to.rows.size(); ++r) {
        const auto [place, is_new] = places.emplace(to.rows[r].label, r);
        if (!is_new) place->second = npos;
    }
    std::vector<std::size_t> rows;
    for (const auto& row : from.rows) {
        const auto found = places.find(row.label);
        rows.push_back(found == places.end() ? npos : found->second);
    }
    return rows;
}

std::vector<std::size_t> base_rows_of(const Table& table, std::size_t base)
{
    std::map<std::string, std::size_t> bases; // by settings
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        if (table.rows[r].name == table.rows[base].name) bases.emplace(table.settings(r), r);
    std::vector<std::size_t> rows(table.rows.size(), bases.size() == 1 ? bases.begin()->second : npos);
    if (bases.size() == 1) return rows;
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        if (const auto found = bases.find(table.settings(r)); found != bases.end()) rows[r] = found->second;
    return rows;
}

std::vector<std::size_t> likely_bases(const Table& table, std::optional<std::size_t> column)
{
    std::vector<std::size_t> bases;
    const auto add = [&](std::size_t row) {
        const auto named = [&](std::size_t other) { return table.rows[other].name == table.rows[row].name; };
        if (bases.size() < 4 && std::ranges::none_of(bases, named)) bases.push_back(row);
    };
    const auto said = [](const std::string& text) {
        const auto words = words_of(text);
        return std::ranges::any_of(words, [](const std::string& w) { return w == "baseline" || w == "reference"; });
    };
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        if ((column && said(table.rows[r].cells[*column].text)) || said(table.rows[r].name)) add(r);
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        if (std::ranges::any_of(table.rows[r].words, is_base_word)) add(r);
    add(0);
    add(table.rows.size() - 1);
    return bases;
}

std::optional<double> z_between(const Cell& a, const Cell& b)
{
    if (!a.exact || !b.exact || !a.stderr_value || !b.stderr_value) return std::nullopt;
    const double error = std::hypot(*a.stderr_value, *b.stderr_value);
    return error > 0 ? std::optional((*a.exact - *b.exact) / error) : std::nullopt;
}

} // namespace kneepoint::claims
