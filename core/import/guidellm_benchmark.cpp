// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_benchmark.h"

#include "guidellm_distribution.h"
#include "guidellm_level.h"
#include "json_at.h"

#include <cmath>
#include <limits>
#include <utility>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

std::optional<int> int_at(const Json& value, std::initializer_list<std::string_view> path)
{
    const auto number = number_at(value, path);
    if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(*number);
}

void read_load(Level& level, const Json& benchmark)
{
    const Json* strategy = json_at(benchmark, {"config", "strategy"});
    if (!strategy) strategy = json_at(benchmark, {"args", "strategy"});
    if (!strategy) return;
    auto type = text_at(*strategy, {"type_"});
    if (type.empty()) type = text_at(*strategy, {"kind"});
    set_load_from_name(level, type);
    if (level.strategy == Strategy::unknown) level.label = type;
    if (const auto streams = int_at(*strategy, {"streams"})) level.streams = streams;
    if (const auto limit = int_at(*strategy, {"max_concurrency"})) level.max_concurrency = limit;
    if (const auto rate = number_at(*strategy, {"rate"}); rate && *rate > 0) level.target_rate = rate;
}

void read_time(Level& level, const Json& benchmark)
{
    level.start_s = number_at(benchmark, {"start_time"});
    level.duration_s = number_at(benchmark, {"duration"});
    const auto end = number_at(benchmark, {"end_time"});
    if (!level.duration_s && level.start_s && end) level.duration_s = *end - *level.start_s;
    const bool negative_start = level.start_s && *level.start_s < 0;
    const bool ends_early = level.start_s && end && *end < *level.start_s;
    if (negative_start || ends_early || level.duration_s.value_or(0) < 0)
        level.problems.push_back({Severity::warning,
                                  ends_early ? "end-before-start" : "negative-time",
                                  ends_early ? "The level ends before it starts; its duration was left out."
                                             : "A time of the level is negative; it was left out.",
                                  {},
                                  level.path});
    if (negative_start) level.start_s = std::nullopt;
    if (ends_early || level.duration_s.value_or(0) < 0) level.duration_s = std::nullopt;
}

void read_counts(Level& level, const Json& benchmark)
{
    const Json* totals = json_at(benchmark, {"metrics", "request_totals"});
    if (!totals) totals = json_at(benchmark, {"request_totals"});
    if (!totals) return;
    level.requests = {count_at(*totals, {"successful"}), count_at(*totals, {"errored"}),
                      count_at(*totals, {"incomplete"})};
    const auto total = count_at(*totals, {"total"});
    if (total && *total != level.requests.total())
        level.problems.push_back({Severity::warning,
                                  "counts-disagree",
                                  "The file states " + std::to_string(*total) + " requests in all, but " +
                                      std::to_string(level.requests.total()) +
                                      " successful, errored and incomplete ones together.",
                                  {},
                                  level.path});
}

void note_oddities(Level& level, const Distribution& read, MetricId metric, const Oddities& oddities)
{
    const auto add = [&](std::string_view code, std::string_view what) {
        level.problems.push_back({Severity::warning,
                                  std::string(code),
                                  std::string(metric_info(metric).long_name) + ": " + std::string(what),
                                  {},
                                  read.path});
    };
    if (oddities.not_finite) add("not-finite", "a statistic is not a finite number; it was left out.");
    if (oddities.negative)
        add("negative-time", "a statistic is negative, which a time cannot be; the metric was left out.");
    if (oddities.decreasing)
        add("percentiles-decrease", "a higher percentile is lower than the one before; check the file.");
}

Distribution read_metric(Level& level, const Json& block, MetricId metric, GuidellmShape shape, std::string path,
                         Population population)
{
    auto [read, weight, oddities] = read_distribution(block);
    read.definition = guidellm_definition(metric, shape, population);
    read.path = std::move(path);
    if (zero_means_missing(metric) && read.min.value_or(0) < 0) {
        oddities.negative = true;
        read = {};
    }
    note_oddities(level, read, metric, oddities);
    if (metric_info(metric).is_rate || read.empty()) return read;
    if (shape < GuidellmShape::v0_4)
        read.count = weight && *weight >= 0 && *weight < 1e15 ? std::optional(static_cast<std::uint64_t>(*weight))
                                                              : std::nullopt;
    else
        read.count = level.requests.successful;
    return read;
}

void read_metrics(Level& level, const Json& metrics, GuidellmShape shape)
{
    for (const auto& [key, block] : metrics.items()) {
        const auto metric = guidellm_metric(key);
        if (!metric) continue;
        const auto path = level.path + ".metrics." + key;
        if (block.is_number()) {
            Distribution number;
            number.mean = number_at(metrics, {key});
            number.definition = guidellm_definition(*metric, shape);
            number.path = path;
            if (number.mean) level.metrics[*metric] = std::move(number);
            continue;
        }
        const Json* successful = json_at(block, {"successful"});
        if (successful && level.requests.successful != 0U) {
            auto read = read_metric(level, *successful, *metric, shape, path + ".successful", Population::successful);
            if (zero_means_missing(*metric) && shape >= GuidellmShape::v0_4) leave_out_missing(read, *metric, level);
            if (!read.empty() || read.missing > 0) level.metrics[*metric] = std::move(read);
        }
        const Json* total = json_at(block, {"total"});
        if (!total || !metric_info(*metric).is_rate) continue;
        auto read = read_metric(level, *total, *metric, shape, path + ".total", Population::all);
        if (!read.empty()) level.metrics_all_requests[*metric] = std::move(read);
    }
}

} // namespace

Level read_benchmark(const Json& benchmark, GuidellmShape shape, const Outline& outline, std::string path)
{
    Level level;
    level.path = std::move(path);
    read_load(level, benchmark);
    read_time(level, benchmark);
    read_counts(level, benchmark);
    if (json_at(benchmark, {"requests"})) {
        take_requests(level, json_at(benchmark, {"requests", "successful"}), outline, Outcome::successful);
        take_requests(level, json_at(benchmark, {"requests", "errored"}), outline, Outcome::errored);
        take_requests(level, json_at(benchmark, {"requests", "incomplete"}), outline, Outcome::incomplete);
    }
    if (const Json* metrics = json_at(benchmark, {"metrics"}); metrics && metrics->is_object())
        read_metrics(level, *metrics, shape);
    add_level_problems(level, benchmark, shape);
    // A metric whose every value is missing was noted above and has nothing else to say.
    std::erase_if(level.metrics, [](const auto& entry) { return entry.second.empty(); });
    return level;
}

} // namespace kneepoint::import
