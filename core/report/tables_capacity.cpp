// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"
#include "level_text.h"
#include "rules.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Capacity;
using compare::SloResult;

namespace {

const Capacity* known_capacity(std::span<const compare::Comparison> comparisons, std::string_view run)
{
    for (const auto& comparison : comparisons) {
        if (comparison.base == run && comparison.base_capacity) return &*comparison.base_capacity;
        if (comparison.candidate == run && comparison.candidate_capacity) return &*comparison.candidate_capacity;
    }
    return nullptr;
}

std::optional<double> value_at(const LabelledCapacity& one, MetricId metric, Statistic statistic)
{
    const auto* level = level_at(*one.run, one.capacity.max_level);
    return level ? level->value(metric, statistic) : std::nullopt;
}

/// Output tokens/s at the highest set load, for all runs over the same requests.
struct OutputRates {
    bool all_requests = false;
    std::vector<std::optional<double>> values;
};

std::optional<double> output_of_all_requests(const Level* level)
{
    if (!level) return std::nullopt;
    const auto found = level->metrics_all_requests.find(MetricId::output_tokens_per_second);
    return found == level->metrics_all_requests.end() ? std::nullopt : found->second.mean;
}

OutputRates output_rates(std::span<const LabelledCapacity> all)
{
    OutputRates rates, every;
    bool wanted = false, stated = true;
    for (const auto& one : all) {
        const auto* level = level_at(*one.run, one.capacity.max_level);
        rates.values.push_back(level ? level->value(MetricId::output_tokens_per_second, Statistic::mean())
                                     : std::nullopt);
        every.values.push_back(output_of_all_requests(level));
        wanted = wanted || (level && compare::prefers_all_requests(*level));
        stated = stated && (!level || every.values.back());
    }
    every.all_requests = true;
    return wanted && stated ? every : rates;
}

Cell metric_cell(std::optional<double> value, MetricId metric)
{
    return number_cell(value, shown_decimals(metric, {value}));
}

std::string row_names(const Run& run, const std::vector<int>& indices)
{
    std::vector<std::string> names;
    for (const int index : indices)
        if (const auto* level = level_at(run, index)) names.push_back(row_name(*level));
    return names.empty() ? std::string(absent_mark) : join(names, ", ");
}

std::string verdict_word(compare::Judgement judgement)
{
    switch (judgement) {
    case compare::Judgement::better:
    case compare::Judgement::equivalent:
        return "meets it";
    case compare::Judgement::worse:
        return "fails";
    case compare::Judgement::inconclusive:
    case compare::Judgement::unknown:
        return "no data";
    }
    return "no data";
}

std::string excluded_rows(const Run& run, const SloResult& result)
{
    std::vector<std::string> names;
    for (const auto& one : result.excluded)
        if (const auto* level = level_at(run, one.level))
            names.push_back(fmt::format("{} {}", row_name(*level), verdict_word(one.verdict)));
    return names.empty() ? std::string(absent_mark) : join(names, ", ");
}

/// Where requests are known: between which rows the first violation lies, and the load up to which every row meets it
/// with 95 % probability.
void add_probable_loads(Table& table, std::span<const LabelledCapacity> all, const compare::Slo& slo)
{
    std::vector<const SloResult*> results;
    for (const auto& one : all) {
        const auto found = std::ranges::find(one.capacity.slos, slo, &SloResult::slo);
        if (found != one.capacity.slos.end()) results.push_back(&*found);
    }
    if (std::ranges::any_of(results, [](const auto* result) { return result->interval.has_value(); })) {
        table.columns.push_back(text_column("95 % interval of that"));
        for (std::size_t i = 0; i < results.size(); ++i)
            table.rows[i].push_back(results[i]->interval
                                        ? text_cell(fmt::format("{} to {}", shown(results[i]->interval->low, 1),
                                                                shown(results[i]->interval->high, 1)))
                                        : mark_cell(absent_mark));
        table.notes.emplace_back(
            "The interval names measured loads: the highest row before the first violation, by the "
            "probability of each row.");
    }
    if (std::ranges::none_of(results, [](const auto* result) { return !result->met.empty(); })) return;
    table.columns.push_back(number_column("With 95 % probability"));
    for (std::size_t i = 0; i < results.size(); ++i)
        table.rows[i].push_back(number_cell(results[i]->with_probability, 1));
}

Table goodput_table(std::span<const LabelledCapacity> all, const compare::Slo& slo)
{
    Table table{
        "Goodput under " + slo.text,
        {text_column("Run"), text_column("Row"), number_column("Within, req/s"), number_column("Share, %"),
         text_column("95 % interval"), number_column("Probability, %")},
        {},
        {"Requests that met every objective, of those that the end of the level did not cut off. Probability: that the "
         "row meets the objective, from its requests."}};
    for (const auto& one : all) {
        const auto found = std::ranges::find(one.capacity.slos, slo, &SloResult::slo);
        if (found == one.capacity.slos.end()) continue;
        for (const auto& met : found->met) {
            const auto* level = level_at(*one.run, met.level);
            table.rows.push_back(
                {text_cell(one.label), text_cell(level ? row_name(*level) : std::string(absent_mark)),
                 number_cell(met.rate, 2), number_cell(100 * met.share, 1),
                 text_cell(fmt::format("{} to {}", shown(100 * met.share_interval.low, 1),
                                       shown(100 * met.share_interval.high, 1))),
                 number_cell(met.probability ? std::optional(100 * *met.probability) : std::nullopt, 0)});
        }
    }
    return table;
}

Table slo_table(std::span<const LabelledCapacity> all, const compare::Slo& slo)
{
    Table table{"Objective " + slo.text,
                {text_column("Run"), number_column("Meets it up to (any row)"),
                 number_column("Before the first violation"), text_column("Rows that fail"), text_column("No data"),
                 text_column("Judged apart")},
                {},
                {"Concurrency of rows whose load was set. Synchronous and throughput rows are judged apart."}};
    for (const auto& one : all) {
        const auto found = std::ranges::find(one.capacity.slos, slo, &SloResult::slo);
        if (found == one.capacity.slos.end()) continue;
        table.rows.push_back(
            {text_cell(one.label), number_cell(found->any, 1), number_cell(found->before_first_violation, 1),
             text_cell(row_names(*one.run, found->failing)), text_cell(row_names(*one.run, found->undecided)),
             text_cell(excluded_rows(*one.run, *found))});
        if (found->non_monotone)
            table.notes.push_back(
                fmt::format("{}: a row passes above one that fails, so the two figures differ.", one.label));
    }
    add_probable_loads(table, all, slo);
    return table;
}

} // namespace

namespace {

/// A column for the knees where a run has one.
void add_knees(Table& table, std::span<const LabelledCapacity> all)
{
    if (std::ranges::all_of(all, [](const auto& one) { return one.capacity.knees.empty(); })) return;
    table.columns.push_back(text_column("Knee"));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& knees = all[i].capacity.knees;
        table.rows[i].push_back(knees.empty() ? mark_cell(absent_mark) : text_cell(knee_text(knees.front())));
        if (!knees.empty()) table.notes.push_back(fmt::format("Knee of {}: {}.", all[i].label, knees.front().why));
    }
}

void add_saturation(Table& table, std::span<const LabelledCapacity> all)
{
    if (std::ranges::none_of(all, [](const auto& one) { return one.capacity.saturation.has_value(); })) return;
    table.columns.push_back(number_column("Saturated from, req/s asked"));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& saturation = all[i].capacity.saturation;
        const auto missed = saturation ? saturation->missed_from : std::nullopt;
        table.rows[i].push_back(missed ? number_cell(missed, 2)
                                       : text_cell(saturation ? "not reached" : std::string(absent_mark)));
    }
}

} // namespace

std::vector<LabelledCapacity> capacities(std::span<const Charted> runs,
                                         std::span<const compare::Comparison> comparisons,
                                         const compare::Options& options)
{
    std::vector<LabelledCapacity> all;
    for (const auto& charted : runs) {
        if (!charted.run || charted.run->kind != RunKind::performance) continue;
        const auto* known = known_capacity(comparisons, charted.run->id);
        all.push_back({charted.run, charted.label, known ? *known : compare::capacity_of(*charted.run, options)});
    }
    return all;
}

Table capacity_table(std::span<const LabelledCapacity> all)
{
    const auto output = output_rates(all);
    Table table{"Concurrency and degradation",
                {text_column("Run"), number_column("Max concurrency"), text_column("Row"),
                 number_column(metric_header(MetricId::ttft, Statistic::median())),
                 number_column(metric_header(MetricId::itl, Statistic::median())),
                 number_column(metric_header(MetricId::output_tokens_per_second, Statistic::mean()) +
                               (output.all_requests ? " (all requests)" : "")),
                 number_column("ITL degradation ratio"), text_column("Left out by rule")},
                {},
                {}};
    for (const auto& one : all) {
        const auto& capacity = one.capacity;
        const auto* level = level_at(*one.run, capacity.max_level);
        const auto& degradation = capacity.itl_degradation;
        table.rows.push_back(
            {text_cell(one.label), number_cell(capacity.max_concurrency, 1),
             level ? text_cell(row_name(*level)) : mark_cell(absent_mark),
             metric_cell(value_at(one, MetricId::ttft, Statistic::median()), MetricId::ttft),
             metric_cell(value_at(one, MetricId::itl, Statistic::median()), MetricId::itl),
             metric_cell(output.values[table.rows.size()], MetricId::output_tokens_per_second),
             number_cell(degradation ? std::optional(degradation->ratio) : std::nullopt, 2),
             capacity.excluded.empty() ? mark_cell(absent_mark) : text_cell(join(capacity.excluded, ", "))});
    }
    add_knees(table, all);
    add_saturation(table, all);
    return table;
}

std::vector<Table> slo_tables(std::span<const LabelledCapacity> all)
{
    std::vector<Table> tables;
    std::vector<compare::Slo> seen;
    for (const auto& one : all)
        for (const auto& result : one.capacity.slos) {
            if (std::ranges::find(seen, result.slo) != seen.end()) continue;
            seen.push_back(result.slo);
            tables.push_back(slo_table(all, result.slo));
            if (auto met = goodput_table(all, result.slo); !met.rows.empty()) tables.push_back(std::move(met));
        }
    return tables;
}

} // namespace kneepoint::report
