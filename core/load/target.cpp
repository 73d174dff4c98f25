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

std::vector<std::string> listed_models(const nlohmann::json& answer)
{
    std::vector<std::string> models;
    if (!answer.is_object() || !answer.contains("data") || !answer["data"].is_array()) return models;
    for (const auto& model : answer["data"])
        if (model.is_object() && model.contains("id") && model["id"].is_string()) models.push_back(model["id"]);
    return models;
}

/// The path beside "/v1": vLLM has /version and /tokenize there.
std::string beside(const Endpoint& endpoint, std::string_view name)
{
    std::string path = endpoint.path;
    if (path.ends_with("/v1")) path.resize(path.size() - 3);
    return path + "/" + std::string(name);
}

using Counted = Result<std::uint32_t>;

Counted tokens_by_tokenize(const ClientSetup& setup, const std::string& text)
{
    const nlohmann::json question = {{"model", setup.content.model}, {"prompt", text}};
    const auto answer = fetch(setup, beside(setup.endpoint, "tokenize"), question.dump(), short_wait_s);
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

Result<TargetFacts> check_target(const ClientSetup& setup, std::string_view api_key_variable)
{
    const auto answer = fetch(setup, setup.endpoint.path + "/models", {}, short_wait_s);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status == 401 || answer->status == 403)
        return failure(ErrorKind::permission, fmt::format("{} refuses the key (HTTP {}). Put the right one into {}.",
                                                          setup.endpoint.url, answer->status, api_key_variable));
    TargetFacts facts;
    facts.models = listed_models(parsed(answer->body));
    const std::string& wanted = setup.content.model;
    if (!wanted.empty() && !facts.models.empty() && std::ranges::find(facts.models, wanted) == facts.models.end())
        return failure(ErrorKind::not_found,
                       fmt::format("{} does not serve the model \"{}\". It serves: {}.", setup.endpoint.url,
                                   one_line(wanted), join(facts.models, ", ")));
    const auto version = fetch(setup, beside(setup.endpoint, "version"), {}, short_wait_s);
    if (!version || version->status != 200) return facts;
    const nlohmann::json body = parsed(version->body);
    if (body.is_object() && body.contains("version") && body["version"].is_string()) facts.version = body["version"];
    return facts;
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
