// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace kneepoint::load {

/// Where requests go: http://host:port/base, https://..., http://[::1]:8000, or unix:/path/of/socket.
struct Endpoint {
    std::string url;  ///< as given, without user and password
    std::string host; ///< of the Host field and the certificate: without brackets, "localhost" for a Unix socket
    std::string port;
    std::string path; ///< before "/completions", without "/" at its end: "/v1" unless the URL has a path of its own
    std::string unix_path;
    bool tls = false;

    /// "example.org:8000", "[::1]:8000"
    std::string host_field() const;
    bool loopback() const;
    bool operator==(const Endpoint&) const = default;
};

/// @error invalid: what of the URL cannot be
Result<Endpoint> endpoint_from_url(std::string_view url);

/// One resolved address.
struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
    std::string text; ///< "127.0.0.1:8000"
};

/// The first address of the endpoint that accepts a connection within two seconds.
/// @error not_found when the name is unknown, io when nothing answers there
Result<Address> resolve(const Endpoint& endpoint);

} // namespace kneepoint::load
