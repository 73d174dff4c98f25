// SPDX-License-Identifier: GPL-3.0-or-later
#include "name_lookup.h"

#include "clocks.h"

#include <ares.h>
#include <fmt/format.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>

namespace kneepoint::load {

namespace {

constexpr std::int64_t longest_wait_ns = 10'000'000'000;
constexpr int wait_per_server_ms = 2000;

Address address_of(const sockaddr* from, std::size_t size, std::uint16_t port)
{
    Address address;
    std::memcpy(&address.storage, from, size);
    address.size = static_cast<socklen_t>(size);
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (from->sa_family == AF_INET6) {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
        v6->sin6_port = htons(port);
        ::inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
        address.text = fmt::format("[{}]:{}", text.data(), port);
    } else {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
        v4->sin_port = htons(port);
        ::inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
        address.text = fmt::format("{}:{}", text.data(), port);
    }
    return address;
}

/// "127.0.0.1", "::1", "fe80::1%eth0"
std::optional<Address> numeric(const std::string& host, std::uint16_t port)
{
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1)
        return address_of(reinterpret_cast<const sockaddr*>(&v4), sizeof v4, port);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    const auto percent = host.find('%');
    if (::inet_pton(AF_INET6, host.substr(0, percent).c_str(), &v6.sin6_addr) != 1) return std::nullopt;
    if (percent != std::string::npos) v6.sin6_scope_id = ::if_nametoindex(host.c_str() + percent + 1);
    return address_of(reinterpret_cast<const sockaddr*>(&v6), sizeof v6, port);
}

/// "localhost" and everything under it is this machine, whatever a file or a name server says (RFC 6761, 6.3).
bool names_this_machine(std::string_view host)
{
    return host == "localhost" || host.ends_with(".localhost");
}

using Channel = std::unique_ptr<std::remove_pointer_t<ares_channel>, decltype(&ares_destroy)>;

Channel open_channel()
{
    ares_channel channel = nullptr;
    ares_options options{};
    options.timeout = wait_per_server_ms;
    options.tries = 2;
    const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS &&
                       ares_init_options(&channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) == ARES_SUCCESS;
    return {ready ? channel : nullptr, &ares_destroy};
}

struct Found {
    int status = ARES_SUCCESS;
    bool over = false;
    std::vector<Address> addresses;
    std::uint16_t port = 0;
};

void take(void* to, int status, int, ares_addrinfo* info)
{
    auto& found = *static_cast<Found*>(to);
    found.over = true;
    found.status = status;
    if (!info) return;
    for (const auto* node = info->nodes; node; node = node->ai_next)
        found.addresses.push_back(address_of(node->ai_addr, std::size_t(node->ai_addrlen), found.port));
    ares_freeaddrinfo(info);
}

/// Lets the channel read and write until it has an answer or the time is over.
void wait_for(const Channel& channel, const Found& found)
{
    const std::int64_t deadline = steady_now() + longest_wait_ns;
    while (!found.over && steady_now() < deadline) {
        std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
        const int mask = ares_getsock(channel.get(), sockets.data(), int(sockets.size()));
        std::array<pollfd, ARES_GETSOCK_MAXNUM> waiting{};
        for (unsigned i = 0; i < waiting.size(); ++i) {
            const bool readable = ARES_GETSOCK_READABLE(unsigned(mask), i);
            const bool writable = ARES_GETSOCK_WRITABLE(unsigned(mask), i);
            waiting[i] = {readable || writable ? sockets[i] : -1,
                          static_cast<short>((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)), 0};
        }
        ::poll(waiting.data(), waiting.size(), 50); // c-ares repeats what got no answer
        for (const pollfd& one : waiting)
            ares_process_fd(channel.get(), one.revents & ~POLLOUT ? one.fd : ARES_SOCKET_BAD,
                            one.revents & POLLOUT ? one.fd : ARES_SOCKET_BAD);
    }
    if (!found.over) ares_cancel(channel.get());
}

} // namespace

Result<std::vector<Address>> look_up(const std::string& host, std::uint16_t port)
{
    if (auto address = numeric(host, port)) return std::vector{std::move(*address)};
    if (names_this_machine(host)) return std::vector{*numeric("127.0.0.1", port), *numeric("::1", port)};
    const Channel channel = open_channel();
    if (!channel) return failure(ErrorKind::io, "Names of hosts cannot be looked up here. Give a numeric address.");
    Found found{.port = port};
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    ares_getaddrinfo(channel.get(), host.c_str(), nullptr, &hints, &take, &found);
    wait_for(channel, found);
    if (!found.addresses.empty()) return std::move(found.addresses);
    const bool unknown = found.status == ARES_ENOTFOUND || found.status == ARES_ENODATA;
    return failure(ErrorKind::not_found,
                   fmt::format("The host \"{}\" is not known: {}. Check {}.", host, ares_strerror(found.status),
                               unknown ? "its name" : "its name and the name servers in /etc/resolv.conf"));
}

} // namespace kneepoint::load
