// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace kneepoint {

/// "2025-12-08T10:11:12Z" of unix seconds; empty when that is no time between 1970 and 9999.
std::string utc_text(double unix_seconds);

} // namespace kneepoint
