// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_json.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>

#include <cmath>
#include <thread>

namespace kneepoint::load {

namespace {

using Json = nlohmann::ordered_json;

template<typename T>
Json nullable(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

Json counts_json(const RequestCounts& counts)
{
    return {{"successful", nullable(counts.successful)},
            {"errored", nullable(counts.errored)},
            {"incomplete", nullable(counts.incomplete)}};
}

Json metrics_json(const std::map<MetricId, Distribution>& metrics)
{
    Json json = Json::object();
    for (const auto& [id, distribution] : metrics)
        json[std::string(metric_info(id).key)] = distribution_json(distribution);
    return json;
}

Json self_json(const SelfKnowledge& self)
{
    return {{"schedule_lag_ms", distribution_json(self.lag_ms)},
            {"waited_for_connection", self.waited},
            {"cpu_share_of_busiest_thread", self.cpu_share_max},
            {"cpu_us_per_token", self.cpu_us_per_token},
            {"reads", self.reads},
            {"reads_with_several_tokens", self.merged_reads},
            {"reads_late_by_1_ms", self.late_reads},
            {"wakeups", self.wakeups},
            {"tokens_not_alone_in_their_read", self.merged.share()},
            {"itl_uncertainty", self.merged.itl_uncertainty},
            {"round_trip_ms", nullable(self.round_trip_ms)},
            {"kernel_time_stamps", self.kernel_stamps},
            {"wall_clock_moved_ms", self.clock_step_ms},
            {"connections", self.connections}};
}

Json levels_json(const Profile& p)
{
    if (is_search(p.kind)) return p.search_levels;
    return p.kind == ProfileKind::sweep ? Json(p.sweep_levels) : Json();
}

Json profile_json(const Profile& p)
{
    const bool burst = p.kind == ProfileKind::throughput || p.kind == ProfileKind::sweep || is_search(p.kind);
    Json list = Json::array();
    for (const ListedLevel& level : p.list) list.push_back(to_string(level));
    return {{"kind", to_string(p.kind)},
            {"streams", p.streams},
            {"rates", p.rates},
            {"burstiness", p.burstiness},
            {"list", std::move(list)},
            {"slo", p.slo.objectives.empty() ? Json() : Json(p.slo.text)},
            {"search", p.kind == ProfileKind::slo ? Json(p.search_by == LoadKind::rate ? "rate" : "streams") : Json()},
            {"levels", levels_json(p)},
            {"max_concurrency", burst ? Json(p.max_concurrency) : Json()},
            {"max_seconds", nullable(p.stop.seconds)},
            {"max_requests", nullable(p.stop.requests)},
            {"max_error_rate", nullable(p.stop.error_rate)},
            {"drain_s", p.stop.drain_seconds},
            {"warmup_s", p.warmup_seconds},
            {"cooldown_s", p.cooldown_seconds},
            {"ramp_s", p.ramp_seconds},
            {"seed", p.seed}};
}

Json lengths_json(const TokenLengths& lengths)
{
    return lengths.fixed() ? Json(lengths.most) : Json(lengths.text());
}

Json dataset_json(const RequestContent& c)
{
    if (!c.dataset) return nullptr;
    return {{"file", c.dataset->file},
            {"sha256", c.dataset->sha256},
            {"conversations", c.dataset->entries.size()},
            {"skipped", c.dataset->skipped},
            {"shuffled", c.dataset->shuffled}};
}

Json request_json(const RequestContent& c)
{
    Json headers = Json::array();
    for (const auto& [name, value] : c.headers) headers.push_back(name); // a value may be a secret
    return {{"api", c.api == Api::chat ? "chat" : "completions"},
            {"stream", c.stream},
            {"prompt", c.dataset                      ? "dataset"
                       : c.prompt == PromptKind::text ? "text"
                                                      : "token_ids"},
            {"prompt_tokens", c.dataset ? Json() : lengths_json(c.prompt_tokens)},
            {"output_tokens", lengths_json(c.output_tokens)},
            {"fixed_output", c.fixed_output},
            {"prefix_tokens", c.prefix_tokens},
            {"prefixes", c.prefixes},
            {"turns", c.turns},
            {"dataset", dataset_json(c)},
            {"seed", c.seed},
            {"headers", headers},
            {"body_fields", c.body_fields.empty() ? Json() : Json(c.body_fields)}};
}

Json environment_json()
{
    utsname system{};
    ::uname(&system);
    return {{"host", system.nodename},
            {"system", fmt::format("{} {} {}", system.sysname, system.release, system.machine)},
            {"cpus", std::thread::hardware_concurrency()}};
}

} // namespace

std::string uuid_of(const std::string& bytes)
{
    const std::string hex = sha256(bytes);
    return fmt::format("{}-{}-4{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3), hex.substr(15, 3),
                       hex.substr(18, 12));
}

std::string iso_time(double unix_s)
{
    const double whole = std::floor(unix_s);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(whole)),
                       static_cast<int>((unix_s - whole) * 1000));
}

nlohmann::ordered_json distribution_json(const Distribution& d)
{
    Json percentiles = Json::object();
    for (const auto& percentile : d.percentiles) percentiles[percentile_key(percentile.rank)] = percentile.value;
    Json json;
    if (!d.definition.empty()) json["definition"] = d.definition;
    json["count"] = nullable(d.count);
    json["mean"] = nullable(d.mean);
    json["median"] = nullable(d.median);
    json["stddev"] = nullable(d.stddev);
    json["min"] = nullable(d.min);
    json["max"] = nullable(d.max);
    json["percentiles"] = std::move(percentiles);
    return json;
}

nlohmann::ordered_json manifest_json(const RunManifest& manifest)
{
    const ClientSetup& client = manifest.client;
    return {{"format", "kneepoint-load/1"},
            {"tool", {{"name", "kneepoint-load"}, {"version", manifest.version}}},
            {"argv", manifest.argv},
            {"environment", environment_json()},
            {"target",
             {{"url", client.endpoint.url},
              {"address", client.address.text},
              {"models", manifest.target.models},
              {"max_request_tokens", nullable(manifest.target.max_request_tokens)},
              {"server_version", manifest.target.version.empty() ? Json() : Json(manifest.target.version)}}},
            {"model", client.content.model},
            {"request", request_json(client.content)},
            {"profile", profile_json(manifest.profile)},
            {"threads", client.threads},
            {"time_limits_s",
             {{"connect", client.limits.connect},
              {"first_byte", client.limits.first_byte},
              {"stall", client.limits.stall},
              {"total", client.limits.total}}}};
}

nlohmann::ordered_json level_json(const LevelResult& result)
{
    const Level& level = result.level;
    Json more = Json::object();
    for (const auto& [id, distribution] : result.more) more[id] = distribution_json(distribution);
    return {{"index", level.index},
            {"label", level.label},
            {"strategy", to_string(level.strategy)},
            {"profile", to_string(result.plan.kind)},
            {"target_rate", nullable(level.target_rate)},
            {"streams", nullable(level.streams)},
            {"max_concurrency", nullable(level.max_concurrency)},
            {"start", iso_time(*level.start_s)},
            {"start_s", *level.start_s},
            {"duration_s", nullable(level.duration_s)},
            {"window", {{"begin_s", result.window.begin}, {"end_s", result.window.end}}},
            {"steady", result.steady ? Json{{"begin_s", result.steady->begin}, {"end_s", result.steady->end}} : Json()},
            {"end", to_string(result.end)},
            {"validity", to_string(result.validity)},
            {"validity_reasons", result.reasons},
            {"requests", counts_json(level.requests)},
            {"listed", counts_json(level.listed)},
            {"outcomes", result.outcomes},
            {"metrics", metrics_json(level.metrics)},
            {"metrics_all_requests", metrics_json(level.metrics_all_requests)},
            {"more", more},
            {"prefix_cache_share", nullable(result.prefix_cache_share)},
            {"client", self_json(result.self)}};
}

} // namespace kneepoint::load
