// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/level.h"

#include <nlohmann/json_fwd.hpp>

namespace kneepoint::import {

/// One of "levels" in run.json of kneepoint-load.
Level load_level(const nlohmann::ordered_json& json, int position);

} // namespace kneepoint::import
