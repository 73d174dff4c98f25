// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// The value at a path of keys; null where one is absent, is null, or stands in something that is no object.
const nlohmann::ordered_json* json_at(const nlohmann::ordered_json& value,
                                      std::initializer_list<std::string_view> path);
/// A finite number at the path.
std::optional<double> number_at(const nlohmann::ordered_json& value, std::initializer_list<std::string_view> path);
/// A number of things at the path.
std::optional<std::uint64_t> count_at(const nlohmann::ordered_json& value,
                                      std::initializer_list<std::string_view> path);
/// A string at the path as it is, a number or truth value as text; empty for anything else.
std::string text_at(const nlohmann::ordered_json& value, std::initializer_list<std::string_view> path);
/// The same for one value.
std::string json_as_text(const nlohmann::ordered_json& value);

} // namespace kneepoint::import
