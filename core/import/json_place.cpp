// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_place.h"

#include "json_at.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

const Json* element(const Json& list, std::string_view selector)
{
    if (!list.is_array()) return nullptr;
    const auto inner = selector.substr(1, selector.size() - 2);
    if (selector.front() == '[') {
        const auto index = static_cast<std::size_t>(parse_decimal(inner).value_or(0));
        return index < list.size() ? &list[index] : nullptr;
    }
    for (const Json& value : list)
        if (text_at(value, {"kind"}) == inner) return &value;
    return nullptr;
}

} // namespace

const Json* json_place(const Json& root, std::string_view path)
{
    const Json* at = &root;
    for (const auto part : split(path, '.')) {
        const auto selector = part.find_first_of("[{");
        at = json_at(*at, {part.substr(0, selector)});
        if (at && selector != std::string_view::npos) at = element(*at, part.substr(selector));
        if (!at) return nullptr;
    }
    return at;
}

} // namespace kneepoint::import
