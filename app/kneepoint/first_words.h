// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <span>

namespace CLI {
class App;
}

namespace kneepoint::app {

/// What is wrong with the words that name a command, in a sentence that says the words and what there is instead; the
/// parser alone says that a subcommand is required. Options and what follows the command are the parser's.
/// @param words the arguments, without the program's name
/// @error invalid for a word that names neither a command nor, in the first place, a file; not_found for a missing file
///        among files for the window
Result<void> check_first_words(const CLI::App& commands, std::span<char* const> words);

} // namespace kneepoint::app
