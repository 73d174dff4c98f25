// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/run_folder.h"

#include "report_source.h"

#include <algorithm>

namespace kneepoint::load {

namespace {

using Json = nlohmann::ordered_json;

/// Figures as `vllm bench serve` defines them: over every successful request of the level, warm-up or not; ITL over
/// single gaps, TPOT = (end - first token) / (output tokens - 1).
struct Totals {
    double completed = 0, failed = 0, input = 0, output = 0, first = 0, last = 0;
    std::vector<double> ttft, itl, tpot, latency;
};

void take(Totals& totals, const nlohmann::json& request)
{
    const auto sent = number(request, "sent_s");
    const auto end = number(request, "end_s");
    if (request.value("outcome", "") != "ok" || !sent || !end) {
        totals.failed += 1;
        return;
    }
    const double output = output_tokens(request);
    totals.first = totals.completed == 0 ? *sent : std::min(totals.first, *sent);
    totals.last = std::max(totals.last, *end);
    totals.completed += 1;
    totals.input += number(request, "prompt_tokens").value_or(0);
    totals.output += output;
    totals.latency.push_back((*end - *sent) * 1e3);
    const auto first_token = number(request, "first_token_s");
    if (!first_token) return;
    totals.ttft.push_back((*first_token - *sent) * 1e3);
    if (output > 1) totals.tpot.push_back((*end - *first_token) * 1e3 / (output - 1));
    const auto gaps = request.find("chunk_gaps_ns");
    if (gaps == request.end() || !gaps->is_array()) return;
    for (std::size_t i = 1; i < gaps->size(); ++i)
        if ((*gaps)[i].is_number()) totals.itl.push_back((*gaps)[i].get<double>() / 1e6);
}

void add_statistics(Json& json, const std::string& name, std::vector<double> values)
{
    const Distribution d = describe(std::move(values));
    json["mean_" + name + "_ms"] = d.mean.value_or(0); // vLLM writes 0 where it has no value
    json["median_" + name + "_ms"] = d.median.value_or(0);
    json["std_" + name + "_ms"] = d.stddev.value_or(0);
    json["p99_" + name + "_ms"] = d.percentile(99).value_or(0);
}

Json level_object(const nlohmann::json& run, const nlohmann::json& level, const std::vector<nlohmann::json>& requests)
{
    Totals totals;
    for (const auto& request : requests) take(totals, request);
    const double duration = totals.last - totals.first;
    const auto per_second = [&](double amount) { return duration > 0 ? amount / duration : 0; };
    const bool open_loop = level.contains("target_rate") && level.at("target_rate").is_number();
    const nlohmann::json& streams = level.at("streams").is_null() ? level.at("max_concurrency") : level.at("streams");
    Json json{{"date", run.value("started", "")},
              {"backend", "openai"},
              {"endpoint_type", run.at("request").value("api", "") == "chat" ? "openai-chat" : "openai"},
              {"label", level.value("label", "")},
              {"model_id", run.value("model", "")},
              {"tokenizer_id", nullptr},
              {"num_prompts", requests.size()},
              {"request_rate", open_loop ? Json(level.at("target_rate")) : Json("inf")},
              {"burstiness", run.at("profile").value("burstiness", 1.0)},
              {"max_concurrency", streams},
              {"duration", duration},
              {"completed", totals.completed},
              {"failed", totals.failed},
              {"total_input_tokens", totals.input},
              {"total_output_tokens", totals.output},
              {"request_throughput", per_second(totals.completed)},
              {"request_goodput", nullptr},
              {"output_throughput", per_second(totals.output)},
              {"total_token_throughput", per_second(totals.input + totals.output)}};
    add_statistics(json, "ttft", std::move(totals.ttft));
    add_statistics(json, "tpot", std::move(totals.tpot));
    add_statistics(json, "itl", std::move(totals.itl));
    add_statistics(json, "e2el", std::move(totals.latency));
    return json;
}

} // namespace

Result<std::string> vllm_bench_report(const std::string& run_json, const std::filesystem::path& requests)
try {
    const auto source = report_source(run_json, requests);
    if (!source) return std::unexpected(source.error());
    std::string text;
    for (std::size_t i = 0; i < source->requests.size(); ++i)
        text += level_object(source->run, source->run["levels"][i], source->requests[i]).dump() + "\n";
    return text;
} catch (const nlohmann::json::exception& error) {
    // A run.json of ours never gets here; one that someone edited may.
    return failure(ErrorKind::unreadable, std::string("The result is damaged: ") + error.what(), "run.json");
}

} // namespace kneepoint::load
