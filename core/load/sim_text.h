// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// A tokenizer of no model, but with the habits of one: a token is up to six letters or digits with the space before
/// them, or one other character. The same text always gives the same ids, all below 128000.
std::vector<std::uint32_t> simulated_tokens(std::string_view text);

/// The text of each token.
std::vector<std::string_view> simulated_pieces(std::string_view text);

/// The text of output token `index` of a request: a short word with a space before it, which the tokenizer above
/// counts as one token again. Needs no escaping in JSON.
std::string_view simulated_word(std::uint64_t seed, int index);

/// Words as above, another for each `n` up to 32.
std::string_view simulated_alternative(std::uint64_t seed, int n);

/// A hash per full block of tokens, each over everything up to the end of its block: equal exactly for equal prefixes.
std::vector<std::uint64_t> prefix_hashes(std::span<const std::uint32_t> tokens, int block_tokens);

} // namespace kneepoint::load
