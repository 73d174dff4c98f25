// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "accuracy_text.h"
#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace kneepoint::report {

using compare::AccuracyDelta;
using compare::Comparison;

namespace {

Cell recovery_cell(std::optional<double> value, const std::optional<Interval>& interval)
{
    auto cell = number_cell(value, 2);
    if (value && interval) cell.text += fmt::format(" ({} to {})", shown(interval->low, 2), shown(interval->high, 2));
    return cell;
}

Cell count_cell(std::optional<std::uint64_t> count)
{
    return number_cell(count ? std::optional(static_cast<double>(*count)) : std::nullopt, 0);
}

Cell chance_cell(double p, std::string_view mark)
{
    return {p_text(p) + std::string(mark), p};
}

std::vector<Cell> flips_row(const AccuracyDelta& delta)
{
    const auto paired = delta.paired.value_or(compare::PairedDocuments{});
    const auto options = paired.options.value_or(compare::OptionsMoved{});
    const bool lower = delta.higher_is_better == false; // a score of 1 is then the wrong answer
    return {text_cell(score_name(delta)),
            recovery_cell(delta.recovery_percent, delta.recovery_interval),
            number_cell(delta.chance ? std::optional(100 * *delta.chance) : std::nullopt, 1),
            recovery_cell(delta.recovery_above_chance_percent, delta.recovery_above_chance_interval),
            count_cell(lower ? paired.gained : paired.lost),
            count_cell(lower ? paired.lost : paired.gained),
            count_cell(delta.paired ? std::optional<std::uint64_t>(paired.documents) : std::nullopt),
            count_cell(options.changed ? std::optional<std::uint64_t>(*options.changed) : std::nullopt),
            number_cell(paired.options ? std::optional(options.mean_kl) : std::nullopt, 4)};
}

/// Columns that hold nothing but marks say nothing.
void drop_empty_columns(Table& table)
{
    for (std::size_t i = table.columns.size(); i-- > 0;) {
        if (std::ranges::any_of(table.rows, [&](const auto& row) { return row[i].text != absent_mark; })) continue;
        table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(i));
        for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

} // namespace

Table flips_table(const Comparison& comparison)
{
    Table table{fmt::format("Recovery and flips of {} against {}", comparison.candidate_label, comparison.base_label),
                {text_column("Task and metric"), number_column("Recovery, %"), number_column("Chance, %"),
                 number_column("Recovery above chance, %"), number_column("Harmful flips"),
                 number_column("Beneficial flips"), number_column("Questions"), number_column("Other option chosen"),
                 number_column("KL, nats")},
                {},
                {}};
    bool flips = false, options = false;
    for (const auto& delta : comparison.accuracy) {
        if (!delta.paired && !delta.recovery_interval) continue;
        flips = flips || (delta.paired && delta.paired->lost);
        options = options || (delta.paired && delta.paired->options);
        table.rows.push_back(flips_row(delta));
    }
    if (table.rows.empty()) return table;
    drop_empty_columns(table);
    table.notes.emplace_back("In parentheses 95 % intervals.");
    if (flips)
        table.notes.emplace_back("Harmful: right on the base's side only; beneficial: on the candidate's. Two runs of "
                                 "one model flip as well: compare with a repeat of the base.");
    if (options)
        table.notes.emplace_back("KL: how far the probabilities of the options moved, mean over questions; other "
                                 "option: the most probable one changed, right or wrong.");
    return table;
}

Table mcnemar_table(const Comparison& comparison)
{
    Table table{fmt::format("McNemar's tests of {} against {}", comparison.candidate_label, comparison.base_label),
                {text_column("Task and metric"), number_column("Harmful flips"), number_column("Beneficial flips"),
                 number_column("Exact p"), number_column("Mid-p"), number_column("χ²"), number_column("p of χ²")},
                {},
                {}};
    bool few = false, others = false;
    for (const auto& delta : comparison.accuracy) {
        if (!delta.paired || !delta.paired->chi_squared) continue;
        const auto& paired = *delta.paired;
        const bool lower = delta.higher_is_better == false,
                   enough = *paired.lost + *paired.gained >= compare::few_flips;
        few = few || !enough;
        others = others || !compare::decided_by_exact_p(delta);
        table.rows.push_back({text_cell(score_name(delta)), count_cell(lower ? paired.gained : paired.lost),
                              count_cell(lower ? paired.lost : paired.gained),
                              chance_cell(*paired.exact_p, compare::decided_by_exact_p(delta) ? "" : " °"),
                              chance_cell(*paired.mid_p, ""), number_cell(paired.chi_squared, 3),
                              chance_cell(*paired.chi_squared_p, enough ? "" : few_samples_mark)});
    }
    if (table.rows.empty()) return table;
    table.notes.emplace_back("The exact p decides: of equal models it calls at most 5 % different, however few flips "
                             "there are. Mid-p comes nearer to 5 % but may pass it; χ² is an approximation.");
    if (few)
        table.notes.push_back(
            fmt::format("{} fewer than {} flips: too few for χ².", few_samples_mark, compare::few_flips));
    if (others)
        table.notes.emplace_back("° another test decides here: over clusters of documents that repeat, or of a group's "
                                 "mean over its tasks.");
    return table;
}

} // namespace kneepoint::report
