// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/estimate.h"

#include <optional>

namespace kneepoint::stats {

/// Difference of two means known only by their standard errors, taken as independent.
struct UnpairedDifference {
    double delta = 0; ///< candidate - base
    double standard_error = 0;
    double z = 0;
    double p = 1;      ///< two-sided
    Interval interval; ///< 95 % of delta
};

/// z = (b - a) / sqrt(SE_a^2 + SE_b^2), as lm-evaluation-harness' scripts/model_comparator.py computes it. On the same
/// questions it is conservative, because the covariance it leaves out is positive (Miller, arXiv 2411.00640).
/// Empty when both standard errors are 0 or one is not a finite number of at least 0: then nothing can be tested.
std::optional<UnpairedDifference> unpaired_difference(const Estimate& base, const Estimate& candidate);

} // namespace kneepoint::stats
