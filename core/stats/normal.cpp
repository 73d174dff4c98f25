// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/normal.h"

#include <boost/math/special_functions/erf.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace kneepoint::stats {

double two_sided_p(double z)
{
    return std::erfc(std::fabs(z) / std::numbers::sqrt2);
}

double normal_quantile(double probability)
{
    using limits = std::numeric_limits<double>;
    if (!(probability >= 0 && probability <= 1)) return limits::quiet_NaN();
    if (probability == 0) return -limits::infinity();
    if (probability == 1) return limits::infinity();
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * probability);
}

} // namespace kneepoint::stats
