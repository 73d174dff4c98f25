// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/target.h"

#include "kneepoint/base/text.h"
#include "kneepoint/load/token_event.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kneepoint::load {

namespace {

constexpr double short_wait_s = 10;
constexpr double answer_wait_s = 120;

nlohmann::json parsed(const std::string& body)
{
    return nlohmann::json::parse(body, nullptr, false);
}

/// Models by name, with the most tokens of a request where the server says so, as vLLM does.
std::vector<std::pair<std::string, std::optional<std::uint64_t>>> listed_models(const nlohmann::json& answer)
{
    std::vector<std::pair<std::string, std::optional<std::uint64_t>>> models;
    if (!answer.is_object() || !answer.contains("data") || !answer["data"].is_array()) return models;
    for (const auto& model : answer["data"]) {
        if (!model.is_object() || !model.contains("id") || !model["id"].is_string()) continue;
        models.emplace_back(model["id"], std::nullopt);
        if (model.contains("max_model_len") && model["max_model_len"].is_number_unsigned())
            models.back().second = model["max_model_len"].get<std::uint64_t>();
    }
    return models;
}

/// Why the list of models cannot be had, where that means that no load would succeed either.
Result<void> refused_list(const Endpoint& endpoint, int status, std::string_view api_key_variable)
{
    if (status == 401 || status == 403)
        return failure(ErrorKind::permission, fmt::format("{} refuses the key (HTTP {}). Put the right one into {}.",
                                                          endpoint.url, status, api_key_variable));
    if (status >= 500)
        return failure(ErrorKind::io,
                       fmt::format("{} answers HTTP {} when asked for its models. Is the server still starting?",
                                   endpoint.url, status));
    if (status == 404 && endpoint.path != "/v1")
        return failure(ErrorKind::not_found,
                       fmt::format("There is no {}/models at {} (HTTP 404). The target's path stands in front of "
                                   "/models and /completions: correct it, or leave it out for /v1.",
                                   endpoint.path, endpoint.url));
    return {};
}

using Counted = Result<std::uint32_t>;

Counted tokens_by_tokenize(const ClientSetup& setup, const std::string& text)
{
    const nlohmann::json question = {{"model", setup.content.model}, {"prompt", text}};
    const auto answer = fetch(setup, path_beside_api(setup.endpoint, "tokenize"), question.dump(), short_wait_s);
    if (!answer) return std::unexpected(answer.error());
    const nlohmann::json body = parsed(answer->body);
    if (answer->status != 200 || !body.is_object() || !body.contains("count") || !body["count"].is_number_unsigned())
        return failure(ErrorKind::unsupported, "The server has no /tokenize.");
    return body["count"].get<std::uint32_t>();
}

Counted tokens_by_usage(const ClientSetup& setup, std::uint32_t words)
{
    RequestContent content = setup.content;
    content.prompt = PromptKind::text;
    content.stream = false;
    content.output_tokens = 1;
    content.prompt_tokens = words;
    content.prefix_tokens = 0;
    content.dataset = nullptr;
    content.words_per_token = 1;
    content.overhead_tokens = 0;
    const std::string path = setup.endpoint.path + (content.api == Api::chat ? "/chat/completions" : "/completions");
    const auto answer = fetch(setup, path, request_body(content, {}), answer_wait_s);
    if (!answer) return std::unexpected(answer.error());
    const auto tokens = read_token_event(answer->body).usage.prompt_tokens;
    if (answer->status != 200 || !tokens)
        return failure(ErrorKind::unsupported,
                       "The server neither has /tokenize nor reports usage, so that text prompts "
                       "of a given length cannot be made. Use prompts of token ids.");
    return *tokens;
}

} // namespace

std::string path_beside_api(const Endpoint& endpoint, std::string_view name)
{
    std::string path = endpoint.path;
    if (path.ends_with("/v1")) path.resize(path.size() - 3);
    return path + "/" + std::string(name);
}

Result<TargetFacts> check_target(const ClientSetup& setup, std::string_view api_key_variable)
{
    const auto answer = fetch(setup, setup.endpoint.path + "/models", {}, short_wait_s);
    if (!answer) return std::unexpected(answer.error());
    if (const auto had = refused_list(setup.endpoint, answer->status, api_key_variable); !had)
        return std::unexpected(had.error());
    TargetFacts facts;
    const std::string& wanted = setup.content.model;
    for (auto& [model, most] : listed_models(parsed(answer->body))) {
        if (wanted.empty() || model == wanted) facts.max_request_tokens = most;
        facts.models.push_back(std::move(model));
    }
    if (!wanted.empty() && !facts.models.empty() && std::ranges::find(facts.models, wanted) == facts.models.end())
        return failure(ErrorKind::not_found,
                       fmt::format("{} does not serve the model \"{}\". It serves: {}.", setup.endpoint.url,
                                   one_line(wanted), join(facts.models, ", ")));
    const auto version = fetch(setup, path_beside_api(setup.endpoint, "version"), {}, short_wait_s);
    if (!version || version->status != 200) return facts;
    const nlohmann::json body = parsed(version->body);
    if (body.is_object() && body.contains("version") && body["version"].is_string()) facts.version = body["version"];
    return facts;
}

Result<void> check_lengths(const RequestContent& content, const TargetFacts& facts)
{
    if (!facts.max_request_tokens) return {};
    const std::uint64_t allowed = *facts.max_request_tokens;
    const std::uint64_t answer = content.most_output_tokens();
    const std::uint64_t prompt = content.most_prompt_tokens().value_or(0); // of a file's nothing is known here
    if (prompt + answer <= allowed) return {};
    return failure(
        ErrorKind::invalid,
        fmt::format("The model takes {} tokens a request (max_model_len): prompts of up to {} and answers of "
                    "up to {} would be refused. Make --prompt-tokens or --output-tokens smaller, or bound "
                    "them (normal:256,64,1..512).",
                    allowed, prompt, answer));
}

Result<void> calibrate(ClientSetup& setup)
{
    // Two lengths give the tokens of a word and those that the template adds to any text.
    constexpr std::uint32_t few = 100;
    constexpr std::uint32_t many = 500;
    RequestContent& content = setup.content;
    const auto tokenize = [&](std::uint32_t words) {
        return tokens_by_tokenize(setup, synthetic_words(content.seed, 0, words));
    };
    // /tokenize does not know a chat's template: there only usage counts what will count.
    const bool by_usage = content.api == Api::chat || !tokenize(few);
    const auto count = [&](std::uint32_t words) { return by_usage ? tokens_by_usage(setup, words) : tokenize(words); };
    const Counted low = count(few);
    if (!low) return std::unexpected(low.error());
    const Counted high = count(many);
    if (!high) return std::unexpected(high.error());
    if (*high <= *low)
        return failure(ErrorKind::unsupported, "The server counts the same tokens for short and long text.");
    content.words_per_token = double(many - few) / double(*high - *low);
    content.overhead_tokens = *low - few / content.words_per_token;
    return {};
}

} // namespace kneepoint::load
