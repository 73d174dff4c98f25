// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/charts.h"

namespace kneepoint::report {

bool is_kind(std::string_view name, std::span<const KindInfo> kinds);
/// @error invalid, with the names that exist
std::unexpected<Error> unknown_kind(std::string_view what, std::string_view name, std::span<const KindInfo> kinds);

} // namespace kneepoint::report
