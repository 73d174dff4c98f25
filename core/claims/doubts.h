// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text_claims.h"

#include <string>

namespace kneepoint::claims {

/// What a sentence says beside its figure that no table has, so that its figure may be of something else.
struct Doubts {
    std::string blocking; ///< nothing can be checked: "The sentence speaks of MMLU, which no table has."
    std::string weak;     ///< a figure that fits may stand, one that does not is no contradiction
};
Doubts doubts_of(const Reading& reading, std::size_t quantity);

} // namespace kneepoint::claims
