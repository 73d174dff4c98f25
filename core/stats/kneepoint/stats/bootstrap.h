// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace kneepoint::stats {

// The bootstrap (Efron 1979) of paired scores: items are drawn with replacement, both sides' scores together, and the
// statistic is computed anew. Long for many tasks with continuous scores: seconds. Not for the window's thread.

struct BootstrapOptions {
    std::size_t draws = 10000; ///< B; at least 2000 for intervals
    std::uint64_t seed = 20240607;
    unsigned threads = 0; ///< 0: as many as the machine has; the result does not depend on it
    double confidence = 0.95;
    std::stop_token stop; ///< when a stop is asked for there is no result
};

struct BootstrapResult {
    double estimate = 0; ///< of the items themselves
    double standard_error = 0;
    Interval interval;         ///< between percentiles of the draws (linear interpolation)
    double p = 1;              ///< 2 min(P(d* <= null), P(d* >= null)), at least 1 / (B + 1)
    std::size_t draws = 0;     ///< that count
    std::size_t undefined = 0; ///< draws without a value (a mean of 0 below the bar), left out
    std::uint64_t seed = 0;
    double confidence = 0.95;
    bool operator==(const BootstrapResult&) const = default;
};

/// Both sides' scores of one task's items, in the same order.
struct PairedScores {
    std::span<const double> base, candidate;
};

// All of these are empty without items, for lists of different length, for scores that are not finite, and after a
// stop.

/// Mean of candidate - base; p of "no difference".
std::optional<BootstrapResult> bootstrap_difference(const PairedScores& scores, const BootstrapOptions& options = {});

/// The same for many tasks, tasks side by side on the threads: one result per task.
std::vector<std::optional<BootstrapResult>> bootstrap_differences(std::span<const PairedScores> tasks,
                                                                  const BootstrapOptions& options = {});

/// Mean of candidate / mean of base (1 = equal); p of "ratio 1". Empty too when the base's mean is not above 0, or when
/// it is 0 in more draws than half of the tail that the interval leaves out.
/// @param chance level that is taken off both means first (8.1: chance-corrected recovery)
std::optional<BootstrapResult> bootstrap_ratio(const PairedScores& scores, const BootstrapOptions& options = {},
                                               double chance = 0);

/// Mean difference where whole clusters are drawn (Field, Welsh 2007). Empty too of fewer than 2 clusters.
std::optional<BootstrapResult> bootstrap_clustered_difference(const PairedScores& scores,
                                                              std::span<const std::size_t> clusters,
                                                              const BootstrapOptions& options = {});

enum class Weighting {
    by_task, ///< macro: every task counts the same
    by_item, ///< micro: every item does
};

struct TasksBootstrap {
    BootstrapResult difference;           ///< of the two means over tasks
    std::optional<BootstrapResult> ratio; ///< recovery of means; absent as for bootstrap_ratio
};

/// Average over tasks, items drawn within each task. Empty when one task is unusable.
std::optional<TasksBootstrap> bootstrap_tasks(std::span<const PairedScores> tasks, Weighting weighting,
                                              const BootstrapOptions& options = {});

} // namespace kneepoint::stats
