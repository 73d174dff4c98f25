// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/estimate.h"

#include <optional>
#include <span>

namespace kneepoint::stats {

/// Candidate / base of two means; 1 = equal. x 100 it is the "recovery" of model cards, where more is better.
struct Ratio {
    double value = 1;
    std::optional<double> log_error;  ///< standard error of ln(value); absent when the candidate's mean is 0
    std::optional<Interval> interval; ///< 95 %: value x exp(-+ 1.96 log_error); absent when that is 0
};

/// Both sides of one task or average, with the covariance of their means: 0 when unpaired.
struct Means {
    Estimate base, candidate;
    double covariance = 0;
};

/// Means of scores of the same items, covariance = sum((a - mean a)(b - mean b)) / (n - 1) / n. Empty as
/// paired_difference.
std::optional<Means> paired_means(std::span<const double> base, std::span<const double> candidate);

/// Delta method on the logarithm: var(ln R) = SE_a^2 / a^2 + SE_b^2 / b^2 - 2 cov / (a b) (Casella, Berger
/// 2002, 5.5.4).
/// @param chance level taken off both first: chance-corrected recovery (b - c) / (a - c), for multiple choice c = 1 /
/// options
/// @return empty when the base's mean is not above the chance level, the candidate's lies below it, or a number is not
/// finite: 0/0, "2 % of nothing" and ratios of negative scores say nothing.
std::optional<Ratio> ratio_of_means(const Means& means, double chance = 0);

/// The ratio the other way round: base / candidate, the recovery of a metric where lower is better. Empty of 0.
std::optional<Ratio> inverse(const Ratio& ratio);

/// Unweighted means over tasks, both sides, taken as independent between tasks: SE = sqrt(sum SE^2) / K. Its
/// ratio_of_means is the recovery of means, the "average recovery" of model cards. Empty without tasks.
std::optional<Means> means_over_tasks(std::span<const Means> tasks);

/// Mean of the tasks' recoveries, which weighs tasks of low scores more; SE = sqrt(sum (R x log_error)^2) / K, absent
/// when a task has none. Empty when a task has no ratio.
struct MeanRatio {
    double value = 1;
    std::optional<double> standard_error;
};
std::optional<MeanRatio> mean_of_ratios(std::span<const Means> tasks, double chance = 0);

} // namespace kneepoint::stats
