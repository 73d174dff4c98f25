// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <string>

namespace kneepoint::compare {

/// Why a sweep says nothing about load: no request of its throughput level was completed, or its rates do not rise.
/// Empty for a sound sweep and for everything that is no sweep.
std::string degenerate_sweep(const Run& run);

} // namespace kneepoint::compare
