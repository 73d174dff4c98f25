// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console_columns.h"
#include "kneepoint/results/run.h"

#include <span>

namespace kneepoint::import {

/// The tables of one execution merged by rows: levels with the printed figures, and what is odd about them. Setup
/// is left to the caller.
Run console_run(std::span<const ConsoleTable> tables);

} // namespace kneepoint::import
