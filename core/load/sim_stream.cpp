// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_stream.h"

#include "sim_http.h"
#include "sim_text.h"

#include <fmt/format.h>

#include <iterator>

namespace kneepoint::load {

namespace {

constexpr std::uint64_t default_huge_event = 100'000'000;

bool breaks_line(FaultKind kind)
{
    return kind == FaultKind::stall || kind == FaultKind::cut || kind == FaultKind::reset;
}

std::string_view content_type(FaultKind fault, std::string_view right)
{
    return fault == FaultKind::content_type ? "text/html; charset=utf-8" : right;
}

} // namespace

std::string http_response(int status, std::string_view content_type, std::string_view body,
                          std::string_view more_headers)
{
    return fmt::format("HTTP/1.1 {} {}\r\nserver: kneepoint-load\r\ncontent-type: {}\r\ncontent-length: {}\r\n{}\r\n{}",
                       status, http_reason(status), content_type, body.size(), more_headers, body);
}

std::string refusal_response(const SimRefusal& refusal)
{
    return http_response(refusal.status, "application/json", refusal_json(refusal),
                         refusal.status == 429 ? "retry-after: 1\r\n" : "");
}

SimStream::SimStream(const SimAnswer& answer, const Plan& plan) : m_plan(plan), m_api(answer.api), m_events(answer) {}

std::string SimStream::head() const
{
    if (!m_plan.stream) return {};
    return fmt::format("HTTP/1.1 200 OK\r\nserver: kneepoint-load\r\ncontent-type: {}\r\ntransfer-encoding: "
                       "chunked\r\n\r\n",
                       content_type(m_plan.fault.kind, "text/event-stream; charset=utf-8"));
}

void SimStream::append_body(std::string_view bytes, std::string& wire) const
{
    if (m_plan.fault.kind == FaultKind::byte_wise) {
        for (const char byte : bytes) {
            wire += "1\r\n";
            wire += byte;
            wire += "\r\n";
        }
        return;
    }
    fmt::format_to(std::back_inserter(wire), "{:x}\r\n", bytes.size());
    wire += bytes;
    wire += "\r\n";
}

void SimStream::append_event(std::string_view payload, std::string& wire)
{
    const std::string_view line_end = m_plan.fault.kind == FaultKind::crlf ? "\r\n" : "\n";
    m_event.clear();
    if (m_plan.fault.kind == FaultKind::comments) m_event += ": still here\n\ndata:\n\n";
    m_event += "data: ";
    m_event += payload;
    m_event += line_end;
    m_event += line_end;
    append_body(m_event, wire);
}

void SimStream::append_end(std::string& wire)
{
    if (m_plan.include_usage && m_plan.fault.kind != FaultKind::no_usage) {
        m_payload.clear();
        m_events.append_usage(m_payload, {.prompt_tokens = m_plan.prompt_tokens, .output_tokens = m_sent});
        append_event(m_payload, wire);
    }
    if (m_plan.fault.kind != FaultKind::no_done) append_event("[DONE]", wire);
    wire += "0\r\n\r\n";
}

/// The events that a fault puts before the token at half of the answer.
SimStream::End SimStream::add_fault_event(std::string& wire)
{
    const FaultKind fault = m_plan.fault.kind;
    if (fault == FaultKind::error_event) {
        append_event(refusal_json({.status = 500,
                                   .type = "InternalServerError",
                                   .message = "Simulated error in the middle of the stream.",
                                   .param = {}}),
                     wire);
        append_event("[DONE]", wire);
        wire += "0\r\n\r\n";
        return End::yes;
    }
    if (fault == FaultKind::garbage) append_event("{\"id\": \x01\xff<not json", wire);
    if (fault == FaultKind::huge_event) {
        m_payload.clear();
        m_events.append_token(m_payload, std::string(m_plan.fault.at.value_or(default_huge_event), 'x'), {});
        append_event(m_payload, wire);
    }
    return End::no;
}

SimStream::End SimStream::add_streamed(int index, std::string& wire)
{
    const bool chat = m_api == SimApi::chat;
    if (index == 0 && chat) {
        m_payload.clear();
        m_events.append_role(m_payload);
        append_event(m_payload, wire);
    }
    if (at_half(index) && add_fault_event(wire) == End::yes) return End::yes;
    const bool empty = m_plan.fault.kind == FaultKind::no_tokens;
    const bool last = empty || index + 1 >= m_plan.output_tokens;
    m_payload.clear();
    m_events.append_token(m_payload, empty ? std::string_view() : simulated_word(m_plan.text_seed, index),
                          last ? (empty ? std::string_view("stop") : finish_reason()) : std::string_view());
    const std::size_t before = wire.size();
    if (!empty) ++m_sent;
    append_event(m_payload, wire);
    if (at_half(index) && breaks_line(m_plan.fault.kind)) m_break_at = before + (wire.size() - before) / 2;
    if (!last) return End::no;
    append_end(wire);
    return End::yes;
}

void SimStream::append_whole(std::string& wire) const
{
    const bool empty = m_plan.fault.kind == FaultKind::no_tokens;
    std::string body = m_events.whole(m_text, empty ? "stop" : finish_reason(),
                                      {.prompt_tokens = m_plan.prompt_tokens, .output_tokens = m_sent});
    if (m_plan.fault.kind == FaultKind::garbage) body.insert(body.size() / 2, "\x01\xff<not json");
    if (m_plan.fault.kind == FaultKind::no_usage) body = body.substr(0, body.rfind(",\"usage\"")) + "}";
    wire += http_response(200, content_type(m_plan.fault.kind, "application/json"), body);
}

SimStream::End SimStream::add_token(int index, std::string& wire)
{
    m_break_at.reset();
    if (m_plan.stream) return add_streamed(index, wire);
    if (m_plan.fault.kind != FaultKind::no_tokens) {
        m_text += simulated_word(m_plan.text_seed, index);
        ++m_sent;
        if (index + 1 < m_plan.output_tokens) return End::no;
    }
    const std::size_t before = wire.size();
    append_whole(wire);
    if (breaks_line(m_plan.fault.kind)) m_break_at = before + (wire.size() - before) / 2;
    return End::yes;
}

} // namespace kneepoint::load
