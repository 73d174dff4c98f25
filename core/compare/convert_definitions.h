// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <optional>

namespace kneepoint::compare {

/// A level's metric by another definition; from the requests where the file lists the counted ones, else only the mean,
/// which follows from the means of latency, TTFT and output tokens. Empty where the file does not allow it.
std::optional<Distribution> converted(const Level& level, MetricId metric, std::string_view definition);

/// A copy of a side whose metrics were converted; empty when it stays as it is.
struct OneDefinition {
    std::optional<Run> base, candidate;
};

/// Brings metrics that the two runs define otherwise to one definition, that of the newer tool where the other side
/// can be converted to it, else the older one. Their requests
/// are converted with them.
OneDefinition to_one_definition(const Run& base, const Run& candidate);

} // namespace kneepoint::compare
