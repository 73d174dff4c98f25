// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_distribution.h"

#include "json_at.h"
#include "kneepoint/import/json_text.h"
#include "kneepoint/results/request_column.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

std::optional<double> statistic(const Json& block, std::string_view key, Oddities& oddities)
{
    const Json* value = json_at(block, {key});
    if (!value || !is_json_number(*value)) return std::nullopt;
    const double number = json_number(*value);
    if (std::isfinite(number)) return number;
    oddities.not_finite = true;
    return std::nullopt;
}

std::optional<Interval> interval(const Json* block)
{
    if (!block) return std::nullopt;
    const auto low = number_at(*block, {"lower"}), high = number_at(*block, {"upper"});
    if (!low || !high) return std::nullopt;
    return Interval{*low, *high};
}

void add_percentile(Distribution& to, std::string_view key, double value, std::optional<Interval> bounds)
{
    const auto named = statistic_from_text(key);
    if (!named || (named->kind != Statistic::Kind::percentile && named->kind != Statistic::Kind::median)) return;
    if (std::ranges::find(to.percentiles, named->rank, &Percentile::rank) != to.percentiles.end()) return;
    to.percentiles.push_back({named->rank, value, bounds});
}

/// GuideLLM's HTML merges equal neighbours into the last key: what is missing equals the next higher one.
void fill_upward(Distribution& to)
{
    for (const double rank : {0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0}) {
        const auto next = std::ranges::lower_bound(to.percentiles, rank, {}, &Percentile::rank);
        if (next != to.percentiles.end() && next->rank != rank)
            to.percentiles.insert(next, Percentile{rank, next->value, std::nullopt});
    }
}

void read_percentiles(const Json& block, Distribution& to, Oddities& oddities)
{
    if (const Json* all = json_at(block, {"percentiles"}); all && all->is_object())
        for (const auto& [key, unused] : all->items())
            if (const auto value = statistic(*all, key, oddities))
                add_percentile(to, key, *value, interval(json_at(block, {"percentile_cis", key})));
    if (to.median) add_percentile(to, "p50", *to.median, std::nullopt);
    std::ranges::sort(to.percentiles, {}, &Percentile::rank);
    if (json_at(block, {"percentileRows"})) fill_upward(to);
    if (!to.median) to.median = to.percentile(50);
    oddities.decreasing = !std::ranges::is_sorted(to.percentiles, {}, &Percentile::value);
}

} // namespace

ReadDistribution read_distribution(const Json& block)
{
    ReadDistribution result;
    auto& [to, weight, oddities] = result;
    if (!block.is_object()) return result;
    weight = number_at(block, {"count"});
    to.mean = statistic(block, "mean", oddities);
    to.median = statistic(block, "median", oddities);
    to.stddev = statistic(block, json_at(block, {"stdDev"}) ? "stdDev" : "std_dev", oddities);
    to.min = statistic(block, "min", oddities);
    to.max = statistic(block, "max", oddities);
    to.mean_interval = interval(json_at(block, {"mean_ci"}));
    read_percentiles(block, to, oddities);
    if (weight == 0.0 && to.mean.value_or(0) == 0 && to.max.value_or(0) == 0) to = {};
    return result;
}

namespace {

Distribution from_requests(MetricId metric, const Level& level)
{
    std::vector<std::pair<double, double>> values;
    const auto& values_of = *column_of(level.columns, metric);
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < level.columns.size(); ++i) {
        if (level.columns.outcome[i] != Outcome::successful) continue;
        const double tokens = level.columns.output_tokens[i];
        values.emplace_back(values_of[i], metric == MetricId::itl ? tokens - 1 : metric == MetricId::tpot ? tokens : 1);
        missing += std::isnan(values_of[i]);
    }
    auto result = describe_weighted(std::move(values));
    result.missing = missing;
    return result;
}

} // namespace

void leave_out_missing(Distribution& distribution, MetricId metric, const Level& level)
{
    if (distribution.empty() || distribution.min.value_or(1) > 0) return;
    const auto counted = level.requests.successful;
    const bool listed_all = counted && level.listed.successful == counted && column_of(level.columns, metric);
    Distribution kept;
    if (distribution.max.value_or(0) == 0) {
        kept.missing = counted.value_or(0);
    } else if (listed_all) {
        kept = from_requests(metric, level);
    } else {
        kept = distribution;
        kept.mean = kept.stddev = kept.min = std::nullopt;
        kept.mean_interval = std::nullopt;
        kept.count = std::nullopt;
        if (kept.median == 0.0) kept.median = std::nullopt;
        std::erase_if(kept.percentiles, [](const Percentile& p) { return p.value == 0; });
    }
    kept.published_mean = distribution.mean;
    kept.definition = distribution.definition;
    kept.path = distribution.path;
    distribution = std::move(kept);
}

} // namespace kneepoint::import
