// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstddef>
#include <optional>
#include <span>

namespace kneepoint::stats {

// What repeated runs of one setup say that the requests of a single run cannot: how far a figure moves from run to run.
// One figure per run goes in (a median, a rate), on the log scale, so that faster and slower are treated alike.

struct RunVariation {
    std::size_t runs = 0;
    double mean = 0;
    double deviation = 0;   ///< standard deviation with divisor n - 1
    double coefficient = 0; ///< deviation / mean: the coefficient of variation, a share
};

/// Empty of fewer than 2 runs, or unless every figure is finite and above 0.
std::optional<RunVariation> run_variation(std::span<const double> runs);

struct RunRatio {
    double value = 1; ///< candidate / base, of geometric means
    Interval interval;
    double freedom = 0;
    double p = 1; ///< two-sided, of "equal"
};

/// Ratio of repeated runs with its interval: Student's t test (1908) of the logarithms, one variance for both sides. Of
/// two or three runs a variance of its own for each side (Welch) would cost a third of the power. Empty of fewer than 2
/// runs a side, unless every figure is finite and above 0, or when neither side varies.
std::optional<RunRatio> ratio_of_runs(std::span<const double> base, std::span<const double> candidate,
                                      double confidence = 0.95);

/// How a planned comparison is to judge.
struct PowerOptions {
    double alpha = 0.05; ///< two-sided
    double power = 0.8;  ///< chance to show a change that is there
};

/// The smallest change, as a share, that `runs` runs on each side can show when their figure varies by `coefficient`:
/// exp((t(1 - alpha/2) + t(power)) x coefficient x sqrt(2 / runs)) - 1, t with 2 runs - 2 degrees of freedom. Empty of
/// fewer than 2 runs: then nothing can be said, whatever the numbers look like.
std::optional<double> detectable_change(double coefficient, std::size_t runs, const PowerOptions& options = {});

/// Runs on each side needed to show a change of that share; at least 2, at most 10,000, else empty.
std::optional<std::size_t> runs_needed(double coefficient, double change, const PowerOptions& options = {});

} // namespace kneepoint::stats
