// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/estimate.h"

#include <optional>
#include <span>

namespace kneepoint::stats {

/// One task inside a group.
struct Member {
    double value = 0;
    double size = 1; ///< documents
    double standard_error = 0;
};

/// sum(value * size) / sum(size): how lm-evaluation-harness aggregates a group with weight_by_size. Empty without
/// members or when no size is positive.
std::optional<double> weighted_mean(std::span<const Member> members);

/// The plain mean (weight_by_size: false). Empty without members.
std::optional<double> plain_mean(std::span<const Member> members);

/// Standard error of a weighted group as lm-evaluation-harness' pooled_sample_stderr computes it
/// (lm_eval/api/metrics.py): sqrt(sum((n-1) n SE^2) / (N - k) / N). Empty when N <= k.
std::optional<double> pooled_standard_error(std::span<const Member> members);

/// The weighted mean of a group whose tasks are strata, each sampled for itself: SE = sqrt(sum((size SE)^2)) /
/// sum(size) (Cochran 1977, 5.3 and 5.4). What differs between tasks is no error. Of paired differences it is that of
/// the group's difference; with every size 1 of the plain mean. Empty as weighted_mean, and when an error is no number
/// of at least 0.
std::optional<Estimate> stratified_mean(std::span<const Member> members);

} // namespace kneepoint::stats
