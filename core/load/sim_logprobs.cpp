// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_logprobs.h"

#include "random.h"
#include "sim_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace kneepoint::load {

namespace {

using Json = nlohmann::ordered_json;

/// What the other tokens share of the rest, the first of them most.
constexpr double share_of_next = 0.69;
constexpr double ratio = 0.3;

std::string dumped(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json bytes(std::string_view text)
{
    Json list = Json::array();
    for (const char c : text) list.push_back(static_cast<unsigned char>(c));
    return list;
}

} // namespace

void SimLikelihoods::skip(std::uint32_t token)
{
    m_state = Random(m_state, token).next();
    m_begun = true;
}

SimLikelihood SimLikelihoods::next(std::uint32_t token, std::string_view text)
{
    SimLikelihood likelihood{.text = std::string(text), .first = !m_begun};
    skip(token);
    if (likelihood.first) return likelihood;
    const double drawn = Random(m_state).uniform();
    const double probability = 0.0005 + 0.95 * drawn * drawn;
    likelihood.logprob = std::log(probability);
    auto& top = likelihood.top;
    top.emplace_back(text, likelihood.logprob);
    double other = (1 - probability) * share_of_next;
    for (int i = 0; static_cast<int>(top.size()) <= m_top; ++i, other *= ratio)
        if (const auto word = simulated_alternative(m_state, i); word != text) top.emplace_back(word, std::log(other));
    std::ranges::sort(top, std::greater(), [](const auto& one) { return one.second; });
    top.resize(static_cast<std::size_t>(m_top));
    return likelihood;
}

std::string completion_logprobs(std::span<const SimLikelihood> tokens, std::size_t offset)
{
    Json json{{"text_offset", Json::array()},
              {"token_logprobs", Json::array()},
              {"tokens", Json::array()},
              {"top_logprobs", Json::array()}};
    for (const SimLikelihood& token : tokens) {
        json["text_offset"].push_back(offset);
        offset += token.text.size();
        json["token_logprobs"].push_back(token.first ? Json() : Json(token.logprob));
        json["tokens"].push_back(token.text);
        Json top;
        for (const auto& [text, logprob] : token.top) top[text] = logprob;
        if (!token.first) top[token.text] = token.logprob; // stands there in any case
        json["top_logprobs"].push_back(std::move(top));
    }
    return dumped(json);
}

std::string chat_logprobs(std::span<const SimLikelihood> tokens)
{
    Json content = Json::array();
    for (const SimLikelihood& token : tokens) {
        Json top = Json::array();
        for (const auto& [text, logprob] : token.top)
            top.push_back({{"token", text}, {"logprob", logprob}, {"bytes", bytes(text)}});
        content.push_back({{"token", token.text},
                           {"logprob", token.logprob},
                           {"bytes", bytes(token.text)},
                           {"top_logprobs", std::move(top)}});
    }
    return dumped({{"content", std::move(content)}});
}

} // namespace kneepoint::load
