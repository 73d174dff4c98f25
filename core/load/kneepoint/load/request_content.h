// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/dataset.h"
#include "kneepoint/load/endpoint.h"
#include "kneepoint/load/token_lengths.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::load {

enum class PromptKind : std::uint8_t { token_ids, text };

/// What every request says.
struct RequestContent {
    Api api = Api::completions;
    bool stream = true;
    std::string model;
    PromptKind prompt = PromptKind::token_ids;
    TokenLengths prompt_tokens = 256; ///< of each turn, without the prefix
    TokenLengths output_tokens = 128;
    bool fixed_output = true;               ///< ignore_eos, and min_tokens = max_tokens; else max_tokens only
    std::uint32_t prefix_tokens = 0;        ///< before the first turn, the same for many requests
    std::uint32_t prefixes = 1;             ///< how many different ones there are
    std::uint32_t turns = 1;                ///< of a conversation: each sends what was said before it, too
    std::shared_ptr<const Dataset> dataset; ///< prompts of a file instead of made-up ones
    /// Of text prompts: words = words_per_token * (tokens - overhead_tokens), by the server's own counts.
    double words_per_token = 0.75;
    double overhead_tokens = 0;
    std::uint64_t seed = 42;
    std::vector<std::pair<std::string, std::string>> headers; ///< more header fields
    std::string body_fields; ///< members of a JSON object without its braces, put into every body
    std::string api_key;     ///< never written anywhere but into the Authorization field

    bool operator==(const RequestContent&) const = default;
    /// Tokens of one request at most, of lengths without a bound as many as is likely; those of the prompt are unknown
    /// where they come from a file.
    std::optional<std::uint64_t> most_prompt_tokens() const;
    std::uint64_t most_output_tokens() const;
};

/// Where a conversation stands. Without turns, each request is a conversation of its own.
struct Conversation {
    std::uint64_t id = 0; ///< its prompts are made from it; of a conversation with one turn, the request's index
    std::uint32_t turn = 0;
    /// What was said before: chat messages as JSON, joined by commas; else the inside of a JSON string or list of ids.
    std::string history;
};

/// @return the conversation after an answer, or nothing when that was its last turn
/// @param answer the server's text, as it stands inside a JSON string. Prompts of token ids go on with made-up ids, as
/// many as `answer_tokens`: servers do not tell theirs.
std::optional<Conversation> next_turn(const RequestContent& content, const Conversation& conversation,
                                      std::string_view answer, std::uint32_t answer_tokens);

/// Sent as X-Request-Id, so that a server's log can be joined with our records: "kp-42-7".
std::string request_id(const RequestContent& content, std::uint64_t index);
/// What is asked, as JSON: a list of token ids, a string, or chat messages. The same conversation and seed give the
/// same.
std::string prompt_json(const RequestContent& content, const Conversation& conversation);
std::uint32_t drawn_output_tokens(const RequestContent& content, const Conversation& conversation);
/// As many made-up words, seeded.
std::string synthetic_words(std::uint64_t seed, std::uint64_t index, std::uint32_t words);

std::string request_body(const RequestContent& content, const Conversation& conversation);
/// The whole request, head and body.
std::string request_bytes(const RequestContent& content, const Endpoint& endpoint, std::uint64_t index,
                          const Conversation& conversation);
/// Of a conversation with one turn.
inline std::string request_bytes(const RequestContent& content, const Endpoint& endpoint, std::uint64_t index)
{
    return request_bytes(content, endpoint, index, {.id = index});
}
/// A request of any other kind to the same endpoint; GET when the body is empty.
std::string plain_request(const RequestContent& content, const Endpoint& endpoint, const std::string& path,
                          const std::string& body);

} // namespace kneepoint::load
