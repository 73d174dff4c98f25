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
/// Whether a word is one of those that any sentence about measurements has. Another word may say of what else its
/// figure is: "with CUDA graphs", "of the answers".
bool is_plain_word(std::string_view word);
Doubts doubts_of(const Reading& reading, std::size_t quantity);

} // namespace kneepoint::claims
