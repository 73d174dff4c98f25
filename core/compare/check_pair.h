// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

namespace kneepoint::compare {

/// What makes a pair of load tests doubtful as a whole: no effect at any load, weights that did not shrink, requests of
/// other lengths, a scheme known from a name only. Both subjects need their load tests.
Problems check_load_pair(const Subject& base, const Subject& candidate, const Comparison& comparison);

/// Documents and prompts that differ by their hashes although they have one number.
Problems check_questions(const Run& base, const Run& candidate);

} // namespace kneepoint::compare
