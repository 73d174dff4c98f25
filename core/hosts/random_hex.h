// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace kneepoint::hosts {

/// Random bytes of the system as hex digits: names and tokens that nobody can guess.
std::string random_hex(std::size_t bytes);

} // namespace kneepoint::hosts
