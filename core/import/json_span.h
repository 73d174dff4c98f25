// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace kneepoint::import {

/// Offset behind the closing quote of the JSON text that opens at `quote`; npos when it does not end.
std::size_t text_end(std::string_view json, std::size_t quote);

/// Offset behind the bracket that closes what is open at `at`, by brackets and texts alone; npos when there is none.
/// @param open brackets that are open before `at`; 0 when the first one stands there
std::size_t span_end(std::string_view json, std::size_t at, std::size_t open);

} // namespace kneepoint::import
