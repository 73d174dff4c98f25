// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/results/run.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::report {

/// The statistic that can be compared: a rate's median is over moments, so its mean stands for it.
Statistic comparable_statistic(MetricId metric, Statistic wanted);

/// "0 of 256 requests completed", or that the file states no such value.
std::string why_no_data(const Level& level);

/// The level at an index that another room computed, or none when it is out of range.
const Level* level_at(const Run& run, std::optional<int> index);

/// "constant #8"
std::string row_name(const Level& level);

/// Levels of two runs that stand for each other by strategy: the same position when both ran the same strategies,
/// else the same number of streams, and the throughput rows. Two sweeps choose their own rates: this is not equal load.
struct RowPair {
    const Level* base = nullptr;
    const Level* candidate = nullptr;
};
std::vector<RowPair> rows_by_strategy(const Run& base, const Run& candidate);

/// Both values of one number at two levels, as compare's own deltas are made. Rates of tokens are of all requests where
/// both files state them.
compare::Delta delta_between(const Level& base, const Level& candidate, MetricId metric, Statistic statistic,
                             double similar_percent);

/// The delta of that number in a level, or null.
const compare::Delta* find_delta(const compare::AlignedLevel& level, MetricId metric, Statistic statistic);

} // namespace kneepoint::report
