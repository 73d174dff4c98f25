// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace kneepoint::load {

/// Walks JSON once, forward, without building anything: a chunk of a stream has to be read in a fraction of a
/// microsecond. Checks structure (brackets, commas, strings), not every letter of a number.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text) : m_text(text) {}

    bool ok() const { return m_ok; }
    bool at_end()
    {
        skip_blanks();
        return m_at == m_text.size();
    }
    char peek()
    {
        skip_blanks();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    /// The bytes between the quotes, escapes as they are.
    std::string_view string();
    /// null, true, false or a number as text.
    std::string_view scalar();
    void skip_value(int depth = 0);

    /// Calls `visit(key)` at each value of an object; it must take the value.
    template<typename Visit>
    void object(Visit&& visit)
    {
        members('{', '}', [&] {
            const std::string_view key = string();
            if (!take(':')) fail();
            if (m_ok) visit(key);
        });
    }
    /// Calls `visit()` at each value of a list; it must take the value.
    template<typename Visit>
    void array(Visit&& visit)
    {
        members('[', ']', visit);
    }

private:
    template<typename Visit>
    void members(char open, char close, Visit&& visit)
    {
        if (!take(open)) return fail();
        if (take(close)) return;
        do {
            visit();
            if (!m_ok) return;
        } while (take(','));
        if (!take(close)) fail();
    }
    void skip_blanks()
    {
        const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
        while (m_at < m_text.size() && blank(m_text[m_at])) ++m_at;
    }
    bool take(char c)
    {
        if (peek() != c) return false;
        ++m_at;
        return true;
    }
    void fail() { m_ok = false; }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_ok = true;
};

} // namespace kneepoint::load
