// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// What two setups differ in, each with how much it spoils the comparison and why. What only one side states is a
/// difference only where the other side's files would have stated it, too.
std::vector<SetupDifference> setup_differences(const Subject& base, const Subject& candidate);

/// A metric that two runs define in two ways.
struct TwoDefinitions {
    MetricId metric;
    std::string base, candidate, candidate_path;
};
std::vector<TwoDefinitions> definitions_that_differ(const Run& base, const Run& candidate);

/// A note when the runs were started more than a day apart.
std::optional<Problem> started_apart(const Run& base, const Run& candidate);

/// Seconds since 1970 of "2025-12-08T10:11:12Z"; empty for anything else.
std::optional<double> unix_seconds(const std::string& iso8601);

} // namespace kneepoint::compare
