// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/request_content.h"

#include "random.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

namespace kneepoint::load {

namespace {

// Ids that are ordinary tokens in every vocabulary of 32,000 and more: above the bytes and the special tokens that
// stand first, below the sentinels that stand last.
constexpr std::uint32_t first_token_id = 1000;
constexpr std::uint32_t token_ids = 28'000;

// Common words: one token each in most vocabularies.
constexpr auto vocabulary = std::to_array<std::string_view>(
    {"the",    "of",     "and",   "water",   "people", "house",  "light",  "number", "story",  "river",  "small",
     "large",  "under",  "over",  "again",   "world",  "school", "plant",  "letter", "mother", "answer", "point",
     "city",   "play",   "paper", "group",   "always", "music",  "mark",   "often",  "until",  "mile",   "river",
     "second", "book",   "carry", "science", "eat",    "room",   "friend", "began",  "idea",   "fish",   "mountain",
     "stop",   "once",   "base",  "hear",    "horse",  "cut",    "sure",   "watch",  "color",  "face",   "wood",
     "main",   "enough", "plain", "girl",    "usual",  "young",  "ready",  "above",  "ever"});

std::string quoted(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string head(const RequestContent& content, const Endpoint& endpoint, std::string_view method,
                 std::string_view path, std::size_t body_bytes)
{
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: kneepoint-load\r\nAccept: */*\r\n",
                                   method, path, endpoint.host_field());
    if (body_bytes > 0) text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body_bytes);
    if (!content.api_key.empty()) text += fmt::format("Authorization: Bearer {}\r\n", content.api_key);
    for (const auto& [name, value] : content.headers) text += fmt::format("{}: {}\r\n", name, value);
    return text;
}

} // namespace

std::string request_id(const RequestContent& content, std::uint64_t index)
{
    return fmt::format("kp-{}-{}", content.seed, index);
}

std::string synthetic_words(std::uint64_t seed, std::uint64_t index, std::uint32_t words)
{
    Random random(seed, index);
    std::string text;
    for (std::uint32_t i = 0; i < words; ++i) {
        if (i > 0) text += ' ';
        text += vocabulary[random.below(vocabulary.size())];
    }
    return text;
}

std::string prompt_json(const RequestContent& content, std::uint64_t index)
{
    if (content.prompt == PromptKind::text) {
        const double wanted = content.words_per_token * (content.prompt_tokens - content.overhead_tokens);
        const auto words = static_cast<std::uint32_t>(std::max(1L, std::lround(wanted)));
        return "\"" + synthetic_words(content.seed, index, words) + "\"";
    }
    Random random(content.seed, index);
    std::string text = "[";
    for (std::uint32_t i = 0; i < content.prompt_tokens; ++i)
        fmt::format_to(std::back_inserter(text), "{}{}", i > 0 ? "," : "", first_token_id + random.below(token_ids));
    return text + "]";
}

std::string request_body(const RequestContent& content, std::uint64_t index)
{
    const std::string prompt = prompt_json(content, index);
    std::string body = fmt::format("{{\"model\":{},", quoted(content.model));
    body += content.api == Api::chat
                ? fmt::format("\"messages\":[{{\"role\":\"user\",\"content\":{}}}],\"max_tokens\":{}", prompt,
                              content.output_tokens)
                : fmt::format("\"prompt\":{},\"max_tokens\":{}", prompt, content.output_tokens);
    if (content.fixed_output) body += fmt::format(",\"min_tokens\":{},\"ignore_eos\":true", content.output_tokens);
    if (content.stream) body += ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    if (!content.body_fields.empty()) body += "," + content.body_fields;
    return body + "}";
}

std::string request_bytes(const RequestContent& content, const Endpoint& endpoint, std::uint64_t index)
{
    const std::string body = request_body(content, index);
    const std::string path = endpoint.path + (content.api == Api::chat ? "/chat/completions" : "/completions");
    return fmt::format("{}X-Request-Id: {}\r\n\r\n{}", head(content, endpoint, "POST", path, body.size()),
                       request_id(content, index), body);
}

std::string plain_request(const RequestContent& content, const Endpoint& endpoint, const std::string& path,
                          const std::string& body)
{
    return head(content, endpoint, body.empty() ? "GET" : "POST", path, body.size()) + "\r\n" + body;
}

} // namespace kneepoint::load
