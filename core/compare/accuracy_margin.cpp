// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "kneepoint/stats/margin.h"
#include "kneepoint/stats/mcnemar.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kneepoint::compare {

namespace {

/// A gain (more is better) on the scale on which its error is a normal one, with the accepted loss and, for
/// equivalence, the gain that would be as large. Logarithms for perplexities: 1 % more is not the inverse of 1 % less.
struct ScaledGain {
    stats::Estimate gain;
    double loss = 0, as_much = 0;
};

ScaledGain scaled_gain(const AccuracyDelta& delta, double margin)
{
    const double sign = delta.higher_is_better == false ? -1 : 1;
    if (delta.test.ends_with("log-ratio") && delta.metric != "bits_per_byte" && *delta.base > 0 &&
        *delta.candidate > 0) {
        const double up = std::log1p(margin / 100);
        const double down = margin < 100 ? -std::log1p(-margin / 100) : std::numeric_limits<double>::max();
        const stats::Estimate gain{sign * std::log(*delta.candidate / *delta.base),
                                   *delta.standard_error / *delta.candidate};
        return sign < 0 ? ScaledGain{gain, up, down} : ScaledGain{gain, down, up};
    }
    const double scale = margin_scale(delta);
    return {{sign * scale * *delta.delta, scale * *delta.standard_error}, margin, margin};
}

double freedom_of(const AccuracyDelta& delta)
{
    if (delta.test == "paired-clustered-t") return static_cast<double>(delta.paired->clusters) - 1;
    return delta.test == "paired-t" ? static_cast<double>(delta.paired->documents) - 1 : stats::normal_freedom;
}

/// Lost and gained questions of a gain: where fewer is better, a question that scores on one side only is a loss there.
stats::Contingency flips_of(const AccuracyDelta& delta)
{
    const bool lower = delta.higher_is_better == false;
    const auto lost = lower ? *delta.paired->gained : *delta.paired->lost;
    const auto gained = lower ? *delta.paired->lost : *delta.paired->gained;
    return {0, lost, gained, delta.paired->documents - lost - gained};
}

} // namespace

double margin_scale(const AccuracyDelta& delta)
{
    return delta.proportion ? 100 : *delta.base != 0 ? 100 / std::fabs(*delta.base) : 0;
}

namespace {

/// By the normal distribution or Student's t.
void test_by_error(AccuracyDelta& delta, double margin)
{
    const auto scaled = scaled_gain(delta, margin);
    const double freedom = freedom_of(delta);
    const stats::Estimate loss{-scaled.gain.value, scaled.gain.standard_error};
    const auto not_worse = stats::non_inferiority(scaled.gain, scaled.loss, 0.05, freedom);
    const auto not_better = stats::non_inferiority(loss, scaled.as_much, 0.05, freedom);
    if (!not_worse || !not_better) return;
    delta.non_inferiority_p = not_worse->p;
    delta.equivalence_p = std::max(not_worse->p, not_better->p);
}

} // namespace

void test_margin(AccuracyDelta& delta, double margin)
{
    if (!delta.bounds || margin_scale(delta) == 0) return;
    if (delta.standard_error) test_by_error(delta, margin);
    if (delta.test != "mcnemar-exact" || (delta.standard_error && !delta.non_inferiority_p)) return;
    // Their bounds are widened to the exact ones, and so is this.
    const auto exact = stats::exact_margin(flips_of(delta), margin / margin_scale(delta));
    if (!exact) return;
    delta.non_inferiority_p = std::max(delta.non_inferiority_p.value_or(0), exact->non_inferiority_p);
    delta.equivalence_p = std::max(delta.equivalence_p.value_or(0), exact->equivalence_p);
}

} // namespace kneepoint::compare
