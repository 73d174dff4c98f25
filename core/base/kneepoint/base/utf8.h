// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace kneepoint {

/// Adds a code point, which must be none of a surrogate pair and at most 0x10FFFF.
void append_utf8(std::string& out, std::uint32_t code);

} // namespace kneepoint
