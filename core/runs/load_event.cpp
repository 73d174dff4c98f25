// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_event.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace kneepoint::runs {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_event = 4096, longest_text = 300;

std::string text_of(const Json& event, const char* key)
{
    const auto found = event.find(key);
    return found != event.end() && found->is_string() ? one_line(found->get<std::string>(), longest_text)
                                                      : std::string();
}

std::optional<double> number_of(const Json& event, const char* key)
{
    const auto found = event.find(key);
    if (found == event.end() || !found->is_number()) return {};
    const auto value = found->get<double>();
    return std::isfinite(value) && value >= 0 && value < 1e15 ? std::optional(value) : std::nullopt;
}

std::string shown(const Json& event, const char* key, int decimals)
{
    const auto value = number_of(event, key);
    return value ? format_decimal(*value, decimals) : "—";
}

std::string begins(const Json& event)
{
    const auto index = number_of(event, "level");
    return fmt::format("Level {} of {} begins: {}", index ? format_decimal(*index + 1, 0) : "—",
                       shown(event, "levels", 0), text_of(event, "label"));
}

std::string ended(const Json& event)
{
    std::string text = fmt::format("{}: {} requests", text_of(event, "label"), shown(event, "ok", 0));
    if (number_of(event, "failed").value_or(0) > 0) text += fmt::format(", {} failed", shown(event, "failed", 0));
    if (number_of(event, "incomplete").value_or(0) > 0)
        text += fmt::format(", {} cut off", shown(event, "incomplete", 0));
    text += fmt::format("; {} requests/s, TTFT {} ms, ITL {} ms", shown(event, "requests_per_s", 2),
                        shown(event, "ttft_ms", 1), shown(event, "itl_ms", 2));
    if (const auto validity = text_of(event, "validity"); !validity.empty() && validity != "VALID")
        text += "; " + validity;
    const auto reasons = event.find("reasons");
    if (reasons == event.end() || !reasons->is_array()) return text;
    for (const auto& reason : *reasons)
        if (reason.is_string()) text += "; " + one_line(reason.get<std::string>(), longest_text);
    return text;
}

std::string selftest(const Json& event)
{
    return fmt::format("Self-test at {} streams: error at p99 of TTFT {} ms, of ITL {} ms; the client's own part {} "
                       "and {} ms",
                       shown(event, "streams", 0), shown(event, "ttft_error_p99_ms", 3),
                       shown(event, "itl_error_p99_ms", 3), shown(event, "client_ttft_error_p99_ms", 3),
                       shown(event, "client_itl_error_p99_ms", 3));
}

} // namespace

std::optional<std::string> load_event_words(std::string_view line)
{
    if (!line.starts_with(load_event_mark) || line.size() > longest_event) return {};
    const auto event = Json::parse(line, nullptr, false);
    if (!event.is_object()) return {};
    const auto kind = text_of(event, "event");
    if (kind == "level_begins") return begins(event);
    if (kind == "level_ended") return ended(event);
    if (kind == "selftest") return selftest(event);
    if (kind == "conclusion" && !text_of(event, "text").empty()) return text_of(event, "text");
    return {};
}

} // namespace kneepoint::runs
