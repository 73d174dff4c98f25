// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratio_cells.h"

#include "figures.h"
#include "level_text.h"
#include "rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace kneepoint::report {

using compare::Comparison;
using compare::Delta;

namespace {

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

/// A faster server holds fewer requests at one rate: concurrency is a load that was carried only where requests/s
/// points the same way.
bool is_carried(const compare::AlignedLevel& level)
{
    const auto* load = find_delta(level, MetricId::concurrency, Statistic::median());
    const auto* rate = find_delta(level, MetricId::requests_per_second, Statistic::mean());
    if (!load || !rate || !load->change_percent || !rate->change_percent) return true;
    return *load->change_percent == 0 || *load->change_percent * *rate->change_percent > 0;
}

/// Whether more concurrency is better in a table.
enum class Concurrency : std::uint8_t { carried, given };

/// Whether a table has a column for them.
enum class Intervals : std::uint8_t { none, some };

/// What would settle the open numbers, each with the numbers that it holds for.
std::vector<std::pair<std::string, std::vector<std::string>>> to_settle(std::span<const Delta* const> deltas)
{
    std::vector<std::pair<std::string, std::vector<std::string>>> notes;
    for (const auto* delta : deltas) {
        const auto& settle = delta->finding.settle;
        if (settle.empty()) continue;
        auto known = std::ranges::find(notes, settle, [](const auto& note) { return note.first; });
        if (known == notes.end()) known = notes.insert(known, {settle, {}});
        known->second.push_back(metric_name(delta->metric, delta->statistic));
    }
    return notes;
}

struct LikeForLike {
    const Comparison& comparison;
    const compare::Options& options;
    std::span<const RatioConvention> conventions;
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

    std::vector<Cell> row(const Delta& delta, Concurrency concurrency, Intervals intervals) const
    {
        const bool load = concurrency == Concurrency::carried && delta.metric == MetricId::concurrency;
        const int decimals = shown_decimals(delta.metric, {delta.base, delta.candidate});
        const bool judged = load || metric_info(delta.metric).direction != Direction::neither;
        std::vector<Cell> cells{text_cell(with_arrow({delta.metric, delta.statistic}) + (load ? " ↑" : "") +
                                          (delta.all_requests ? " (all requests)" : "")),
                                number_cell(delta.base, decimals), number_cell(delta.candidate, decimals),
                                ratio_cell(delta)};
        for (const auto convention : conventions)
            cells.push_back(judged ? convention_cell(delta, convention) : mark_cell(absent_mark));
        cells.push_back(change_cell(delta));
        cells.push_back(judgement_cell(load ? judged_load(delta, options.similar_percent) : delta.verdict));
        if (intervals == Intervals::some) cells.push_back(interval_cell(delta));
        return cells;
    }

    Table empty_table(std::string_view title, const compare::AlignedLevel& level, Intervals intervals) const
    {
        const auto& b = comparison.base_label;
        const auto& c = comparison.candidate_label;
        Table table;
        table.title =
            fmt::format("{}: {} of {} against {} of {}", title, row_name(*level_at(candidate, level.candidate_level)),
                        c, row_name(*level_at(base, level.base_level)), b);
        table.columns = {text_column("Metric"), number_column(b), number_column(c), number_column(c + " / " + b)};
        for (const auto convention : conventions) table.columns.push_back(convention_column(convention));
        table.columns.push_back(number_column("Change"));
        table.columns.push_back(text_column("Verdict"));
        if (intervals == Intervals::some) table.columns.push_back(text_column("95 % interval"));
        const bool printed = std::ranges::any_of(level.deltas, &Delta::printed);
        table.notes = {fmt::format("{} / {} from {} figures: ↓ below 1 is better for {}, ↑ above 1 is better.", c, b,
                                   printed ? "printed" : "unrounded", c)};
        for (const auto convention : conventions) table.notes.push_back(convention_note(comparison, convention));
        return table;
    }

    Table table(std::string_view title, const compare::AlignedLevel& level, Concurrency concurrency) const
    {
        const auto has_interval = [](const Delta& delta) { return delta.interval.has_value(); };
        const auto intervals = std::ranges::any_of(level.deltas, has_interval) ? Intervals::some : Intervals::none;
        auto table = empty_table(title, level, intervals);
        std::vector<const Delta*> deltas;
        for (const auto& number : like_for_like_numbers) {
            const auto* delta = find_delta(level, number.metric, number.statistic);
            if (!delta || (!delta->base && !delta->candidate)) continue;
            deltas.push_back(delta);
            table.rows.push_back(row(*delta, concurrency, intervals));
            if (auto note = conversion_note(*delta); !note.empty()) table.notes.push_back(std::move(note));
            if (delta->base && delta->candidate && !delta->ratio)
                table.notes.push_back(fmt::format("{} {}: {}", not_comparable_mark,
                                                  metric_name(number.metric, number.statistic), delta->why));
        }
        add_verdict_notes(table, deltas);
        for (const auto& [settle, names] : to_settle(deltas))
            table.notes.push_back(fmt::format("{}: {}.", enumerated(names), settle));
        return table;
    }
};

} // namespace

std::vector<Table> like_for_like_tables(const Comparison& comparison, std::span<const Charted> runs,
                                        const compare::Options& options, std::span<const RatioConvention> conventions)
{
    const auto* base = find_run(runs, comparison.base);
    const auto* candidate = find_run(runs, comparison.candidate);
    if (!base || !candidate) return {};
    const LikeForLike maker{comparison, options, conventions, *base->run, *candidate->run};
    std::vector<Table> tables;
    if (comparison.base_capacity && comparison.candidate_capacity)
        if (const auto highest =
                maker.levels_at(comparison.base_capacity->max_level, comparison.candidate_capacity->max_level))
            tables.push_back(maker.table("At the highest set load of each", *highest,
                                         is_carried(*highest) ? Concurrency::carried : Concurrency::given));
    for (const auto* row : measured_rows(comparison)) {
        const auto strategy = level_at(*base->run, row->base_level)->strategy;
        if (strategy == Strategy::synchronous)
            tables.push_back(maker.table("One request at a time", *row, Concurrency::given));
        if (strategy == Strategy::throughput)
            tables.push_back(maker.table("All requests at once", *row, Concurrency::given));
    }
    std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
    return tables;
}

} // namespace kneepoint::report
