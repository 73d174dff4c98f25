// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"
#include "level_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::report {

using compare::Comparison;
using compare::Delta;

namespace {

struct Number {
    MetricId metric;
    Statistic statistic;
};

constexpr auto like_for_like_numbers = std::to_array<Number>({
    {MetricId::concurrency, Statistic::median()},
    {MetricId::request_latency, Statistic::median()},
    {MetricId::request_latency, Statistic::percentile(95)},
    {MetricId::ttft, Statistic::median()},
    {MetricId::ttft, Statistic::percentile(95)},
    {MetricId::itl, Statistic::median()},
    {MetricId::itl, Statistic::percentile(95)},
    {MetricId::tpot, Statistic::median()},
    {MetricId::tpot, Statistic::percentile(95)},
    {MetricId::requests_per_second, Statistic::mean()},
    {MetricId::prompt_tokens_per_second, Statistic::mean()},
    {MetricId::output_tokens_per_second, Statistic::mean()},
    {MetricId::total_tokens_per_second, Statistic::mean()},
});

constexpr auto level_numbers = std::to_array<Number>({
    {MetricId::ttft, Statistic::median()},
    {MetricId::ttft, Statistic::percentile(95)},
    {MetricId::itl, Statistic::median()},
    {MetricId::itl, Statistic::percentile(95)},
    {MetricId::tpot, Statistic::median()},
    {MetricId::request_latency, Statistic::median()},
    {MetricId::output_tokens_per_second, Statistic::mean()},
});

bool lower_is_better(MetricId metric)
{
    return metric_info(metric).direction == Direction::lower_is_better;
}

std::string with_arrow(Number number)
{
    return metric_header(number.metric, number.statistic) + (lower_is_better(number.metric) ? " ↓" : " ↑");
}

Cell judgement_cell(compare::Judgement judgement)
{
    if (judgement == compare::Judgement::unknown) return mark_cell(absent_mark);
    return text_cell(fmt::format("{} {}", compare::symbol(judgement), compare::to_string(judgement)));
}

/// Both sides have the number and there is still no ratio: they are not comparable.
Cell ratio_cell(const Delta& delta, std::optional<double> ratio)
{
    if (delta.base && delta.candidate && !delta.ratio) return mark_cell(not_comparable_mark);
    return number_cell(ratio, 2);
}

Cell change_cell(const Delta& delta)
{
    if (!delta.change_percent) return mark_cell(delta.base && delta.candidate ? not_comparable_mark : absent_mark);
    return {signed_percent(*delta.change_percent), delta.change_percent};
}

std::optional<double> converted(const Delta& delta, RatioConvention convention)
{
    if (!delta.ratio || *delta.ratio == 0) return std::nullopt;
    const bool wants_above = convention == RatioConvention::above_one_is_better;
    return lower_is_better(delta.metric) == wants_above ? 1 / *delta.ratio : *delta.ratio;
}

std::string convention_header(RatioConvention convention)
{
    return convention == RatioConvention::above_one_is_better ? "Times better (> 1)" : "Ratio (< 1 is better)";
}

std::vector<std::string> convention_notes(const Comparison& comparison, RatioConvention convention)
{
    const auto& b = comparison.base_label;
    const auto& c = comparison.candidate_label;
    const bool above = convention == RatioConvention::above_one_is_better;
    return {fmt::format("{} / {} from unrounded values: ↓ below 1 is better for {}, ↑ above 1 is better.", c, b, c),
            fmt::format("{}: {} / {} where ↓, {} / {} where ↑.", convention_header(convention), above ? b : c,
                        above ? c : b, above ? c : b, above ? b : c)};
}

Delta judged_delta(const Level& base, const Level& candidate, Number number, const compare::Options& options,
                   bool carried_load)
{
    auto delta = delta_between(base, candidate, number.metric, number.statistic, options.similar_percent);
    // Concurrency has no direction of its own; as the highest load that was carried, more is better.
    if (number.metric == MetricId::concurrency && carried_load && delta.change_percent) {
        using enum compare::Judgement;
        const double change = *delta.change_percent;
        const bool similar = change < options.similar_percent && change > -options.similar_percent;
        delta.verdict = similar ? equivalent : change > 0 ? better : worse;
    }
    return delta;
}

struct LikeForLike {
    const Comparison& comparison;
    const compare::Options& options;
    RatioConvention convention;

    std::vector<Cell> row(const Level& base, const Level& candidate, Number number, bool carried_load) const
    {
        const auto delta = judged_delta(base, candidate, number, options, carried_load);
        if (!delta.base && !delta.candidate) return {};
        const int decimals = shown_decimals(number.metric, {delta.base, delta.candidate});
        return {text_cell(with_arrow(number)),
                number_cell(delta.base, decimals),
                number_cell(delta.candidate, decimals),
                ratio_cell(delta, delta.ratio),
                ratio_cell(delta, converted(delta, convention)),
                change_cell(delta),
                judgement_cell(delta.verdict)};
    }

    Table table(std::string_view title, const Level& base, const Level& candidate, bool carried_load) const
    {
        const auto& b = comparison.base_label;
        const auto& c = comparison.candidate_label;
        Table table{fmt::format("{}: {} of {} against {} of {}", title, row_name(candidate), c, row_name(base), b),
                    {text_column("Metric"), number_column(b), number_column(c), number_column(c + " / " + b),
                     number_column(convention_header(convention)), number_column("Change"), text_column("Verdict")},
                    {},
                    convention_notes(comparison, convention)};
        for (const auto& number : like_for_like_numbers)
            if (auto cells = row(base, candidate, number, carried_load); !cells.empty())
                table.rows.push_back(std::move(cells));
        return table;
    }
};

} // namespace

std::vector<Table> like_for_like_tables(const Comparison& comparison, std::span<const Charted> runs,
                                        const compare::Options& options, RatioConvention convention)
{
    const auto* base = find_run(runs, comparison.base);
    const auto* candidate = find_run(runs, comparison.candidate);
    if (!base || !candidate) return {};
    const LikeForLike maker{comparison, options, convention};
    std::vector<Table> tables;
    const auto top = [](const Run& run, const std::optional<compare::Capacity>& capacity) {
        return capacity ? level_at(run, capacity->max_level) : nullptr;
    };
    const auto* highest_base = top(*base->run, comparison.base_capacity);
    const auto* highest_candidate = top(*candidate->run, comparison.candidate_capacity);
    if (highest_base && highest_candidate)
        tables.push_back(maker.table("At the highest set load of each", *highest_base, *highest_candidate, true));
    for (const auto& [b, c] : rows_by_strategy(*base->run, *candidate->run)) {
        if (b->strategy == Strategy::synchronous) tables.push_back(maker.table("One request at a time", *b, *c, false));
        if (b->strategy == Strategy::throughput) tables.push_back(maker.table("All requests at once", *b, *c, false));
    }
    std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
    return tables;
}

namespace {

Cell with_mark(std::optional<double> value, int decimals, const compare::AlignedLevel& level, bool of_candidate)
{
    auto cell = number_cell(value, decimals);
    if (value && of_candidate && level.interpolated) cell.text += "*";
    return cell;
}

Table level_table(const Comparison& comparison, Number number)
{
    const auto& b = comparison.base_label;
    const auto& c = comparison.candidate_label;
    Table table{metric_name(number.metric, number.statistic) + " by load",
                {text_column("Row"), number_column("Load"), number_column(b), number_column(c),
                 number_column(c + " / " + b), number_column("Change"), text_column("Verdict"), text_column("Note")},
                {},
                {}};
    Values values;
    for (const auto& level : comparison.levels)
        if (const auto* delta = find_delta(level, number.metric, number.statistic))
            values.insert(values.end(), {delta->base, level.interpolated ? std::nullopt : delta->candidate});
    const int decimals = shown_decimals(number.metric, values);
    bool any = false;
    for (const auto& level : comparison.levels) {
        const auto* found = find_delta(level, number.metric, number.statistic);
        const auto delta = found ? *found : Delta{};
        any = any || delta.base || delta.candidate;
        const auto note = !level.note.empty() ? level.note : delta.ratio ? std::string{} : delta.why;
        table.rows.push_back(
            {text_cell(level.label), number_cell(level.load, 1), with_mark(delta.base, decimals, level, false),
             with_mark(delta.candidate, level.interpolated ? metric_info(number.metric).decimals : decimals, level,
                       true),
             ratio_cell(delta, delta.ratio), change_cell(delta), judgement_cell(delta.verdict), text_cell(note)});
    }
    if (!any) table.rows.clear();
    table.notes.push_back(
        fmt::format("{}: {} is better.", with_arrow(number), lower_is_better(number.metric) ? "lower" : "higher"));
    if (std::ranges::any_of(comparison.levels, &compare::AlignedLevel::interpolated))
        table.notes.push_back(fmt::format("* interpolated between two measured rows of {}.", c));
    if (!comparison.alignment_why.empty()) table.notes.push_back(comparison.alignment_why);
    return table;
}

} // namespace

std::vector<Table> level_tables(const Comparison& comparison)
{
    std::vector<Table> tables;
    for (const auto& number : level_numbers)
        if (auto table = level_table(comparison, number); !table.rows.empty()) tables.push_back(std::move(table));
    return tables;
}

} // namespace kneepoint::report
