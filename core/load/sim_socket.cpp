// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_socket.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <optional>
#include <system_error>

namespace kneepoint::load {

namespace {

constexpr int waiting_connections = 4096;

std::unexpected<Error> socket_failure(const std::string& where)
{
    const int code = errno;
    const auto kind = code == EACCES || code == EPERM ? ErrorKind::permission : ErrorKind::io;
    return failure(kind, fmt::format("Cannot listen on {}: {}.", where, std::generic_category().message(code)));
}

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::optional<Address> numeric_address(const std::string& host, std::uint16_t port)
{
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.size = sizeof(sockaddr_in);
        return address;
    }
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address.size = sizeof(sockaddr_in6);
        return address;
    }
    return {};
}

std::uint16_t bound_port(int fd)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
    return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port
                                               : reinterpret_cast<sockaddr_in*>(&storage)->sin_port);
}

Result<SimFd> listening(const Address& address, const std::string& where)
{
    SimFd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return socket_failure(where);
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (::bind(fd.get(), address.get(), address.size) != 0) return socket_failure(where);
    if (::listen(fd.get(), waiting_connections) != 0) return socket_failure(where);
    return fd;
}

/// A socket file without a listener is what a killed server leaves behind.
bool is_deserted_socket(const Address& address, const std::string& path)
{
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
    const SimFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::connect(probe.get(), address.get(), address.size) != 0 && errno == ECONNREFUSED;
}

SimTime nanoseconds(const timespec& time)
{
    return static_cast<SimTime>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// The kernel stamps by the wall clock; what counts is how long ago that was.
SimTime on_steady_clock(const timespec& stamp)
{
    timespec wall{};
    clock_gettime(CLOCK_REALTIME, &wall);
    const SimTime now = sim_now();
    const SimTime ago = nanoseconds(wall) - nanoseconds(stamp);
    return ago >= 0 && ago < 1'000'000'000 ? now - ago : now;
}

} // namespace

SimFd::~SimFd()
{
    if (m_fd >= 0) ::close(m_fd);
}

Result<SimListener> listen_on_address(const std::string& host, std::uint16_t port)
{
    const std::string shown = host.contains(':') ? "[" + host + "]" : host;
    const auto address = numeric_address(host, port);
    if (!address)
        return failure(ErrorKind::invalid,
                       fmt::format("\"{}\" is no numeric IPv4 or IPv6 address to listen on.", one_line(host)));
    auto fd = listening(*address, fmt::format("{}:{}", shown, port));
    if (!fd) return std::unexpected(fd.error());
    SimListener listener{.fd = std::move(*fd), .port = 0, .url = {}};
    listener.port = bound_port(listener.fd.get());
    listener.url = fmt::format("http://{}:{}", shown, listener.port);
    return listener;
}

Result<SimListener> listen_on_path(const std::string& path)
{
    Address address;
    auto* local = reinterpret_cast<sockaddr_un*>(&address.storage);
    if (path.size() >= sizeof local->sun_path)
        return failure(ErrorKind::invalid, fmt::format("The path of a Unix socket may have {} bytes; \"{}\" is longer.",
                                                       sizeof local->sun_path - 1, one_line(path)));
    local->sun_family = AF_UNIX;
    std::memcpy(local->sun_path, path.c_str(), path.size() + 1);
    address.size = sizeof(sockaddr_un);
    if (is_deserted_socket(address, path)) ::unlink(path.c_str());
    auto fd = listening(address, path);
    if (!fd) return std::unexpected(fd.error());
    return SimListener{.fd = std::move(*fd), .port = 0, .url = "unix:" + path};
}

SimTime sim_now()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

long receive_stamped(int fd, std::string& buffer, SimTime& arrived)
{
    static constexpr std::size_t piece = std::size_t{64} << 10;
    // Shared by all connections of a thread: a buffer of this size for each would be most of the memory.
    thread_local std::array<char, piece> bytes;
    iovec target{.iov_base = bytes.data(), .iov_len = bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec)) * 2> control{};
    msghdr message{};
    message.msg_iov = &target;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(fd, &message, MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN || errno == EINTR ? -1 : -2;
    buffer.append(bytes.data(), static_cast<std::size_t>(size));
    arrived = sim_now();
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec stamp{};
        std::memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
        arrived = on_steady_clock(stamp);
    }
    return size;
}

} // namespace kneepoint::load
