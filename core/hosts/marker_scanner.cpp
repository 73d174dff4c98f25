// SPDX-License-Identifier: GPL-3.0-or-later
#include "marker_scanner.h"

#include <algorithm>

namespace kneepoint::hosts {

namespace {

/// Length of the longest end of `text` that could be the begin of `mark`.
std::size_t held_back(std::string_view text, std::string_view mark)
{
    for (auto length = std::min(text.size(), mark.size() - 1); length > 0; --length)
        if (mark.starts_with(text.substr(text.size() - length))) return length;
    return 0;
}

} // namespace

MarkerScanner::MarkerScanner(std::string_view token) : m_prefix("\n@" + std::string(token) + ':') {}

std::optional<std::string> MarkerScanner::next(const std::function<void(std::string_view)>& pass)
{
    const std::string_view held = m_held;
    const auto mark = held.find(m_prefix);
    const auto plain = mark == std::string_view::npos ? held.size() - held_back(held, m_prefix) : mark;
    if (plain > 0) pass(held.substr(0, plain));
    std::optional<std::string> words;
    auto used = plain;
    if (mark != std::string_view::npos) {
        const auto begin = mark + m_prefix.size();
        if (const auto end = held.find("@\n", begin); end != std::string_view::npos) {
            words = std::string(held.substr(begin, end - begin));
            used = end + 2;
        }
    }
    m_held.erase(0, used);
    return words;
}

} // namespace kneepoint::hosts
