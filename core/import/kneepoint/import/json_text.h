// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/results/problem.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string_view>

namespace kneepoint::import {

inline constexpr std::size_t json_depth_limit = 512;

/// The part of a text that is its JSON value, when log lines stand before or after it; the text itself otherwise.
std::string_view json_body(std::string_view text);

/// Reads JSON as Python writes it: NaN, Infinity and -Infinity become the strings "NaN", "Infinity", "-Infinity";
/// text before and after the value is dropped with a problem; of duplicate keys the last wins, with a problem;
/// a number too long for a double becomes null with a problem. Objects keep their order.
/// @error unreadable with line and column; too_large beyond json_depth_limit
Result<nlohmann::ordered_json> parse_json(std::string_view text, Problems& problems);

/// A number, or one of the strings parse_json makes of NaN and infinities as that double; empty for anything else.
/// (declared here for nlohmann users) See json_text.cpp.
bool is_json_number(const nlohmann::ordered_json& value);
double json_number(const nlohmann::ordered_json& value);

} // namespace kneepoint::import
