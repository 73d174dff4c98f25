// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_run.h"
#include "json_at.h"
#include "kneepoint/base/text.h"

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

bool names_a_key(std::string_view name)
{
    const auto lower = lower_case(name);
    return lower == "api_key" || lower == "api-key" || lower == "authorization" || lower == "bearer_token";
}

/// Newer versions write stars in place of the key.
bool readable(const Json& value)
{
    return value.is_string() && value.get_ref<const std::string&>().find_first_not_of("*") != std::string::npos;
}

std::string find_key(const Json& value, const std::string& path)
{
    if (value.is_array())
        for (std::size_t i = 0; i < value.size(); ++i)
            if (auto found = find_key(value[i], path + "[" + std::to_string(i) + "]"); !found.empty()) return found;
    if (!value.is_object()) return {};
    for (const auto& [name, member] : value.items()) {
        const auto place = path + "." + name;
        if (names_a_key(name) && readable(member)) return place;
        if (auto found = find_key(member, place); !found.empty()) return found;
    }
    return {};
}

} // namespace

Problems exposed_keys(const Json& root)
{
    Problems problems;
    const auto look = [&problems](const Json* value, const std::string& path) {
        const auto place = value && problems.empty() ? find_key(*value, path) : std::string{};
        if (place.empty()) return;
        problems.push_back({Severity::warning,
                            "api-key",
                            "The file holds an API key in clear text; take it out before you pass the file on. "
                            "Kneepoint does not keep it.",
                            {},
                            place});
    };
    look(json_at(root, {"args"}), "args");
    look(json_at(root, {"config"}), "config");
    const Json* benchmarks = json_at(root, {"benchmarks"});
    if (!benchmarks || !benchmarks->is_array()) return problems;
    for (std::size_t i = 0; i < benchmarks->size(); ++i)
        for (const std::string_view part : {"config", "args", "worker"})
            look(json_at((*benchmarks)[i], {part}), "benchmarks[" + std::to_string(i) + "]." + std::string(part));
    return problems;
}

} // namespace kneepoint::import
