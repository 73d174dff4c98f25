// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/plan.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// One level of load as it can be known before the run.
struct PlannedLevel {
    Profile kind = Profile::synchronous; ///< synchronous, throughput, concurrent, constant, poisson or a whole knee
    std::string text;                    ///< "16 streams"
    std::optional<int> streams;
    std::optional<double> rate;
    int nth_rate = 0; ///< from 1: of a sweep's rates, which follow from its first two levels; 0: none
};

/// A knee search is one entry, because its levels follow from each other.
std::vector<PlannedLevel> planned_levels(const Load& load);

/// Shortest text that reads back as the same number: "2.5", "60".
std::string number_text(double value);

} // namespace kneepoint::runs
