// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/endpoint.h"
#include "stamp_clock.h"
#include "tls.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace kneepoint::load {

/// A socket of one I/O thread. Every call returns at once.
class Connection {
public:
    Connection() = default;
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// @return 0, or an errno; EINPROGRESS counts as 0
    int open(const Address& address);
    /// After EPOLLOUT while connecting. @return 0 when connected, or an errno
    int connect_result() const;
    void begin_tls(const TlsSettings& settings, const std::string& host) { m_tls.emplace(settings, host); }
    TlsSession* tls() { return m_tls ? &*m_tls : nullptr; }
    void close();
    bool is_open() const { return m_fd >= 0; }
    int fd() const { return m_fd; }

    /// Lets the kernel confirm every second packet instead of each: a third of the time that a token costs here.
    void confirm_less();
    /// Queues bytes for the socket, encrypted where there is TLS.
    void write(std::string bytes);
    /// Sends what the kernel takes. @return 0, or an errno
    int flush();
    bool pending_output() const { return m_sent < m_output.size(); }

    struct Read {
        std::int64_t bytes = 0; ///< 0 at the end of the connection, -1 when there is nothing
        int error = 0;
        std::int64_t at = 0; ///< steady clock in nanoseconds: the kernel's stamp, else right after the read
        bool kernel_stamp = false;
        std::int64_t read_at = 0; ///< right after the read
    };
    Read read(std::span<char> buffer, StampClock& clock);
    /// Least round trip the kernel measured here, in microseconds.
    std::optional<std::uint32_t> round_trip_us() const;

private:
    int m_fd = -1;
    std::string m_output;
    std::size_t m_sent = 0;
    std::optional<TlsSession> m_tls;
};

} // namespace kneepoint::load
