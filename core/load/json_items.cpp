// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_items.h"

#include <algorithm>

namespace kneepoint::load {

namespace {
constexpr std::string_view blanks = " \t\r\n";
}

JsonItems::JsonItems(std::string_view bytes) : m_rest(bytes)
{
    if (m_rest.starts_with("\xef\xbb\xbf")) m_rest.remove_prefix(3);
    skip(blanks);
    m_list = m_rest.starts_with('[');
    if (m_list) step();
}

void JsonItems::step()
{
    m_line += m_rest.front() == '\n';
    m_rest.remove_prefix(1);
}

void JsonItems::skip(std::string_view characters)
{
    while (!m_rest.empty() && characters.find(m_rest.front()) != std::string_view::npos) step();
}

Result<std::optional<JsonItem>> JsonItems::next()
{
    return m_list ? next_of_list() : next_line();
}

Result<std::optional<JsonItem>> JsonItems::next_line()
{
    skip(blanks);
    if (m_rest.empty()) return std::nullopt;
    const JsonItem item{m_rest.substr(0, m_rest.find('\n')), m_line};
    m_rest.remove_prefix(item.text.size());
    return item;
}

Result<std::optional<JsonItem>> JsonItems::next_of_list()
{
    skip(" \t\r\n,");
    if (m_rest.starts_with(']')) return std::nullopt;
    const std::string_view begin = m_rest;
    const std::size_t line = m_line;
    int depth = 0;
    for (bool in_string = false; !m_rest.empty(); step()) {
        const char c = m_rest.front();
        if (in_string) {
            in_string = c != '"';
            if (c == '\\' && m_rest.size() > 1) step();
            continue;
        }
        if (depth == 0 && (c == ',' || c == ']')) return JsonItem{begin.substr(0, begin.size() - m_rest.size()), line};
        in_string = c == '"';
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
    }
    return failure(ErrorKind::unreadable, "The list does not end. Is the file cut off?");
}

} // namespace kneepoint::load
