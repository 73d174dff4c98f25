// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_events.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <iterator>

namespace kneepoint::load {

namespace {

std::string usage_json(const SimUsage& usage)
{
    return fmt::format(R"({{"prompt_tokens":{},"total_tokens":{},"completion_tokens":{}}})", usage.prompt_tokens,
                       usage.prompt_tokens + usage.output_tokens, usage.output_tokens);
}

void append_number(std::string& to, int number)
{
    const fmt::format_int digits(number);
    to.append(digits.data(), digits.size());
}

void append_running_usage(std::string& to, const std::optional<SimUsage>& usage)
{
    if (!usage) return;
    to += R"(,"usage":)";
    to += usage_json(*usage);
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

void SimEvents::append_token(std::string& to, const SimPart& part) const
{
    const bool chat = m_api == SimApi::chat;
    to += m_head;
    to += R"([{"index":)";
    append_number(to, part.choice);
    to += chat ? R"(,"delta":{"content":")" : R"(,"text":")";
    to += part.text;
    to += chat ? R"("},"logprobs":)" : R"(","logprobs":)";
    to += part.logprobs;
    to += R"(,"finish_reason":)";
    if (part.finish_reason.empty()) {
        to += "null";
    } else {
        to += '"';
        to += part.finish_reason;
        to += R"(","stop_reason":null)";
    }
    to += R"(,"token_ids":null}])";
    append_running_usage(to, part.usage);
    to += '}';
}

void SimEvents::append_role(std::string& to, const SimPart& part) const
{
    to += m_head;
    to += R"([{"index":)";
    append_number(to, part.choice);
    to +=
        R"(,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"prompt_token_ids":null)";
    append_running_usage(to, part.usage);
    to += '}';
}

void SimEvents::append_usage(std::string& to, const SimUsage& usage) const
{
    to += m_head;
    to += R"([],"usage":)";
    to += usage_json(usage);
    to += '}';
}

std::string SimEvents::whole(const std::vector<SimPart>& choices, const SimUsage& usage) const
{
    std::string body = m_id_part + "[";
    for (const SimPart& part : choices) {
        const std::string said = m_api == SimApi::chat
                                     ? fmt::format(R"("message":{{"role":"assistant","content":"{}"}})", part.text)
                                     : fmt::format(R"("text":"{}")", part.text);
        fmt::format_to(std::back_inserter(body),
                       R"({}{{"index":{},{},"logprobs":{},"finish_reason":"{}","stop_reason":null}})",
                       &part == choices.data() ? "" : ",", part.choice, said, part.logprobs, part.finish_reason);
    }
    return body + fmt::format(R"(],"usage":{}}})", usage_json(usage));
}

std::string json_text(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
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
