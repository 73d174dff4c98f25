// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_level.h"

#include "json_at.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

/// A number of streams; absent where it is none that could be.
std::optional<int> streams_at(const Json& value, std::string_view key)
{
    const auto count = count_at(value, {key});
    if (!count || *count > 1'000'000'000) return std::nullopt;
    return static_cast<int>(*count);
}

RequestCounts counts_at(const Json& level, std::string_view key)
{
    const Json* counts = json_at(level, {key});
    if (!counts) return {};
    return {count_at(*counts, {"successful"}), count_at(*counts, {"errored"}), count_at(*counts, {"incomplete"})};
}

std::vector<Percentile> percentiles_of(const Json& json)
{
    std::vector<Percentile> percentiles;
    const Json* all = json_at(json, {"percentiles"});
    if (!all || !all->is_object()) return percentiles;
    for (const auto& [key, value] : all->items()) {
        const auto statistic = statistic_from_text(key);
        const auto number = number_at(*all, {key});
        if (!statistic || !number) continue;
        const bool median = statistic->kind == Statistic::Kind::median;
        if (median || statistic->kind == Statistic::Kind::percentile)
            percentiles.push_back({median ? 50 : statistic->rank, *number, std::nullopt});
    }
    std::ranges::sort(percentiles, {}, &Percentile::rank);
    return percentiles;
}

Distribution distribution_of(const Json& json, std::string path)
{
    Distribution d;
    d.definition = text_at(json, {"definition"});
    d.count = count_at(json, {"count"});
    d.mean = number_at(json, {"mean"});
    d.median = number_at(json, {"median"});
    d.stddev = number_at(json, {"stddev"});
    d.min = number_at(json, {"min"});
    d.max = number_at(json, {"max"});
    d.percentiles = percentiles_of(json);
    d.path = std::move(path);
    return d;
}

std::map<MetricId, Distribution> metrics_at(const Json& level, std::string_view key, const std::string& path)
{
    std::map<MetricId, Distribution> metrics;
    const Json* all = json_at(level, {key});
    if (!all || !all->is_object()) return metrics;
    for (const auto& [name, value] : all->items()) {
        const auto id = metric_from_text(name);
        if (!id || !value.is_object()) continue;
        Distribution d = distribution_of(value, fmt::format("{}.{}.{}", path, key, name));
        if (!d.empty()) metrics.emplace(*id, std::move(d));
    }
    return metrics;
}

/// What the client says of its own part in the level's numbers.
Problems validity_of(const Json& json, const Level& level)
{
    const std::string verdict = text_at(json, {"validity"});
    std::string reasons;
    if (const Json* list = json_at(json, {"validity_reasons"}); list && list->is_array())
        for (const Json& reason : *list) reasons += " " + json_as_text(reason);
    reasons = one_line(trimmed(reasons), 400);
    if (verdict.empty() || verdict == "VALID") {
        if (reasons.empty()) return {};
        return {{Severity::note, "load-remark", level.label + ": " + reasons, {}, level.path + ".validity_reasons"}};
    }
    const bool client = verdict == "CLIENT-LIMITED";
    const std::string_view says = client
                                      ? "the load generator was at its limit, so its numbers are not the server's alone"
                                      : "the server did not keep up with the load";
    return {{Severity::warning,
             client ? "client-limited" : "target-saturated",
             fmt::format("{}: {}{}{}", level.label, says, reasons.empty() ? "." : ". ", reasons),
             {},
             level.path + ".validity"}};
}

} // namespace

Level load_level(const Json& json, int position)
{
    Level level;
    level.index = position;
    level.path = fmt::format("levels[{}]", position);
    level.label = text_at(json, {"label"});
    level.strategy = strategy_from_text(text_at(json, {"strategy"}));
    level.target_rate = number_at(json, {"target_rate"});
    level.streams = streams_at(json, "streams");
    level.max_concurrency = streams_at(json, "max_concurrency");
    level.start_s = number_at(json, {"start_s"});
    level.duration_s = number_at(json, {"duration_s"});
    level.requests = counts_at(json, "requests");
    level.listed = counts_at(json, "listed");
    level.metrics = metrics_at(json, "metrics", level.path);
    level.metrics_all_requests = metrics_at(json, "metrics_all_requests", level.path);
    level.problems = validity_of(json, level);
    return level;
}

} // namespace kneepoint::import
