// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::load {

/// A token with its log-probability and the likeliest tokens in its place.
struct SimLikelihood {
    std::string text;
    double logprob = 0;
    bool first = false;                              ///< of a prompt: it has none
    std::vector<std::pair<std::string, double>> top; ///< the likeliest first
};

/// Likelihoods of a model that does not exist: they depend on all tokens before and on the seed, and on nothing else.
/// Nearly half of the tokens are the likeliest in their place.
class SimLikelihoods {
public:
    SimLikelihoods(std::uint64_t seed, int top) : m_state(seed), m_top(top) {}
    SimLikelihood next(std::uint32_t token, std::string_view text);
    /// A token that nobody asks about.
    void skip(std::uint32_t token);

private:
    std::uint64_t m_state;
    int m_top;
    bool m_begun = false;
};

/// "logprobs" of a completion. @param offset bytes of the text before the first of these tokens
std::string completion_logprobs(std::span<const SimLikelihood> tokens, std::size_t offset);
/// "logprobs" of a chat.
std::string chat_logprobs(std::span<const SimLikelihood> tokens);

} // namespace kneepoint::load
