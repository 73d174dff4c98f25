// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Runs built by hand, for tests that need a few numbers and no file.
namespace kneepoint::tests {

inline Distribution values(double median, std::optional<double> p95 = {}, std::optional<double> mean = {})
{
    Distribution result;
    result.median = median;
    result.mean = mean ? mean : median;
    if (p95) result.percentiles.push_back({95, *p95, std::nullopt});
    return result;
}

inline Level level(Strategy strategy, std::string label, double concurrency, double itl, double ttft, double ttft_p95)
{
    Level result;
    result.strategy = strategy;
    result.label = std::move(label);
    result.metrics[MetricId::concurrency] = values(concurrency);
    result.metrics[MetricId::itl] = values(itl);
    result.metrics[MetricId::itl].definition = "itl.token_weighted";
    result.metrics[MetricId::ttft] = values(ttft, ttft_p95);
    result.metrics[MetricId::ttft].definition = "ttft.from_send";
    return result;
}

inline Level streams(int n, double itl, std::uint64_t completed = 1000)
{
    auto result = level(Strategy::concurrent, std::to_string(n) + " streams", n, itl, 10 * itl, 12 * itl);
    result.streams = n;
    result.requests.successful = completed;
    return result;
}

inline Level constant(double rate, double concurrency, double itl)
{
    auto result = level(Strategy::constant, "constant " + std::to_string(rate), concurrency, itl, 10 * itl, 12 * itl);
    result.target_rate = rate;
    return result;
}

inline Run performance(std::string id, std::string file, std::string model, std::vector<Level> levels)
{
    Run run;
    run.id = std::move(id);
    run.kind = RunKind::performance;
    run.provenance.files.push_back({std::move(file), {}, {}});
    run.setup.model = std::move(model);
    run.levels = std::move(levels);
    for (std::size_t i = 0; i < run.levels.size(); ++i) run.levels[i].index = static_cast<int>(i);
    return run;
}

inline Run sweep(std::string id, std::string file, std::string model, double scale = 1)
{
    return performance(std::move(id), std::move(file), std::move(model),
                       {level(Strategy::synchronous, "synchronous", 1, 10 * scale, 50, 60),
                        level(Strategy::throughput, "throughput", 100, 40 * scale, 5000, 9000),
                        constant(1, 4, 12 * scale), constant(2, 10, 16 * scale), constant(3, 20, 24 * scale)});
}

inline TaskScore score(std::string task, std::string metric, double value, std::optional<double> error,
                       std::optional<std::uint64_t> n = {}, std::string filter = "none")
{
    TaskScore result;
    result.task = std::move(task);
    result.alias = result.task;
    result.metric = std::move(metric);
    result.filter = std::move(filter);
    result.value = value;
    result.stderr_value = error;
    result.n = n;
    result.higher_is_better = true;
    result.proportion = true;
    return result;
}

inline Run accuracy(std::string id, std::string file, std::string model, std::vector<TaskScore> scores)
{
    Run run;
    run.id = std::move(id);
    run.kind = RunKind::accuracy;
    run.provenance.files.push_back({std::move(file), {}, {}});
    run.setup.model = std::move(model);
    run.scores = std::move(scores);
    return run;
}

} // namespace kneepoint::tests
