// SPDX-License-Identifier: GPL-3.0-or-later
#include "load.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

std::optional<double> load_of(const Level& level, Statistic statistic)
{
    const auto streams = level.streams ? std::optional<double>(*level.streams) : std::nullopt;
    if (level.strategy == Strategy::concurrent && streams) return streams;
    for (const auto wanted : {statistic, Statistic::median(), Statistic::mean()})
        if (const auto value = level.value(MetricId::concurrency, wanted)) return value;
    return streams;
}

std::optional<double> in_flight(const Level& level)
{
    const auto all = level.metrics_all_requests.find(MetricId::concurrency);
    if (all != level.metrics_all_requests.end() && all->second.mean) return all->second.mean;
    return level.value(MetricId::concurrency, Statistic::mean());
}

bool fewer_than_two_waves(const Level& level)
{
    const auto completed = level.requests.successful;
    if (!completed) return false;
    const auto set = level.strategy == Strategy::concurrent && level.streams ? std::optional<double>(*level.streams)
                                                                             : in_flight(level);
    return *completed == 0 || (set && static_cast<double>(*completed) < 2 * *set);
}

double share_incomplete(const Level& level)
{
    const auto total = static_cast<double>(level.requests.total());
    return total > 0 ? static_cast<double>(level.requests.incomplete.value_or(0)) / total : 0;
}

double share_that_could_end(const Level& level)
{
    const auto latency = level.value(MetricId::request_latency, Statistic::median());
    if (!latency || !level.duration_s || *level.duration_s <= *latency) return 1;
    return 1 - *latency / *level.duration_s;
}

double least_rate(const Level& level)
{
    const double could_end = *level.target_rate * share_that_could_end(level);
    const double least = 0.95 * could_end;
    if (!level.duration_s || *level.duration_s <= 0) return least;
    const double requests = could_end * *level.duration_s;
    const double missing = level.strategy == Strategy::poisson ? 3 * std::sqrt(requests) : 1;
    return std::min(least, (requests - missing) / *level.duration_s);
}

bool prefers_all_requests(const Level& level)
{
    return fewer_than_two_waves(level) || share_incomplete(level) > many_incomplete;
}

bool has_data(const Level& level)
{
    return level.requests.successful.value_or(1) > 0;
}

std::string no_data_text(const Level& level)
{
    std::vector<std::string> others;
    if (const auto n = level.requests.errored.value_or(0)) others.push_back(fmt::format("{} errored", n));
    if (const auto n = level.requests.incomplete.value_or(0)) others.push_back(fmt::format("{} incomplete", n));
    return "no data: no request completed" + (others.empty() ? "" : " (" + join(others, ", ") + ")");
}

bool on_curve(const Level& level, const Options& options)
{
    return has_set_load(level.strategy) || level.strategy == Strategy::synchronous ||
           (level.strategy == Strategy::throughput && options.include_throughput);
}

std::vector<int> levels_by_load(const Run& run, const Options& options)
{
    const auto level = [&](int i) -> const Level& { return run.levels[static_cast<std::size_t>(i)]; };
    std::vector<int> result;
    for (int i = 0; i < static_cast<int>(run.levels.size()); ++i)
        if (level(i).strategy != Strategy::synchronous && on_curve(level(i), options) &&
            load_of(level(i), options.concurrency_statistic))
            result.push_back(i);
    std::ranges::stable_sort(result, {}, [&](int i) { return *load_of(level(i), options.concurrency_statistic); });
    return result;
}

const Distribution* metric_over(const Level& level, MetricId metric, Population population)
{
    if (population == Population::successful) return level.metric(metric);
    if (metric_info(metric).unit != Unit::tokens_per_second) return nullptr;
    const auto found = level.metrics_all_requests.find(metric);
    return found == level.metrics_all_requests.end() ? nullptr : &found->second;
}

std::vector<stats::CurvePoint> curve_of(const Run& run, MetricId metric, Statistic statistic, const Options& options,
                                        Population population)
{
    std::vector<stats::CurvePoint> points;
    for (std::size_t i = 0; i < run.levels.size(); ++i) {
        const auto& level = run.levels[i];
        if (!on_curve(level, options) || !has_data(level)) continue;
        const auto x = load_of(level, options.concurrency_statistic);
        const auto* values = metric_over(level, metric, population);
        const auto y = values ? values->value(statistic) : std::nullopt;
        if (x && y) points.push_back({*x, *y, i});
    }
    return stats::curve(std::move(points));
}

} // namespace kneepoint::compare
