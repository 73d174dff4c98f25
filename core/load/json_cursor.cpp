// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_cursor.h"

#include <array>

namespace kneepoint::load {

namespace {
constexpr int depth_limit = 64;

/// Bytes of numbers, null, true and false. A table, as every event is full of them.
constexpr auto in_scalar = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("+-.0123456789Eeaflnrstu")) table[static_cast<unsigned char>(c)] = true;
    return table;
}();
} // namespace

std::string_view JsonCursor::string()
{
    if (!take('"')) return fail(), std::string_view();
    const std::size_t begin = m_at;
    // By the library's search, which looks at many bytes at a time. A quote is the end unless a backslash stands before
    // it that is not itself escaped.
    for (std::size_t quote = m_text.find('"', m_at); quote != std::string_view::npos;
         quote = m_text.find('"', quote + 1)) {
        std::size_t text_end = quote;
        while (text_end > begin && m_text[text_end - 1] == '\\') --text_end;
        if ((quote - text_end) % 2 != 0) continue;
        m_at = quote + 1;
        return m_text.substr(begin, quote - begin);
    }
    m_at = m_text.size();
    fail();
    return {};
}

std::string_view JsonCursor::scalar()
{
    skip_blanks();
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && in_scalar[static_cast<unsigned char>(m_text[m_at])]) ++m_at;
    const std::string_view text = m_text.substr(begin, m_at - begin);
    const bool literal = text == "null" || text == "true" || text == "false";
    const bool number = !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
    if (!literal && !number) fail();
    return text;
}

void JsonCursor::skip_value(int depth)
{
    if (depth > depth_limit) return fail();
    switch (peek()) {
    case '"':
        string();
        return;
    case '{':
        return object([&](std::string_view) { skip_value(depth + 1); });
    case '[':
        return array([&] { skip_value(depth + 1); });
    default:
        scalar();
    }
}

} // namespace kneepoint::load
