// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::load {

/// Reads one HTTP/1.1 answer from bytes in any pieces: status, the header fields a load client needs, and the body by
/// chunks, by length, or up to the end of the connection. Interim answers (1xx) are passed over.
class HttpResponse {
public:
    static constexpr std::size_t head_limit = 64 * 1024;

    /// Calls `body(bytes)` with each piece of the body. @return bytes taken; fewer than given once complete or broken
    template<typename Body>
    std::size_t feed(std::string_view bytes, Body&& body)
    {
        const std::size_t given = bytes.size();
        while (!bytes.empty() && m_state != State::complete && m_state != State::broken) {
            if (in_body()) {
                const std::string_view piece = body_piece(bytes);
                body(piece);
                bytes.remove_prefix(piece.size());
            } else {
                bytes.remove_prefix(line_part(bytes));
            }
        }
        return given - bytes.size();
    }
    /// The connection ended: completes a body that goes up to the end of it.
    void end_of_connection();
    void reset() { *this = HttpResponse(); }

    bool headers_complete() const { return m_state > State::header; }
    bool complete() const { return m_state == State::complete; }
    bool broken() const { return m_state == State::broken; }
    bool until_close() const { return m_framing == Framing::until_close; }
    int status() const { return m_status; }
    bool keep_alive() const { return m_keep_alive && m_framing != Framing::until_close; }
    const std::string& content_type() const { return m_content_type; }
    const std::string& retry_after() const { return m_retry_after; }
    const std::string& date() const { return m_date; }
    const std::string& server() const { return m_server; }

private:
    enum class State : std::uint8_t { status, header, sized, chunk_size, chunk, chunk_end, trailer, complete, broken };
    enum class Framing : std::uint8_t { until_close, length, chunked };

    bool in_body() const { return m_state == State::sized || m_state == State::chunk; }
    std::string_view body_piece(std::string_view bytes);
    std::size_t line_part(std::string_view bytes);
    void line(std::string_view text);
    void status_line(std::string_view text);
    void header(std::string_view text);
    void headers_end();
    void chunk_size(std::string_view text);

    State m_state = State::status;
    Framing m_framing = Framing::until_close;
    int m_status = 0;
    bool m_keep_alive = true;
    std::uint64_t m_left = 0; ///< of the body, or of the chunk
    std::size_t m_head_bytes = 0;
    std::string m_line;
    std::string m_content_type, m_retry_after, m_date, m_server;
};

} // namespace kneepoint::load
