// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alignment.h"

#include <span>
#include <vector>

namespace kneepoint::compare {

struct MetricStatistic {
    MetricId metric;
    Statistic statistic;
    bool operator==(const MetricStatistic&) const = default;
};

/// What the two runs can be compared by: latencies by median, mean, p95 and p99, counts and rates by their mean,
/// concurrency also by its median, other rates by their median only where printed tables are all there is.
std::vector<MetricStatistic> compared_statistics(const Run& base, const Run& candidate);

struct Sides;

/// The numbers of one aligned level, judged.
std::vector<Delta> level_deltas(Sides& sides, const LevelPair& pair, std::span<const MetricStatistic> wanted,
                                const Options& options);

/// A side's figures come from a level that completed fewer than two waves.
bool few_waves(const Run& base, const Run& candidate, const LevelPair& pair);

} // namespace kneepoint::compare
