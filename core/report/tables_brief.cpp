// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"
#include "level_text.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace kneepoint::report {

using compare::AlignedLevel;
using compare::Comparison;

namespace {

constexpr auto metrics = std::to_array({MetricId::ttft, MetricId::itl});

const compare::Delta& median_of(const AlignedLevel& level, MetricId metric)
{
    static const compare::Delta none;
    const auto* found = find_delta(level, metric, Statistic::median());
    return found ? *found : none;
}

int decimals_of(const Comparison& comparison, MetricId metric)
{
    Values values;
    for (const auto& level : comparison.levels) values.push_back(median_of(level, metric).base);
    return shown_decimals(metric, values);
}

std::vector<Cell> row_of(const Comparison& comparison, const AlignedLevel& level)
{
    std::vector<Cell> row{text_cell(level.label + (level.excluded ? " (excluded)" : "")), number_cell(level.load, 1)};
    for (const auto metric : metrics) {
        const auto& delta = median_of(level, metric);
        const int decimals = decimals_of(comparison, metric);
        row.push_back(number_cell(delta.base, decimals));
        auto& candidate = row.emplace_back(number_cell(delta.candidate, decimals));
        if (delta.candidate && level.interpolated) candidate.text += "*";
        row.push_back(delta.base && delta.candidate && !delta.ratio ? mark_cell(not_comparable_mark)
                                                                    : number_cell(delta.ratio, 2));
        row.push_back(text_cell(std::string(compare::symbol(delta.verdict))));
    }
    return row;
}

Table medians_table(const Comparison& comparison)
{
    Table table{fmt::format("TTFT and ITL medians by load, base: {}, candidate: {}", comparison.base_label,
                            comparison.candidate_label),
                {text_column("Row"), number_column("Load")},
                {},
                {}};
    for (const auto metric : metrics) {
        const auto name = std::string(metric_info(metric).name);
        table.columns.push_back(number_column(name + " base, ms"));
        table.columns.push_back(number_column("candidate, ms"));
        table.columns.push_back(number_column("ratio"));
        table.columns.push_back(text_column(""));
    }
    bool interpolated = false;
    for (const auto& level : comparison.levels) {
        table.rows.push_back(row_of(comparison, level));
        interpolated = interpolated || level.interpolated;
    }
    if (interpolated) table.notes.emplace_back("* read off the candidate's curve at this load.");
    if (!comparison.alignment_why.empty()) table.notes.push_back("Aligned " + comparison.alignment_why + ".");
    return table;
}

} // namespace

std::vector<Table> brief_tables(const Comparison& comparison, std::span<const Charted> runs,
                                const compare::Options& options)
{
    std::vector<Table> tables;
    auto highest = like_for_like_tables(comparison, runs, options, plain_convention);
    const bool has_highest = comparison.base_capacity && comparison.base_capacity->max_level &&
                             comparison.candidate_capacity && comparison.candidate_capacity->max_level;
    if (has_highest && !highest.empty()) tables.push_back(std::move(highest.front()));
    tables.push_back(medians_table(comparison));
    tables.push_back(headline_table(comparison));
    return tables;
}

} // namespace kneepoint::report
