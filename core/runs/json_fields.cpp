// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_fields.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace kneepoint::runs {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20;

std::string line_and_column(std::string_view text, std::size_t byte)
{
    const auto before = text.substr(0, byte == 0 ? 0 : std::min(byte - 1, text.size()));
    const auto line_begin = before.rfind('\n');
    return fmt::format("line {}, column {}", std::ranges::count(before, '\n') + 1,
                       before.size() - (line_begin == std::string_view::npos ? 0 : line_begin + 1) + 1);
}

} // namespace

Result<Json> parse_json(std::string_view text)
{
    if (text.size() > most_bytes) return failure(ErrorKind::too_large, "This is larger than 1 MiB, so it is no plan.");
    std::vector<std::set<std::string>> open;
    std::string twice;
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
            twice = parsed.get<std::string>();
        return true;
    };
    try {
        auto document = Json::parse(text, watch);
        if (twice.empty()) return document;
        return failure(ErrorKind::invalid, "This key stands twice in one object. Leave one of them out.",
                       one_line(twice, 60));
    } catch (const Json::parse_error& error) {
        return failure(ErrorKind::unreadable,
                       fmt::format("This is no JSON: something is wrong at {}.", line_and_column(text, error.byte)));
    } catch (const Json::out_of_range&) {
        return failure(ErrorKind::unreadable, "A number in this JSON is too large to be held.");
    }
}

JsonFields::JsonFields(const Json& object, std::string path, std::optional<Error>& wrong)
    : m_object(object), m_path(std::move(path)), m_wrong(wrong)
{
    if (!object.is_object()) this->wrong(m_path, "This is to be an object, in braces.");
}

bool JsonFields::has(std::string_view key) const
{
    return m_object.is_object() && m_object.contains(std::string(key));
}

std::string JsonFields::path_of(std::string_view key) const
{
    const auto shown = one_line(key, 60);
    return m_path.empty() ? shown : m_path + "." + shown;
}

void JsonFields::wrong(std::string place, std::string text)
{
    if (!m_wrong) m_wrong = Error{ErrorKind::invalid, std::move(text), std::move(place)};
}

const Json* JsonFields::member(std::string_view key)
{
    m_known.emplace_back(key);
    if (!m_object.is_object()) return nullptr;
    const auto found = m_object.find(std::string(key));
    return found == m_object.end() ? nullptr : &*found;
}

const Json* JsonFields::object(std::string_view key)
{
    const auto* value = member(key);
    if (value == nullptr || value->is_null()) return nullptr;
    if (value->is_object()) return value;
    wrong(path_of(key), "This is to be an object, in braces, or null.");
    return nullptr;
}

const Json* JsonFields::list(std::string_view key)
{
    const auto* value = member(key);
    if (value != nullptr && value->is_array() && value->size() <= most_items) return value;
    wrong(path_of(key), value == nullptr ? "This key is missing." : "This is to be a list, in brackets.");
    return nullptr;
}

void JsonFields::finish()
{
    if (!m_object.is_object()) return;
    for (const auto& [key, _] : m_object.items())
        if (std::ranges::find(m_known, key) == m_known.end())
            return wrong(path_of(key), fmt::format("This key is not known. Known here are: {}.", join(m_known, ", ")));
}

void JsonFields::read(const Json& value, const std::string& place, bool& into)
{
    if (!value.is_boolean()) return wrong(place, "This is to be true or false.");
    into = value.get<bool>();
}

void JsonFields::read(const Json& value, const std::string& place, std::int64_t& into)
{
    const bool fits = value.is_number_unsigned() ? std::in_range<std::int64_t>(value.get<std::uint64_t>())
                                                 : value.is_number_integer();
    if (!fits) return wrong(place, "This is to be a whole number.");
    into = value.get<std::int64_t>();
}

void JsonFields::read(const Json& value, const std::string& place, std::uint64_t& into)
{
    if (!value.is_number_unsigned()) return wrong(place, "This is to be a whole number of at least 0.");
    into = value.get<std::uint64_t>();
}

void JsonFields::read(const Json& value, const std::string& place, int& into)
{
    std::int64_t wide = 0;
    read(value, place, wide);
    if (!std::in_range<int>(wide)) return wrong(place, "This number is too large.");
    into = static_cast<int>(wide);
}

void JsonFields::read(const Json& value, const std::string& place, double& into)
{
    if (!value.is_number() || !std::isfinite(value.get<double>())) return wrong(place, "This is to be a number.");
    into = value.get<double>();
}

void JsonFields::read(const Json& value, const std::string& place, std::string& into)
{
    into.clear();
    if (value.is_null()) return;
    if (!value.is_string()) return wrong(place, "This is to be a text, in quotes.");
    into = value.get<std::string>();
}

void JsonFields::read(const Json& value, const std::string& place,
                      std::variant<bool, std::int64_t, double, std::string>& into)
{
    if (value.is_boolean()) return read(value, place, into.emplace<bool>());
    if (value.is_number_integer()) return read(value, place, into.emplace<std::int64_t>());
    if (value.is_number()) return read(value, place, into.emplace<double>());
    if (value.is_string()) return read(value, place, into.emplace<std::string>());
    wrong(place, "This is to be a text, a number, true or false.");
}

} // namespace kneepoint::runs
