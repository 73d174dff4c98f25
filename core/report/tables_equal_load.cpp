// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Comparison;
using compare::EqualLoad;

namespace {

bool same_number(const EqualLoad& a, const EqualLoad& b)
{
    return a.metric == b.metric && a.statistic == b.statistic;
}

const EqualLoad* find_equal(const Comparison& comparison, const EqualLoad& wanted)
{
    const auto found = std::ranges::find_if(comparison.equal_load, [&](const EqualLoad& one) {
        return same_number(one, wanted) && one.concurrency == wanted.concurrency;
    });
    return found == comparison.equal_load.end() ? nullptr : &*found;
}

/// One of each concurrency, ascending, from every comparison.
std::vector<const EqualLoad*> loads(std::span<const Comparison> comparisons, const EqualLoad& number)
{
    std::vector<const EqualLoad*> rows;
    for (const auto& comparison : comparisons)
        for (const auto& one : comparison.equal_load)
            if (same_number(one, number) &&
                std::ranges::find(rows, one.concurrency, &EqualLoad::concurrency) == rows.end())
                rows.push_back(&one);
    std::ranges::stable_sort(rows, {}, &EqualLoad::concurrency);
    return rows;
}

Cell candidate_cell(const EqualLoad* found, MetricId metric)
{
    if (!found) return number_cell(std::nullopt, 0);
    auto cell = number_cell(found->candidate, metric_info(metric).decimals);
    if (found->interpolated) cell.text += "*";
    return cell;
}

constexpr auto interpolated_note =
    "* interpolated linearly between the two measured rows around the concurrency; beyond "
    "the measured range nothing is said.";

Table table_of(std::span<const Comparison> comparisons, const EqualLoad& number)
{
    const auto& base = comparisons.front().base_label;
    Table table{fmt::format("{} at equal load, {}", metric_name(number.metric, number.statistic),
                            unit_symbol(metric_info(number.metric).unit)),
                {number_column("Concurrency"), number_column(base)},
                {},
                {}};
    for (const auto& comparison : comparisons) {
        table.columns.push_back(number_column(comparison.candidate_label));
        table.columns.push_back(number_column(comparison.candidate_label + " / " + base));
    }
    const auto rows = loads(comparisons, number);
    Values measured;
    for (const auto* row : rows) measured.push_back(row->base);
    const int decimals = shown_decimals(number.metric, measured);
    bool interpolated = false;
    for (const auto* row : rows) {
        auto& cells = table.rows.emplace_back();
        cells = {number_cell(row->concurrency, 1), number_cell(row->base, decimals)};
        for (const auto& comparison : comparisons) {
            const auto* found = find_equal(comparison, *row);
            cells.push_back(candidate_cell(found, number.metric));
            cells.push_back(number_cell(found ? std::optional(found->ratio) : std::nullopt, 3));
            interpolated = interpolated || (found && found->interpolated);
        }
    }
    table.notes.emplace_back(interpolated ? interpolated_note : "Every row was measured at this load on each side.");
    return table;
}

} // namespace

std::vector<Table> equal_load_tables(std::span<const Comparison> comparisons)
{
    std::vector<const EqualLoad*> numbers;
    for (const auto& comparison : comparisons)
        for (const auto& one : comparison.equal_load)
            if (std::ranges::none_of(numbers, [&](const auto* known) { return same_number(*known, one); }))
                numbers.push_back(&one);
    std::vector<Table> tables;
    for (const auto* number : numbers) tables.push_back(table_of(comparisons, *number));
    return tables;
}

} // namespace kneepoint::report
