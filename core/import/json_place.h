// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace kneepoint::import {

/// The value at a written path: "benchmarks[0].args.profile", "constraints{max_duration}.seconds" (the element of a
/// list whose "kind" is that). Null where there is none or it is null.
const nlohmann::ordered_json* json_place(const nlohmann::ordered_json& root, std::string_view path);

} // namespace kneepoint::import
