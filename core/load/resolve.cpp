// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/endpoint.h"

#include "name_lookup.h"

#include <fmt/format.h>

#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace kneepoint::load {

namespace {

constexpr int probe_ms = 2000;

Address unix_address(const std::string& path)
{
    Address address;
    auto* name = reinterpret_cast<sockaddr_un*>(&address.storage);
    name->sun_family = AF_UNIX;
    std::memcpy(name->sun_path, path.data(), path.size());
    address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    address.text = "unix:" + path;
    return address;
}

/// @return 0, or the errno of a connection that did not come about
int connect_error(const Address& address)
{
    const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    int error = ::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
        pollfd waiting{fd, POLLOUT, 0};
        socklen_t size = sizeof error;
        if (::poll(&waiting, 1, probe_ms) == 1)
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
        else
            error = ETIMEDOUT;
    }
    ::close(fd);
    return error;
}

Result<Address> no_answer(const Endpoint& endpoint, const std::string& where, int error)
{
    const std::string_view advice =
        error == ECONNREFUSED ? "Is the server running, and is this its port?" : "Check the address and the way to it.";
    return failure(ErrorKind::io,
                   fmt::format("No connection to {} ({}): {}. {}", endpoint.url, where, std::strerror(error), advice));
}

} // namespace

Result<Address> resolve(const Endpoint& endpoint)
{
    if (!endpoint.unix_path.empty()) {
        const Address address = unix_address(endpoint.unix_path);
        if (const int error = connect_error(address)) return no_answer(endpoint, address.text, error);
        return address;
    }
    const auto found = look_up(endpoint.host, static_cast<std::uint16_t>(std::stoi(endpoint.port)));
    if (!found) return std::unexpected(found.error());
    int error = 0;
    for (const Address& address : *found) {
        error = connect_error(address);
        if (error == 0) return address;
    }
    return no_answer(endpoint, found->back().text, error);
}

} // namespace kneepoint::load
