// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/table.h"

#include <optional>
#include <string_view>

namespace kneepoint::report {

/// The precision of each step of a linear layer under a scheme: component, precision, purpose. Boilerplate: it says
/// what the scheme prescribes, not what a server did. None for unquantised and unknown schemes.
std::optional<Table> precision_stages(std::string_view scheme);

} // namespace kneepoint::report
