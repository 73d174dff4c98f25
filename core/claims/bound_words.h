// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relation.h"

#include <string_view>

namespace kneepoint::claims {

/// Whether a text ends with whole words.
bool ends_with_words(std::string_view text, std::string_view words);
/// What stands before a figure without "about", "only", "a".
std::string_view without_filling(std::string_view before);
/// The bound that stands before or behind a figure: "up to", "at least", "or more".
void read_bound(const Sentence& sentence, const Quantity& quantity, Said& said);

} // namespace kneepoint::claims
