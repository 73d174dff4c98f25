// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace kneepoint::stats {

/// A value and its standard error, both in the metric's unit.
struct Estimate {
    double value = 0;
    double standard_error = 0;
};

/// Standard error of a proportion: sqrt(p (1 - p) / n) (Miller, arXiv 2411.00640, section 2.1). Empty when p lies
/// outside 0 to 1 or n is 0.
std::optional<double> bernoulli_error(double proportion, std::uint64_t n);

/// The same with divisor n - 1: what lm-evaluation-harness states for 0/1 scores (lm_eval/api/metrics.py,
/// mean_stderr). Empty when p lies outside 0 to 1 or n < 2.
std::optional<double> bernoulli_sample_error(double proportion, std::uint64_t n);

/// Mean and its standard error by the central limit theorem, sqrt(sum((s - mean)^2) / (n - 1) / n) (Miller, section
/// 2.1). Empty of fewer than 2 values, or when one is not finite.
std::optional<Estimate> mean_with_error(std::span<const double> values);

enum class ClusterFormula {
    miller, ///< SE_CLT^2 + sum over pairs inside clusters / n^2 (Miller, equation 4)
    finite, ///< sum of squared cluster sums x C / (C - 1) / n^2 (UKGovernmentBEIS/inspect_ai, std.py)
};

struct ClusteredEstimate {
    double value = 0;
    double standard_error = 0;
    std::size_t clusters = 0; ///< test with clusters - 1 degrees of freedom
    double design_effect = 1; ///< (SE / SE_CLT)^2; above 1 when items of a cluster go together
};

/// Mean of items that come in clusters (questions on one passage, repeats of one item).
/// @param clusters a number per item; equal numbers are one cluster.
/// @return empty of fewer than 2 items or clusters, of lists of different length, or when a value is not finite. The
/// design effect is 1 where nothing varies.
std::optional<ClusteredEstimate> clustered_mean(std::span<const double> values, std::span<const std::size_t> clusters,
                                                ClusterFormula formula = ClusterFormula::finite);

/// Wilson's score interval of successes / n (Wilson 1927; Brown, Cai, DasGupta 2001): inside 0 to 1 and of positive
/// width even at 0 and n successes, where the standard error is 0. Empty when n is 0 or successes > n.
/// @param z 1.96 for 95 %.
std::optional<Interval> wilson_interval(std::uint64_t successes, std::uint64_t n, double z = 1.959963984540054);

} // namespace kneepoint::stats
