// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_body.h"

#include "kneepoint/base/text.h"
#include "kneepoint/import/json_text.h"

#include <string>

namespace kneepoint::import {

namespace {

/// Tells JSON from the braces of a log line or a Python dictionary: `{"`, `{}`, `[{`, `["`, `[[`, `[1`.
bool opens_value(std::string_view text, std::size_t start)
{
    const std::size_t next = text.find_first_not_of(json_blank, start + 1);
    if (next == std::string_view::npos) return false;
    return text[start] == '{'   ? text[next] == '"' || text[next] == '}'
           : text[start] == '[' ? std::string_view("{[\"]-0123456789").find(text[next]) != std::string_view::npos
                                : false;
}

/// A start that no log line has; "[0;36m" and "[1/3]" are left to the search.
bool surely_opens_value(std::string_view text, std::size_t start)
{
    const std::size_t next = text.find_first_not_of(json_blank, start + 1);
    return opens_value(text, start) && (text[start] == '{' || std::string_view("{[\"").contains(text[next]));
}

/// "[1/3] loading" is a log line, "[1, 3]" a value: a value of one line has its line for itself.
bool stands_alone(std::string_view text, std::size_t start, std::size_t end)
{
    const std::string_view rest = text.substr(end, text.find('\n', end) - end);
    return trimmed(rest).empty() || text.substr(start, end - start).find('\n') != std::string_view::npos;
}

std::size_t next_line(std::string_view text, std::size_t at)
{
    const std::size_t end = text.find('\n', at);
    return end == std::string_view::npos ? text.size() : end + 1;
}

} // namespace

std::size_t json_value_end(std::string_view text, std::size_t start)
{
    std::string open;
    for (std::size_t at = start; (at = text.find_first_of("{}[]\"", at)) != std::string_view::npos; ++at) {
        const char c = text[at];
        if (c == '"') {
            do at = text.find_first_of("\"\\\n", at + 1);
            while (at != std::string_view::npos && text[at] == '\\' && ++at < text.size());
            if (at >= text.size() || text[at] != '"') return std::string_view::npos;
        } else if (c == '{' || c == '[') {
            if (open.size() == json_depth_limit) return std::string_view::npos;
            open += c;
        } else {
            if (open.empty() || open.back() != (c == '}' ? '{' : '[')) return std::string_view::npos;
            open.pop_back();
            if (open.empty()) return at + 1;
        }
    }
    return std::string_view::npos;
}

std::string_view json_body(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(json_blank);
    if (first == std::string_view::npos) return text;
    if (surely_opens_value(text, first)) {
        const std::size_t end = json_value_end(text, first);
        // A value that never closes is a file cut off: not to be mistaken for one of the values inside it.
        if (end == std::string_view::npos) return text;
        if (text.find_first_not_of(json_blank, end) == std::string_view::npos) return text.substr(first, end - first);
    }
    std::string_view best = text;
    bool found = false;
    int unclosed = 0;
    for (std::size_t at = first; at < text.size() && unclosed < 64;) {
        std::size_t end = std::string_view::npos;
        if (opens_value(text, at)) {
            end = json_value_end(text, at);
            unclosed += end == std::string_view::npos;
        }
        if (end != std::string_view::npos && stands_alone(text, at, end)) {
            if (!found || end - at >= best.size()) best = text.substr(at, end - at);
            found = true;
            at = end;
        }
        at = next_line(text, at);
    }
    return best;
}

} // namespace kneepoint::import
