// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_faults.h"
#include "sim_socket.h"
#include "tls.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::load {

enum class SimLine { open, closed };

/// One client's connection: its buffers, and the faults that concern bytes rather than events.
class SimConnection {
public:
    /// @param tls null for plain http
    SimConnection(SimFd fd, const TlsSettings* tls) : m_fd(std::move(fd))
    {
        if (tls) m_tls.emplace(*tls);
    }

    int fd() const { return m_fd.get(); }

    /// Reads all that is there. Closed when the client ended or broke the connection.
    SimLine receive();
    std::string& received() { return m_in; }
    /// When the last byte of what was received came.
    SimTime arrived() const { return m_arrived; }
    /// A request that lay here during the answer before it counts from that answer's end.
    void count_from(SimTime time) { m_arrived = std::max(m_arrived, time); }

    /// Writes at once what the socket takes and keeps the rest.
    SimLine send(std::string_view bytes);
    /// Writes more of what was kept.
    SimLine flush();
    bool has_unsent() const { return m_out_at < m_out.size() && m_drip == 0; }

    /// The end of the answer was given to send(): close once it is out.
    SimLine close_when_sent();
    /// stall, cut or reset once `bytes` more were sent.
    void break_after(FaultKind kind, std::uint64_t bytes);
    /// The next `bytes` go out one by one with drip().
    void drip_next(std::size_t bytes) { m_drip = bytes; }
    SimLine drip();
    bool dripping() const { return m_drip > 0; }

private:
    struct Break {
        FaultKind kind = FaultKind::none;
        std::uint64_t bytes_left = 0;
    };
    SimLine take(std::string_view bytes);
    SimLine put(std::string_view bytes);
    SimLine write_out();
    SimLine end_if_sent();

    SimFd m_fd;
    std::optional<TlsSession> m_tls;
    std::string m_in;
    SimTime m_arrived = 0;
    std::string m_out;
    std::size_t m_out_at = 0;
    std::size_t m_drip = 0;
    std::optional<Break> m_break;
    bool m_stalled = false; ///< everything else is dropped
    bool m_closing = false;
    bool m_reset = false;
};

} // namespace kneepoint::load
