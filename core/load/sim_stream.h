// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_faults.h"
#include "sim_api.h"
#include "sim_events.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::load {

/// The bytes of one answer, as its tokens come; knows no sockets and no time.
class SimStream {
public:
    struct Plan {
        bool stream = false;
        bool include_usage = false;
        int prompt_tokens = 0;
        int output_tokens = 0;
        bool by_length = true; ///< ends because of max_tokens
        std::uint64_t text_seed = 0;
        Fault fault;
    };
    enum class End { no, yes };

    SimStream(const SimAnswer& answer, const Plan& plan);

    /// What goes out before the first token: nothing when the answer is not streamed.
    std::string head() const;
    /// Appends what token `index` brings to `wire`. @return yes when the answer is whole
    End add_token(int index, std::string& wire);
    /// Where within the bytes of the last add_token the connection shall break, when it shall.
    std::optional<std::size_t> break_at() const { return m_break_at; }
    const Plan& plan() const { return m_plan; }
    /// Tokens in the answer so far.
    int sent() const { return m_sent; }

private:
    bool at_half(int index) const { return index == m_plan.output_tokens / 2; }
    std::string_view finish_reason() const { return m_plan.by_length ? "length" : "stop"; }
    void append_event(std::string_view payload, std::string& wire);
    void append_body(std::string_view bytes, std::string& wire) const;
    void append_end(std::string& wire);
    End add_fault_event(std::string& wire);
    End add_streamed(int index, std::string& wire);
    void append_whole(std::string& wire) const;

    Plan m_plan;
    SimApi m_api;
    SimEvents m_events;
    std::string m_text;    ///< of an answer that is not streamed
    std::string m_payload; ///< kept for its memory
    std::string m_event;
    std::optional<std::size_t> m_break_at;
    int m_sent = 0;
};

/// A whole HTTP response with a body of known length.
std::string http_response(int status, std::string_view content_type, std::string_view body,
                          std::string_view more_headers = {});
std::string refusal_response(const SimRefusal& refusal);

} // namespace kneepoint::load
