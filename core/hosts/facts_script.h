// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace kneepoint::hosts {

/// For sh: $1 folder of runs, $2 seconds that a tool gets to answer, then TOOL..., "--", MODEL..., "--", PORT....
/// Writes parts "NAME STATUS BYTES\nTEXT\n".
extern const std::string_view facts_script;

} // namespace kneepoint::hosts
