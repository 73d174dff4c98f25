// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/run_folder.h"

#include "guidellm_request.h"
#include "report_source.h"
#include "run_json.h"

#include <fmt/format.h>

#include <array>

namespace kneepoint::load {

namespace {

using Json = nlohmann::ordered_json;

constexpr auto ranks =
    std::to_array<const char*>({"p001", "p01", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "p999"});

/// GuideLLM's distribution has every field. A rate of ours is a mean over the window: it stands in all of them.
/// @param d a distribution of run.json, or null for one of nothing
Json distribution(const nlohmann::json& d)
{
    const double mean = d.is_object() ? number(d, "mean").value_or(0) : 0;
    const double count = d.is_object() ? number(d, "count").value_or(mean > 0 ? 1 : 0) : 0;
    const auto field = [&](const char* key) { return d.is_object() ? number(d, key).value_or(mean) : 0; };
    const double deviation = d.is_object() ? number(d, "stddev").value_or(0) : 0;
    Json percentiles;
    for (const char* rank : ranks)
        percentiles[rank] =
            d.is_object() && d.contains("percentiles") ? number(d["percentiles"], rank).value_or(mean) : 0;
    return {{"mean", mean},
            {"median", field("median")},
            {"mode", field("median")},
            {"variance", deviation * deviation},
            {"std_dev", deviation},
            {"min", field("min")},
            {"max", field("max")},
            {"count", static_cast<std::uint64_t>(count)},
            {"total_sum", mean * count},
            {"percentiles", std::move(percentiles)},
            {"pdf", nullptr},
            {"mean_ci", nullptr},
            {"percentile_cis", nullptr}};
}

Json by_status(const nlohmann::json& d)
{
    const Json nothing = distribution(nullptr);
    return {{"successful", distribution(d)}, {"errored", nothing}, {"incomplete", nothing}, {"total", distribution(d)}};
}

Json without_values(std::initializer_list<const char*> groups)
{
    Json json;
    for (const char* group : groups)
        for (const char* key : {"input", "input_per_second", "input_concurrency", "output", "output_per_second",
                                "output_concurrency", "total", "total_per_second", "total_concurrency"})
            json[group][key] = nullptr;
    return json;
}

Json metrics(const nlohmann::json& level)
{
    const nlohmann::json& own = level.at("metrics");
    const auto of = [&](const char* key) { return by_status(own.contains(key) ? own[key] : nlohmann::json()); };
    const nlohmann::json& counts = level.at("requests");
    const auto total = counts.value("successful", 0) + counts.value("errored", 0) + counts.value("incomplete", 0);
    Json json{{"request_totals",
               {{"successful", counts.value("successful", 0)},
                {"errored", counts.value("errored", 0)},
                {"incomplete", counts.value("incomplete", 0)},
                {"total", total}}},
              {"requests_per_second", of("requests_per_s")},
              {"request_concurrency", of("concurrency")},
              {"request_latency", of("request_latency_s")},
              {"request_streaming_iterations_count", of("output_tokens")},
              {"prompt_token_count", of("prompt_tokens")},
              {"output_token_count", of("output_tokens")},
              {"total_token_count", of("total_tokens")},
              {"time_to_first_token_ms", of("ttft_ms")},
              {"time_to_first_output_token_ms", of("ttft_ms")},
              {"time_per_output_token_ms", of("tpot_ms")},
              {"inter_token_latency_ms", of("itl_ms")},
              {"time_to_last_round_trip_ms", of("")},
              {"avg_round_trip_time_ms", of("")},
              {"prompt_tokens_per_second", of("prompt_tokens_per_s")},
              {"output_tokens_per_second", of("output_tokens_per_s")},
              {"tokens_per_second", of("total_tokens_per_s")},
              {"output_tokens_per_iteration", of("")},
              {"iter_tokens_per_iteration", of("")},
              {"text", without_values({"tokens", "words", "characters"})},
              {"image", without_values({"tokens", "images", "pixels", "bytes"})},
              {"video", without_values({"tokens", "frames", "seconds", "bytes"})},
              {"audio", without_values({"tokens", "samples", "seconds", "bytes"})},
              {"tool_call", without_values({"tokens", "mixed_tokens", "count"})}};
    return json;
}

Json strategy(const nlohmann::json& level)
{
    const std::string kind = level.value("strategy", "");
    Json json{{"type_", kind}};
    if (kind == "concurrent") json["streams"] = level.at("streams");
    if (kind == "constant" || kind == "poisson") json["rate"] = level.at("target_rate");
    if (level.at("max_concurrency").is_number()) json["max_concurrency"] = level.at("max_concurrency");
    return json;
}

Json backend(const nlohmann::json& run)
{
    return {{"kind", "openai_http"},
            {"target", run.at("target").at("url")},
            {"model", run.at("model")},
            {"request_format", run.at("request").at("api") == "chat" ? "/v1/chat/completions" : "/v1/completions"}};
}

/// A profile that asks for one level only.
Json profile_of_level(const nlohmann::json& level)
{
    Json json{{"kind", level.at("strategy")}};
    if (json["kind"] == "concurrent") json["streams"] = Json::array({level.at("streams")});
    if (json["kind"] == "constant" || json["kind"] == "poisson") json["rate"] = Json::array({level.at("target_rate")});
    return json;
}

/// GuideLLM knows no lists of several kinds, and searches with other settings: their levels stand alone.
Json profile(const nlohmann::json& run, const nlohmann::json& level)
{
    const nlohmann::json& own = run.at("profile");
    if (own.at("kind") == "list" || own.at("kind") == "knee" || own.at("kind") == "slo") return profile_of_level(level);
    Json json{{"kind", own.at("kind") == "gamma" ? "poisson" : own.at("kind")}};
    if (own.at("kind") == "concurrent") json["streams"] = own.at("streams");
    if (own.at("kind") == "constant" || own.at("kind") == "poisson" || own.at("kind") == "gamma")
        json["rate"] = own.at("rates");
    if (own.at("kind") == "sweep") json["sweep_size"] = own.at("levels");
    return json;
}

Json constraints(const nlohmann::json& run)
{
    Json list = Json::array();
    if (const auto seconds = number(run.at("profile"), "max_seconds"))
        list.push_back({{"kind", "max_duration"}, {"seconds", *seconds}});
    if (run.at("profile").at("max_requests").is_number())
        list.push_back({{"kind", "max_requests"}, {"count", run.at("profile").at("max_requests")}});
    return list;
}

Json benchmark(const nlohmann::json& run, const nlohmann::json& level, const std::vector<nlohmann::json>& requests)
{
    const double zero = level.value("start_s", 0.0) - level.at("window").value("begin_s", 0.0);
    const double begin = level.value("start_s", 0.0);
    const double end = zero + level.at("window").value("end_s", 0.0);
    const std::string id = run.at("id").get<std::string>();
    Json listed{{"successful", Json::array()}, {"errored", Json::array()}, {"incomplete", Json::array()}};
    Json state;
    GuidellmTimes times;
    for (const auto& request : requests) {
        const char* status = guidellm_status(request);
        listed[status].push_back(guidellm_request(request, zero, times));
    }
    for (const char* status : {"successful", "errored", "incomplete"})
        state[std::string(status == std::string("incomplete") ? "cancelled" : status) + "_requests"] =
            listed[status].size();
    state.update({{"start_time", zero}, {"end_time", end}, {"processed_requests", requests.size()}});
    const Json metric_values = metrics(level);
    const Json window_seconds = level.at("window").value("begin_s", 0.0);
    return {{"type_", "generative_benchmark"},
            {"config",
             {{"id_", uuid_of(id + std::to_string(level.value("index", 0)))},
              {"run_id", id},
              {"run_index", level.at("index")},
              {"strategy", strategy(level)},
              {"constraints", Json::object()},
              {"profile", profile(run, level)},
              {"requests", Json::object()},
              {"backend", backend(run)},
              {"environment", Json::object()}}},
            {"scheduler_state", std::move(state)},
            {"scheduler_metrics", times.scheduler_metrics(zero, begin, end, metric_values["request_totals"])},
            {"metrics", metric_values},
            {"requests", std::move(listed)},
            {"warnings", Json::array()},
            {"start_time", begin},
            {"end_time", end},
            {"duration", end - begin},
            {"warmup_duration", window_seconds},
            {"cooldown_duration", run.at("profile").value("cooldown_s", 0.0)}};
}

} // namespace

Result<std::string> guidellm_report(const std::string& run_json, const std::filesystem::path& requests)
try {
    const auto source = report_source(run_json, requests);
    if (!source) return std::unexpected(source.error());
    const nlohmann::json& run = source->run;
    if (run.at("profile").at("kind") == "ramp") return failure(ErrorKind::unsupported, "GuideLLM has no ramps.");
    const nlohmann::json& levels = run.at("levels");
    const nlohmann::json first = levels.empty() ? nlohmann::json{{"strategy", "synchronous"}} : levels.front();
    Json report{{"metadata",
                 {{"version", 2},
                  {"guidellm_version", "0.8.1"}, // the shape; the loader asks for a version it knows
                  {"python_version", ""},
                  {"platform", run.at("environment").at("system")}}},
                {"config",
                 {{"metadata", {{"labels", {{"tool", "kneepoint-load " + run.at("tool").value("version", "")}}}}},
                  {"spec",
                   {{"backend", backend(run)},
                    {"profile", profile(run, first)},
                    {"constraints", constraints(run)},
                    {"data", Json::array({{{"kind", "synthetic_text"},
                                           {"prompt_tokens", run.at("request").at("prompt_tokens")},
                                           {"output_tokens", run.at("request").at("output_tokens")}}})},
                    {"seed", {{"kind", "static"}, {"value", run.at("request").at("seed")}}}}}}},
                {"benchmarks", Json::array()},
                {"conclusions", Json::array()}};
    for (std::size_t i = 0; i < source->requests.size(); ++i)
        report["benchmarks"].push_back(benchmark(run, levels[i], source->requests[i]));
    return report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
} catch (const nlohmann::json::exception& error) {
    // A run.json of ours never gets here; one that someone edited may.
    return failure(ErrorKind::unreadable, std::string("The result is damaged: ") + error.what(), "run.json");
}

} // namespace kneepoint::load
