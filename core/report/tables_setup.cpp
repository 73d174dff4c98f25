// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

const Charted* find_run(std::span<const Charted> runs, std::string_view id)
{
    const auto found = std::ranges::find_if(runs, [&](const Charted& one) { return one.run && one.run->id == id; });
    return found == runs.end() ? nullptr : &*found;
}

Table setup_table(const compare::Comparison& comparison)
{
    Table table{fmt::format("What {} and {} differ in", comparison.base_label, comparison.candidate_label),
                {text_column("Setting"), text_column(comparison.base_label), text_column(comparison.candidate_label),
                 text_column("Weight"), text_column("Why")},
                {},
                {}};
    const auto shown_value = [](const std::string& value) {
        return value.empty() ? mark_cell(absent_mark) : text_cell(readable_figure(value));
    };
    for (const auto& difference : comparison.setup_differences)
        table.rows.push_back({text_cell(difference.what), shown_value(difference.base),
                              shown_value(difference.candidate), text_cell(difference.severity),
                              text_cell(difference.why)});
    return table;
}

namespace {

/// The sentence, then each figure of the file beside the right one, then where the matter is known.
std::string with_corrections(const Problem& problem)
{
    auto text = problem.text;
    const auto shown = [](std::optional<double> value) {
        return value ? readable_figure(shortest_decimal(*value)) : "none";
    };
    for (const auto& one : problem.corrections)
        text += fmt::format(" {}: {} in the file, {} corrected.", one.what, shown(one.published), shown(one.corrected));
    if (const auto issue = known_issue(problem.code); !issue.empty()) text += fmt::format(" Known: {}.", issue);
    return text;
}

void add_problems(Table& table, std::string_view label, const Problems& problems, std::string_view place = {})
{
    for (const auto& problem : problems) {
        const auto where = source_text(problem.file, problem.place.empty() ? place : std::string_view(problem.place));
        std::vector<Cell> row{text_cell(std::string(to_string(problem.severity))), text_cell(std::string(label)),
                              text_cell(with_corrections(problem)), text_cell(where), text_cell(problem.code)};
        if (std::ranges::find(table.rows, row) == table.rows.end()) table.rows.push_back(std::move(row));
    }
}

int rank(const std::vector<Cell>& row)
{
    const auto& severity = row.front().text;
    return severity == to_string(Severity::error) ? 0 : severity == to_string(Severity::warning) ? 1 : 2;
}

} // namespace

Table problems_table(std::span<const Charted> runs, std::span<const compare::Comparison> comparisons)
{
    Table table{
        "Problems",
        {text_column("Severity"), text_column("Of"), text_column("What"), text_column("Where"), text_column("Code")},
        {},
        {}};
    for (const auto& comparison : comparisons)
        add_problems(table, fmt::format("{} / {}", comparison.candidate_label, comparison.base_label),
                     comparison.problems);
    for (const auto& charted : runs) {
        if (!charted.run) continue;
        add_problems(table, charted.label, charted.run->problems);
        for (const auto& level : charted.run->levels) add_problems(table, charted.label, level.problems, level.label);
        add_problems(table, charted.label, compare::check_run(*charted.run));
    }
    std::ranges::stable_sort(table.rows, {}, rank);
    return table;
}

} // namespace kneepoint::report
