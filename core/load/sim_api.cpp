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
// vLLM's own bounds, unless it is told otherwise.
constexpr int most_logprobs = 20;
constexpr int most_copies = 128;

SimResult<Json> parse_body(std::string_view body, const SimLimits& limits)
{
    auto json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return refused("The body is not a JSON object.");
    const auto model = json.find("model");
    if (model == json.end() || model->is_null()) return json;
    if (!model->is_string()) return refused("model must be a string.", "model");
    if (model->get_ref<const std::string&>() == limits.model) return json;
    return std::unexpected(
        SimRefusal{.status = 404,
                   .type = "NotFoundError",
                   .message = fmt::format("The model `{}` does not exist.", model->get<std::string>()),
                   .param = "model"});
}

/// An optional whole number of at least `least`.
SimResult<std::optional<int>> whole(const Json& json, const char* name, int least)
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

/// How many answers there are, and what stands beside their tokens.
SimResult<void> read_choices(const Json& json, SimCall& call)
{
    const auto copies = whole(json, "n", 1);
    if (!copies) return std::unexpected(copies.error());
    call.copies = copies->value_or(1);
    if (call.copies > most_copies) return refused(fmt::format("n must be at most {}.", most_copies), "n");
    if (call.api == SimApi::completions) {
        const auto logprobs = whole(json, "logprobs", 0);
        if (!logprobs) return std::unexpected(logprobs.error());
        call.logprobs = *logprobs;
    } else if (flag(json, "logprobs")) {
        const auto top = whole(json, "top_logprobs", 0);
        if (!top) return std::unexpected(top.error());
        call.logprobs = top->value_or(0);
    }
    if (call.logprobs.value_or(0) > most_logprobs)
        return refused(fmt::format("Requested sample logprobs of {}, which is greater than max allowed: {}",
                                   *call.logprobs, most_logprobs),
                       "logprobs");
    return {};
}

/// Takes max_tokens and min_tokens, and checks that the whole fits the model.
SimResult<void> read_lengths(const Json& json, const SimLimits& limits, SimCall& call)
{
    auto most = whole(json, "max_tokens", call.echo ? 0 : 1);
    if (call.api == SimApi::chat && json.contains("max_completion_tokens"))
        most = whole(json, "max_completion_tokens", 1);
    if (!most) return std::unexpected(most.error());
    const auto least = whole(json, "min_tokens", 0);
    if (!least) return std::unexpected(least.error());
    std::size_t prompt = 0;
    for (const SimPrompt& one : call.prompts) prompt = std::max(prompt, one.tokens.size());
    const int room = limits.max_model_tokens - static_cast<int>(prompt);
    call.max_tokens = most->value_or(call.api == SimApi::chat ? room : std::min(16, room));
    call.min_tokens = least->value_or(0);
    if (call.max_tokens > room || room < 1)
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

SimResult<void> read_contents(const Json& json, SimCall& call)
{
    if (call.api == SimApi::completions) {
        call.echo = flag(json, "echo");
        auto prompts = read_prompts(json, call.echo ? SimPieces::kept : SimPieces::none);
        if (!prompts) return std::unexpected(std::move(prompts.error()));
        call.prompts = std::move(*prompts);
    } else {
        auto prompt = read_messages(json);
        if (!prompt) return std::unexpected(std::move(prompt.error()));
        call.prompts.push_back(std::move(*prompt));
    }
    return {};
}

} // namespace

SimResult<SimCall> read_call(SimApi api, std::string_view body, const SimLimits& limits)
{
    const auto json = parse_body(body, limits);
    if (!json) return std::unexpected(json.error());
    SimCall call{.api = api};
    if (const auto read = read_contents(*json, call); !read) return std::unexpected(read.error());
    if (const auto read = read_choices(*json, call); !read) return std::unexpected(read.error());
    if (const auto read = read_lengths(*json, limits, call); !read) return std::unexpected(read.error());
    call.stream = flag(*json, "stream");
    call.ignore_eos = flag(*json, "ignore_eos");
    const auto options = json->find("stream_options");
    const bool has_options = options != json->end() && options->is_object();
    call.include_usage = has_options && flag(*options, "include_usage");
    call.continuous_usage = call.include_usage && flag(*options, "continuous_usage_stats");
    const auto fault = json->find("kneepoint_fault");
    if (fault == json->end()) return call;
    const auto parsed = parse_fault(fault->is_string() ? fault->get_ref<const std::string&>() : std::string());
    if (!parsed) return refused(parsed.error().text, "kneepoint_fault");
    call.fault = *parsed;
    return call;
}

SimResult<std::vector<std::uint32_t>> read_tokenize(std::string_view body, const SimLimits& limits)
{
    const auto json = parse_body(body, limits);
    if (!json) return std::unexpected(json.error());
    if (json->contains("messages")) {
        auto prompt = read_messages(*json);
        if (!prompt) return std::unexpected(std::move(prompt.error()));
        return std::move(prompt->tokens);
    }
    auto prompts = read_prompts(*json, SimPieces::none);
    if (!prompts) return std::unexpected(std::move(prompts.error()));
    if (prompts->size() > 1) return refused("/tokenize takes one prompt.", "prompt");
    return std::move(prompts->front().tokens);
}

int output_length(const SimCall& call, const SimPrompt& prompt, int n, std::uint64_t seed)
{
    if (call.max_tokens == 0) return 0;
    if (call.ignore_eos) return call.max_tokens;
    // Free answers: half of them under 150 tokens, one in a hundred over 1000.
    const auto hashes = prefix_hashes(prompt.tokens, static_cast<int>(prompt.tokens.size()));
    std::mt19937_64 random(seed ^ (hashes.front() + static_cast<std::uint64_t>(n)));
    std::lognormal_distribution<double> length(std::log(150.0), 0.8);
    const auto drawn = static_cast<int>(std::clamp(length(random), 1.0, 1e6));
    return std::clamp(drawn, std::max(1, call.min_tokens), call.max_tokens);
}

} // namespace kneepoint::load
