// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_run.h"
#include "json_at.h"

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

bool has_p50(const Json& benchmark)
{
    const Json* metrics = json_at(benchmark, {"metrics"});
    if (!metrics || !metrics->is_object()) return false;
    for (const auto& [key, block] : metrics->items())
        if (json_at(block, {"successful", "percentiles", "p50"})) return true;
    return false;
}

/// An aborted run leaves an empty list; what stands beside it tells the shape.
std::optional<GuidellmShape> shape_around(const Json& root)
{
    const auto version = number_at(root, {"metadata", "version"});
    if (version == 2.0 || json_at(root, {"config", "spec"}))
        return root.contains("conclusions") ? GuidellmShape::v0_8 : GuidellmShape::v0_7;
    if (version == 1.0 || (json_at(root, {"metadata"}) && json_at(root, {"args"}))) return GuidellmShape::v0_5;
    if (json_at(root, {"args"})) return GuidellmShape::v0_4;
    return std::nullopt;
}

bool has_0_8_keys(const Json& benchmark)
{
    return benchmark.contains("warnings") || json_at(benchmark, {"metrics", "time_to_last_round_trip_ms"}) ||
           json_at(benchmark, {"metrics", "request_goodput"});
}

} // namespace

std::optional<GuidellmShape> guidellm_shape(const Json& root)
{
    const Json* benchmarks = json_at(root, {"benchmarks"});
    if (!benchmarks || !benchmarks->is_array()) return std::nullopt;
    const auto around = shape_around(root);
    if (benchmarks->empty()) return around || root.size() > 1 ? around : GuidellmShape::v0_3;
    const Json& first = benchmarks->front();
    if (const Json* inner = json_at(first, {"benchmarks"}); inner && inner->is_array()) return GuidellmShape::v0_1;
    if (!json_at(first, {"metrics"})) return std::nullopt;
    if (json_at(first, {"run_stats"}) || json_at(first, {"args", "strategy"}))
        return has_p50(first) ? GuidellmShape::v0_3 : GuidellmShape::v0_2;
    if (!json_at(first, {"config"})) return std::nullopt;
    if (around == GuidellmShape::v0_7 && has_0_8_keys(first)) return GuidellmShape::v0_8;
    return around ? around : GuidellmShape::v0_4;
}

std::string guidellm_format(const Json& root, GuidellmShape shape)
{
    const bool target_moved = json_at(root, {"args", "backend_kwargs", "target"}) != nullptr;
    if (shape == GuidellmShape::v0_5 && target_moved) return "guidellm/0.6";
    return "guidellm/" + std::string(to_string(shape));
}

} // namespace kneepoint::import
