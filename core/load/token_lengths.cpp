// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/token_lengths.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "random.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace kneepoint::load {

namespace {

using Kind = TokenLengths::Kind;

std::unexpected<Error> not_lengths(std::string_view text)
{
    return failure(ErrorKind::invalid,
                   fmt::format("\"{}\" is no length. Write 256, uniform:100..500, normal:MEAN,STDDEV or "
                               "lognormal:MEAN,STDDEV, the last two with ,MIN..MAX where there are bounds; lengths go "
                               "from 1 to {}.",
                               one_line(text), TokenLengths::limit));
}

std::optional<std::uint32_t> whole(std::string_view text)
{
    std::uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return good && value >= 1 && value <= TokenLengths::limit ? std::optional(value) : std::nullopt;
}

/// "MIN..MAX" into the bounds. @return false when it is not that
bool read_bounds(std::string_view text, TokenLengths& lengths)
{
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return false;
    const auto least = whole(text.substr(0, dots));
    const auto most = whole(text.substr(dots + 2));
    if (!least || !most || *least > *most) return false;
    lengths.least = *least;
    lengths.most = *most;
    return true;
}

/// "MEAN,STDDEV" or "MEAN,STDDEV,MIN..MAX"
bool read_moments(std::string_view text, TokenLengths& lengths)
{
    const auto parts = split(text, ',');
    if (parts.size() < 2 || parts.size() > 3) return false;
    const auto mean = parse_decimal(parts[0]);
    const auto stddev = parse_decimal(parts[1]);
    if (!mean || !stddev || !(*mean >= 1 && *mean <= TokenLengths::limit) || !(*stddev >= 0 && *stddev <= 1e9))
        return false;
    lengths.mean = *mean;
    lengths.stddev = *stddev;
    return parts.size() == 2 || read_bounds(parts[2], lengths);
}

double drawn(const TokenLengths& lengths, Random& random)
{
    if (lengths.kind == Kind::uniform)
        return lengths.least + static_cast<double>(random.below(lengths.most - lengths.least + 1));
    if (lengths.kind == Kind::normal) return lengths.mean + lengths.stddev * random.normal();
    // Mean and deviation of the logarithm that give those of the lengths.
    const double variance = std::log1p(std::pow(lengths.stddev / lengths.mean, 2));
    return std::exp(std::log(lengths.mean) - variance / 2 + std::sqrt(variance) * random.normal());
}

} // namespace

Result<TokenLengths> TokenLengths::from_text(std::string_view text)
{
    if (const auto tokens = whole(text)) return TokenLengths(*tokens);
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return not_lengths(text);
    TokenLengths lengths(1);
    lengths.most = limit;
    const std::string_view kind = text.substr(0, colon);
    const std::string_view rest = text.substr(colon + 1);
    bool good = false;
    if (kind == "uniform") {
        lengths.kind = Kind::uniform;
        good = read_bounds(rest, lengths);
        lengths.mean = (double{1} * lengths.least + lengths.most) / 2;
    } else if (kind == "normal" || kind == "lognormal") {
        lengths.kind = kind == "normal" ? Kind::normal : Kind::lognormal;
        good = read_moments(rest, lengths);
    }
    if (!good) return not_lengths(text);
    return lengths;
}

std::string TokenLengths::text() const
{
    const bool bounded = least != 1 || most != limit;
    const std::string bounds = bounded ? fmt::format(",{}..{}", least, most) : "";
    switch (kind) {
    case Kind::fixed:
        return std::to_string(most);
    case Kind::uniform:
        return fmt::format("uniform:{}..{}", least, most);
    case Kind::normal:
        return fmt::format("normal:{},{}{}", mean, stddev, bounds);
    case Kind::lognormal:
        return fmt::format("lognormal:{},{}{}", mean, stddev, bounds);
    }
    std::unreachable();
}

std::uint32_t TokenLengths::likely_most() const
{
    if (kind == Kind::fixed || kind == Kind::uniform) return most;
    return static_cast<std::uint32_t>(std::clamp<double>(std::ceil(mean + 4 * stddev), least, most));
}

std::uint32_t TokenLengths::draw(std::uint64_t seed, std::uint64_t n) const
{
    if (fixed()) return most;
    Random random(seed, n);
    return static_cast<std::uint32_t>(std::clamp<double>(std::round(drawn(*this, random)), least, most));
}

} // namespace kneepoint::load
