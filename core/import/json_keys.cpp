// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_keys.h"

#include <utility>
#include <vector>

namespace kneepoint::import {

namespace {

/// Lists in lists make a path longer without end.
constexpr std::size_t longest_path = 256;

struct Container {
    bool object = false;
    bool expects_key = false;
    int depth = 0;       ///< keys in the path
    std::string path;    ///< empty below the depth that is looked at
    std::string pending; ///< path of the value that follows
};

class KeyScan {
public:
    KeyScan(std::string_view text, int depth) : m_text(text), m_depth(depth) {}

    KeyPaths run()
    {
        for (; m_at < m_text.size(); ++m_at) step(m_text[m_at]);
        return std::move(m_keys);
    }

private:
    void step(char c)
    {
        switch (c) {
        case '{':
            open(true);
            break;
        case '[':
            open(false);
            break;
        case '}':
        case ']':
            if (!m_open.empty()) m_open.pop_back();
            break;
        case ',':
            if (!m_open.empty()) m_open.back().expects_key = m_open.back().object;
            break;
        case '"':
            string();
            break;
        default:
            break;
        }
    }

    void open(bool object)
    {
        Container next{.object = object, .expects_key = object, .depth = 0, .path = {}, .pending = {}};
        if (!m_open.empty()) {
            const auto& outer = m_open.back();
            next.depth = outer.depth + (outer.object ? 1 : 0);
            if (next.depth < m_depth) next.path = outer.object ? outer.pending : outer.path;
        }
        if (!object && next.depth < m_depth && next.path.size() < longest_path) next.path += "[]";
        m_open.push_back(std::move(next));
    }

    void string()
    {
        const auto start = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"') m_at += m_text[m_at] == '\\' ? 2 : 1;
        if (m_at >= m_text.size() || m_open.empty() || !m_open.back().expects_key) return;
        auto& container = m_open.back();
        container.expects_key = false;
        if (container.depth >= m_depth) return;
        container.pending = container.path;
        if (!container.pending.empty()) container.pending += '.';
        container.pending += m_text.substr(start, m_at - start);
        m_keys.insert(container.pending);
    }

    std::string_view m_text;
    int m_depth;
    std::size_t m_at = 0;
    std::vector<Container> m_open;
    KeyPaths m_keys;
};

} // namespace

KeyPaths json_key_paths(std::string_view text, int depth, std::size_t bytes)
{
    return KeyScan(text.substr(0, bytes), depth).run();
}

} // namespace kneepoint::import
