// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_text.h"

#include <algorithm>
#include <array>

namespace kneepoint::load {

namespace {

constexpr std::array<std::string_view, 32> words{
    " the",  " of",   " and",  " to",    " in",    " is",   " that",  " for",   " it",    " as",  " with",
    " was",  " on",   " are",  " by",    " this",  " from", " or",    " have",  " which", " one", " were",
    " each", " load", " time", " token", " batch", " step", " cache", " queue", " model", " rate"};

constexpr std::uint32_t vocabulary = 128'000;
constexpr std::size_t longest_word = 6;

/// The finaliser of SplitMix64.
constexpr std::uint64_t mixed(std::uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

bool in_word(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte >= 0x80;
}

std::size_t token_length(std::string_view text)
{
    const std::size_t start = text[0] == ' ' && text.size() > 1 && in_word(text[1]) ? 1 : 0;
    if (!in_word(text[start])) return 1;
    const auto rest = text.substr(start, longest_word);
    return start + static_cast<std::size_t>(std::ranges::find_if_not(rest, in_word) - rest.begin());
}

} // namespace

std::vector<std::string_view> simulated_pieces(std::string_view text)
{
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        pieces.push_back(text.substr(0, token_length(text)));
        text.remove_prefix(pieces.back().size());
    }
    return pieces;
}

std::vector<std::uint32_t> simulated_tokens(std::string_view text)
{
    std::vector<std::uint32_t> tokens;
    for (const std::string_view piece : simulated_pieces(text)) {
        std::uint64_t hash = 0;
        for (const char c : piece) hash = mixed(hash + static_cast<unsigned char>(c) + 1);
        tokens.push_back(static_cast<std::uint32_t>(hash % vocabulary));
    }
    return tokens;
}

std::string_view simulated_word(std::uint64_t seed, int index)
{
    return words[mixed(seed + static_cast<std::uint64_t>(index)) % words.size()];
}

std::string_view simulated_alternative(std::uint64_t seed, int n)
{
    return words[(mixed(seed) + static_cast<std::uint64_t>(n)) % words.size()];
}

std::vector<std::uint64_t> prefix_hashes(std::span<const std::uint32_t> tokens, int block_tokens)
{
    const auto block = static_cast<std::size_t>(block_tokens);
    std::vector<std::uint64_t> hashes;
    hashes.reserve(tokens.size() / block);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        hash = mixed(hash * 3 + tokens[i] + 1);
        if ((i + 1) % block == 0) hashes.push_back(hash);
    }
    return hashes;
}

} // namespace kneepoint::load
