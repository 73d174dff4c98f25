// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/event_stream.h"

namespace kneepoint::load {

namespace {
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// The first LF or CR. Twice one byte is found faster than one of two.
std::size_t line_end(std::string_view bytes)
{
    const std::size_t feed = bytes.find('\n');
    const std::size_t carriage = bytes.substr(0, feed).find('\r');
    return carriage == std::string_view::npos ? feed : carriage;
}
} // namespace

void EventStream::reset()
{
    m_line.clear();
    m_data.clear();
    m_after_cr = m_event_ended = m_overflowed = false;
}

/// Takes bytes up to the end of one line. @return how many
std::size_t EventStream::line_part(std::string_view bytes)
{
    if (m_after_cr && bytes.front() == '\n') {
        m_after_cr = false;
        return 1;
    }
    m_after_cr = false;
    const std::size_t end = line_end(bytes);
    const std::string_view part = bytes.substr(0, end);
    if (m_line.size() + m_data.size() + part.size() > m_limit) {
        m_overflowed = true;
        return bytes.size();
    }
    if (end == std::string_view::npos) {
        m_line += part;
        return bytes.size();
    }
    m_after_cr = bytes[end] == '\r';
    if (m_line.empty()) {
        end_line(part);
    } else {
        m_line += part;
        end_line(m_line);
        m_line.clear();
    }
    return end + 1;
}

void EventStream::end_line(std::string_view line)
{
    if (line.empty()) {
        m_event_ended = !m_data.empty();
        return;
    }
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    if (!line.starts_with("data")) return;
    line.remove_prefix(4);
    if (line.starts_with(':')) {
        line.remove_prefix(1);
        if (line.starts_with(' ')) line.remove_prefix(1);
    } else if (!line.empty()) {
        return; // a field whose name only begins with "data"
    }
    m_data += line;
    m_data += '\n';
}

} // namespace kneepoint::load
