// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_json.h"

#include <nlohmann/json.hpp>

namespace kneepoint::load {

namespace {

using Json = nlohmann::ordered_json;

template<typename T>
void take(const Json& object, const char* key, std::optional<T>& value)
{
    if (const auto found = object.find(key); found != object.end() && !found->is_null()) value = found->get<T>();
}

Distribution distribution(const Json& json)
{
    Distribution d;
    take(json, "mean", d.mean);
    take(json, "median", d.median);
    take(json, "stddev", d.stddev);
    take(json, "min", d.min);
    take(json, "max", d.max);
    for (const auto& [key, value] : json.at("percentiles").items())
        if (const auto statistic = statistic_from_text(key))
            d.percentiles.push_back({statistic->rank, value.get<double>(), std::nullopt});
    return d;
}

} // namespace

FinishedLevel finished_level(const Json& json)
{
    FinishedLevel finished;
    Level& level = finished.level;
    level.index = json.at("index").get<int>();
    level.label = json.at("label").get<std::string>();
    take(json, "streams", level.streams);
    take(json, "target_rate", level.target_rate);
    take(json.at("requests"), "successful", level.requests.successful);
    take(json.at("requests"), "errored", level.requests.errored);
    for (const auto& [key, metric] : json.at("metrics").items())
        if (const auto id = metric_from_text(key)) level.metrics[*id] = distribution(metric);
    for (const auto validity : {Validity::client_limited, Validity::target_saturated})
        if (json.at("validity") == std::string(to_string(validity))) finished.validity = validity;
    finished.waited = json.at("client").at("waited_for_connection").get<std::uint64_t>();
    return finished;
}

} // namespace kneepoint::load
