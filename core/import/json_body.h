// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace kneepoint::import {

/// What may stand between the values of a JSON document.
inline constexpr std::string_view json_blank = " \t\r\n";

/// Offset behind the object or array that opens at `start`, by brackets and texts alone; npos when it does not close.
/// Texts with a line end in them stop the search, so that log lines are given up early.
std::size_t json_value_end(std::string_view text, std::size_t start);

} // namespace kneepoint::import
