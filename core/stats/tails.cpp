// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/tails.h"

#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <limits>

namespace kneepoint::stats {

namespace {

using namespace boost::math::policies;
using Quiet = policy<domain_error<errno_on_error>, pole_error<errno_on_error>, overflow_error<errno_on_error>,
                     evaluation_error<errno_on_error>, rounding_error<errno_on_error>>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double unbounded = std::numeric_limits<double>::infinity();

bool is_share(double value)
{
    return value >= 0 && value <= 1;
}

} // namespace

double two_sided_t_p(double t, double freedom)
{
    if (std::isnan(t) || !(freedom > 0)) return nan;
    if (std::isinf(t)) return 0;
    const double square = t * t;
    // Of the two forms of the tail the one whose argument keeps its digits.
    return freedom > square ? boost::math::ibetac(0.5, freedom / 2, square / (freedom + square), Quiet())
                            : boost::math::ibeta(freedom / 2, 0.5, freedom / (freedom + square), Quiet());
}

double student_quantile(double probability, double freedom)
{
    if (!is_share(probability) || !(freedom > 0)) return nan;
    if (probability == 0.5) return 0;
    const double tail = 2 * std::fmin(probability, 1 - probability);
    if (tail == 0) return probability == 0 ? -unbounded : unbounded;
    double complement = 0;
    const double x = boost::math::ibeta_inv(freedom / 2, 0.5, tail, &complement, Quiet());
    const double t = std::sqrt(freedom * complement / x);
    return probability < 0.5 ? -t : t;
}

double binomial_cdf(std::uint64_t successes, std::uint64_t trials, double share)
{
    if (!is_share(share)) return nan;
    if (successes >= trials || share == 0) return 1;
    if (share == 1) return 0;
    const auto k = static_cast<double>(successes), n = static_cast<double>(trials);
    return boost::math::ibetac(k + 1, n - k, share, Quiet());
}

double binomial_pmf(std::uint64_t successes, std::uint64_t trials, double share)
{
    if (!is_share(share)) return nan;
    if (successes > trials) return 0;
    if (share == 0) return successes == 0 ? 1 : 0;
    if (share == 1) return successes == trials ? 1 : 0;
    const auto k = static_cast<double>(successes), n = static_cast<double>(trials);
    return boost::math::ibeta_derivative(k + 1, n - k + 1, share, Quiet()) / (n + 1);
}

double beta_cdf(double x, double a, double b)
{
    if (!is_share(x) || !(a > 0) || !(b > 0)) return nan;
    return boost::math::ibeta(a, b, x, Quiet());
}

double beta_quantile(double probability, double a, double b)
{
    if (!is_share(probability) || !(a > 0) || !(b > 0)) return nan;
    return boost::math::ibeta_inv(a, b, probability, Quiet());
}

double chi_squared_1_p(double statistic)
{
    return statistic >= 0 ? std::erfc(std::sqrt(statistic / 2)) : nan;
}

} // namespace kneepoint::stats
