// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/request_content.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace kneepoint::load {

namespace {

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

std::string request_body(const RequestContent& content, const Conversation& conversation)
{
    const std::uint32_t tokens = drawn_output_tokens(content, conversation);
    std::string body =
        fmt::format("{{\"model\":{},\"{}\":{},\"max_tokens\":{}", quoted(content.model),
                    content.api == Api::chat ? "messages" : "prompt", prompt_json(content, conversation), tokens);
    if (content.fixed_output) body += fmt::format(",\"min_tokens\":{},\"ignore_eos\":true", tokens);
    if (content.stream) body += ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    if (!content.body_fields.empty()) body += "," + content.body_fields;
    return body + "}";
}

std::string request_bytes(const RequestContent& content, const Endpoint& endpoint, std::uint64_t index,
                          const Conversation& conversation)
{
    const std::string body = request_body(content, conversation);
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
