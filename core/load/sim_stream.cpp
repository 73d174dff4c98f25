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

SimStream::SimStream(const SimAnswer& answer, Plan plan)
    : m_plan(std::move(plan)), m_api(answer.api), m_events(answer), m_progress(m_plan.choices.size()),
      m_open(m_plan.choices.size())
{}

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
        m_events.append_usage(m_payload, usage());
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
        const std::string text(m_plan.fault.at.value_or(default_huge_event), 'x');
        m_events.append_token(m_payload, {.text = text});
        append_event(m_payload, wire);
    }
    return End::no;
}

std::string_view SimStream::finish_reason(std::size_t choice) const
{
    return m_plan.choices[choice].by_length && !empty() ? "length" : "stop";
}

SimUsage SimStream::usage() const
{
    SimUsage usage{.prompt_tokens = m_plan.prompt_tokens, .output_tokens = 0};
    for (const Progress& progress : m_progress) usage.output_tokens += progress.sent;
    return usage;
}

/// What of the prompt stands before the first token.
void SimStream::add_prompt(std::size_t choice)
{
    Progress& progress = m_progress[choice];
    if (m_plan.logprobs) progress.source.emplace(m_plan.seed, *m_plan.logprobs);
    if (m_plan.prompts.empty()) return;
    const SimPrompt& prompt = m_plan.prompts[m_plan.choices[choice].prompt];
    for (std::size_t i = 0; i < prompt.tokens.size(); ++i) {
        if (!m_plan.echo) {
            progress.source->skip(prompt.tokens[i]);
            continue;
        }
        const std::string quoted = json_text(prompt.pieces[i]);
        progress.text.append(quoted, 1, quoted.size() - 2);
        if (progress.source) progress.likelihoods.push_back(progress.source->next(prompt.tokens[i], prompt.pieces[i]));
    }
}

void SimStream::add_text(std::size_t choice, int index)
{
    Progress& progress = m_progress[choice];
    if (index == 0) add_prompt(choice);
    if (empty() || m_plan.choices[choice].output_tokens == 0) return;
    const std::string_view word = simulated_word(m_plan.choices[choice].text_seed, index);
    progress.text += word;
    ++progress.sent;
    if (progress.source) progress.likelihoods.push_back(progress.source->next(simulated_tokens(word).front(), word));
}

std::string SimStream::logprobs(std::size_t choice, std::size_t offset) const
{
    if (!m_plan.logprobs) return "null";
    const auto& tokens = m_progress[choice].likelihoods;
    return m_api == SimApi::chat ? chat_logprobs(tokens) : completion_logprobs(tokens, offset);
}

/// The event of one token, with what stands before the first one.
void SimStream::append_part(std::size_t choice, int index, std::string& wire)
{
    Progress& progress = m_progress[choice];
    progress.text.clear();
    progress.likelihoods.clear();
    SimPart part{.choice = static_cast<int>(choice)};
    if (index == 0 && m_api == SimApi::chat) {
        if (m_plan.continuous_usage) part.usage = usage();
        m_payload.clear();
        m_events.append_role(m_payload, part);
        append_event(m_payload, wire);
    }
    add_text(choice, index);
    const std::string likelihoods = logprobs(choice, progress.bytes);
    for (const SimLikelihood& token : progress.likelihoods) progress.bytes += token.text.size();
    part.text = progress.text;
    part.logprobs = likelihoods;
    if (progress.over) part.finish_reason = finish_reason(choice);
    if (m_plan.continuous_usage) part.usage = usage();
    m_payload.clear();
    m_events.append_token(m_payload, part);
    append_event(m_payload, wire);
}

SimStream::End SimStream::add_streamed(std::size_t choice, int index, std::string& wire)
{
    if (at_half(choice, index) && add_fault_event(wire) == End::yes) return End::yes;
    const std::size_t before = wire.size();
    append_part(choice, index, wire);
    if (at_half(choice, index) && breaks_line(m_plan.fault.kind)) m_break_at = before + (wire.size() - before) / 2;
    if (m_open > 0) return End::no;
    append_end(wire);
    return End::yes;
}

void SimStream::append_whole(std::string& wire) const
{
    std::vector<SimPart> parts;
    std::vector<std::string> likelihoods;
    likelihoods.reserve(m_progress.size()); // the parts look at them
    for (std::size_t i = 0; i < m_progress.size(); ++i) {
        likelihoods.push_back(logprobs(i, 0));
        parts.push_back({.choice = static_cast<int>(i),
                         .text = m_progress[i].text,
                         .finish_reason = finish_reason(i),
                         .logprobs = likelihoods.back()});
    }
    std::string body = m_events.whole(parts, usage());
    if (m_plan.fault.kind == FaultKind::garbage) body.insert(body.size() / 2, "\x01\xff<not json");
    if (m_plan.fault.kind == FaultKind::no_usage) body = body.substr(0, body.rfind(",\"usage\"")) + "}";
    wire += http_response(200, content_type(m_plan.fault.kind, "application/json"), body);
}

SimStream::End SimStream::add_token(std::size_t choice, int index, std::string& wire)
{
    m_break_at.reset();
    if (m_progress[choice].over) return End::no;
    m_progress[choice].over = empty() || index + 1 >= m_plan.choices[choice].output_tokens;
    if (m_progress[choice].over) --m_open;
    if (m_plan.stream) return add_streamed(choice, index, wire);
    add_text(choice, index);
    if (m_open > 0) return End::no;
    const std::size_t before = wire.size();
    append_whole(wire);
    if (breaks_line(m_plan.fault.kind)) m_break_at = before + (wire.size() - before) / 2;
    return End::yes;
}

} // namespace kneepoint::load
