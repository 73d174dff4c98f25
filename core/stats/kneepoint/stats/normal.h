// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace kneepoint::stats {

/// P(|Z| >= |z|) of a standard normal Z: erfc(|z| / sqrt 2). NaN stays NaN.
double two_sided_p(double z);

/// The z with P(Z <= z) = probability: -sqrt 2 * erfc^-1(2 p) (Boost.Math). Infinite at 0 and 1, NaN outside.
double normal_quantile(double probability);

inline constexpr double z_975 = 1.959963984540054; ///< normal_quantile(0.975): two-sided 95 %
inline constexpr double z_95 = 1.644853626951473;  ///< normal_quantile(0.95): one-sided 95 %

} // namespace kneepoint::stats
