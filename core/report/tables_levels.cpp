// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratio_cells.h"

#include "figures.h"
#include "level_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::report {

using compare::Comparison;
using compare::Delta;

namespace {

constexpr auto level_numbers = std::to_array<Number>({
    {MetricId::ttft, Statistic::median()},
    {MetricId::ttft, Statistic::percentile(95)},
    {MetricId::itl, Statistic::median()},
    {MetricId::itl, Statistic::percentile(95)},
    {MetricId::tpot, Statistic::median()},
    {MetricId::request_latency, Statistic::median()},
    {MetricId::output_tokens_per_second, Statistic::mean()},
});

constexpr auto all_requests_note = "over requests of every outcome: the end of the level cut off many";

const Delta& delta_of(const compare::AlignedLevel& level, Number number)
{
    static const Delta none;
    const auto* found = find_delta(level, number.metric, number.statistic);
    return found ? *found : none;
}

/// Decimals of figures that were measured; interpolated ones have those of the metric.
int measured_decimals(const Comparison& comparison, Number number)
{
    Values values;
    for (const auto& level : comparison.levels) {
        const auto& delta = delta_of(level, number);
        values.insert(values.end(), {delta.base, level.interpolated ? std::nullopt : delta.candidate});
    }
    return shown_decimals(number.metric, values);
}

Cell candidate_cell(const compare::AlignedLevel& level, const Delta& delta, int decimals)
{
    if (!level.interpolated || !delta.candidate) return number_cell(delta.candidate, decimals);
    auto cell = number_cell(delta.candidate, metric_info(delta.metric).decimals);
    cell.text += "*";
    return cell;
}

std::string note_of(const compare::AlignedLevel& level, const Delta& delta)
{
    auto note = !level.note.empty() ? level.note : delta.ratio ? std::string{} : delta.why;
    if (!delta.finding.settle.empty()) note += note.empty() ? delta.finding.settle : "; " + delta.finding.settle;
    if (delta.all_requests) note += note.empty() ? all_requests_note : fmt::format("; {}", all_requests_note);
    return note;
}

Table empty_table(const Comparison& comparison, Number number, std::span<const RatioConvention> conventions)
{
    const auto& b = comparison.base_label;
    const auto& c = comparison.candidate_label;
    const auto unit = unit_symbol(metric_info(number.metric).unit);
    Table table;
    table.title = fmt::format("{} by load, {}", metric_name(number.metric, number.statistic), unit);
    table.columns = {text_column("Row"), number_column("Load"), number_column(b), number_column(c),
                     number_column(c + " / " + b)};
    for (const auto convention : conventions) table.columns.push_back(convention_column(convention));
    table.columns.insert(table.columns.end(), {number_column("Change"), text_column("Verdict")});
    table.notes = {
        fmt::format("{}: {} is better.", with_arrow(number), lower_is_better(number.metric) ? "lower" : "higher")};
    if (std::ranges::any_of(comparison.levels, &compare::AlignedLevel::interpolated))
        table.notes.push_back(fmt::format("* read off the curve of {} at this load, not a row of its own.", c));
    return table;
}

Table level_table(const Comparison& comparison, Number number, std::span<const RatioConvention> conventions)
{
    auto table = empty_table(comparison, number, conventions);
    const int decimals = measured_decimals(comparison, number);
    const bool intervals = std::ranges::any_of(
        comparison.levels, [&](const auto& level) { return delta_of(level, number).interval.has_value(); });
    if (intervals) table.columns.push_back(text_column("95 % interval"));
    table.columns.push_back(text_column("Note"));
    std::vector<const Delta*> deltas;
    bool any = false, converted = false;
    for (const auto& level : comparison.levels) {
        const auto& delta = delta_of(level, number);
        any = any || delta.base || delta.candidate;
        if (auto note = conversion_note(delta); !note.empty() && !std::exchange(converted, true))
            table.notes.push_back(std::move(note));
        auto& row = table.rows.emplace_back();
        row = {text_cell(level.label), number_cell(level.load, 1), number_cell(delta.base, decimals),
               candidate_cell(level, delta, decimals), ratio_cell(delta)};
        for (const auto convention : conventions) row.push_back(convention_cell(delta, convention));
        row.insert(row.end(), {change_cell(delta), judgement_cell(delta.verdict)});
        if (intervals) row.push_back(interval_cell(delta));
        row.push_back(text_cell(note_of(level, delta)));
        deltas.push_back(&delta);
    }
    if (!any) table.rows.clear();
    add_verdict_notes(table, deltas);
    return table;
}

} // namespace

std::vector<Table> level_tables(const Comparison& comparison, std::span<const RatioConvention> conventions)
{
    std::vector<Table> tables;
    for (const auto& number : level_numbers)
        if (auto table = level_table(comparison, number, conventions); !table.rows.empty())
            tables.push_back(std::move(table));
    if (!tables.empty() && !comparison.alignment_why.empty())
        tables.front().notes.push_back("Aligned " + comparison.alignment_why + ".");
    return tables;
}

} // namespace kneepoint::report
