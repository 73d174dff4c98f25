// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/bootstrap.h"

namespace kneepoint::stats {

struct SignFlip {
    double p = 1;           ///< two-sided
    bool exact = false;     ///< every combination of signs was counted
    std::size_t draws = 0;  ///< 0 when exact
    std::uint64_t seed = 0; ///< of the draws
};

/// Sign-flip permutation test of paired differences (Fisher 1935; Good 2005, 3.2): under "no difference" each d is as
/// likely as -d, so p is how often random signs give a sum at least as far from 0 as the one found.
/// Exact when all differences other than 0 have one size (then it is McNemar's exact test) or are at most 20; else from
/// draws, (1 + those as far) / (1 + draws). Sums within 1e-12 of the one found, relative to the sum of sizes, count as
/// equal. Empty when a difference is not finite, without any, and after a stop.
std::optional<SignFlip> sign_flip_test(std::span<const double> differences, const BootstrapOptions& options = {});

} // namespace kneepoint::stats
