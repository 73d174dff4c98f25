// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::ui {

/// The words of a typed command: blanks part them, quotes and backslashes hold them together as in a shell. Nothing is
/// expanded, so "$HOME" is five letters.
/// @error invalid for a quote that is not closed
Result<std::vector<std::string>> words_of(std::string_view text);
/// What words_of reads as these words; plain words stand without quotes.
std::string typed(const std::vector<std::string>& words);

/// "NAME=value" a line; a backslash before "n" is a line break, before a backslash itself.
/// @error invalid for a line without "=", an empty name, or a name that comes twice
Result<std::map<std::string, std::string>> assignments_of(std::string_view text);
std::string typed(const std::map<std::string, std::string>& assignments);

} // namespace kneepoint::ui
