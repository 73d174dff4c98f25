// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/endpoint.h"

#include <vector>

namespace kneepoint::load {

/// The addresses of a host: its own where it is numeric, else by /etc/hosts and DNS. Goes around the system's name
/// service (NSS), which a static program cannot load.
/// @error not_found when nobody knows the name, or nobody could be asked
Result<std::vector<Address>> look_up(const std::string& host, std::uint16_t port);

} // namespace kneepoint::load
