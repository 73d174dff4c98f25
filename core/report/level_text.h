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

/// The delta of that number in a level, or null.
const compare::Delta* find_delta(const compare::AlignedLevel& level, MetricId metric, Statistic statistic);

} // namespace kneepoint::report
