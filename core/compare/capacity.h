// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <vector>

namespace kneepoint::compare {

struct Sides;

/// Which levels of a run meet an SLO, and the load up to which they do.
SloResult judge_slo(const Run& run, const Slo& slo, const Options& options);

/// TTFT, ITL and request latency (medians) of the candidate at the base's loads, inside the candidate's range.
std::vector<EqualLoad> equal_load(Sides& sides, const Options& options);

} // namespace kneepoint::compare
