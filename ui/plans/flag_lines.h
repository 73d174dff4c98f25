// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/runs/plan.h"

#include <QString>

#include <string>
#include <string_view>

namespace kneepoint::ui {

using ServerFlags = decltype(runs::Server::flags);

/// "max-model-len=2048" a line, with or without dashes before; a name alone is a switch that is on. true and false,
/// whole and decimal numbers are read as such; text that looks like one of them stands in double quotes.
/// @error invalid for a name that comes twice or is none
Result<ServerFlags> flags_of(std::string_view text);
std::string typed(const ServerFlags& flags);

/// Takes a flag out that has a field of its own, when its value is of that field's kind. Empty when it is not there.
template<typename Kind>
QString take_flag(ServerFlags& flags, const std::string& name);

} // namespace kneepoint::ui
