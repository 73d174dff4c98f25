// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

} // namespace kneepoint::stats
