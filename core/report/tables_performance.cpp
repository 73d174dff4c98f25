// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include "figures.h"
#include "level_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

namespace {

constexpr auto median = Statistic::median();
constexpr auto mean = Statistic::mean();
constexpr auto p95 = Statistic::percentile(95);

struct Wanted {
    MetricId metric;
    Statistic statistic;
    bool all_requests = false;
};

const Distribution* distribution(const Level& level, const Wanted& wanted)
{
    if (!wanted.all_requests) return level.metric(wanted.metric);
    const auto found = level.metrics_all_requests.find(wanted.metric);
    return found == level.metrics_all_requests.end() ? nullptr : &found->second;
}

/// Adds the column unless no level has the number; marks percentiles of few requests.
void add_column(Table& table, const Run& run, const Wanted& wanted)
{
    Values values;
    for (const auto& level : run.levels) {
        const auto* found = distribution(level, wanted);
        values.push_back(found ? found->value(wanted.statistic) : std::nullopt);
    }
    if (std::ranges::none_of(values, [](const auto& v) { return v.has_value(); })) return;
    const auto suffix = wanted.all_requests ? " (all requests)" : "";
    table.columns.push_back(number_column(metric_header(wanted.metric, wanted.statistic) + suffix));
    const int decimals = shown_decimals(wanted.metric, values);
    for (std::size_t i = 0; i < run.levels.size(); ++i) {
        auto& cell = table.rows[i].emplace_back(number_cell(values[i], decimals));
        const auto* found = distribution(run.levels[i], wanted);
        const bool tail = wanted.statistic.kind == Statistic::Kind::percentile;
        if (values[i] && tail && found->count.value_or(few_samples) < few_samples) cell.text += few_samples_mark;
    }
}

void add_counts(Table& table, const Run& run)
{
    const auto add = [&](const char* header, std::optional<std::uint64_t> RequestCounts::* count) {
        if (std::ranges::none_of(run.levels, [&](const Level& level) { return (level.requests.*count).has_value(); }))
            return;
        table.columns.push_back(number_column(header));
        for (std::size_t i = 0; i < run.levels.size(); ++i)
            table.rows[i].push_back(number_cell(run.levels[i].requests.*count, 0));
    };
    add("Completed", &RequestCounts::successful);
    add("Incomplete", &RequestCounts::incomplete);
    add("Errored", &RequestCounts::errored);
}

void add_notes(Table& table, const Run& run)
{
    if (run.void_result) table.notes.push_back("This run is void: the tool ended well, but its numbers say nothing.");
    const bool few = std::ranges::any_of(table.rows, [](const auto& row) {
        return std::ranges::any_of(row, [](const Cell& cell) { return cell.text.ends_with(few_samples_mark); });
    });
    if (few)
        table.notes.push_back(fmt::format("{} fewer than {} requests: this p95 is the largest value or close to it.",
                                          few_samples_mark, few_samples));
    for (const auto& level : run.levels)
        if (level.requests.successful == std::uint64_t{0})
            table.notes.push_back(fmt::format("{}: no data, {}.", row_name(level), why_no_data(level)));
}

Table level_table(const Charted& charted, std::string_view title, std::initializer_list<Wanted> columns)
{
    Table table{fmt::format("{}, {}", title, charted.label), {text_column("Row")}, {}, {}};
    for (const auto& level : charted.run->levels) table.rows.push_back({text_cell(row_name(level))});
    for (const auto& column : columns) add_column(table, *charted.run, column);
    return table;
}

} // namespace

Table latency_table(const Charted& charted)
{
    auto table = level_table(charted, "Latency of completed requests",
                             {{MetricId::concurrency, median},
                              {MetricId::request_latency, median},
                              {MetricId::request_latency, p95},
                              {MetricId::ttft, median},
                              {MetricId::ttft, p95},
                              {MetricId::itl, median},
                              {MetricId::itl, p95},
                              {MetricId::tpot, median},
                              {MetricId::tpot, p95}});
    add_notes(table, *charted.run);
    return table;
}

Table throughput_table(const Charted& charted)
{
    auto table = level_table(charted, "Load and throughput",
                             {{MetricId::concurrency, median},
                              {MetricId::concurrency, mean},
                              {MetricId::requests_per_second, mean},
                              {MetricId::prompt_tokens_per_second, mean},
                              {MetricId::output_tokens_per_second, mean},
                              {MetricId::total_tokens_per_second, mean},
                              {MetricId::output_tokens_per_second, mean, true},
                              {MetricId::goodput, mean},
                              {MetricId::slo_attainment, mean}});
    add_counts(table, *charted.run);
    add_notes(table, *charted.run);
    table.notes.push_back(
        "Rates are means over the measured window; a median of a rate is over moments and says little.");
    return table;
}

} // namespace kneepoint::report
