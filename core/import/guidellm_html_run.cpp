// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_html_run.h"

#include "guidellm_distribution.h"
#include "guidellm_level.h"
#include "guidellm_run.h"
#include "json_at.h"
#include "kneepoint/base/time.h"
#include "kneepoint/import/formats.h"

#include <array>
#include <cmath>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

void set_fact(Run& run, const std::string& fact, const Json& root, std::initializer_list<std::string_view> path,
              std::string place)
{
    if (auto text = text_at(root, path); !text.empty() && text != "N/A")
        run.setup.facts[fact] = {std::move(text), std::move(place)};
}

void set_model(Run& run, std::string model)
{
    run.setup.model = std::move(model);
    run.setup.scheme = scheme_from_text(run.setup.model);
    if (!run.setup.scheme.empty()) run.setup.scheme_source = "model name";
}

/// Sweeps run synchronous, throughput, then rising constant rates; other profiles have one strategy.
Strategy strategy_of(const std::string& rate_type, std::size_t index)
{
    if (rate_type != "sweep") return guidellm_strategy(rate_type);
    return index == 0 ? Strategy::synchronous : index == 1 ? Strategy::throughput : Strategy::constant;
}

void add_metric(Level& level, MetricId id, const Json* block, GuidellmShape shape, const std::string& path)
{
    if (!block) return;
    auto read = read_distribution(*block).distribution;
    if (read.empty()) return;
    read.definition = guidellm_definition(id, shape);
    read.path = path;
    if (!metric_info(id).is_rate) read.count = level.requests.successful;
    if (zero_means_missing(id)) leave_out_missing(read, id, level);
    if (!read.empty()) level.metrics[id] = std::move(read);
}

Level level_of_html_0_3(const Json& benchmark, GuidellmShape shape, std::string path)
{
    Level level;
    level.path = std::move(path);
    if (const Json* times = json_at(benchmark, {"timePerRequest"}))
        level.requests.successful = count_at(*times, {"count"});
    add_metric(level, MetricId::ttft, json_at(benchmark, {"ttft"}), shape, level.path + ".ttft");
    add_metric(level, MetricId::itl, json_at(benchmark, {"itl"}), shape, level.path + ".itl");
    add_metric(level, MetricId::request_latency, json_at(benchmark, {"timePerRequest"}), shape,
               level.path + ".timePerRequest");
    add_metric(level, MetricId::output_tokens_per_second, json_at(benchmark, {"throughput"}), shape,
               level.path + ".throughput");
    if (const auto rate = number_at(benchmark, {"requestsPerSecond"})) {
        auto& metric = level.metrics[MetricId::requests_per_second];
        metric.mean = rate;
        metric.definition = guidellm_definition(MetricId::requests_per_second, shape);
        metric.path = level.path + ".requestsPerSecond";
    }
    return level;
}

} // namespace

Run run_of_html_0_3(const Json& benchmarks, const Json& run_info, const Json& details)
{
    Run run;
    run.tool.name = "guidellm";
    set_model(run, text_at(run_info, {"model", "name"}));
    set_fact(run, "workload.data", run_info, {"dataset", "name"}, "window.runInfo.dataset.name");
    set_fact(run, "server.target", details, {"server", "target"}, "window.workloadDetails.server.target");
    set_fact(run, "load.profile", details, {"rateType"}, "window.workloadDetails.rateType");
    // 0.4 renamed this key of every distribution; nothing else in the page tells the version.
    const bool old = benchmarks.is_array() && !benchmarks.empty() &&
                     !(json_at(benchmarks.front(), {"ttft"}) && benchmarks.front()["ttft"].contains("pdf"));
    const auto shape = old ? GuidellmShape::v0_3 : GuidellmShape::v0_4;
    run.format = "guidellm-html/" + std::string(to_string(shape));
    const auto rate_type = text_at(details, {"rateType"});
    for (std::size_t i = 0; benchmarks.is_array() && i < benchmarks.size(); ++i) {
        run.levels.push_back(level_of_html_0_3(benchmarks[i], shape, "window.benchmarks[" + std::to_string(i) + "]"));
        run.levels.back().strategy = strategy_of(rate_type, i);
        if (run.levels.back().strategy == Strategy::synchronous) run.levels.back().streams = 1;
    }
    finish_guidellm_run(run);
    if (const auto time = number_at(run_info, {"timestamp"})) run.started = utc_text(*time);
    run.problems.push_back(
        {Severity::note,
         "html-only",
         "The page holds no concurrency and no load values; import the JSON of the same run for them.",
         {},
         "window.benchmarks"});
    return run;
}

namespace {

void add_high_percentiles(Level& level, MetricId id, const Json& row, const std::string& key, double scale)
{
    Distribution read;
    for (const double rank : {95.0, 99.0})
        if (const auto value = number_at(row, {key + (rank == 95 ? "_p95_ms" : "_p99_ms")}); value && *value > 0)
            read.percentiles.push_back({rank, *value * scale, std::nullopt});
    if (read.empty()) return;
    read.definition = guidellm_definition(id, GuidellmShape::v0_8);
    read.count = level.requests.successful;
    read.path = level.path + "." + key + "_p95_ms";
    level.metrics[id] = std::move(read);
}

void add_rate(Level& level, MetricId id, const Json& row, std::string_view key)
{
    const auto value = number_at(row, {key});
    if (!value) return;
    Distribution rate;
    rate.mean = value;
    rate.definition = guidellm_definition(id, GuidellmShape::v0_8, Population::all);
    rate.path = level.path + "." + std::string(key);
    level.metrics_all_requests[id] = std::move(rate);
}

void add_tokens(Level& level, MetricId id, const Json& row, const std::string& key)
{
    Distribution tokens;
    tokens.median = number_at(row, {key + "_median"});
    if (!tokens.median || level.requests.successful == 0U) return;
    tokens.percentiles.push_back({50, *tokens.median, std::nullopt});
    if (const auto high = number_at(row, {key + "_p95"})) tokens.percentiles.push_back({95, *high, std::nullopt});
    tokens.definition = guidellm_definition(id, GuidellmShape::v0_8);
    tokens.count = level.requests.successful;
    tokens.path = level.path + "." + key + "_median";
    level.metrics[id] = std::move(tokens);
}

Level level_of_html_0_8(const Json& row, std::string path)
{
    Level level;
    level.path = std::move(path);
    set_load_from_name(level, text_at(row, {"label"}));
    if (const auto streams = number_at(row, {"configured_concurrency"}); streams && *streams >= 0 && *streams < 1e9)
        (level.strategy == Strategy::concurrent ? level.streams : level.max_concurrency) = static_cast<int>(*streams);
    if (const auto rate = number_at(row, {"configured_request_rate"})) level.target_rate = rate;
    level.requests = {count_at(row, {"successful"}), count_at(row, {"errored"}), count_at(row, {"incomplete"})};
    add_high_percentiles(level, MetricId::request_latency, row, "request_latency", 0.001);
    add_high_percentiles(level, MetricId::ttft, row, "ttft", 1);
    add_high_percentiles(level, MetricId::ttfot, row, "ttfot", 1);
    add_high_percentiles(level, MetricId::itl, row, "itl", 1);
    add_high_percentiles(level, MetricId::tpot, row, "tpot", 1);
    add_tokens(level, MetricId::prompt_tokens, row, "prompt_tokens");
    add_tokens(level, MetricId::output_tokens, row, "output_tokens");
    return level;
}

} // namespace

Run run_of_html_0_8(const Json& report)
{
    Run run;
    run.format = "guidellm-html/0.8";
    run.tool = {"guidellm", text_at(report, {"header", "guidellm_version"})};
    set_model(run, text_at(report, {"header", "model"}));
    const std::string header = "window.GUIDELLM_REPORT.header.";
    set_fact(run, "server.target", report, {"header", "target"}, header + "target");
    set_fact(run, "load.profile", report, {"header", "profile"}, header + "profile");
    const Json* rows = json_at(report, {"runs"});
    for (std::size_t i = 0; rows && rows->is_array() && i < rows->size(); ++i) {
        const Json& row = (*rows)[i];
        Level level = level_of_html_0_8(row, "window.GUIDELLM_REPORT.runs[" + std::to_string(i) + "]");
        add_rate(level, MetricId::requests_per_second, row, "request_rate");
        add_rate(level, MetricId::concurrency, row, "concurrency");
        add_rate(level, MetricId::prompt_tokens_per_second, row, "input_tps");
        add_rate(level, MetricId::output_tokens_per_second, row, "output_tps");
        add_rate(level, MetricId::total_tokens_per_second, row, "total_tps");
        run.levels.push_back(std::move(level));
    }
    finish_guidellm_run(run);
    run.problems.push_back(
        {Severity::note,
         "html-only",
         "The page holds p95 and p99 of the latencies only; import the JSON of the same run for means and "
         "medians.",
         {},
         "window.GUIDELLM_REPORT"});
    return run;
}

} // namespace kneepoint::import
