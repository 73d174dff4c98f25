// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_json.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/json_text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

const Json* member(const Json& object, std::string_view key)
{
    if (!object.is_object()) return nullptr;
    const auto at = object.find(std::string(key));
    return at == object.end() ? nullptr : &*at;
}

const Json* object_member(const Json& object, std::string_view key)
{
    const Json* value = member(object, key);
    return value && value->is_object() ? value : nullptr;
}

std::string text_member(const Json& object, std::string_view key)
{
    const Json* value = member(object, key);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<double> finite_number(const Json* value)
{
    if (!value) return {};
    if (is_json_number(*value)) {
        const double number = json_number(*value);
        return std::isfinite(number) ? std::optional(number) : std::nullopt;
    }
    return value->is_string() ? parse_decimal(value->get_ref<const std::string&>()) : std::nullopt;
}

std::optional<int> whole_number(const Json* value)
{
    const auto number = finite_number(value);
    if (!number || std::abs(*number) > 1e9 || *number != std::floor(*number)) return {};
    return static_cast<int>(*number);
}

std::string as_text(const Json* value)
{
    if (!value || value->is_null()) return {};
    if (value->is_string()) return std::string(trimmed(value->get_ref<const std::string&>()));
    if (value->is_number_float()) {
        const std::string text = shortest_decimal(value->get<double>());
        return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
    }
    return value->dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace kneepoint::import
