// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::report {

struct SpeedUp {
    double value = 1; ///< times the base
    std::optional<Interval> interval;
    std::string why;
    std::string why_no_interval; ///< empty where there is one
};

/// One measure for all candidates; none of a candidate that has no such number.
struct SpeedUps {
    std::string words;
    std::vector<std::optional<SpeedUp>> of; ///< one per comparison
};

SpeedUps speed_ups(std::span<const compare::Comparison> comparisons, const compare::Options& options);

} // namespace kneepoint::report
