// SPDX-License-Identifier: GPL-3.0-or-later
#include "escape.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::report {

namespace {

bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// An underscore between letters is no emphasis in GitHub's Markdown; most model and task names have some.
bool inside_word(std::string_view text, std::size_t at)
{
    return at > 0 && at + 1 < text.size() && is_alphanumeric(text[at - 1]) && is_alphanumeric(text[at + 1]);
}

/// "#", ">", "=", "- " and "1. " mean something only where a line begins; "-12.9" means nothing.
bool starts_a_block(std::string_view text, std::size_t at)
{
    const bool before_gap = at + 1 == text.size() || text[at + 1] == ' ';
    if (at == 0 && std::string_view("-+").contains(text[0])) return before_gap || text[1] == text[0];
    if (at == 0) return std::string_view("#=>").contains(text[0]);
    const bool ends_a_number = text[at] == '.' || text[at] == ')';
    return ends_a_number && before_gap && at < 10 &&
           std::ranges::all_of(text.substr(0, at), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::string markdown_escaped(std::string_view data)
{
    std::string line(trimmed(data));
    std::ranges::replace_if(line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool always = std::string_view("\\`*[]<|~&").find(c) != std::string_view::npos;
        if (always || (c == '_' && !inside_word(line, i)) || starts_a_block(line, i)) out += '\\';
        out += c;
    }
    return out;
}

std::string html_escaped(std::string_view data)
{
    std::string out;
    for (const char c : data) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

std::string csv_field(std::string_view text)
{
    std::string field(text);
    const bool formula = !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
    if (formula && !parse_decimal(field)) field.insert(field.begin(), '\'');
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    return '"' + replaced(field, "\"", "\"\"") + '"';
}

std::string csv_number(std::optional<double> value)
{
    return value && std::isfinite(*value) ? shortest_decimal(*value) : std::string{};
}

std::size_t text_width(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace kneepoint::report
