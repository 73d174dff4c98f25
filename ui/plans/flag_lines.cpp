// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/flag_lines.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "shell/text.h"

#include <charconv>

namespace kneepoint::ui {

namespace {

using Flag = ServerFlags::mapped_type;

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::to_string(number) == text ? std::optional(number) : std::nullopt; // "007" stays text
}

Flag flag_of(std::string_view text)
{
    if (text.empty() || text == "true") return true;
    if (text == "false") return false;
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return replaced(std::string(text.substr(1, text.size() - 2)), "\\n", "\n");
    if (const auto whole = whole_number(text)) return *whole;
    if (const auto decimal = parse_decimal(text)) return *decimal;
    return std::string(text);
}

std::string in_quotes(const std::string& text)
{
    return '"' + replaced(text, "\n", "\\n") + '"';
}

std::string shown_flag(const Flag& flag)
{
    if (const auto* on = std::get_if<bool>(&flag)) return *on ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&flag)) return std::to_string(*whole);
    if (const auto* decimal = std::get_if<double>(&flag)) {
        const auto text = shortest_decimal(*decimal);
        return whole_number(text) ? text + ".0" : text;
    }
    const auto& text = std::get<std::string>(flag);
    const auto* same = std::get_if<std::string>(&flag);
    const auto back = flag_of(text);
    const bool plain = std::holds_alternative<std::string>(back) && std::get<std::string>(back) == *same &&
                       trimmed(text) == text && !text.contains('\n');
    return plain ? text : in_quotes(text);
}

QString shown_number(std::int64_t value)
{
    return QString::number(value);
}
QString shown_number(double value)
{
    return qt(shortest_decimal(value));
}

} // namespace

Result<ServerFlags> flags_of(std::string_view text)
{
    ServerFlags flags;
    for (const auto line : split(text, '\n')) {
        auto words = trimmed(line);
        while (words.starts_with('-')) words.remove_prefix(1);
        if (words.empty()) continue;
        const auto end = words.find_first_of("= \t");
        const auto name = std::string(words.substr(0, end));
        const auto value = end == std::string_view::npos ? std::string_view() : trimmed(words.substr(end + 1));
        if (name.empty())
            return failure(ErrorKind::invalid, "\"" + one_line(line, 40) + "\" names no flag; write NAME=VALUE.");
        if (!flags.emplace(name, flag_of(value)).second)
            return failure(ErrorKind::invalid, name + " is there twice; leave out one of the lines.");
    }
    return flags;
}

std::string typed(const ServerFlags& flags)
{
    std::vector<std::string> lines;
    for (const auto& [name, flag] : flags) lines.push_back(name + "=" + shown_flag(flag));
    return join(lines, "\n");
}

template<typename Kind>
QString take_flag(ServerFlags& flags, const std::string& name)
{
    const auto found = flags.find(name);
    if (found == flags.end() || !std::holds_alternative<Kind>(found->second)) return {};
    const auto text = shown_number(std::get<Kind>(found->second));
    flags.erase(found);
    return text;
}
template QString take_flag<std::int64_t>(ServerFlags&, const std::string&);
template QString take_flag<double>(ServerFlags&, const std::string&);

} // namespace kneepoint::ui
