// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include "clocks.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kneepoint::load {

namespace {

std::optional<std::int64_t> kernel_stamp(msghdr& message)
{
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_TIMESTAMPNS) continue;
        timespec at{};
        std::memcpy(&at, CMSG_DATA(part), sizeof at);
        return std::int64_t{at.tv_sec} * 1'000'000'000 + at.tv_nsec;
    }
    return std::nullopt;
}

} // namespace

int Connection::open(const Address& address)
{
    close();
    m_fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_fd < 0) return errno;
    const int on = 1;
    if (address.storage.ss_family != AF_UNIX) {
        ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(m_fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    }
    if (::connect(m_fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) return 0;
    const int error = errno;
    if (error == EINPROGRESS) return 0;
    close();
    return error;
}

int Connection::connect_result() const
{
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
}

void Connection::close()
{
    if (m_fd >= 0) ::close(m_fd);
    m_fd = -1;
    m_output.clear();
    m_sent = 0;
    m_tls.reset();
}

void Connection::confirm_less()
{
    const int off = 0;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off);
}

void Connection::write(std::string bytes)
{
    if (m_tls) {
        if (!bytes.empty()) m_tls->encrypt(bytes);
        bytes = m_tls->take_output();
    }
    if (!pending_output()) {
        m_output = std::move(bytes);
        m_sent = 0;
    } else {
        m_output += bytes;
    }
}

int Connection::flush()
{
    while (pending_output()) {
        const ssize_t sent = ::send(m_fd, m_output.data() + m_sent, m_output.size() - m_sent, MSG_NOSIGNAL);
        if (sent < 0) return errno == EAGAIN || errno == EINTR ? 0 : errno;
        m_sent += static_cast<std::size_t>(sent);
    }
    return 0;
}

Connection::Read Connection::read(std::span<char> buffer, StampClock& clock)
{
    iovec part{buffer.data(), buffer.size()};
    alignas(cmsghdr) char control[128];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    Read read;
    read.bytes = ::recvmsg(m_fd, &message, 0);
    read.at = read.read_at = steady_now();
    if (read.bytes < 0) {
        read.error = errno == EAGAIN || errno == EINTR ? 0 : errno;
        return read;
    }
    if (const auto stamp = kernel_stamp(message)) {
        const auto at = clock.steady_time(*stamp, read.read_at);
        read.kernel_stamp = at.has_value();
        read.at = at.value_or(read.at);
    }
    return read;
}

std::optional<std::uint32_t> Connection::round_trip_us() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (m_fd < 0 || ::getsockopt(m_fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
    if (info.tcpi_min_rtt > 0 && info.tcpi_min_rtt != ~0u) return info.tcpi_min_rtt;
    if (info.tcpi_rtt == 0) return std::nullopt;
    return info.tcpi_rtt;
}

} // namespace kneepoint::load
