// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "sim_engine.h"

#include <cstdint>
#include <string>
#include <utility>

namespace kneepoint::load {

/// A file descriptor that is closed with its owner.
class SimFd {
public:
    SimFd() = default;
    explicit SimFd(int fd) : m_fd(fd) {}
    SimFd(SimFd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    SimFd& operator=(SimFd&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~SimFd();
    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

struct SimListener {
    SimFd fd;
    std::uint16_t port = 0; ///< 0 on a Unix socket
    std::string url;
};

/// Binds and listens; connections will carry kernel receive time stamps.
Result<SimListener> listen_on_address(const std::string& host, std::uint16_t port);
/// Replaces a socket that nobody listens on any more; refuses to touch anything else at the path.
Result<SimListener> listen_on_path(const std::string& path);

/// Steady-clock nanoseconds.
SimTime sim_now();

/// Appends what is there to `buffer`. @return bytes read; 0 at the end of the connection, -1 when nothing is there
/// now, -2 on an error. `arrived`: when the kernel received the last of it, or now where it does not say.
long receive_stamped(int fd, std::string& buffer, SimTime& arrived);

} // namespace kneepoint::load
