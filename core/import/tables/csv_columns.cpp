// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv_columns.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::import {

namespace {

using CsvField = CsvColumn::Field;
using Rows = std::vector<std::vector<std::string>>;

struct PlainName {
    std::string_view group, name;
    CsvField field;
};

constexpr auto plain_names = std::to_array<PlainName>({
    {"Run Info", "Run ID", CsvField::run_id},
    {"Run Info", "Profile", CsvField::profile},
    {"Run Info", "Requests", CsvField::requests},
    {"Run Info", "Backend", CsvField::backend},
    {"Benchmark", "Strategy", CsvField::strategy},
    {"Timings", "Measure Start Time", CsvField::start},
    {"Timings", "Duration", CsvField::duration},
    {"Request Counts", "Successful", CsvField::successful},
    {"Request Counts", "Incomplete", CsvField::incomplete},
    {"Request Counts", "Errored", CsvField::errored},
    {"Runtime Info", "Metadata", CsvField::metadata},
    {"Runtime Info", "Arguments", CsvField::arguments},
    // One header row: 0.2 and 0.3
    {"", "Run Id", CsvField::run_id},
    {"", "Name", CsvField::strategy},
    {"", "Start Time", CsvField::start},
    {"", "Duration", CsvField::duration},
    {"", "Successful Requests", CsvField::successful},
    {"", "Incomplete Requests", CsvField::incomplete},
    {"", "Errored Requests", CsvField::errored},
    {"", "Args", CsvField::arguments},
    {"", "Worker", CsvField::backend},
    {"", "Request Loader", CsvField::requests},
});

struct MetricName {
    std::string_view group, name; ///< without the status before the name
    MetricId metric;
};

constexpr auto metric_names = std::to_array<MetricName>({
    {"Request Latency", "Sec", MetricId::request_latency},
    {"Time to First Token", "ms", MetricId::ttft},
    {"Time to First Output Token", "ms", MetricId::ttfot},
    {"Time per Output Token", "ms", MetricId::tpot},
    {"Inter Token Latency", "ms", MetricId::itl},
    {"Server Throughput", "Requests/Sec", MetricId::requests_per_second},
    {"Server Throughput", "Concurrency", MetricId::concurrency},
    {"Server Throughput", "Goodput/Sec", MetricId::goodput},
    {"Server Throughput", "SLO Attainment", MetricId::slo_attainment},
    {"Token Metrics", "Input Tokens", MetricId::prompt_tokens},
    {"Token Metrics", "Output Tokens", MetricId::output_tokens},
    {"Token Metrics", "Total Tokens", MetricId::total_tokens},
    {"Token Throughput", "Input Tokens/Sec", MetricId::prompt_tokens_per_second},
    {"Token Throughput", "Output Tokens/Sec", MetricId::output_tokens_per_second},
    {"Token Throughput", "Total Tokens/Sec", MetricId::total_tokens_per_second},
});

constexpr auto statistic_names = std::to_array<std::pair<std::string_view, CsvField>>({
    {"mean", CsvField::mean},
    {"median", CsvField::median},
    {"std dev", CsvField::stddev},
    {"percentiles", CsvField::percentiles},
    {"[min, 0.1, 1, 5, 10, 25, 75, 90, 95, 99, max]", CsvField::percentiles},
    {"mean ci", CsvField::mean_interval},
    {"percentile cis", CsvField::rank_intervals},
    {"", CsvField::mean}, // SLO attainment has no third row
});

/// Takes the status off the front of a name; empty for those that say nothing of the server ("Incomplete", "Errored").
std::optional<Population> take_population(std::string_view& name)
{
    for (const auto& [word, population] : {std::pair{std::string_view("Successful "), Population::successful},
                                           std::pair{std::string_view("Total "), Population::all}})
        if (name.starts_with(word) && name != "Total Tokens" && name != "Total Tokens/Sec") {
            name.remove_prefix(word.size());
            return population;
        }
    if (name.starts_with("Incomplete ") || name.starts_with("Errored ")) return std::nullopt;
    return Population::successful;
}

CsvField statistic_field(std::string_view text)
{
    const auto wanted = lower_case(trimmed(text));
    for (const auto& [name, field] : statistic_names)
        if (wanted == name) return field;
    return CsvField::ignored;
}

CsvColumn grouped_column(const std::string& group, std::string_view name, const std::string& last)
{
    CsvColumn column{.name = group + " / " + std::string(name) + (last.empty() ? "" : " / " + last)};
    const auto plain =
        std::ranges::find_if(plain_names, [&](const auto& p) { return p.group == group && p.name == name; });
    if (plain != plain_names.end()) {
        column.field = plain->field;
        return column;
    }
    const auto population = take_population(name);
    const auto metric =
        std::ranges::find_if(metric_names, [&](const auto& m) { return m.group == group && m.name == name; });
    if (!population || metric == metric_names.end()) return column;
    column.field = statistic_field(last);
    column.metric = metric->metric;
    column.population = *population;
    return column;
}

/// "Successful Time to first token ms std dev"
CsvColumn single_column(std::string_view header)
{
    CsvColumn column{.name = std::string(header)};
    const auto plain =
        std::ranges::find_if(plain_names, [&](const auto& p) { return p.group.empty() && p.name == header; });
    if (plain != plain_names.end()) {
        column.field = plain->field;
        return column;
    }
    const auto population = take_population(header);
    for (const auto& [name, field] : statistic_names) {
        if (!population || name.empty() || !header.ends_with(name)) continue;
        column.metric = guidellm_metric(header.substr(0, header.size() - name.size()));
        column.population = *population;
        if (column.metric) column.field = field;
    }
    return column;
}

CsvLayout one_header_row(const Rows& rows)
{
    CsvLayout layout{.shape = GuidellmShape::v0_3, .release = "0.3", .header_rows = 1};
    for (const auto& header : rows[0]) layout.columns.push_back(single_column(trimmed(header)));
    layout.fixed_columns = layout.columns.size();
    return layout;
}

CsvLayout three_header_rows(const Rows& rows)
{
    CsvLayout layout{.shape = GuidellmShape::v0_4, .release = "0.4", .header_rows = 3};
    const auto has = [&](std::size_t row, std::string_view text) { return std::ranges::count(rows[row], text) > 0; };
    for (std::size_t i = 0; i < rows[0].size(); ++i)
        layout.columns.push_back(grouped_column(rows[0][i], trimmed(rows[1][i]), rows[2][i]));
    if (has(0, "Measurement Uncertainty"))
        layout.shape = GuidellmShape::v0_8, layout.release = "0.8";
    else if (has(0, "Time to First Output Token"))
        layout.shape = GuidellmShape::v0_7, layout.release = "0.7";
    else if (has(0, "Runtime Info"))
        layout.shape = GuidellmShape::v0_5, layout.release = "0.5";
    const auto optional =
        std::ranges::find(layout.columns, std::string("Streaming Iterations"),
                          [](const CsvColumn& column) { return column.name.substr(0, column.name.find(" / ")); });
    layout.fixed_columns = static_cast<std::size_t>(optional - layout.columns.begin());
    layout.optional_blocks =
        layout.shape < GuidellmShape::v0_7 && std::any_of(
                                                  optional, layout.columns.end(),
                                                  [](const CsvColumn& column) {
                                                      return column.name.contains(" / Incomplete ") ||
                                                             column.name.contains(" / Errored ");
                                                  });
    return layout;
}

} // namespace

std::optional<CsvLayout> csv_layout(const Rows& rows)
{
    if (rows.empty() || rows[0].size() < 4) return std::nullopt;
    if (rows[0][0] == "Type" && rows[0][1] == "Run Id") return one_header_row(rows);
    if (rows[0][0] != "Run Info" || rows.size() < 3) return std::nullopt;
    if (rows[1].size() != rows[0].size() || rows[2].size() != rows[0].size()) return std::nullopt;
    return three_header_rows(rows);
}

} // namespace kneepoint::import
