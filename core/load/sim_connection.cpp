// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace kneepoint::load {

namespace {

/// Room for the largest request and the start of another; who sends more without waiting is cut off.
constexpr std::size_t most_unread = std::size_t{65} << 20;

/// Bytes written, 0 when the socket takes none now, -1 when it is broken.
long write_some(int fd, std::string_view bytes)
{
    const ssize_t size = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size >= 0) return size;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

} // namespace

SimLine SimConnection::receive()
{
    // A client that sends faster than it is read comes up again in the next round.
    std::string sealed;
    for (int rounds = 0; rounds < 16; ++rounds) {
        const long size = receive_stamped(m_fd.get(), m_tls ? sealed : m_in, m_arrived);
        if (size == -1) return SimLine::open;
        if (size <= 0 || m_in.size() > most_unread) return SimLine::closed;
        if (m_tls && take(std::exchange(sealed, {})) == SimLine::closed) return SimLine::closed;
        if (size < 4096) return SimLine::open;
    }
    return SimLine::open;
}

/// Opens what came sealed, and sends what the handshake has to say.
SimLine SimConnection::take(std::string_view bytes)
{
    const bool whole = m_tls->decrypt(bytes, m_in);
    const SimLine line = put(m_tls->take_output());
    return whole ? line : SimLine::closed;
}

SimLine SimConnection::send(std::string_view bytes)
{
    if (m_stalled || m_closing) return SimLine::open;
    if (m_break && bytes.size() >= m_break->bytes_left) {
        bytes = bytes.substr(0, m_break->bytes_left);
        m_stalled = m_break->kind == FaultKind::stall;
        m_closing = !m_stalled;
        m_reset = m_break->kind == FaultKind::reset;
        m_break.reset();
    } else if (m_break) {
        m_break->bytes_left -= bytes.size();
    }
    if (!m_tls) return put(bytes);
    if (!bytes.empty()) m_tls->encrypt(bytes);
    return put(m_tls->take_output());
}

SimLine SimConnection::put(std::string_view bytes)
{
    if (m_out.empty() && m_drip == 0) {
        const long written = write_some(m_fd.get(), bytes);
        if (written < 0) return SimLine::closed;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    m_out += bytes;
    return end_if_sent();
}

SimLine SimConnection::write_out()
{
    const long written = write_some(m_fd.get(), std::string_view(m_out).substr(m_out_at));
    if (written < 0) return SimLine::closed;
    m_out_at += static_cast<std::size_t>(written);
    if (m_out_at == m_out.size()) {
        m_out.clear();
        m_out_at = 0;
    }
    return end_if_sent();
}

SimLine SimConnection::flush()
{
    return has_unsent() ? write_out() : SimLine::open;
}

SimLine SimConnection::drip()
{
    if (m_drip == 0 || m_out_at >= m_out.size()) return SimLine::open;
    const long written = write_some(m_fd.get(), std::string_view(m_out).substr(m_out_at, 1));
    if (written < 0) return SimLine::closed;
    m_out_at += static_cast<std::size_t>(written);
    m_drip -= static_cast<std::size_t>(written);
    return m_drip == 0 ? write_out() : SimLine::open;
}

SimLine SimConnection::end_if_sent()
{
    if (!m_closing || !m_out.empty()) return SimLine::open;
    if (m_reset) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        setsockopt(m_fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    return SimLine::closed;
}

SimLine SimConnection::close_when_sent()
{
    // A stalled connection stays for the client to give up.
    if (m_stalled) return SimLine::open;
    m_closing = true;
    return end_if_sent();
}

void SimConnection::break_after(FaultKind kind, std::uint64_t bytes)
{
    m_break = {.kind = kind, .bytes_left = bytes};
}

} // namespace kneepoint::load
