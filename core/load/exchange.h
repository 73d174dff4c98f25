// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http_response.h"
#include "kneepoint/load/event_stream.h"
#include "kneepoint/load/record.h"

#include <string_view>

namespace kneepoint::load {

/// One request's answer, from bytes with their times to a finished record. Knows nothing of sockets.
class Exchange {
public:
    enum class Answer : std::uint8_t { counted, kept };
    /// @param answer kept: its text can be had by answer()
    void begin(RequestRecord record, bool stream, Answer answer = Answer::counted);
    /// Bytes of the answer that arrived together at `at`.
    void receive(std::string_view bytes, Nanoseconds at);
    /// The connection ended or broke; `why` is empty for an orderly end.
    void connection_ended(Nanoseconds at, std::string_view why = {});
    void fail(OutcomeClass outcome, std::string error, Nanoseconds at);

    bool active() const { return m_active; }
    /// The record is final: take it.
    bool finished() const { return m_finished; }
    bool reusable() const { return m_reusable; }
    bool any_byte() const { return m_record.first_byte.has_value(); }
    RequestRecord& record() { return m_record; }
    RequestRecord take();
    /// Text, as it stands inside a JSON string.
    const std::string& answer() const { return m_answer; }

private:
    void event(std::string_view data, Nanoseconds at);
    void whole_answer(Nanoseconds at);
    void conclude(Nanoseconds at);
    bool streaming() const;

    RequestRecord m_record;
    HttpResponse m_response;
    EventStream m_events;
    std::string m_body; ///< of an answer that is no event stream
    std::string m_answer;
    bool m_keeps_answer = false;
    std::uint32_t m_tokens_by_usage = 0;
    std::uint32_t m_texts_in_read = 0;
    bool m_stream = true;
    bool m_active = false;
    bool m_finished = false;
    bool m_reusable = false;
};

} // namespace kneepoint::load
