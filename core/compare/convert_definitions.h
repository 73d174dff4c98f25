// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/definitions.h"

#include <optional>

namespace kneepoint::compare {

/// A copy of a side whose metrics were converted; empty when it stays as it is.
struct OneDefinition {
    std::optional<Run> base, candidate;
};

/// Brings metrics that the two runs define otherwise to one definition, that of the newer tool where the other side
/// can be converted to it, else the older one. Their requests
/// are converted with them.
OneDefinition to_one_definition(const Run& base, const Run& candidate);

/// A copy whose metrics follow the definitions of another run as far as the file allows; empty when it stays as it is.
std::optional<Run> brought_to(const Run& run, const Run& wanted);

/// The definition of a metric in a run; empty when none of its levels has it.
std::string definition_of(const Run& run, MetricId metric);

} // namespace kneepoint::compare
