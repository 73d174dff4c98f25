// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"
#include "level_text.h"
#include "rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

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
    const auto header = metric_header(number.metric, number.statistic);
    switch (metric_info(number.metric).direction) {
    case Direction::lower_is_better:
        return header + " ↓";
    case Direction::higher_is_better:
        return header + " ↑";
    case Direction::neither:
        break;
    }
    return header;
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

std::vector<std::string> convention_notes(const Comparison& comparison, RatioConvention convention, bool printed)
{
    const auto& b = comparison.base_label;
    const auto& c = comparison.candidate_label;
    const bool above = convention == RatioConvention::above_one_is_better;
    return {fmt::format("{} / {} from {} figures: ↓ below 1 is better for {}, ↑ above 1 is better.", c, b,
                        printed ? "printed" : "unrounded", c),
            fmt::format("{}: {} / {} where ↓, {} / {} where ↑.", convention_header(convention), above ? b : c,
                        above ? c : b, above ? c : b, above ? b : c)};
}

/// Concurrency has no direction of its own; as the highest load that was carried, more is better.
compare::Judgement judged_load(const Delta& delta, double similar_percent)
{
    using enum compare::Judgement;
    if (!delta.change_percent) return unknown;
    if (std::fabs(*delta.change_percent) <= similar_percent) return equivalent;
    return *delta.change_percent > 0 ? better : worse;
}

/// Two levels compared alone, for a pair that the comparison did not align.
std::optional<compare::AlignedLevel> compared_alone(const Run& base, const Level& b, const Run& candidate,
                                                    const Level& c, compare::Options options)
{
    const auto alone = [](const Run& run, const Level& level) {
        Run one;
        one.id = run.id;
        one.format = run.format;
        one.provenance = run.provenance;
        one.levels = {level};
        one.levels[0].strategy = Strategy::constant; // rows pair by strategy, these belong together whatever theirs is
        return one;
    };
    const auto base_alone = alone(base, b);
    const auto candidate_alone = alone(candidate, c);
    options.alignment = compare::Alignment::position;
    Progress quiet;
    auto result = compare::compare_runs({.id = base.id, .performance = &base_alone},
                                        {.id = candidate.id, .performance = &candidate_alone}, options, quiet);
    return result.levels.empty() ? std::nullopt : std::optional(std::move(result.levels.front()));
}

struct LikeForLike {
    const Comparison& comparison;
    const compare::Options& options;
    RatioConvention convention;
    const Run& base;
    const Run& candidate;

    std::optional<compare::AlignedLevel> levels_at(std::optional<int> base_level,
                                                   std::optional<int> candidate_level) const
    {
        const auto* b = level_at(base, base_level);
        const auto* c = level_at(candidate, candidate_level);
        if (!b || !c) return std::nullopt;
        for (const auto* row : measured_rows(comparison))
            if (row->base_level == base_level && row->candidate_level == candidate_level) return *row;
        auto alone = compared_alone(base, *b, candidate, *c, options);
        if (alone) {
            alone->base_level = base_level;
            alone->candidate_level = candidate_level;
        }
        return alone;
    }

    std::vector<Cell> row(const Delta& delta, bool carried_load) const
    {
        const bool load = carried_load && delta.metric == MetricId::concurrency;
        const int decimals = shown_decimals(delta.metric, {delta.base, delta.candidate});
        const bool judged = load || metric_info(delta.metric).direction != Direction::neither;
        return {text_cell(with_arrow({delta.metric, delta.statistic}) + (load ? " ↑" : "") +
                          (delta.all_requests ? " (all requests)" : "")),
                number_cell(delta.base, decimals),
                number_cell(delta.candidate, decimals),
                ratio_cell(delta, delta.ratio),
                judged ? ratio_cell(delta, converted(delta, convention)) : mark_cell(absent_mark),
                change_cell(delta),
                judgement_cell(load ? judged_load(delta, options.similar_percent) : delta.verdict)};
    }

    Table table(std::string_view title, const compare::AlignedLevel& level, bool carried_load) const
    {
        const auto& b = comparison.base_label;
        const auto& c = comparison.candidate_label;
        Table table{fmt::format("{}: {} of {} against {} of {}", title,
                                row_name(*level_at(candidate, level.candidate_level)), c,
                                row_name(*level_at(base, level.base_level)), b),
                    {text_column("Metric"), number_column(b), number_column(c), number_column(c + " / " + b),
                     number_column(convention_header(convention)), number_column("Change"), text_column("Verdict")},
                    {},
                    convention_notes(comparison, convention, std::ranges::any_of(level.deltas, &Delta::printed))};
        for (const auto& number : like_for_like_numbers) {
            const auto* delta = find_delta(level, number.metric, number.statistic);
            if (!delta || (!delta->base && !delta->candidate)) continue;
            table.rows.push_back(row(*delta, carried_load));
            if (delta->base && delta->candidate && !delta->ratio)
                table.notes.push_back(fmt::format("{} {}: {}", not_comparable_mark,
                                                  metric_name(number.metric, number.statistic), delta->why));
        }
        return table;
    }
};

} // namespace

namespace {

/// A faster server holds fewer requests at one rate: concurrency is a load that was carried only where requests/s
/// points the same way.
bool is_carried(const compare::AlignedLevel& level)
{
    const auto* load = find_delta(level, MetricId::concurrency, Statistic::median());
    const auto* rate = find_delta(level, MetricId::requests_per_second, Statistic::mean());
    if (!load || !rate || !load->change_percent || !rate->change_percent) return true;
    return *load->change_percent == 0 || *load->change_percent * *rate->change_percent > 0;
}

} // namespace

std::vector<Table> like_for_like_tables(const Comparison& comparison, std::span<const Charted> runs,
                                        const compare::Options& options, RatioConvention convention)
{
    const auto* base = find_run(runs, comparison.base);
    const auto* candidate = find_run(runs, comparison.candidate);
    if (!base || !candidate) return {};
    const LikeForLike maker{comparison, options, convention, *base->run, *candidate->run};
    std::vector<Table> tables;
    if (comparison.base_capacity && comparison.candidate_capacity)
        if (const auto highest =
                maker.levels_at(comparison.base_capacity->max_level, comparison.candidate_capacity->max_level))
            tables.push_back(maker.table("At the highest set load of each", *highest, is_carried(*highest)));
    for (const auto* row : measured_rows(comparison)) {
        const auto strategy = level_at(*base->run, row->base_level)->strategy;
        if (strategy == Strategy::synchronous) tables.push_back(maker.table("One request at a time", *row, false));
        if (strategy == Strategy::throughput) tables.push_back(maker.table("All requests at once", *row, false));
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

constexpr auto all_requests_note = "over requests of every outcome: the end of the level cut off many";

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
        auto note = !level.note.empty() ? level.note : delta.ratio ? std::string{} : delta.why;
        if (delta.all_requests) note += note.empty() ? all_requests_note : fmt::format("; {}", all_requests_note);
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
        table.notes.push_back(fmt::format("* read off the curve of {} at this load, not a row of its own.", c));
    return table;
}

} // namespace

std::vector<Table> level_tables(const Comparison& comparison)
{
    std::vector<Table> tables;
    for (const auto& number : level_numbers)
        if (auto table = level_table(comparison, number); !table.rows.empty()) tables.push_back(std::move(table));
    if (!tables.empty() && !comparison.alignment_why.empty())
        tables.front().notes.push_back("Aligned " + comparison.alignment_why + ".");
    return tables;
}

} // namespace kneepoint::report
