// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/estimate.h"
#include "kneepoint/stats/runs.h"

#include <cstdint>
#include <optional>

namespace kneepoint::stats {

/// Variance of one item's difference between the sides (Miller, arXiv 2411.00640, section 4):
/// between items, plus the sampling variance within an item divided by the samples taken of it.
struct ItemVariance {
    double between = 0;     ///< omega^2: of the difference of an item's expected scores
    double within_base = 0; ///< sigma^2
    double within_candidate = 0;
    double samples_base = 1; ///< K
    double samples_candidate = 1;
    double total() const { return between + within_base / samples_base + within_candidate / samples_candidate; }
};

/// Paired 0/1 scores of which a share flips either way, as many to either side: variance = flips.
ItemVariance paired_variance(double flips);

/// 0/1 scores of different items, or of items that are not paired: 2 p (1 - p).
ItemVariance unpaired_variance(double proportion);

/// Smallest difference, in the unit of the score, that n items can show:
/// (z(1 - alpha/2) + z(power)) x sqrt(variance / n). Empty when n is 0 or the variance is negative or not finite.
std::optional<double> detectable_difference(const ItemVariance& variance, std::uint64_t n,
                                            const PowerOptions& options = {});

/// Items needed to show a difference: (z(1 - alpha/2) + z(power))^2 x variance / difference^2, rounded up. Empty unless
/// the difference is above 0, or when more than 2^53 would be needed.
std::optional<std::uint64_t> items_needed(const ItemVariance& variance, double difference,
                                          const PowerOptions& options = {});

/// Items after which the one-sided lower bound of the gain would reach -margin, were gain and spread what they seem to
/// be: n x (z(1 - alpha) x SE / (gain + margin))^2. Empty when the gain itself lies at or below -margin.
std::optional<std::uint64_t> items_to_settle(const Estimate& gain, std::uint64_t n, double margin, double alpha = 0.05);

} // namespace kneepoint::stats
