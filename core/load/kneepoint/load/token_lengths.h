// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kneepoint::load {

/// How many tokens prompts or answers have: always as many, or a number drawn for each request.
struct TokenLengths {
    enum class Kind : std::uint8_t { fixed, uniform, normal, lognormal };
    static constexpr std::uint32_t limit = 10'000'000;

    Kind kind = Kind::fixed;
    double mean = 0;   ///< of the lengths themselves, for lognormal too; a fixed length
    double stddev = 0; ///< likewise
    std::uint32_t least = 1;
    std::uint32_t most = limit;

    /// A number is a fixed length.
    TokenLengths(std::uint32_t tokens) : mean(tokens), least(tokens), most(tokens) {}

    /// "256", "uniform:100..500", "normal:256,64", "lognormal:256,300,16..4096": mean, standard deviation, bounds. A
    /// number beyond a bound becomes the bound.
    /// @error invalid with the ways to write it
    static Result<TokenLengths> from_text(std::string_view text);
    std::string text() const;

    bool fixed() const { return kind == Kind::fixed; }
    /// The bound, or four standard deviations above the mean where that is less.
    std::uint32_t likely_most() const;
    /// The n-th length of a seed: the same on every machine.
    std::uint32_t draw(std::uint64_t seed, std::uint64_t n) const;

    bool operator==(const TokenLengths&) const = default;
};

} // namespace kneepoint::load
