// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "role_words.h"

#include <string>

namespace kneepoint::compare {

/// What the pairing looks at in a run.
struct Traits {
    const Run* run = nullptr;
    RoleGuess guess;
    std::string stem;         ///< of the model; may be empty
    std::string skeleton;     ///< of the path
    std::string kind_of_load; ///< "sweep", "fixed streams", "fixed rates", "one level", "accuracy"
    bool taken = false;
    std::string why_not; ///< what kept it from being paired so far
};

Traits traits_of(const Run& run);

/// Share of levels or scores that two runs have in common, 0 when they cannot be compared: other streams, other
/// workload, no common task. Other few-shot numbers or limits halve it.
double work_in_common(const Run& base, const Run& candidate);

/// Why the two were paired, in one sentence.
std::string reason(const Traits& base, const Traits& candidate);

} // namespace kneepoint::compare
