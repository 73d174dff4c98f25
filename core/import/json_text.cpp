// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/json_text.h"

#include "json_reader.h"
#include "kneepoint/base/text.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace kneepoint::import {

bool is_json_number(const nlohmann::ordered_json& value)
{
    if (value.is_number()) return true;
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

double json_number(const nlohmann::ordered_json& value)
{
    if (value.is_number()) return value.get<double>();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (value == "Infinity") return infinity;
    if (value == "-Infinity") return -infinity;
    return std::numeric_limits<double>::quiet_NaN();
}

namespace {

void report_cut(std::string_view text, std::string_view body, std::size_t used, Problems& problems)
{
    const auto before = static_cast<std::size_t>(body.data() - text.data());
    if (!trimmed(text.substr(0, before)).empty())
        problems.push_back({Severity::note,
                            "json-text-before",
                            "Text stands before the JSON value (" +
                                counted(lines(text.substr(0, before)).size(), "line") + "); it was left out.",
                            {},
                            "line 1"});
    const std::string_view after = text.substr(before + used);
    if (!trimmed(after).empty())
        problems.push_back(
            {Severity::note,
             "json-text-after",
             "Text stands after the JSON value: \"" + one_line(trimmed(after), 60) + "\"; it was left out.",
             {},
             text_place(text, before + used)});
}

} // namespace

Result<nlohmann::ordered_json> parse_json(std::string_view text, Problems& problems)
{
    if (trimmed(text).empty()) return failure(ErrorKind::unreadable, "The file is empty; there is no JSON in it.");
    const std::string_view body = json_body(text);
    JsonReader reader(text, static_cast<std::size_t>(body.data() - text.data()));
    auto value = reader.read();
    if (!value) return value;
    report_cut(text, body, reader.position() - static_cast<std::size_t>(body.data() - text.data()), problems);
    reader.report(problems);
    return value;
}

} // namespace kneepoint::import
