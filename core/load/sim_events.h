// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim_api.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// Who answers: what every event of a request repeats.
struct SimAnswer {
    SimApi api = SimApi::completions;
    std::string id;
    std::string model;
    long created = 0;
};

struct SimUsage {
    int prompt_tokens = 0;
    int output_tokens = 0;
};

/// A part of one choice's text, all of it as it stands inside JSON.
struct SimPart {
    int choice = 0;
    std::string_view text;
    std::string_view finish_reason; ///< empty before the last
    std::string_view logprobs = "null";
    std::optional<SimUsage> usage; ///< so far, where every event says it
};

/// Writes the JSON of one request's events; the parts that do not change are made once.
class SimEvents {
public:
    explicit SimEvents(const SimAnswer& answer);

    /// Appends the chunk of one token.
    void append_token(std::string& to, const SimPart& part) const;
    /// Chat only: the chunk with the role before a choice's first token.
    void append_role(std::string& to, const SimPart& part) const;
    void append_usage(std::string& to, const SimUsage& usage) const;
    /// The body of an answer that is not streamed.
    std::string whole(const std::vector<SimPart>& choices, const SimUsage& usage) const;

private:
    SimApi m_api;
    std::string m_head;    ///< up to the choices
    std::string m_id_part; ///< id, created and model of a whole answer
};

/// A JSON string with its quotes; bytes that are not UTF-8 are replaced.
std::string json_text(std::string_view text);
std::string refusal_json(const SimRefusal& refusal);
std::string models_json(std::string_view model, int max_model_tokens, long created);
std::string tokenize_json(const std::vector<std::uint32_t>& tokens, int max_model_tokens);

} // namespace kneepoint::load
