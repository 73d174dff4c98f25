// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/runs/plan.h"

#include <string>

namespace kneepoint::app {

/// Reads a plan. @error as read_file and read_plan, with the file and the place in it
Result<runs::Plan> plan_of(const std::string& file);
/// The same for one that can be run. @error also invalid with the first of its problems
Result<runs::Plan> valid_plan_of(const std::string& file);

} // namespace kneepoint::app
