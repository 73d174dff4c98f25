// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

namespace kneepoint::compare {

/// Which levels of a run meet an SLO, and the load up to which they do, from the stated statistics alone: without what
/// the requests would add (goodput, probability), and quick enough to follow a mouse.
SloResult judge_slo(const Run& run, const Slo& slo, const Options& options);

} // namespace kneepoint::compare
