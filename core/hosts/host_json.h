// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/host.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::hosts {

/// The file of hosts, "kneepoint.hosts/1".
std::string hosts_to_json(const std::vector<Host>& hosts);

/// @error unreadable with what is wrong and in which host; unsupported for a later schema
Result<std::vector<Host>> hosts_from_json(std::string_view text);

/// Is it one that launch() and the endpoint's questions can be given? @error invalid
Result<void> check_host(const Host& host);

} // namespace kneepoint::hosts
