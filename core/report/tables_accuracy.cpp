// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "accuracy_text.h"
#include "figures.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::AccuracyDelta;
using compare::Comparison;

namespace {

std::optional<double> scaled(std::optional<double> value, const AccuracyDelta& delta)
{
    return value ? std::optional(*value * display_scale(delta)) : std::nullopt;
}

/// The value with its standard error, in percent for proportions.
Cell score_cell(std::optional<double> value, std::optional<double> error, const AccuracyDelta& delta)
{
    const int decimals = delta.proportion ? 2 : 4;
    auto cell = number_cell(scaled(value, delta), decimals);
    if (value && error) cell.text += " ± " + shown(*error * display_scale(delta), decimals);
    return cell;
}

Cell signed_cell(std::optional<double> value, int decimals)
{
    auto cell = number_cell(value, decimals);
    if (value && *value > 0 && cell.text.find_first_of("123456789") != std::string::npos) cell.text.insert(0, "+");
    return cell;
}

Cell change_interval_cell(const AccuracyDelta& delta)
{
    if (!delta.interval) return mark_cell(absent_mark);
    const double scale = display_scale(delta);
    return text_cell(
        fmt::format("{} to {}", shown(scale * delta.interval->low, 2), shown(scale * delta.interval->high, 2)));
}

/// The score's own p, then the one adjusted for how many were looked at, which the verdict uses.
Cell p_cell(const AccuracyDelta& delta)
{
    if (!delta.p) return mark_cell(absent_mark);
    auto text = p_text(*delta.p);
    if (delta.p_adjusted && delta.family > 1) text += fmt::format(" ({})", p_text(*delta.p_adjusted));
    return {std::move(text), delta.p};
}

Cell samples_cell(const AccuracyDelta& delta)
{
    if (!delta.base_n && !delta.candidate_n) return mark_cell(absent_mark);
    if (delta.base_n == delta.candidate_n) return text_cell(std::to_string(*delta.base_n));
    const auto text = [](std::optional<std::uint64_t> n) { return n ? std::to_string(*n) : std::string(absent_mark); };
    return text_cell(text(delta.base_n) + " / " + text(delta.candidate_n));
}

std::string indented(const AccuracyDelta& delta)
{
    std::string text;
    for (int i = 0; i < delta.depth; ++i) text += "– ";
    return text + delta.task; // the name that --tasks takes and sentences use, not the alias
}

std::vector<Cell> accuracy_row(const AccuracyDelta& delta)
{
    const bool both = delta.base && delta.candidate;
    const auto filter = delta.filter.empty() || delta.filter == "none" ? std::string{} : delta.filter;
    return {text_cell(indented(delta)),
            text_cell(delta.metric),
            text_cell(filter),
            samples_cell(delta),
            score_cell(delta.base, delta.base_stderr, delta),
            score_cell(delta.candidate, delta.candidate_stderr, delta),
            both && !delta.delta ? mark_cell(not_comparable_mark) : signed_cell(scaled(delta.delta, delta), 2),
            change_interval_cell(delta),
            p_cell(delta),
            number_cell(delta.recovery_percent, 2),
            delta.verdict == compare::Judgement::unknown
                ? mark_cell(absent_mark)
                : text_cell(fmt::format("{} {}", compare::symbol(delta.verdict), compare::to_string(delta.verdict)))};
}

} // namespace

namespace {

std::string meaning_of_p(const Comparison& comparison)
{
    const auto [paired, unpaired] = tested_scores({&comparison, 1});
    const bool adjusted = std::ranges::any_of(comparison.accuracy, [](const auto& delta) { return delta.family > 1; });
    std::string text = paired == 0     ? "p is of the unpaired z = change / √(se² + se²)"
                       : unpaired == 0 ? "p is paired, question by question, of a group over all its tasks"
                                       : fmt::format("p is paired, question by question, for the {} of {} scores that "
                                                     "both sides have samples of, else of the unpaired "
                                                     "z = change / √(se² + se²)",
                                                     paired, paired + unpaired);
    if (adjusted) text += "; in parentheses adjusted for the number of tasks";
    return text + ".";
}

Table empty_accuracy_table(const Comparison& comparison)
{
    return Table{fmt::format("Accuracy of {} against {}", comparison.candidate_label, comparison.base_label),
                 {text_column("Task"), text_column("Metric"), text_column("Filter"), text_column("n"),
                  number_column(comparison.base_label), number_column(comparison.candidate_label),
                  number_column("Change"), text_column("95 % interval"), number_column("p"),
                  number_column("Recovery, %"), text_column("Verdict")},
                 {},
                 {}};
}

} // namespace

Table accuracy_table(const Comparison& comparison)
{
    auto table = empty_accuracy_table(comparison);
    for (const auto& delta : comparison.accuracy) table.rows.push_back(accuracy_row(delta));
    if (std::ranges::any_of(comparison.accuracy, &AccuracyDelta::proportion))
        table.notes.push_back("Proportions are in percent with one standard error, their changes in points. " +
                              meaning_of_p(comparison));
    for (const auto& delta : comparison.accuracy) {
        if (!delta.caveat.empty()) table.notes.push_back(fmt::format("{}: {}", score_name(delta), delta.caveat));
        if (delta.base && delta.candidate && !delta.delta)
            table.notes.push_back(fmt::format("{} {}: {}", not_comparable_mark, score_name(delta), delta.why));
    }
    return table;
}

Table headline_table(const Comparison& comparison)
{
    auto table = empty_accuracy_table(comparison);
    for (const auto* delta : headline_scores(comparison)) table.rows.push_back(accuracy_row(*delta));
    if (table.rows.empty()) return table;
    const auto& summary = comparison.accuracy_summary;
    if (table.rows.size() < comparison.accuracy.size())
        table.notes.push_back(fmt::format("{} of {} scores: the one that stands for each task or group at the top.",
                                          table.rows.size(), comparison.accuracy.size()));
    if (summary.mean_recovery_percent)
        table.notes.push_back(fmt::format("Mean recovery over {}: {} %{}.", counted(summary.tasks.size(), "task"),
                                          shown(*summary.mean_recovery_percent, 2), recovery_spread(summary)));
    if (summary.largest_abs_z)
        table.notes.push_back(fmt::format("Largest |z| of all scores: {} ({}).", shown(*summary.largest_abs_z, 2),
                                          summary.largest_abs_z_task));
    return table;
}

std::vector<Table> accuracy_overview(std::span<const Comparison> comparisons)
{
    const auto scores = headline_scores(comparisons);
    if (comparisons.size() < 2 || scores.empty()) return {};
    Table table{"Accuracy by configuration",
                {text_column("Task and metric"), number_column(comparisons.front().base_label)},
                {},
                {"Recovery is 100 × candidate / base, or base / candidate where lower is better."}};
    for (const auto& comparison : comparisons) {
        table.columns.push_back(number_column(comparison.candidate_label));
        table.columns.push_back(number_column(comparison.candidate_label + ", recovery %"));
    }
    for (const auto* score : scores) {
        auto& row = table.rows.emplace_back();
        row = {text_cell(score_name(*score)), score_cell(score->base, score->base_stderr, *score)};
        for (const auto& comparison : comparisons) {
            const auto* found = find_score(comparison, *score);
            const auto delta = found ? *found : AccuracyDelta{};
            row.push_back(score_cell(delta.candidate, delta.candidate_stderr, delta));
            row.push_back(number_cell(delta.recovery_percent, 2));
        }
    }
    return {std::move(table)};
}

Table group_check_table(const Comparison& comparison)
{
    Table table{"Groups against their members",
                {text_column("Run"), text_column("Group"), text_column("Metric"), number_column("Stated"),
                 number_column("Computed"), number_column("Members"), text_column("Mean"), text_column("Result")},
                {},
                {}};
    for (const auto& check : comparison.accuracy_summary.groups)
        table.rows.push_back(
            {text_cell(check.run == comparison.base_accuracy ? comparison.base_label : comparison.candidate_label),
             text_cell(check.task), text_cell(check.metric), number_cell(check.stated, 4),
             number_cell(check.computed, 4), number_cell(static_cast<double>(check.members), 0),
             text_cell(check.weighted ? "weighted by documents" : "plain"),
             text_cell(check.agrees ? "agrees" : "differs")});
    return table;
}

} // namespace kneepoint::report
