// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_api.h"

#include "sim_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace kneepoint::load {

namespace {

using Json = nlohmann::json;
using Tokens = std::vector<std::uint32_t>;
using Refused = std::unexpected<SimRefusal>;

// The ids that a Llama 3 tokenizer uses for its marks.
constexpr std::uint32_t begin_of_text = 128'000;
constexpr std::uint32_t header_start = 128'006;
constexpr std::uint32_t header_end = 128'007;
constexpr std::uint32_t end_of_turn = 128'009;
constexpr std::uint32_t largest_token = 128'255;

Refused refused(std::string message, std::string param = {})
{
    return Refused(SimRefusal{.message = std::move(message), .param = std::move(param)});
}

void append_text(Tokens& tokens, std::string_view text)
{
    const auto more = simulated_tokens(text);
    tokens.insert(tokens.end(), more.begin(), more.end());
}

std::expected<Json, SimRefusal> parse_body(std::string_view body, const SimLimits& limits)
{
    auto json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return refused("The body is not a JSON object.");
    const auto model = json.find("model");
    if (model == json.end() || model->is_null()) return json;
    if (!model->is_string()) return refused("model must be a string.", "model");
    if (model->get_ref<const std::string&>() == limits.model) return json;
    return Refused(SimRefusal{.status = 404,
                              .type = "NotFoundError",
                              .message = fmt::format("The model `{}` does not exist.", model->get<std::string>()),
                              .param = "model"});
}

std::expected<Tokens, SimRefusal> token_ids(const Json& list)
{
    Tokens tokens;
    tokens.reserve(list.size());
    for (const Json& id : list) {
        if (!id.is_number_integer()) return refused("prompt must be a text or a list of token ids.", "prompt");
        const auto value = id.get<std::int64_t>();
        if (value < 0 || value > largest_token)
            return refused(fmt::format("Token id {} is out of vocabulary", value), "prompt");
        tokens.push_back(static_cast<std::uint32_t>(value));
    }
    return tokens;
}

std::expected<Tokens, SimRefusal> prompt_tokens(const Json& json)
{
    const auto found = json.find("prompt");
    if (found == json.end()) return refused("prompt is required.", "prompt");
    const Json* prompt = &*found;
    // A list of one prompt is that prompt; several in one request are not simulated.
    if (prompt->is_array() && !prompt->empty() && !prompt->front().is_number()) {
        if (prompt->size() > 1) return refused("Several prompts in one request are not simulated.", "prompt");
        prompt = &prompt->front();
    }
    if (prompt->is_array()) return token_ids(*prompt);
    if (!prompt->is_string()) return refused("prompt must be a text or a list of token ids.", "prompt");
    Tokens tokens;
    if (json.value("add_special_tokens", Json(true)) != Json(false)) tokens.push_back(begin_of_text);
    append_text(tokens, prompt->get_ref<const std::string&>());
    return tokens;
}

bool append_content(Tokens& tokens, const Json& content)
{
    if (content.is_string()) {
        append_text(tokens, content.get_ref<const std::string&>());
        return true;
    }
    if (content.is_null()) return true;
    return content.is_array() && std::ranges::all_of(content, [&](const Json& part) {
               const auto text = part.is_object() ? part.find("text") : part.end();
               if (text == part.end() || !text->is_string()) return false;
               append_text(tokens, text->get_ref<const std::string&>());
               return true;
           });
}

/// A chat template's shape: marks around each message, and the head of the answer.
std::expected<Tokens, SimRefusal> message_tokens(const Json& json)
{
    const auto messages = json.find("messages");
    if (messages == json.end() || !messages->is_array() || messages->empty())
        return refused("messages must be a list with at least one message.", "messages");
    Tokens tokens{begin_of_text};
    for (const Json& message : *messages) {
        const auto role = message.is_object() ? message.find("role") : message.end();
        if (role == message.end() || !role->is_string())
            return refused("Each message needs a role and a text as content.", "messages");
        const auto role_token = simulated_tokens(role->get_ref<const std::string&>());
        tokens.insert(tokens.end(), {header_start, role_token.empty() ? 0 : role_token.front(), header_end});
        if (!append_content(tokens, message.value("content", Json())))
            return refused("Each message needs a role and a text as content.", "messages");
        tokens.push_back(end_of_turn);
    }
    tokens.insert(tokens.end(), {header_start, simulated_tokens("assistant").front(), header_end, 271});
    return tokens;
}

/// An optional whole number of at least `least`.
std::expected<std::optional<int>, SimRefusal> whole(const Json& json, const char* name, int least)
{
    const auto found = json.find(name);
    if (found == json.end() || found->is_null()) return std::nullopt;
    if (!found->is_number_integer() || found->get<std::int64_t>() > 1'000'000'000)
        return refused(fmt::format("{} must be a whole number.", name), name);
    const auto value = found->get<std::int64_t>();
    if (value < least) return refused(fmt::format("{} must be at least {}, got {}.", name, least, value), name);
    return static_cast<int>(value);
}

bool flag(const Json& json, const char* name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

/// Takes max_tokens, min_tokens, n and the like, and checks that the whole fits the model.
std::expected<void, SimRefusal> read_lengths(const Json& json, const SimLimits& limits, SimCall& call)
{
    const auto copies = whole(json, "n", 1);
    if (!copies) return std::unexpected(copies.error());
    if (copies->value_or(1) > 1) return refused("More than one answer per request is not simulated.", "n");
    if (flag(json, "echo")) return refused("echo is not simulated.", "echo");
    auto most = whole(json, "max_tokens", 1);
    if (call.api == SimApi::chat && json.contains("max_completion_tokens"))
        most = whole(json, "max_completion_tokens", 1);
    if (!most) return std::unexpected(most.error());
    const auto least = whole(json, "min_tokens", 0);
    if (!least) return std::unexpected(least.error());
    const int prompt = static_cast<int>(call.prompt.size());
    const int room = limits.max_model_tokens - prompt;
    call.max_tokens = most->value_or(call.api == SimApi::chat ? room : std::min(16, room));
    call.min_tokens = least->value_or(0);
    if (call.max_tokens < 1 || call.max_tokens > room)
        return refused(fmt::format("This model's maximum context length is {} tokens. However, you requested {} output "
                                   "tokens and your prompt contains {} input tokens.",
                                   limits.max_model_tokens, most->value_or(1), prompt),
                       "max_tokens");
    if (call.min_tokens > call.max_tokens)
        return refused(fmt::format("min_tokens must be less than or equal to max_tokens={}, got {}.", call.max_tokens,
                                   call.min_tokens),
                       "min_tokens");
    return {};
}

} // namespace

std::expected<SimCall, SimRefusal> read_call(SimApi api, std::string_view body, const SimLimits& limits)
{
    const auto json = parse_body(body, limits);
    if (!json) return std::unexpected(json.error());
    auto prompt = api == SimApi::chat ? message_tokens(*json) : prompt_tokens(*json);
    if (!prompt) return std::unexpected(std::move(prompt.error()));
    if (prompt->empty()) return refused("The prompt has no token.", "prompt");
    SimCall call{.api = api, .prompt = std::move(*prompt)};
    if (const auto read = read_lengths(*json, limits, call); !read) return std::unexpected(read.error());
    call.stream = flag(*json, "stream");
    call.ignore_eos = flag(*json, "ignore_eos");
    const auto options = json->find("stream_options");
    call.include_usage = options != json->end() && options->is_object() && flag(*options, "include_usage");
    const auto fault = json->find("kneepoint_fault");
    if (fault == json->end()) return call;
    const auto parsed = parse_fault(fault->is_string() ? fault->get_ref<const std::string&>() : std::string());
    if (!parsed) return refused(parsed.error().text, "kneepoint_fault");
    call.fault = *parsed;
    return call;
}

std::expected<Tokens, SimRefusal> read_tokenize(std::string_view body, const SimLimits& limits)
{
    const auto json = parse_body(body, limits);
    if (!json) return std::unexpected(json.error());
    return json->contains("messages") ? message_tokens(*json) : prompt_tokens(*json);
}

int output_length(const SimCall& call, std::uint64_t seed)
{
    if (call.ignore_eos) return call.max_tokens;
    // Free answers: half of them under 150 tokens, one in a hundred over 1000.
    const auto hashes = prefix_hashes(call.prompt, static_cast<int>(call.prompt.size()));
    std::mt19937_64 random(seed ^ hashes.front());
    std::lognormal_distribution<double> length(std::log(150.0), 0.8);
    const auto drawn = static_cast<int>(std::clamp(length(random), 1.0, 1e6));
    return std::clamp(drawn, std::max(1, call.min_tokens), call.max_tokens);
}

} // namespace kneepoint::load
