// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_benchmark.h"
#include "guidellm_level.h"
#include "json_at.h"

#include <cmath>
#include <numeric>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

/// The values of the successful requests in a column, absent ones left out.
std::vector<double> successful(const RequestColumns& columns, const std::vector<double>& column)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns.outcome[i] == Outcome::successful && !std::isnan(column[i])) values.push_back(column[i]);
    return values;
}

double sum(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

void set(Level& level, MetricId metric, Distribution read)
{
    if (read.count == 0U) return;
    read.derived = true;
    read.definition = guidellm_definition(metric, GuidellmShape::v0_1);
    read.path = level.path + ".results";
    level.metrics[metric] = std::move(read);
}

void set_rate(Level& level, MetricId metric, double events)
{
    if (!level.duration_s || *level.duration_s <= 0) return;
    Distribution rate;
    rate.mean = events / *level.duration_s;
    set(level, metric, std::move(rate));
}

/// From the first request's start to the last one's end, in the list's order, as GuideLLM 0.1 takes it.
void set_duration(Level& level)
{
    const auto& columns = level.columns;
    const auto starts = successful(columns, columns.start_s);
    if (starts.empty()) return;
    level.start_s = starts.front();
    for (std::size_t i = columns.size(); i-- > 0;)
        if (columns.outcome[i] == Outcome::successful && !std::isnan(columns.start_s[i] + columns.latency_s[i])) {
            level.duration_s = columns.start_s[i] + columns.latency_s[i] - starts.front();
            break;
        }
    if (level.duration_s.value_or(0) < 0) {
        level.problems.push_back({Severity::warning,
                                  "end-before-start",
                                  "The level ends before it starts; its duration and rates were left out.",
                                  {},
                                  level.path});
        level.duration_s = std::nullopt;
    }
}

std::vector<double> gaps(const Json& benchmark, const Outline& outline)
{
    const Json* results = json_at(benchmark, {"results"});
    if (!results || !results->is_array() || results->size() != 1 || !results->front().is_string()) return {};
    const auto* list = marked_list(outline, results->front().get_ref<const std::string&>());
    return list ? list->gaps_ms : std::vector<double>{};
}

void set_metrics(Level& level, const Json& benchmark, const Outline& outline)
{
    const auto& columns = level.columns;
    const auto latency = successful(columns, columns.latency_s);
    const auto prompt = successful(columns, columns.prompt_tokens), output = successful(columns, columns.output_tokens);
    set(level, MetricId::ttft, describe(successful(columns, columns.ttft_ms)));
    set(level, MetricId::itl, describe(gaps(benchmark, outline)));
    set(level, MetricId::request_latency, describe(latency));
    set(level, MetricId::prompt_tokens, describe(prompt));
    set(level, MetricId::output_tokens, describe(output));
    set_rate(level, MetricId::requests_per_second, static_cast<double>(level.requests.successful.value_or(0)));
    set_rate(level, MetricId::concurrency, sum(latency));
    set_rate(level, MetricId::prompt_tokens_per_second, sum(prompt));
    set_rate(level, MetricId::output_tokens_per_second, sum(output));
    set_rate(level, MetricId::total_tokens_per_second, sum(prompt) + sum(output));
}

} // namespace

Level read_benchmark_0_1(const Json& benchmark, std::string_view mode, const Outline& outline, std::string path)
{
    Level level;
    level.path = std::move(path);
    const auto own_mode = text_at(benchmark, {"mode"});
    set_load_from_name(level, own_mode == "asynchronous" ? (mode == "poisson" ? "poisson" : "constant") : own_mode);
    if (level.strategy == Strategy::unknown) level.label = own_mode;
    if (const auto rate = number_at(benchmark, {"rate"}); rate && *rate > 0) level.target_rate = rate;
    level.listed.incomplete = std::nullopt;
    take_requests(level, json_at(benchmark, {"results"}), outline, Outcome::successful);
    take_requests(level, json_at(benchmark, {"errors"}), outline, Outcome::errored);
    level.requests = level.listed;
    set_duration(level);
    if (level.requests.successful.value_or(0) > 0) set_metrics(level, benchmark, outline);
    add_level_problems(level, benchmark, GuidellmShape::v0_1);
    return level;
}

} // namespace kneepoint::import
