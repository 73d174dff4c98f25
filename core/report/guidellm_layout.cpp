// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_layout.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace kneepoint::report {

namespace {

/// Group, unit and statistic are the three header rows.
struct GuidellmColumn {
    std::string_view group, unit, statistic;
    MetricId metric;
    Statistic value;
};

constexpr std::string_view latency_title = "Request Latency Statistics (Completed Requests)";
constexpr std::string_view throughput_title = "Server Throughput Statistics";

using enum MetricId;
constexpr auto mdn = Statistic::median();
constexpr auto mean = Statistic::mean();
constexpr auto p95 = Statistic::percentile(95);

constexpr auto latency_columns = std::to_array<GuidellmColumn>({
    {"Request Latency", "Sec", "Mdn", request_latency, mdn},
    {"Request Latency", "Sec", "p95", request_latency, p95},
    {"TTFT", "ms", "Mdn", ttft, mdn},
    {"TTFT", "ms", "p95", ttft, p95},
    {"ITL", "ms", "Mdn", itl, mdn},
    {"ITL", "ms", "p95", itl, p95},
    {"TPOT", "ms", "Mdn", tpot, mdn},
    {"TPOT", "ms", "p95", tpot, p95},
});

constexpr auto throughput_columns = std::to_array<GuidellmColumn>({
    {"Requests", "Per Sec", "Mdn", requests_per_second, mdn},
    {"Requests", "Per Sec", "Mean", requests_per_second, mean},
    {"Requests", "Concurrency", "Mdn", concurrency, mdn},
    {"Requests", "Concurrency", "Mean", concurrency, mean},
    {"Input Tokens", "Per Sec", "Mdn", prompt_tokens_per_second, mdn},
    {"Input Tokens", "Per Sec", "Mean", prompt_tokens_per_second, mean},
    {"Output Tokens", "Per Sec", "Mdn", output_tokens_per_second, mdn},
    {"Output Tokens", "Per Sec", "Mean", output_tokens_per_second, mean},
    {"Total Tokens", "Per Sec", "Mdn", total_tokens_per_second, mdn},
    {"Total Tokens", "Per Sec", "Mean", total_tokens_per_second, mean},
});

/// A column as text: three header rows, then one row per level. Texts have a blank on both sides; the right part of a
/// span is empty.
struct TextColumn {
    std::array<std::string, 3> header;
    std::vector<std::string> values;
    std::size_t width = 0;
};

std::string padded(std::string_view text)
{
    return fmt::format(" {} ", text);
}

std::vector<TextColumn> text_columns(const Run& run, std::span<const GuidellmColumn> columns)
{
    std::vector<TextColumn> out{{{padded("Benchmark"), padded("Strategy"), ""}, {}, 0}};
    for (const auto& level : run.levels) out[0].values.push_back(padded(to_string(level.strategy)));
    for (const auto& column : columns) {
        TextColumn text{{padded(column.group), padded(column.unit), padded(column.statistic)}, {}, 0};
        for (const auto& level : run.levels) {
            const auto value = level.value(column.metric, column.value);
            text.values.push_back(padded(value ? format_decimal(*value, 1) : "--"));
        }
        out.push_back(std::move(text));
    }
    for (auto& column : out)
        for (const auto& value : column.values) column.width = std::max(column.width, value.size());
    return out;
}

/// Neighbours with the same text under the same parent share one cell.
std::size_t span_end(const std::vector<TextColumn>& columns, std::size_t begin, std::size_t row)
{
    std::size_t end = begin + 1;
    while (end < columns.size() && columns[end].header[row] == columns[begin].header[row] &&
           (row == 0 || columns[end].header[row - 1] == columns[begin].header[row - 1]))
        ++end;
    return end;
}

/// Columns under a header that needs more room grow evenly, the left ones first.
void widen(std::span<TextColumn> columns, std::size_t needed)
{
    std::size_t width = 0;
    for (const auto& column : columns) width += column.width;
    for (std::size_t i = 0; width < needed; ++width, ++i) ++columns[i % columns.size()].width;
}

std::string header_line(std::vector<TextColumn>& columns, const std::vector<std::size_t>& ends, std::size_t row)
{
    std::string line = "|";
    for (std::size_t begin = 0; begin < columns.size(); begin = ends[begin]) {
        std::size_t width = 0;
        for (std::size_t i = begin; i < ends[begin]; ++i) width += columns[i].width;
        line += fmt::format("{:<{}}", columns[begin].header[row], width) + std::string(ends[begin] - begin, '|');
    }
    return line + "\n";
}

std::string rule_line(const std::vector<TextColumn>& columns, char character)
{
    std::string line = "|";
    for (const auto& column : columns) line += std::string(column.width, character) + "|";
    return line + "\n";
}

std::string console_table(const Run& run, std::span<const GuidellmColumn> wanted)
{
    auto columns = text_columns(run, wanted);
    std::array<std::vector<std::size_t>, 3> ends;
    for (std::size_t row = 0; row < ends.size(); ++row) {
        ends[row].resize(columns.size());
        for (std::size_t begin = 0; begin < columns.size(); begin = ends[row][begin]) {
            ends[row][begin] = span_end(columns, begin, row);
            widen(std::span(columns).subspan(begin, ends[row][begin] - begin), columns[begin].header[row].size());
        }
    }
    std::string out = rule_line(columns, '=');
    for (std::size_t row = 0; row < ends.size(); ++row) out += header_line(columns, ends[row], row);
    out += rule_line(columns, '-');
    for (std::size_t row = 0; row < run.levels.size(); ++row) {
        out += "|";
        for (const auto& column : columns) out += fmt::format("{:<{}}|", column.values[row], column.width);
        out += "\n";
    }
    return out + rule_line(columns, '=');
}

Table plain_table(const Run& run, std::string title, std::span<const GuidellmColumn> columns)
{
    Table table{std::move(title), {text_column("Benchmark Strategy")}, {}, {}};
    for (const auto& column : columns) {
        const auto group = column.group == "Requests" && column.unit == "Concurrency" ? "" : column.group;
        table.columns.push_back(
            number_column(fmt::format("{}{}{} {}", group, group.empty() ? "" : " ", column.unit, column.statistic)));
    }
    for (const auto& level : run.levels) {
        auto& row = table.rows.emplace_back();
        row.push_back(text_cell(std::string(to_string(level.strategy))));
        for (const auto& column : columns) row.push_back(number_cell(level.value(column.metric, column.value), 1));
    }
    return table;
}

} // namespace

std::vector<Table> guidellm_tables(const Run& run, std::string_view label)
{
    return {plain_table(run, fmt::format("{}, {}", latency_title, label), latency_columns),
            plain_table(run, fmt::format("{}, {}", throughput_title, label), throughput_columns)};
}

std::string guidellm_console_text(const Run& run)
{
    return fmt::format("ℹ {}\n{}ℹ {}\n{}", latency_title, console_table(run, latency_columns), throughput_title,
                       console_table(run, throughput_columns));
}

} // namespace kneepoint::report
