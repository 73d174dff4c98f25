// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/estimate.h"

#include <optional>
#include <span>

namespace kneepoint::stats {

/// A test of "no difference" and the interval that belongs to it.
struct DifferenceTest {
    double z = 0;        ///< delta / standard error
    double p = 1;        ///< two-sided, normal
    double p_t = 1;      ///< two-sided, Student's t with `freedom`
    double freedom = 1;  ///< n - 1, or clusters - 1
    Interval interval;   ///< 95 % of delta, normal
    Interval interval_t; ///< 95 % of delta, Student's t: wider, for small n
};

/// Two scores of the same items.
struct PairedDifference {
    std::size_t n = 0;
    Estimate base, candidate;
    double delta = 0;                   ///< candidate - base
    double standard_error = 0;          ///< of delta
    std::optional<double> correlation;  ///< of the two scores; absent when one does not vary
    std::optional<DifferenceTest> test; ///< absent when every difference is the same: then nothing can be tested
};

/// Mean difference of items answered by both models, SE = sqrt(sum((d - mean d)^2) / (n - 1) / n), z = mean d / SE
/// (Miller, arXiv 2411.00640, equation 7). Empty of fewer than 2 items, of lists of different length, or when a score
/// is not finite.
std::optional<PairedDifference> paired_difference(std::span<const double> base, std::span<const double> candidate);

/// The same for items in clusters (Miller, equation 8; see clustered_mean for the formula and the clusters).
std::optional<PairedDifference> clustered_paired_difference(std::span<const double> base,
                                                            std::span<const double> candidate,
                                                            std::span<const std::size_t> clusters,
                                                            ClusterFormula formula = ClusterFormula::finite);

/// candidate - base of each item; empty when the lists differ in length.
std::vector<double> differences(std::span<const double> base, std::span<const double> candidate);

} // namespace kneepoint::stats
