// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace kneepoint::load {

/// Raises the soft limit of descriptors to what the system allows. @return how many this process may have
std::uint64_t raise_descriptor_limit();

/// Makes the process's table of descriptors large enough for so many, as far as the limit goes. The kernel doubles the
/// table while connections are opened, and in a program of several threads each doubling halts the opening thread until
/// every processor has passed a quiet state: 10 to 30 ms, seen as late tokens of all streams.
void reserve_descriptors(std::uint64_t count);

} // namespace kneepoint::load
