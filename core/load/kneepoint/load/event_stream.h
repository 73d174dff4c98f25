// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kneepoint::load {

/// Splits a text/event-stream into the data of its events (WHATWG HTML, 9.2.6): bytes may come in any pieces, lines end
/// in LF, CRLF or CR, comments and other fields are passed over, "data:" lines of one event are joined by LF.
class EventStream {
public:
    static constexpr std::size_t default_limit = std::size_t{16} << 20;

    /// @param limit largest event in bytes; one beyond it ends the stream as overflowed
    explicit EventStream(std::size_t limit = default_limit) : m_limit(limit) {}

    /// Calls `take` with the data of every event that ends in these bytes. Nothing is taken once overflowed.
    template<typename Take>
    void feed(std::string_view bytes, Take&& take)
    {
        while (!bytes.empty() && !m_overflowed) {
            bytes.remove_prefix(line_part(bytes));
            if (m_event_ended) {
                m_event_ended = false;
                take(std::string_view(m_data).substr(0, m_data.size() - 1));
                m_data.clear();
            }
        }
    }
    bool overflowed() const { return m_overflowed; }
    /// An event was begun and not ended by an empty line.
    bool inside_event() const { return !m_line.empty() || !m_data.empty(); }
    void reset();

private:
    std::size_t line_part(std::string_view bytes);
    void end_line(std::string_view line);

    std::size_t m_limit;
    std::string m_line; ///< begun in earlier bytes
    std::string m_data; ///< every line with its LF
    bool m_after_cr = false;
    bool m_event_ended = false;
    bool m_overflowed = false;
};

} // namespace kneepoint::load
