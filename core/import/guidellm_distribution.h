// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/level.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::import {

/// What was odd in a distribution, for a problem that names it.
struct Oddities {
    bool not_finite = false; ///< a statistic is NaN or infinite, and left out
    bool negative = false;   ///< a time is below zero, and left out
    bool decreasing = false; ///< a higher percentile is lower
};

struct ReadDistribution {
    Distribution distribution;
    std::optional<double> weight; ///< the tool's "count": values in 0.2 and 0.3, a sum of weights later
    Oddities oddities;
};

/// GuideLLM's statistics of one metric and one population; also of its HTML ("stdDev", "percentileRows"). Empty for a
/// block that stands for "no request": a count of 0 with zeros everywhere.
ReadDistribution read_distribution(const nlohmann::ordered_json& block);

/// A latency whose requests have values of 0, which stand for "none" (GuideLLM 0.4 and later): they are left out and
/// the statistics computed anew from the listed requests where these are the counted ones, else reduced to what the
/// zeros cannot have touched. Emptied when all are 0.
void leave_out_missing(Distribution& distribution, MetricId metric, const Level& level);

} // namespace kneepoint::import
