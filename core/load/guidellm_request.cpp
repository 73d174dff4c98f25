// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_request.h"

#include "report_source.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::load {

using Json = nlohmann::ordered_json;

void GuidellmTimes::add(double scheduled, double started, double sent, double end)
{
    m_first_sent = m_count == 0 ? sent : std::min(m_first_sent, sent);
    m_last_end = std::max(m_last_end, end);
    m_count += 1;
    m_start_delay += sent - started;
    m_targeted_delay += sent - scheduled;
    m_request_time += end - sent;
}

Json GuidellmTimes::scheduler_metrics(double zero, double begin, double end, const Json& requests_made) const
{
    const auto average = [&](double sum) { return m_count > 0 ? sum / m_count : 0; };
    return {{"start_time", zero},
            // GuideLLM computes its warm-up from here to the window's start: without one that is 0, not below.
            {"request_start_time", m_count > 0 ? std::min(m_first_sent, begin) : begin},
            {"measure_start_time", begin},
            {"measure_end_time", end},
            {"request_end_time", m_count > 0 ? m_last_end : end},
            {"end_time", std::max(end, m_last_end)},
            {"requests_made", requests_made},
            {"queued_time_avg", 0.0},
            {"resolve_start_delay_avg", 0.0},
            {"resolve_targeted_start_delay_avg", average(m_targeted_delay)},
            {"request_start_delay_avg", average(m_start_delay)},
            {"request_targeted_start_delay_avg", average(m_targeted_delay)},
            {"request_time_avg", average(m_request_time)},
            {"resolve_end_delay_avg", 0.0},
            {"resolve_time_avg", average(m_request_time)},
            {"finalized_delay_avg", 0.0},
            {"processed_delay_avg", 0.0}};
}

const char* guidellm_status(const nlohmann::json& request)
{
    const std::string outcome = request.value("outcome", "");
    if (outcome == "ok") return "successful";
    return outcome == "incomplete" ? "incomplete" : "errored";
}

Json guidellm_request(const nlohmann::json& request, double zero, GuidellmTimes& times)
{
    const auto at = [&](const char* key) {
        const auto value = number(request, key);
        return value ? Json(zero + *value) : Json();
    };
    const std::string status = guidellm_status(request);
    const auto scheduled = number(request, "scheduled_s");
    const auto started = number(request, "started_s");
    const auto sent = number(request, "sent_s");
    const auto end = number(request, "end_s");
    const auto first = number(request, "first_token_s");
    const auto last = number(request, "last_token_s");
    if (scheduled && started && sent && end) times.add(zero + *scheduled, zero + *started, zero + *sent, zero + *end);
    const double tokens = output_tokens(request);
    const auto prompt = number(request, "prompt_tokens");
    const std::string id = fmt::format("{}-{}", request.value("level", 0), request.value("index", std::uint64_t{0}));
    Json entry{{"type_", "generative_request_stats"},
               {"request_id", id},
               {"request_args", nullptr},
               {"output", nullptr},
               {"info",
                {{"request_id", id},
                 {"status", status == "successful" ? "completed"
                            : status == "errored"  ? "errored"
                                                   : "cancelled"},
                 {"scheduler_start_time", zero},
                 {"timings",
                  {{"targeted_start", at("scheduled_s")},
                   {"queued", at("scheduled_s")},
                   {"dequeued", at("started_s")},
                   {"scheduled_at", at("started_s")},
                   {"resolve_start", at("started_s")},
                   {"request_start", at("sent_s")},
                   {"first_request_iteration", at("first_token_s")},
                   {"first_token_iteration", at("first_token_s")},
                   {"first_output_token_iteration", at("first_token_s")},
                   {"last_token_iteration", at("last_token_s")},
                   {"last_request_iteration", at("last_token_s")},
                   {"request_iterations", request.value("chunks", 0)},
                   {"token_iterations", request.value("chunks", 0)},
                   {"request_end", at("end_s")},
                   {"resolve_end", at("end_s")},
                   {"finalized", at("end_s")}}},
                 {"error", request.contains("error") ? Json(request["error"]) : Json()}}},
               {"input_metrics", {{"text_tokens", prompt ? Json(static_cast<std::uint64_t>(*prompt)) : Json()}}},
               {"output_metrics", {{"text_tokens", static_cast<std::uint64_t>(tokens)}}}};
    // GuideLLM computes these again; readers of the file do not.
    const bool timed = status == "successful" && sent && end;
    entry["request_latency"] = timed ? Json(*end - *sent) : Json();
    entry["prompt_tokens"] = entry["input_metrics"]["text_tokens"];
    entry["output_tokens"] = static_cast<std::uint64_t>(tokens);
    entry["time_to_first_token_ms"] = timed && first ? Json((*first - *sent) * 1e3) : Json();
    entry["time_per_output_token_ms"] = timed && last && tokens > 0 ? Json((*last - *sent) * 1e3 / tokens) : Json();
    entry["inter_token_latency_ms"] =
        timed && first && last && tokens > 1 ? Json((*last - *first) * 1e3 / (tokens - 1)) : Json();
    return entry;
}

} // namespace kneepoint::load
