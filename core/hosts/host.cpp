// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/host.h"

#include "kneepoint/base/text.h"

#include <QUrl>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kneepoint::hosts {

namespace {

std::unexpected<Error> bad_host(std::string_view why, std::string_view text)
{
    return failure(ErrorKind::invalid,
                   fmt::format("{}; give an alias of your ssh configuration, NAME, USER@NAME or USER@NAME:PORT.", why),
                   one_line(text));
}

bool has_odd_bytes(std::string_view text)
{
    return std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

/// Where the port's colon is: behind "]" or the only one, so that a bare IPv6 address keeps its own.
std::size_t port_colon(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return colon;
    const auto bracket = text.rfind(']');
    if (bracket != std::string_view::npos) return bracket + 1 == colon ? colon : std::string_view::npos;
    return text.find(':') == colon ? colon : std::string_view::npos;
}

} // namespace

Result<SshHost> ssh_host(std::string_view text)
{
    auto rest = trimmed(text);
    if (rest.starts_with("ssh://")) rest.remove_prefix(6);
    SshHost host;
    if (const auto colon = port_colon(rest); colon != std::string_view::npos) {
        const auto digits = rest.substr(colon + 1);
        std::uint16_t port = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        if (error != std::errc{} || end != digits.data() + digits.size() || port == 0)
            return bad_host("The port is no number from 1 to 65535", text);
        host.port = port;
        rest = rest.substr(0, colon);
    }
    const auto at = rest.rfind('@');
    const auto user = at == std::string_view::npos ? std::string_view{} : rest.substr(0, at);
    auto name = at == std::string_view::npos ? rest : rest.substr(at + 1);
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (name.empty() || (at != std::string_view::npos && user.empty())) return bad_host("The name is missing", text);
    // ssh would read it as an option, and options run commands.
    if (name.starts_with('-') || user.starts_with('-')) return bad_host("A name cannot start with \"-\"", text);
    if (has_odd_bytes(rest)) return bad_host("A name cannot hold blanks or control characters", text);
    host.destination = user.empty() ? std::string(name) : fmt::format("{}@{}", user, name);
    return host;
}

Result<Endpoint> endpoint(std::string_view url)
{
    const auto text = trimmed(url);
    const QUrl parsed(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), QUrl::StrictMode);
    const auto scheme = parsed.scheme();
    if (!parsed.isValid() || (scheme != "http" && scheme != "https") || parsed.host().isEmpty())
        return failure(ErrorKind::invalid, "It is no address of a server; give one such as http://gpu-a:8000.",
                       one_line(url));
    if (!parsed.userInfo().isEmpty())
        return failure(ErrorKind::invalid, "The address holds a user name or password; keep an API key apart.");
    if (parsed.hasQuery() || parsed.hasFragment())
        return failure(ErrorKind::invalid, "The address has a part behind \"?\" or \"#\"; leave it out.",
                       one_line(url));
    auto plain = parsed.toString(QUrl::StripTrailingSlash).toStdString();
    while (plain.ends_with('/')) plain.pop_back();
    if (plain.ends_with("/v1")) plain.resize(plain.size() - 3);
    return Endpoint{plain};
}

std::string to_string(const Host& host)
{
    if (const auto* ssh = std::get_if<SshHost>(&host.where))
        return ssh->port ? fmt::format("{}:{}", ssh->destination, *ssh->port) : ssh->destination;
    if (const auto* served = std::get_if<Endpoint>(&host.where)) return served->url;
    return "this computer";
}

} // namespace kneepoint::hosts
