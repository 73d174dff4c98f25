// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/margin.h"

#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/tails.h"

#include <cmath>

namespace kneepoint::stats {

namespace {

double quantile(double probability, double freedom)
{
    return std::isinf(freedom) ? normal_quantile(probability) : student_quantile(probability, freedom);
}

/// P(T >= t), one-sided.
double upper_tail(double t, double freedom)
{
    const double both = std::isinf(freedom) ? two_sided_p(t) : two_sided_t_p(t, freedom);
    return t >= 0 ? both / 2 : 1 - both / 2;
}

bool is_testable(const Estimate& estimate, double margin, double alpha, double freedom)
{
    return std::isfinite(estimate.value) && std::isfinite(estimate.standard_error) && estimate.standard_error > 0 &&
           std::isfinite(margin) && margin > 0 && alpha > 0 && alpha < 0.5 && freedom > 0;
}

} // namespace

std::optional<MarginTest> non_inferiority(const Estimate& gain, double margin, double alpha, double freedom)
{
    if (!is_testable(gain, margin, alpha, freedom)) return std::nullopt;
    const double bound = gain.value - quantile(1 - alpha, freedom) * gain.standard_error;
    return MarginTest{bound, upper_tail((gain.value + margin) / gain.standard_error, freedom), bound >= -margin};
}

std::optional<EquivalenceTest> equivalence(const Estimate& difference, double margin, double alpha, double freedom)
{
    if (!is_testable(difference, margin, alpha, freedom)) return std::nullopt;
    const double half = quantile(1 - alpha, freedom) * difference.standard_error;
    const double nearest = (margin - std::fabs(difference.value)) / difference.standard_error;
    const Interval interval{difference.value - half, difference.value + half};
    return EquivalenceTest{interval, upper_tail(nearest, freedom), interval.low >= -margin && interval.high <= margin};
}

} // namespace kneepoint::stats
