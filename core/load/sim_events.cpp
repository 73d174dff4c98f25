// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_events.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace kneepoint::load {

namespace {

/// A JSON string with its quotes; bytes that are not UTF-8 are replaced.
std::string json_text(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string usage_json(const SimUsage& usage)
{
    return fmt::format(R"({{"prompt_tokens":{},"total_tokens":{},"completion_tokens":{}}})", usage.prompt_tokens,
                       usage.prompt_tokens + usage.output_tokens, usage.output_tokens);
}

std::string finish_json(std::string_view reason)
{
    return reason.empty() ? "null" : fmt::format("\"{}\"", reason);
}

} // namespace

SimEvents::SimEvents(const SimAnswer& answer) : m_api(answer.api)
{
    const bool chat = m_api == SimApi::chat;
    const auto format = [&](std::string_view object) {
        return fmt::format(R"({{"id":{},"object":"{}","created":{},"model":{},"choices":)", json_text(answer.id),
                           object, answer.created, json_text(answer.model));
    };
    m_head = format(chat ? "chat.completion.chunk" : "text_completion");
    m_id_part = format(chat ? "chat.completion" : "text_completion");
}

void SimEvents::append_token(std::string& to, std::string_view text, std::string_view finish_reason) const
{
    to += m_head;
    to += m_api == SimApi::chat ? R"([{"index":0,"delta":{"content":")" : R"([{"index":0,"text":")";
    to += text;
    to += m_api == SimApi::chat ? R"("},"logprobs":null,"finish_reason":)" : R"(","logprobs":null,"finish_reason":)";
    if (finish_reason.empty()) {
        to += "null";
    } else {
        to += '"';
        to += finish_reason;
        to += R"(","stop_reason":null)";
    }
    to += R"(,"token_ids":null}]})";
}

void SimEvents::append_role(std::string& to) const
{
    to += m_head;
    to += R"([{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],)"
          R"("prompt_token_ids":null})";
}

void SimEvents::append_usage(std::string& to, const SimUsage& usage) const
{
    to += m_head;
    to += R"([],"usage":)";
    to += usage_json(usage);
    to += '}';
}

std::string SimEvents::whole(std::string_view text, std::string_view finish_reason, const SimUsage& usage) const
{
    const std::string said = m_api == SimApi::chat
                                 ? fmt::format(R"("message":{{"role":"assistant","content":"{}"}})", text)
                                 : fmt::format(R"("text":"{}")", text);
    return fmt::format(R"({}[{{"index":0,{},"logprobs":null,"finish_reason":{},"stop_reason":null}}],"usage":{}}})",
                       m_id_part, said, finish_json(finish_reason), usage_json(usage));
}

std::string refusal_json(const SimRefusal& refusal)
{
    return fmt::format(R"({{"error":{{"message":{},"type":{},"param":{},"code":{}}}}})", json_text(refusal.message),
                       json_text(refusal.type), refusal.param.empty() ? "null" : json_text(refusal.param),
                       refusal.status);
}

std::string models_json(std::string_view model, int max_model_tokens, long created)
{
    return fmt::format(R"({{"object":"list","data":[{{"id":{0},"object":"model","created":{1},"owned_by":"vllm",)"
                       R"("root":{0},"parent":null,"max_model_len":{2},"permission":[]}}]}})",
                       json_text(model), created, max_model_tokens);
}

std::string tokenize_json(const std::vector<std::uint32_t>& tokens, int max_model_tokens)
{
    return fmt::format(R"({{"count":{},"max_model_len":{},"tokens":[{}],"token_strs":null}})", tokens.size(),
                       max_model_tokens, fmt::join(tokens, ","));
}

} // namespace kneepoint::load
