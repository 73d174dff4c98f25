// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::hosts {

/// One word for a POSIX shell: single-quoted, whatever bytes it holds. The only place in Kneepoint that quotes for a
/// shell. A NUL cannot be in a word of any shell; Shell refuses it before.
std::string quoted(std::string_view word);

/// The words with blanks between.
std::string quoted(const std::vector<std::string>& words);

} // namespace kneepoint::hosts
