// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"

#include <string>
#include <string_view>

namespace kneepoint::import {

/// The first document of a YAML text as JSON text, its keys in the same order. Plain scalars become numbers, truth
/// values and null as PyYAML reads them; an alias becomes a copy of what it names.
/// @error unreadable with the line; too_large when aliases blow the text up or it is nested deeper than
/// json_depth_limit
Result<std::string> json_from_yaml(std::string_view yaml, Progress& progress);

} // namespace kneepoint::import
