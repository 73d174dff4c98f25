// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace kneepoint::stats {

struct MannWhitney {
    double u = 0; ///< pairs in which the candidate's value is the larger one, ties counting half
    /// u / (n_base x n_candidate): how often a candidate's value exceeds a base's; 0.5 = no tendency.
    double share_larger = 0.5;
    double p = 1;       ///< two-sided
    bool exact = false; ///< by counting orders; otherwise normal with ties and continuity corrected
};

/// Mann-Whitney U test (1947) of "neither side tends to larger values". For independent values, such as one figure per
/// repeated run (as Go's benchstat uses it); requests of one run are not independent, and p would be far too small.
/// Exact without ties and with at most 400 pairs. With 3 runs a side p cannot fall below 0.1, with 4 not below 0.029.
/// Empty when a side has no values or a value is not finite; p is 1 when all values are equal.
std::optional<MannWhitney> mann_whitney(std::span<const double> base, std::span<const double> candidate);

} // namespace kneepoint::stats
