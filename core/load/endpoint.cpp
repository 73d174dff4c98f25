// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/endpoint.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kneepoint::load {

namespace {

std::unexpected<Error> wrong(std::string_view url, std::string_view what)
{
    return failure(
        ErrorKind::invalid,
        fmt::format("The target \"{}\" {}. Give http://HOST:PORT, https://HOST or unix:/PATH.", one_line(url), what));
}

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() && port > 0 && port < 65536;
}

Result<Endpoint> unix_endpoint(std::string_view url)
{
    Endpoint endpoint;
    endpoint.url = url;
    endpoint.unix_path = url.substr(5);
    endpoint.host = "localhost";
    endpoint.path = "/v1";
    if (endpoint.unix_path.starts_with("//")) endpoint.unix_path.erase(0, 2);
    // sun_path holds 108 bytes with its end.
    if (endpoint.unix_path.empty() || endpoint.unix_path.size() > 107)
        return wrong(url, "has no path of a socket, or one above 107 bytes");
    return endpoint;
}

} // namespace

std::string Endpoint::host_field() const
{
    if (!unix_path.empty()) return host;
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (tls ? "443" : "80") ? name : name + ":" + port;
}

bool Endpoint::loopback() const
{
    return !unix_path.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

Result<Endpoint> endpoint_from_url(std::string_view url)
{
    if (url.starts_with("unix:")) return unix_endpoint(url);
    Endpoint endpoint;
    endpoint.tls = url.starts_with("https://");
    if (!endpoint.tls && !url.starts_with("http://")) return wrong(url, "begins with no known scheme");
    const std::string_view rest = url.substr(url.find("//") + 2);
    const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view authority = rest.substr(0, slash);
    std::string_view path = rest.substr(slash, rest.find_first_of("?#", slash) - slash);
    if (authority.find('@') != std::string_view::npos)
        return failure(ErrorKind::invalid, "The target holds a user or password. Put the key into KNEEPOINT_API_KEY.");
    std::string_view port = endpoint.tls ? "443" : "80";
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == std::string_view::npos) return wrong(url, "has a bracket that does not end");
    if (const std::size_t colon = authority.find(':', bracket); colon != std::string_view::npos) {
        port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    if (bracket != 0) authority = authority.substr(1, bracket - 1);
    if (authority.empty()) return wrong(url, "names no host");
    for (const char c : authority)
        if (static_cast<unsigned char>(c) <= ' ' || c == 127) return wrong(url, "has a blank in its host");
    if (!is_port(port)) return wrong(url, "has a port that is no number from 1 to 65535");
    while (path.ends_with('/')) path.remove_suffix(1);
    for (const std::string_view end : {"/chat/completions", "/completions", "/models"})
        if (path.ends_with(end))
            return failure(ErrorKind::invalid,
                           fmt::format("The target \"{}\" goes too far: {} is added here. Give \"{}\".", one_line(url),
                                       end, one_line(url.substr(0, url.rfind(end)))));
    endpoint.host = authority;
    endpoint.port = port;
    endpoint.path = path.empty() ? "/v1" : path;
    endpoint.url = fmt::format("{}://{}{}", endpoint.tls ? "https" : "http", endpoint.host_field(), path);
    return endpoint;
}

} // namespace kneepoint::load
