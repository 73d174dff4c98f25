// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_server.h"

#include <fmt/format.h>

namespace kneepoint::load {

namespace {

constexpr std::string_view json_type = "application/json";

std::optional<SimApi> completion_api(std::string_view path)
{
    if (path == "/v1/completions") return SimApi::completions;
    if (path == "/v1/chat/completions") return SimApi::chat;
    return {};
}

SimRefusal refusal_of(int status)
{
    if (status == 401) return {.status = 401, .type = "AuthenticationError", .message = "Unauthorized", .param = {}};
    if (status == 404)
        return {.status = 404, .type = "NotFoundError", .message = "The model does not exist.", .param = "model"};
    if (status == 429) return {.status = 429, .type = "RateLimitError", .message = "Too many requests.", .param = {}};
    return {.status = status, .type = "InternalServerError", .message = "Simulated error.", .param = {}};
}

} // namespace

/// Reads and handles requests from the connection's buffer, one answer at a time.
void SimServer::read_requests(std::uint32_t index)
{
    const auto id = id_of(index);
    while (find(id) != nullptr && !m_places[index].work && !m_places[index].mute) {
        Place& place = m_places[index];
        std::string& received = place.line->received();
        if (received.size() < place.least_request) return;
        const HttpRead read = read_http_request(received);
        if (read.state == HttpState::failed) {
            send(index, http_response(read.status, "text/plain", http_reason(read.status), "connection: close\r\n"));
            if (find(id) != nullptr) settle(index, m_places[index].line->close_when_sent());
            return;
        }
        if (read.state == HttpState::incomplete) {
            place.least_request = least_request_size(received);
            if (read.expects_continue && !std::exchange(place.continued, true))
                send(index, "HTTP/1.1 100 Continue\r\n\r\n");
            return;
        }
        place.least_request = 1;
        place.continued = false;
        handle(index, read.request);
        if (find(id) == nullptr) return;
        std::string& rest = m_places[index].line->received();
        rest.erase(0, read.size);
        if (rest.empty()) rest.shrink_to_fit();
    }
}

void SimServer::answer(std::uint32_t place, const HttpRequest& request, std::string_view response)
{
    const auto id = id_of(place);
    const bool keep_alive = request.keep_alive;
    send(place, response);
    if (!keep_alive && find(id) != nullptr) settle(place, m_places[place].line->close_when_sent());
}

bool SimServer::allowed(const HttpRequest& request) const
{
    if (m_options.api_key.empty() || !request.path.starts_with("/v1/")) return true;
    return request.header("authorization") == "Bearer " + m_options.api_key;
}

/// The answers that need no engine.
std::string SimServer::fixed_answer(const HttpRequest& request) const
{
    const SimLimits limits{.model = m_options.model_name, .max_model_tokens = m_options.model.max_model_tokens};
    const bool get = request.method == "GET";
    if (request.path == "/tokenize" && request.method == "POST") {
        const auto tokens = read_tokenize(request.body, limits);
        if (!tokens) return refusal_response(tokens.error());
        return http_response(200, json_type, tokenize_json(*tokens, limits.max_model_tokens));
    }
    if (get && request.path == "/health") return http_response(200, "text/plain", "");
    if (get && request.path == "/version") return http_response(200, json_type, R"({"version":"0.25.1"})");
    if (get && request.path == "/v1/models")
        return http_response(200, json_type, models_json(limits.model, limits.max_model_tokens, m_created));
    if (get && request.path == "/metrics")
        return http_response(
            200, "text/plain; version=0.0.4; charset=utf-8",
            m_metrics.text(m_options.model_name, m_engine->state(), m_options.exact ? nullptr : &m_options.model));
    for (const std::string_view known : {"/tokenize", "/health", "/version", "/v1/models", "/metrics"})
        if (request.path == known) return http_response(405, json_type, R"({"detail":"Method Not Allowed"})");
    return http_response(404, json_type, R"({"detail":"Not Found"})");
}

void SimServer::handle(std::uint32_t place, const HttpRequest& request)
{
    if (sim_now() < m_ready_at)
        return answer(place, request,
                      refusal_response({.status = 503,
                                        .type = "ServiceUnavailableError",
                                        .message = "The simulated server is still starting.",
                                        .param = {}}));
    if (!allowed(request)) return answer(place, request, http_response(401, json_type, R"({"error":"Unauthorized"})"));
    const auto api = completion_api(request.path);
    if (!api) return answer(place, request, fixed_answer(request));
    if (request.method != "POST")
        return answer(place, request, http_response(405, json_type, R"({"detail":"Method Not Allowed"})"));
    complete(place, request, *api);
}

void SimServer::complete(std::uint32_t place, const HttpRequest& request, SimApi api)
{
    ++m_counts.requests;
    const auto call = read_call(api, request.body,
                                {.model = m_options.model_name, .max_model_tokens = m_options.model.max_model_tokens});
    if (!call) return answer(place, request, refusal_response(call.error()));
    const auto fault = fault_of(request, *call);
    if (!fault)
        return answer(place, request,
                      refusal_response({.message = "The header x-kneepoint-fault names no fault.", .param = {}}));
    if (answer_with_fault(place, request, *call, *fault)) return;
    start_work(place, request, *call, *fault);
}

/// The request's own wish goes before the shares. Empty when the wish is none that is known.
std::optional<Fault> SimServer::fault_of(const HttpRequest& request, const SimCall& call)
{
    const double draw = std::uniform_real_distribution<double>(0.0, 1.0)(m_random);
    if (call.fault) return call.fault;
    const auto wished = request.header("x-kneepoint-fault");
    if (wished.empty()) return choose_fault(m_options.faults, draw);
    const auto parsed = parse_fault(wished);
    return parsed ? std::optional(*parsed) : std::nullopt;
}

/// The faults that keep the request from being worked on.
bool SimServer::answer_with_fault(std::uint32_t place, const HttpRequest& request, const SimCall& call,
                                  const Fault& fault)
{
    if (fault.kind == FaultKind::no_headers) {
        m_places[place].mute = true;
        return true;
    }
    const bool error_before_stream = fault.kind == FaultKind::error_event && !call.stream;
    const int status = error_before_stream ? 500 : fault_status(fault.kind);
    if (status == 0) return false;
    answer(place, request, refusal_response(refusal_of(status)));
    return true;
}

} // namespace kneepoint::load
