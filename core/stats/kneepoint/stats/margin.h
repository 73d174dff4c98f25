// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/estimate.h"

#include <limits>
#include <optional>

namespace kneepoint::stats {

/// Degrees of freedom of the normal distribution, for the tests below.
inline constexpr double normal_freedom = std::numeric_limits<double>::infinity();

struct MarginTest {
    double bound = 0; ///< one-sided lower bound of the gain, at 1 - alpha
    double p = 1;     ///< one-sided, of "the loss is at least the margin"
    bool met = false; ///< bound >= -margin
};

/// Non-inferiority: is the loss smaller than a margin (CPMP/EWP/482/99)? Another question than whether there is one.
/// @param gain candidate - base, turned so that more is better, and its standard error
/// @param margin the loss that is accepted, above 0, in the unit of the gain
/// @param freedom of Student's t for the standard error
/// @return empty when the standard error is not above 0, or a number is not finite.
std::optional<MarginTest> non_inferiority(const Estimate& gain, double margin, double alpha = 0.05,
                                          double freedom = normal_freedom);

struct EquivalenceTest {
    Interval interval; ///< two-sided at 1 - 2 alpha: 90 %
    double p = 1;      ///< the larger of both one-sided tests
    bool met = false;  ///< the interval lies within -margin to margin
};

/// Equivalence by two one-sided tests (Schuirmann 1987). As for non_inferiority.
std::optional<EquivalenceTest> equivalence(const Estimate& difference, double margin, double alpha = 0.05,
                                           double freedom = normal_freedom);

} // namespace kneepoint::stats
