// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_columns.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>

namespace kneepoint::import {

namespace {

using Field = ConsoleColumn::Field;
using enum MetricId;

struct ColumnName {
    std::string_view group;  ///< first header row
    std::string_view second; ///< second header row; "*" for any
    Field field = Field::metric;
    MetricId metric = ttft;
};

constexpr auto column_names = std::to_array<ColumnName>({
    // 0.4 and later: group, name or unit, statistic
    {"Timings", "Dur", Field::duration},
    {"Requests", "Comp", Field::successful},
    {"Requests", "Inc", Field::incomplete},
    {"Requests", "Err", Field::errored},
    {"Input Tok", "Per Req", Field::metric, prompt_tokens},
    {"Output Tok", "Per Req", Field::metric, output_tokens},
    {"Total Tok", "Per Req", Field::metric, total_tokens},
    {"Request Latency", "Sec", Field::metric, request_latency},
    {"TTFT", "ms", Field::metric, ttft},
    {"TTFOT", "ms", Field::metric, ttfot},
    {"ITL", "ms", Field::metric, itl},
    {"TPOT", "ms", Field::metric, tpot},
    {"Requests", "Per Sec", Field::metric, requests_per_second},
    {"Requests", "Concurrency", Field::metric, concurrency},
    {"Input Tokens", "Per Sec", Field::metric, prompt_tokens_per_second},
    {"Output Tokens", "Per Sec", Field::metric, output_tokens_per_second},
    {"Total Tokens", "Per Sec", Field::metric, total_tokens_per_second},
    {"Goodput", "Per Sec", Field::metric, goodput},
    {"Goodput", "Attainment", Field::metric, slo_attainment},
    // 0.2 and 0.3: group with unit, statistic. 0.2 writes "(ms)" over seconds.
    {"Metadata", "Duration (s)", Field::duration},
    {"Requests Made", "Comp", Field::successful},
    {"Requests Made", "Inc", Field::incomplete},
    {"Requests Made", "Err", Field::errored},
    {"Prompt Tok/Req", "Comp", Field::metric, prompt_tokens},
    {"Output Tok/Req", "Comp", Field::metric, output_tokens},
    {"Request Stats", "Per Second", Field::metric, requests_per_second},
    {"Request Stats", "Concurrency", Field::metric, concurrency},
    {"Out Tok/sec", "*", Field::metric, output_tokens_per_second},
    {"Tot Tok/sec", "*", Field::metric, total_tokens_per_second},
    {"Req Latency (sec)", "*", Field::metric, request_latency},
    {"Req Latency (ms)", "*", Field::metric, request_latency},
    {"TTFT (ms)", "*", Field::metric, ttft},
    {"ITL (ms)", "*", Field::metric, itl},
    {"TPOT (ms)", "*", Field::metric, tpot},
    // 0.1: one header row
    {"Requests Completed", "*", Field::successful},
    {"Request Failed", "*", Field::errored},
    {"Duration", "*", Field::duration},
    {"Prompt", "*", Field::metric, prompt_tokens},
    {"Output", "*", Field::metric, output_tokens},
    {"Requests per Second", "*", Field::metric, requests_per_second},
    {"Request Latency", "*", Field::metric, request_latency},
    {"Time to First Token", "*", Field::metric, ttft},
    {"Inter Token Latency", "*", Field::metric, itl},
    {"Output Token Throughput", "*", Field::metric, output_tokens_per_second},
});

struct PartName {
    ConsolePart part;
    std::string_view group; ///< a text in any header row that only this table has
};

// In this order: the first whose text is there. "Per Second" is written out only in the text metrics of 0.4 and later.
constexpr auto part_names = std::to_array<PartName>({
    {ConsolePart::info, "Requests Made"},
    {ConsolePart::stats, "Request Stats"},
    {ConsolePart::summary, "Timings"},
    {ConsolePart::tokens, "Input Tok"},
    {ConsolePart::text_metrics, "Per Second"},
    {ConsolePart::latency, "TTFT"},
    {ConsolePart::throughput, "Concurrency"},
    {ConsolePart::summary, "Requests Completed"},
    {ConsolePart::tokens, "Prompt"},
    {ConsolePart::performance, "Requests per Second"},
});

bool has_header(const TextTable& table, std::string_view text)
{
    return std::ranges::any_of(table.header,
                               [&](const auto& row) { return std::ranges::find(row, text) != row.end(); });
}

/// "Request Latency [1%, 5%, 10%, 50%, 90% 95%, 99%] (sec)" is "Request Latency" with seven ranks.
std::vector<double> split_ranks(std::string& name)
{
    std::vector<double> ranks;
    const auto open = name.find_first_of("[(");
    if (open == std::string::npos || name.find('%', open) == std::string::npos) return ranks;
    for (std::size_t at = open + 1; at < name.size() && name[at] != ']' && name[at] != ')';) {
        const auto percent = name.find('%', at);
        const auto first = name.find_first_of("0123456789", at);
        if (percent == std::string::npos || first > percent) break;
        if (const auto rank = parse_decimal(name.substr(first, percent - first))) ranks.push_back(*rank);
        at = percent + 1;
    }
    name = trimmed(std::string_view(name).substr(0, open));
    return ranks;
}

ConsoleColumn column_meaning(const TextTable& table, std::size_t at)
{
    auto group = table.header.front()[at];
    const auto& second = table.header.size() > 1 ? table.header[1][at] : group;
    const auto& last = table.header.back()[at];
    ConsoleColumn column;
    column.ranks = split_ranks(group);
    column.name = table.header.size() == 1 || last.empty() ? group : group + " " + last;
    const auto found = std::ranges::find_if(column_names, [&](const ColumnName& name) {
        return name.group == group && (name.second == "*" ? table.header.size() < 3 : name.second == second);
    });
    if (found == column_names.end()) return column;
    column.field = found->field;
    column.metric = found->metric;
    column.statistic = statistic_from_text(last).value_or(Statistic::mean());
    return column;
}

} // namespace

std::vector<std::string> ConsoleTable::names() const
{
    std::vector<std::string> result;
    for (const auto& row : table.rows) result.emplace_back(row.cells.empty() ? "" : trimmed(row.cells.front()));
    return result;
}

std::optional<ConsoleTable> console_table(TextTable table)
{
    if (table.header.empty() || table.header.front().empty() || !table.has_rule) return std::nullopt;
    const auto& corner = table.header.front().front();
    if (corner != "Benchmark" && corner != "Metadata") return std::nullopt;
    const auto columns = table.columns();
    if (std::ranges::any_of(table.header, [&](const auto& row) { return row.size() != columns; })) return std::nullopt;

    ConsoleTable result{.table = std::move(table)};
    const auto part =
        std::ranges::find_if(part_names, [&](const PartName& name) { return has_header(result.table, name.group); });
    // 0.1 alone has lists of percentiles in its header.
    const bool lists = result.table.header.front().size() > 1 && result.table.header.front()[1].contains("%");
    if (part == part_names.end() && !lists) return std::nullopt;
    result.part = part == part_names.end() ? ConsolePart::latency : part->part;
    if (result.table.title.contains("(All Requests)")) result.population = Population::all;
    for (std::size_t i = 0; i < columns; ++i) result.columns.push_back(column_meaning(result.table, i));
    return result;
}

ConsoleLayout console_layout(std::span<const ConsoleTable> tables)
{
    const auto any = [&](auto&& test) { return std::ranges::any_of(tables, test); };
    const auto has = [&](std::string_view text) {
        return any([&](const auto& t) { return has_header(t.table, text); });
    };
    const auto is = [&](ConsolePart part) { return std::ranges::find(tables, part, &ConsoleTable::part); };
    if (any([](const auto& t) { return t.table.header.size() == 1; })) return {GuidellmShape::v0_1, "0.1"};
    if (has("Req Latency (ms)")) return {GuidellmShape::v0_2, "0.2"};
    if (any([](const auto& t) { return t.table.header.size() == 2; })) return {GuidellmShape::v0_3, "0.3"};
    const auto latency = is(ConsolePart::latency), throughput = is(ConsolePart::throughput);
    const bool mean_latency = latency != tables.end() && std::ranges::count(latency->table.header.back(), "Mean") > 0;
    const bool loads = any([](const ConsoleTable& t) {
        const auto names = t.names();
        return std::ranges::any_of(names, [](const std::string& name) { return name.contains('@'); });
    });
    if (mean_latency || loads || has("Goodput")) return {GuidellmShape::v0_8, "0.8"};
    if (has("TTFOT")) return {GuidellmShape::v0_7, "0.7"};
    if (throughput == tables.end()) return {GuidellmShape::v0_4, "0.4"};
    if (std::ranges::count(throughput->table.header.back(), "Mdn") == 1) return {GuidellmShape::v0_5, "0.6"};
    if (throughput->population == Population::all) return {GuidellmShape::v0_5, "0.5"};
    return {GuidellmShape::v0_4, "0.4"};
}

} // namespace kneepoint::import
