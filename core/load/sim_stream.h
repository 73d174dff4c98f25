// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_faults.h"
#include "sim_api.h"
#include "sim_events.h"
#include "sim_logprobs.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// The bytes of one answer, as its tokens come; knows no sockets and no time.
class SimStream {
public:
    /// One answer to one prompt.
    struct Choice {
        std::size_t prompt = 0;
        int output_tokens = 0; ///< 0: nothing but the prompt is sent
        bool by_length = true; ///< ends because of max_tokens
        std::uint64_t text_seed = 0;
    };
    struct Plan {
        bool stream = false;
        bool include_usage = false;
        bool continuous_usage = false;
        bool echo = false;
        std::optional<int> logprobs;
        std::uint64_t seed = 0;
        int prompt_tokens = 0;          ///< of all prompts
        std::vector<SimPrompt> prompts; ///< where they are sent back or their tokens' likelihoods asked for
        std::vector<Choice> choices;
        Fault fault;
    };
    enum class End { no, yes };

    SimStream(const SimAnswer& answer, Plan plan);

    /// What goes out before the first token: nothing when the answer is not streamed.
    std::string head() const;
    /// Appends what token `index` of a choice brings to `wire`. @return yes when the answer is whole
    End add_token(std::size_t choice, int index, std::string& wire);
    /// Where within the bytes of the last add_token the connection shall break, when it shall.
    std::optional<std::size_t> break_at() const { return m_break_at; }
    const Plan& plan() const { return m_plan; }
    /// Tokens of a choice so far.
    int sent(std::size_t choice) const { return m_progress[choice].sent; }
    /// A choice that needs no more tokens.
    bool over(std::size_t choice) const { return m_progress[choice].over; }

private:
    struct Progress {
        int sent = 0;
        bool over = false;
        std::string text; ///< inside JSON; of an answer that is not streamed all of it, else the last part
        std::size_t bytes = 0;
        std::vector<SimLikelihood> likelihoods; ///< likewise
        std::optional<SimLikelihoods> source;
    };

    bool at_half(std::size_t choice, int index) const
    {
        return choice == 0 && index == m_plan.choices[0].output_tokens / 2;
    }
    bool empty() const { return m_plan.fault.kind == FaultKind::no_tokens; }
    std::string_view finish_reason(std::size_t choice) const;
    SimUsage usage() const;
    void add_prompt(std::size_t choice);
    void add_text(std::size_t choice, int index);
    std::string logprobs(std::size_t choice, std::size_t offset) const;
    void append_event(std::string_view payload, std::string& wire);
    void append_body(std::string_view bytes, std::string& wire) const;
    void append_end(std::string& wire);
    End add_fault_event(std::string& wire);
    End add_streamed(std::size_t choice, int index, std::string& wire);
    void append_part(std::size_t choice, int index, std::string& wire);
    void append_whole(std::string& wire) const;

    Plan m_plan;
    SimApi m_api;
    SimEvents m_events;
    std::vector<Progress> m_progress; ///< by choice
    std::size_t m_open;               ///< choices that are not over
    std::string m_payload;            ///< kept for its memory
    std::string m_event;
    std::optional<std::size_t> m_break_at;
};

/// A whole HTTP response with a body of known length.
std::string http_response(int status, std::string_view content_type, std::string_view body,
                          std::string_view more_headers = {});
std::string refusal_response(const SimRefusal& refusal);

} // namespace kneepoint::load
