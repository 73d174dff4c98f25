// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <utility>

namespace kneepoint::load {

namespace {
constexpr std::size_t body_limit = std::size_t{64} << 20;
}

void Exchange::begin(RequestRecord record, bool stream, Answer answer)
{
    m_record = std::move(record);
    m_response.reset();
    m_events.reset();
    m_body.clear();
    m_answer.clear();
    m_keeps_answer = answer == Answer::kept;
    m_tokens_by_usage = 0;
    m_stream = stream;
    m_active = true;
    m_finished = m_reusable = false;
}

bool Exchange::streaming() const
{
    return m_stream && m_response.status() == 200 && m_response.content_type().starts_with("text/event-stream");
}

void Exchange::receive(std::string_view bytes, Nanoseconds at)
{
    if (m_finished || bytes.empty()) return;
    if (!m_record.first_byte) m_record.first_byte = at;
    ++m_record.reads;
    m_texts_in_read = 0;
    const std::size_t taken = m_response.feed(bytes, [&](std::string_view piece) {
        if (m_finished) return;
        if (streaming())
            m_events.feed(piece, [&](std::string_view data) { event(data, at); });
        else if (m_body.size() + piece.size() <= body_limit)
            m_body += piece;
        else
            fail(OutcomeClass::bad_response, "The answer is above 64 MB.", at);
        if (!m_finished && m_events.overflowed()) fail(OutcomeClass::bad_event, "An event is above 16 MB.", at);
    });
    if (m_texts_in_read > 1) ++m_record.merged_reads;
    if (m_finished) return;
    m_record.status = m_response.status();
    if (m_response.broken()) {
        fail(OutcomeClass::bad_response, "The answer is not HTTP.", at);
    } else if (m_response.complete() || (m_record.done_seen && m_response.until_close())) {
        m_reusable = m_response.complete() && m_response.keep_alive() && taken == bytes.size();
        conclude(at);
    }
}

void Exchange::event(std::string_view data, Nanoseconds at)
{
    if (m_finished || trimmed(data).empty()) return; // an empty event keeps the connection awake
    TokenEvent event = read_token_event(data, m_keeps_answer ? &m_answer : nullptr);
    if (!event.valid)
        return fail(OutcomeClass::bad_event, fmt::format("An event is no JSON: {}", one_line(data, 80)), at);
    m_record.done_seen |= event.done;
    m_record.finish_seen |= event.finished;
    if (event.error && m_record.error.empty()) {
        m_record.outcome = OutcomeClass::error_event;
        m_record.error = event.error_text.empty() ? "The server sent an error." : std::move(event.error_text);
    }
    Usage& usage = m_record.usage;
    if (event.usage.prompt_tokens) usage.prompt_tokens = event.usage.prompt_tokens;
    if (event.usage.cached_tokens) usage.cached_tokens = event.usage.cached_tokens;
    if (event.usage.completion_tokens) usage.completion_tokens = event.usage.completion_tokens;
    if (!event.text) return;
    Chunk chunk{.at = at, .tokens = 1, .merged = m_texts_in_read++ > 0};
    if (const auto running = event.usage.completion_tokens; running && *running > m_tokens_by_usage) {
        chunk.tokens = *running - m_tokens_by_usage;
        m_tokens_by_usage = *running;
    }
    if (!m_record.first_token) m_record.first_token = at;
    m_record.last_token = at;
    m_record.chunks.push_back(chunk);
}

/// An answer that is one JSON document: without a stream, or an error.
void Exchange::whole_answer(Nanoseconds at)
{
    TokenEvent answer = read_token_event(m_body, m_keeps_answer ? &m_answer : nullptr);
    if (m_record.status != 200)
        return fail(OutcomeClass::status, answer.error_text.empty() ? one_line(m_body) : answer.error_text, at);
    if (answer.valid && answer.error) return fail(OutcomeClass::error_event, answer.error_text, at);
    if (m_stream)
        return fail(OutcomeClass::bad_response,
                    fmt::format("The answer is \"{}\", no event stream.", one_line(m_response.content_type(), 60)), at);
    if (!answer.valid) return fail(OutcomeClass::bad_response, "The answer is no JSON.", at);
    m_record.usage = answer.usage;
    m_record.finish_seen = answer.finished;
    m_record.outcome = answer.text ? OutcomeClass::ok : OutcomeClass::no_tokens;
}

void Exchange::conclude(Nanoseconds at)
{
    m_record.end = at;
    m_finished = true;
    if (!streaming()) {
        const bool reusable = m_reusable;
        whole_answer(at);
        m_reusable = reusable; // an orderly error leaves the connection usable
    } else if (m_record.outcome == OutcomeClass::error_event) {
        return;
    } else if (!m_record.finish_seen && !m_record.done_seen) {
        m_record.outcome = OutcomeClass::cut;
        m_record.error = "The stream ended without a finish reason and without [DONE].";
    } else if (m_record.chunks.empty()) {
        m_record.outcome = OutcomeClass::no_tokens;
        m_record.error = "The answer holds no output.";
    } else {
        m_record.outcome = OutcomeClass::ok;
    }
}

void Exchange::connection_ended(Nanoseconds at, std::string_view why)
{
    if (m_finished) return;
    m_response.end_of_connection();
    // Some servers close after [DONE] without the last chunk's mark: the answer is whole.
    if (why.empty() && (m_response.complete() || m_record.done_seen)) return conclude(at);
    fail(OutcomeClass::cut,
         why.empty() ? fmt::format("The connection ended {}.", any_byte() ? "inside the answer" : "without an answer")
                     : std::string(why),
         at);
}

void Exchange::fail(OutcomeClass outcome, std::string error, Nanoseconds at)
{
    m_record.status = m_response.status();
    m_record.outcome = outcome;
    m_record.error = std::move(error);
    m_record.end = at;
    m_finished = true;
    m_reusable = false;
}

RequestRecord Exchange::take()
{
    m_active = false;
    return std::move(m_record);
}

} // namespace kneepoint::load
