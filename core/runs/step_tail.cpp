// SPDX-License-Identifier: GPL-3.0-or-later
#include "step_tail.h"

#include "step_mark.h"

#include <algorithm>
#include <utility>

namespace kneepoint::runs {

namespace {

constexpr std::size_t longest_line = 4096, most_kept = std::size_t{256} << 10;

} // namespace

void StepTail::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto end = bytes.find_first_of("\r\n");
        const auto piece = bytes.substr(0, end);
        m_line.append(piece.substr(0, longest_line - std::min(longest_line, m_line.size())));
        if (end == std::string_view::npos) return;
        if (bytes[end] == '\n')
            end_line();
        else if (!m_line.empty())
            m_over = std::exchange(m_line, {});
        bytes.remove_prefix(end + 1);
    }
}

void StepTail::end_line()
{
    const auto over = std::exchange(m_over, {});
    auto line = std::exchange(m_line, {});
    if (line.empty()) line = over;
    if (const auto mark = mark_at_end(line)) {
        m_id = mark->id;
        m_text.clear();
        return;
    }
    m_text += line + '\n';
    if (m_text.size() > most_kept) m_text.erase(0, m_text.find('\n', most_kept / 2) + 1);
}

std::string StepTail::of(std::string_view id) const
{
    if (!m_id.empty() && m_id != id) return {};
    return m_text + m_over + '\r' + m_line;
}

} // namespace kneepoint::runs
