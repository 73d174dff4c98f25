// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include <cmath>

namespace kneepoint::compare {

namespace {

std::optional<Interval> percent_of_ratio(const stats::Ratio& ratio)
{
    if (!ratio.interval) return std::nullopt;
    return in_percent(*ratio.interval);
}

bool is_exact_alone(const AccuracyDelta& delta)
{
    return delta.test == "mcnemar-exact" && !delta.standard_error;
}

/// Without a standard error, but with the exact interval of the flips: that of the change, over the base as it is.
std::optional<Interval> recovery_of_flips(const AccuracyDelta& delta, double chance = 0)
{
    const double base = *delta.base - chance;
    if (!delta.interval || !(base > 0) || delta.higher_is_better == false) return std::nullopt;
    const auto share = [&](double change) { return 100 * std::fmax(0, base + change) / base; };
    return Interval{share(delta.interval->low), share(delta.interval->high)};
}

/// Above the chance level; without an interval where the standard errors are not known.
void add_above_chance(AccuracyDelta& delta, const std::optional<stats::Means>& means)
{
    if (!delta.chance || delta.higher_is_better == false) return;
    const auto ratio =
        stats::ratio_of_means(means.value_or(stats::Means{{*delta.base, 0}, {*delta.candidate, 0}, 0}), *delta.chance);
    if (!ratio) return; // the base itself is no better than guessing, or the candidate is worse
    delta.recovery_above_chance_percent = 100 * ratio->value;
    if (is_exact_alone(delta))
        delta.recovery_above_chance_interval = recovery_of_flips(delta, *delta.chance);
    else if (means)
        delta.recovery_above_chance_interval = percent_of_ratio(*ratio);
}

} // namespace

std::optional<stats::Means> means_of(const AccuracyDelta& delta)
{
    if (!delta.base_stderr || !delta.candidate_stderr) return std::nullopt;
    const double a = *delta.base_stderr, b = *delta.candidate_stderr;
    if (!(a >= 0) || !(b >= 0)) return std::nullopt;
    const bool paired = delta.standard_error && delta.test != "unpaired-z" && !delta.test.empty();
    const double covariance = paired ? (a * a + b * b - *delta.standard_error * *delta.standard_error) / 2 : 0;
    return stats::Means{{*delta.base, a}, {*delta.candidate, b}, covariance};
}

void add_recovery(AccuracyDelta& delta)
{
    const auto means = means_of(delta);
    add_above_chance(delta, means);
    if (delta.recovery_interval || !delta.recovery_percent) return;
    if (is_exact_alone(delta)) delta.recovery_interval = recovery_of_flips(delta);
    if (is_exact_alone(delta) || !means) return;
    auto ratio = stats::ratio_of_means(*means);
    if (ratio && delta.higher_is_better == false) ratio = stats::inverse(*ratio);
    if (ratio) delta.recovery_interval = percent_of_ratio(*ratio);
}

} // namespace kneepoint::compare
