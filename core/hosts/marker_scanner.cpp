// SPDX-License-Identifier: GPL-3.0-or-later
#include "marker_scanner.h"

#include <algorithm>

namespace kneepoint::hosts {

namespace {

constexpr std::string_view mark_end = "@\n";

/// Length of the longest end of `text` that could be the begin of `mark`.
std::size_t held_back(std::string_view text, std::string_view mark)
{
    for (auto length = std::min(text.size(), mark.size() - 1); length > 0; --length)
        if (mark.starts_with(text.substr(text.size() - length))) return length;
    return 0;
}

} // namespace

MarkerScanner::MarkerScanner(std::string_view token) : m_prefix("\n@" + std::string(token) + ':') {}

void MarkerScanner::feed(std::string_view bytes)
{
    m_held.erase(0, m_at);
    m_at = 0;
    m_held.append(bytes);
}

std::optional<std::string> MarkerScanner::next(const std::function<void(std::string_view)>& pass)
{
    const auto pass_to = [&](std::size_t end) {
        if (end > m_at) pass(std::string_view(m_held).substr(m_at, end - m_at));
        m_at = end;
    };
    for (;;) {
        const std::string_view held = m_held;
        const auto mark = held.find(m_prefix, m_at);
        if (mark == std::string_view::npos) {
            pass_to(held.size() - held_back(held.substr(m_at), m_prefix));
            return std::nullopt;
        }
        pass_to(mark);
        const auto begin = mark + m_prefix.size();
        const auto words = held.substr(begin, longest_words + mark_end.size());
        if (const auto end = words.find(mark_end); end != std::string_view::npos) {
            m_at = begin + end + mark_end.size();
            return std::string(words.substr(0, end));
        }
        if (words.size() < longest_words + mark_end.size()) return std::nullopt; // the rest is still to come
        pass_to(begin);
    }
}

} // namespace kneepoint::hosts
