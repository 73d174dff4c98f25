// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// The member of an object; null when there is none, or when it is no object at all.
const nlohmann::ordered_json* member(const nlohmann::ordered_json& object, std::string_view key);
/// A member that is an object; null otherwise.
const nlohmann::ordered_json* object_member(const nlohmann::ordered_json& object, std::string_view key);
/// A member that is a text; empty otherwise.
std::string text_member(const nlohmann::ordered_json& object, std::string_view key);
/// A finite number, or a text that is one (files before 0.4 write numbers as texts).
std::optional<double> finite_number(const nlohmann::ordered_json* value);
std::optional<int> whole_number(const nlohmann::ordered_json* value);
/// Any scalar as text ("3", "0.1", "true", "Yaml"), objects and arrays as compact JSON; empty for null and absent.
std::string as_text(const nlohmann::ordered_json* value);

} // namespace kneepoint::import
