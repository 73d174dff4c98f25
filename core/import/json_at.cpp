// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_at.h"

#include "count.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/import/json_text.h"

#include <cmath>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

const Json* json_at(const Json& value, std::initializer_list<std::string_view> path)
{
    const Json* at = &value;
    for (const auto key : path) {
        if (!at->is_object()) return nullptr;
        const auto found = at->find(key);
        if (found == at->end()) return nullptr;
        at = &*found;
    }
    return at->is_null() ? nullptr : at;
}

std::optional<double> number_at(const Json& value, std::initializer_list<std::string_view> path)
{
    const Json* found = json_at(value, path);
    if (!found || !found->is_number() || !std::isfinite(found->get<double>())) return std::nullopt;
    return found->get<double>();
}

std::optional<std::uint64_t> count_at(const Json& value, std::initializer_list<std::string_view> path)
{
    return as_count(number_at(value, path));
}

std::string json_as_text(const Json& value)
{
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return shortest_decimal(value.get<double>());
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    return {};
}

std::string text_at(const Json& value, std::initializer_list<std::string_view> path)
{
    const Json* found = json_at(value, path);
    return found ? json_as_text(*found) : std::string{};
}

} // namespace kneepoint::import
