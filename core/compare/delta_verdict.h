// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <string_view>

namespace kneepoint::compare {

/// A rate that comes in steps of a whole wave while few have completed: all but output tokens over requests of every
/// outcome, which flow between the ends of waves, too.
bool counts_waves(const Delta& delta);

/// Verdict by the band alone: figures of one run each, of whose noise nothing is known.
void judge_by_band(Delta& delta, const Options& options);

/// Inconclusive, with the reason and what would settle it.
void leave_open(Delta& delta, std::string_view reason, std::string_view settle);

} // namespace kneepoint::compare
