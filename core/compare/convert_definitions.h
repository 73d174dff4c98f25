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

} // namespace kneepoint::compare
