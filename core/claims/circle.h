// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sentence.h"

#include <cstddef>

namespace kneepoint::claims {

/// "The best of the quantized models" leaves the baseline out.
bool leaves_out_base(const Sentence& sentence);
/// "Not the lowest" after the last comma or "but".
bool is_denied(const Sentence& sentence, const Word& word);
/// "second-highest" is the second place.
std::size_t place_of(const Sentence& sentence, const Word& word);
/// "Among the 8-bit models", "after BF16": a part of the rows.
bool names_a_circle(const Sentence& sentence);

} // namespace kneepoint::claims
