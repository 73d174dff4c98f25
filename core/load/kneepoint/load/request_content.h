// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/endpoint.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::load {

enum class Api : std::uint8_t { completions, chat };
enum class PromptKind : std::uint8_t { token_ids, text };

/// What every request says.
struct RequestContent {
    Api api = Api::completions;
    bool stream = true;
    std::string model;
    PromptKind prompt = PromptKind::token_ids;
    std::uint32_t prompt_tokens = 256;
    std::uint32_t output_tokens = 128;
    bool fixed_output = true; ///< ignore_eos, and min_tokens = max_tokens; else max_tokens only
    /// Of text prompts: words = words_per_token * (tokens - overhead_tokens), by the server's own counts.
    double words_per_token = 0.75;
    double overhead_tokens = 0;
    std::uint64_t seed = 42;
    std::vector<std::pair<std::string, std::string>> headers; ///< more header fields
    std::string body_fields; ///< members of a JSON object without its braces, put into every body
    std::string api_key;     ///< never written anywhere but into the Authorization field

    bool operator==(const RequestContent&) const = default;
};

/// Sent as X-Request-Id, so that a server's log can be joined with our records: "kp-42-7".
std::string request_id(const RequestContent& content, std::uint64_t index);
/// The prompt as JSON: a list of token ids, or a string. The same index and seed give the same prompt.
std::string prompt_json(const RequestContent& content, std::uint64_t index);
/// As many made-up words, seeded.
std::string synthetic_words(std::uint64_t seed, std::uint64_t index, std::uint32_t words);

std::string request_body(const RequestContent& content, std::uint64_t index);
/// The whole request, head and body.
std::string request_bytes(const RequestContent& content, const Endpoint& endpoint, std::uint64_t index);
/// A request of any other kind to the same endpoint; GET when the body is empty.
std::string plain_request(const RequestContent& content, const Endpoint& endpoint, const std::string& path,
                          const std::string& body);

} // namespace kneepoint::load
