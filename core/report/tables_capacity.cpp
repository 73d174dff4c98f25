// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"
#include "level_text.h"

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
    return table;
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
        }
    return tables;
}

} // namespace kneepoint::report
