// SPDX-License-Identifier: GPL-3.0-or-later
#include "count.h"
#include "csv_columns.h"
#include "csv_rows.h"
#include "guidellm_level.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"
#include "text_run.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::import {

namespace {

using Field = CsvColumn::Field;
using Json = nlohmann::ordered_json;

constexpr std::array ranks{0.1, 1.0, 5.0, 10.0, 25.0, 75.0, 90.0, 95.0, 99.0};

/// A JSON cell; null when it is none.
Json json_cell(const std::string& cell)
{
    Problems ignored;
    const auto first = cell.find_first_not_of(' ');
    if (first == std::string::npos || (cell[first] != '{' && cell[first] != '[')) return nullptr;
    auto parsed = parse_json(cell, ignored);
    return parsed ? std::move(*parsed) : Json(nullptr);
}

std::optional<double> number(const Json& value)
{
    if (!is_json_number(value)) return std::nullopt;
    const auto result = json_number(value);
    return std::isfinite(result) ? std::optional(result) : std::nullopt;
}

std::optional<Interval> interval(const Json& pair)
{
    if (!pair.is_array() || pair.size() != 2) return std::nullopt;
    const auto low = number(pair[0]), high = number(pair[1]);
    return low && high ? std::optional(Interval{*low, *high}) : std::nullopt;
}

void set_percentiles(Distribution& distribution, const Json& list)
{
    if (!list.is_array() || list.size() != ranks.size() + 2) return;
    distribution.min = number(list.front());
    distribution.max = number(list.back());
    for (std::size_t i = 0; i < ranks.size(); ++i)
        if (const auto value = number(list[i + 1]))
            distribution.percentiles.push_back({ranks[i], *value, std::nullopt});
}

void set_rank_intervals(Distribution& distribution, const Json& intervals)
{
    for (auto& percentile : distribution.percentiles)
        if (const auto found = intervals.find(percentile_key(percentile.rank));
            intervals.is_object() && found != intervals.end())
            percentile.interval = interval(*found);
}

void set_statistic(Distribution& distribution, Field field, const std::string& cell)
{
    switch (field) {
    case Field::mean:
        distribution.mean = parse_decimal(cell);
        return;
    case Field::median:
        distribution.median = parse_decimal(cell);
        return;
    case Field::stddev:
        distribution.stddev = parse_decimal(cell);
        return;
    case Field::percentiles:
        set_percentiles(distribution, json_cell(cell));
        return;
    case Field::mean_interval:
        distribution.mean_interval = interval(json_cell(cell));
        return;
    case Field::rank_intervals:
        set_rank_intervals(distribution, json_cell(cell));
        return;
    default:
        return;
    }
}

/// The strategy cell is a name ("constant@2.83") or, in some releases, the strategy object itself.
void set_load(Level& level, const std::string& cell)
{
    const auto object = json_cell(cell);
    if (!object.is_object()) return set_load_from_name(level, cell);
    for (const char* key : {"type_", "kind"})
        if (const auto type = object.find(key); type != object.end() && type->is_string())
            level.strategy = guidellm_strategy(type->get<std::string>());
    const auto value = [&](const char* key) { return object.contains(key) ? number(object[key]) : std::nullopt; };
    if (level.strategy == Strategy::constant || level.strategy == Strategy::poisson) level.target_rate = value("rate");
    if (const auto streams = value("streams"); streams && *streams >= 0 && *streams < 1e9)
        level.streams = static_cast<int>(*streams);
    if (level.strategy == Strategy::synchronous) level.streams = 1;
}

void set_field(Level& level, const CsvColumn& column, const std::string& cell)
{
    switch (column.field) {
    case Field::strategy:
        return set_load(level, cell);
    case Field::duration:
        level.duration_s = parse_decimal(cell);
        return;
    case Field::successful:
        level.requests.successful = as_count(parse_decimal(cell));
        return;
    case Field::incomplete:
        level.requests.incomplete = as_count(parse_decimal(cell));
        return;
    case Field::errored:
        level.requests.errored = as_count(parse_decimal(cell));
        return;
    default:
        return;
    }
}

/// Before 0.7 a row lists only the blocks that have values, under the header of the first row. A row that does not fit
/// it has another length, or a list where a number must stand.
bool fits(const std::vector<std::string>& row, const CsvLayout& layout)
{
    if (row.size() != layout.columns.size()) return false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto& column = layout.columns[i];
        if (!column.metric || row[i].empty()) continue;
        const bool list = row[i].front() == '[' || row[i].front() == '{';
        const bool number_wanted =
            column.field == Field::mean || column.field == Field::median || column.field == Field::stddev;
        if (number_wanted ? !parse_decimal(row[i]) && lower_case(row[i]) != "nan"
                          : column.field == Field::percentiles && !list)
            return false;
    }
    return true;
}

/// Whether a level had incomplete and errored requests: levels that differ in it have different blocks before 0.7.
std::pair<bool, bool> outcomes(const std::vector<std::string>& row, const CsvLayout& layout)
{
    std::pair<bool, bool> result;
    for (std::size_t i = 0; i < std::min(row.size(), layout.columns.size()); ++i) {
        if (layout.columns[i].field == Field::incomplete)
            result.first = as_count(parse_decimal(row[i])).value_or(0) > 0;
        if (layout.columns[i].field == Field::errored) result.second = as_count(parse_decimal(row[i])).value_or(0) > 0;
    }
    return result;
}

Level read_row(const std::vector<std::string>& row, const std::vector<std::string>& first, const CsvLayout& layout,
               std::size_t number)
{
    Level level;
    level.path = fmt::format("row {}", number);
    const bool whole_row =
        fits(row, layout) && (!layout.optional_blocks || outcomes(row, layout) == outcomes(first, layout));
    const auto end = std::min(row.size(), whole_row ? layout.columns.size() : layout.fixed_columns);
    for (std::size_t i = 0; i < end; ++i) {
        const auto& column = layout.columns[i];
        if (!column.metric) {
            set_field(level, column, row[i]);
            continue;
        }
        auto& metrics = column.population == Population::all ? level.metrics_all_requests : level.metrics;
        auto& distribution = metrics[*column.metric];
        if (distribution.definition.empty()) {
            distribution.definition = guidellm_definition(*column.metric, layout.shape, column.population);
            distribution.path = fmt::format("row {}, {}", number, column.name);
        }
        set_statistic(distribution, column.field, row[i]);
    }
    if (!whole_row)
        level.problems.push_back(
            {Severity::warning,
             "ragged-row",
             fmt::format("The row ({}) does not fit the header ({}): GuideLLM before 0.7 writes the header of "
                         "the first level only, so what stands behind the request latency cannot be told apart. "
                         "Open the JSON report of this run for it.",
                         counted(row.size(), "cell"), layout.columns.size()),
             {},
             level.path});
    return level;
}

void judge(Level& level, GuidellmShape shape)
{
    const bool none = level.requests.successful == 0U;
    std::erase_if(level.metrics, [&](const auto& entry) {
        const auto& [id, d] = entry;
        const bool tokens = metric_info(id).unit == Unit::tokens;
        return d.empty() || (all_zero(d) && ((shape >= GuidellmShape::v0_4 && zero_means_missing(id)) ||
                                             (none && (tokens || zero_means_missing(id)))));
    });
    std::erase_if(level.metrics_all_requests,
                  [&](const auto& entry) { return entry.second.empty() || zero_means_missing(entry.first); });
    for (auto& [id, distribution] : level.metrics)
        if (!metric_info(id).is_rate && id != MetricId::itl && id != MetricId::tpot)
            distribution.count = level.requests.successful;
    if (none)
        level.problems.push_back({level.requests.errored.value_or(0) > 0 ? Severity::error : Severity::warning,
                                  "no-success",
                                  "No request succeeded at this level, so it has no latencies.",
                                  {},
                                  level.path});
}

/// Model, target, profile, workload and version out of the JSON cells of the first row.
void read_setup(Run& run, const std::vector<std::string>& row, const CsvLayout& layout)
{
    for (std::size_t i = 0; i < std::min(row.size(), layout.columns.size()); ++i) {
        const auto& column = layout.columns[i];
        const bool certain = i < layout.fixed_columns || row.size() == layout.columns.size();
        if (!certain || column.metric || column.field == Field::ignored) continue;
        if (column.field == Field::run_id) run.run_key = row[i];
        const auto cell = json_cell(row[i]);
        const auto text = [&](const char* key) {
            return cell.is_object() && cell.contains(key) && cell[key].is_string() ? cell[key].get<std::string>()
                                                                                   : std::string();
        };
        const auto fact = [&](const char* key, std::string value) {
            if (!value.empty() && !run.setup.facts.contains(key))
                run.setup.facts[key] = {std::move(value), column.name};
        };
        if (column.field == Field::backend) {
            for (const char* key : {"model", "backend_model"})
                if (run.setup.model.empty()) run.setup.model = text(key);
            fact("server.target", text("target"));
            fact("server.target", text("backend_target"));
        } else if (column.field == Field::profile) {
            for (const char* key : {"type_", "kind"}) fact("load.profile", text(key));
        } else if (column.field == Field::metadata) {
            run.tool.version = text("guidellm_version");
        } else if (column.field == Field::arguments && cell.is_object() && cell.contains("profile") &&
                   cell["profile"].is_object()) {
            const auto& profile = cell["profile"];
            if (profile.contains("type_") && profile["type_"].is_string())
                fact("load.profile", profile["type_"].get<std::string>());
        }
        if (column.field == Field::requests || column.field == Field::arguments) {
            fact("workload.prompt_tokens", first_number_after(row[i], "prompt_tokens"));
            fact("workload.output_tokens", first_number_after(row[i], "output_tokens"));
        }
    }
}

} // namespace

Result<Imported> guidellm_csv(std::string_view text, const Source& source, Progress& progress)
{
    const auto rows = csv_rows(text);
    if (!rows)
        return failure(rows.error().kind, rows.error().text, fmt::format("{}: {}", source.file, rows.error().place));
    const auto layout = csv_layout(*rows);
    if (!layout)
        return failure(ErrorKind::unsupported,
                       "This CSV file has no header of GuideLLM (one row or three); open the JSON report.",
                       source.file);
    if (rows->size() <= layout->header_rows)
        return failure(ErrorKind::unreadable,
                       "This GuideLLM CSV has a header and no level; the run may have been stopped.", source.file);
    Imported imported;
    Run run;
    run.tool.name = "guidellm";
    run.format = "guidellm-csv/" + layout->release;
    for (std::size_t i = layout->header_rows; i < rows->size(); ++i) {
        if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
        if ((*rows)[i].size() < std::min(layout->fixed_columns, layout->columns.size())) {
            imported.problems.push_back({Severity::warning,
                                         "damaged-row",
                                         "The row ends early and is left out; copy the whole file.",
                                         {},
                                         fmt::format("row {}", i + 1)});
            continue;
        }
        run.levels.push_back(read_row((*rows)[i], (*rows)[layout->header_rows], *layout, i + 1));
        judge(run.levels.back(), layout->shape);
    }
    if (run.levels.empty()) return failure(ErrorKind::unreadable, imported.problems.front().text, source.file);
    read_setup(run, (*rows)[layout->header_rows], *layout);
    set_scheme(run.setup);
    label_levels(run.levels);
    run.void_result =
        std::ranges::all_of(run.levels, [](const Level& level) { return level.requests.successful == 0U; });
    if (run.void_result)
        run.problems.push_back(
            {Severity::error, "no-success", "No request of the run succeeded, so its numbers say nothing.", {}, {}});
    imported.runs.push_back(std::move(run));
    progress.report(1, source.file);
    return imported;
}

} // namespace kneepoint::import
