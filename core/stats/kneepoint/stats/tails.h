// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace kneepoint::stats {

// Tails and quantiles of the distributions that the tests here refer to, all by Boost.Math's incomplete beta function.
// A question without an answer (a negative count, a probability outside 0 to 1) is NaN, never an exception.

/// P(|T| >= |t|) of Student's t with `freedom` > 0 degrees of freedom, which need not be whole (Welch).
double two_sided_t_p(double t, double freedom);

/// The t with P(T <= t) = probability. Infinite at 0 and 1.
double student_quantile(double probability, double freedom);

/// P(X <= successes) of `trials` trials of probability `share`.
double binomial_cdf(std::uint64_t successes, std::uint64_t trials, double share);

/// P(X = successes).
double binomial_pmf(std::uint64_t successes, std::uint64_t trials, double share);

/// P(Y <= x) of a beta distribution with parameters a, b > 0, 0 <= x <= 1.
double beta_cdf(double x, double a, double b);

/// The x with P(Y <= x) = probability, of the same distribution.
double beta_quantile(double probability, double a, double b);

/// P(Q >= statistic) of chi-squared with 1 degree of freedom: erfc(sqrt(statistic / 2)).
double chi_squared_1_p(double statistic);

} // namespace kneepoint::stats
