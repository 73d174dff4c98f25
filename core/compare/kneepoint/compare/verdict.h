// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kneepoint::compare {

enum class Judgement : std::uint8_t { better, worse, equivalent, inconclusive, unknown };
std::string_view to_string(Judgement judgement);
/// "▲", "▼", "≈", "?", "—".
std::string_view symbol(Judgement judgement);

/// What a verdict rests on.
enum class Basis : std::uint8_t {
    none,
    band,     ///< two figures of one run each: nothing is known about their noise, the band of similar_percent decides
    requests, ///< intervals within one run of each side, from its requests
    runs,     ///< variation between repetitions of the level
    scores,   ///< standard errors or documents of an accuracy test
};
std::string_view to_string(Basis basis);

/// Is there a difference? A test of "equal", two-sided at 5 %.
enum class Difference : std::uint8_t { untested, none_shown, better, worse };
std::string_view to_string(Difference difference);

/// Is the loss acceptable? Another question: the one-sided 95 % bound of the gain against the accepted loss.
enum class Loss : std::uint8_t { untested, acceptable, undecided, beyond };
std::string_view to_string(Loss loss);

/// What may be said of a cell, and what would say more. Its short form is the Judgement beside it: better when a gain
/// is shown, equivalent within the margin, worse when the loss is shown and beyond the margin, inconclusive otherwise;
/// unknown when the sides cannot be compared (`why` says why).
struct Finding {
    Basis basis = Basis::none;
    Difference difference = Difference::untested;
    Loss loss = Loss::untested;
    double margin = 0;  ///< accepted loss: percent of the base, points for proportions
    std::string settle; ///< what would settle an inconclusive one: "about 2100 documents would settle it"
    bool operator==(const Finding&) const = default;
};

} // namespace kneepoint::compare
