// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

namespace kneepoint::compare {

/// Which levels of a run meet an SLO, and the load up to which they do, from the stated statistics alone: without what
/// the requests would add (goodput, probability), and quick enough to follow a mouse.
SloResult judge_slo(const Run& run, const Slo& slo, const Options& options);

/// 95 % of candidate / base of the largest loads before the first violation, from both sides' `reach`. Absent where one
/// has none, or where an end may be a side that meets the objective at no measured load.
std::optional<Interval> reach_ratio_interval(const SloResult& base, const SloResult& candidate);

} // namespace kneepoint::compare
