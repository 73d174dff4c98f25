// SPDX-License-Identifier: GPL-3.0-or-later
#include "host_json.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/host_store.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace kneepoint::hosts {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema = "kneepoint.hosts/1";
constexpr std::string_view schema_family = "kneepoint.hosts/";

Json host_to_json(const Host& host)
{
    Json json{{"name", host.name}};
    if (const auto* ssh = std::get_if<SshHost>(&host.where)) {
        json["kind"] = "ssh";
        json["destination"] = ssh->destination;
        if (ssh->port) json["port"] = *ssh->port;
        if (!ssh->config_file.empty()) json["ssh_config"] = ssh->config_file;
    } else if (const auto* served = std::get_if<Endpoint>(&host.where)) {
        json["kind"] = "endpoint";
        json["url"] = served->url;
    } else {
        json["kind"] = "local";
    }
    if (!host.prepare.empty()) json["prepare"] = host.prepare;
    return json;
}

/// Empty when it is not there; none when it is no text.
std::optional<std::string> text_at(const Json& json, const char* key)
{
    const auto found = json.find(key);
    if (found == json.end()) return std::string{};
    return found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

Result<Host> bad_entry(std::string_view what)
{
    return failure(ErrorKind::unreadable, fmt::format("its \"{}\" is missing or wrong", what));
}

Result<SshHost> ssh_from_json(const Json& json)
{
    const auto destination = text_at(json, "destination"), config = text_at(json, "ssh_config");
    if (!destination || !config) return failure(ErrorKind::unreadable, "its ssh settings are no texts");
    SshHost host{.destination = *destination, .port = {}, .config_file = *config};
    if (const auto port = json.find("port"); port != json.end()) {
        if (!port->is_number_unsigned() || port->get<std::uint64_t>() == 0 || port->get<std::uint64_t>() > 65535)
            return failure(ErrorKind::unreadable, "its port is no number from 1 to 65535");
        host.port = port->get<std::uint16_t>();
    }
    return host;
}

Result<Host> host_from_json(const Json& json)
{
    if (!json.is_object()) return failure(ErrorKind::unreadable, "it is no object");
    const auto name = text_at(json, "name"), kind = text_at(json, "kind"), prepare = text_at(json, "prepare"),
               url = text_at(json, "url");
    if (!name) return bad_entry("name");
    if (!kind) return bad_entry("kind");
    if (!prepare) return bad_entry("prepare");
    if (!url) return bad_entry("url");
    Host host{.name = *name, .where = ThisComputer{}, .prepare = *prepare};
    if (*kind == "ssh") {
        auto ssh = ssh_from_json(json);
        if (!ssh) return std::unexpected(ssh.error());
        host.where = std::move(*ssh);
    } else if (*kind == "endpoint") {
        host.where = Endpoint{*url};
    } else if (*kind != "local") {
        return bad_entry("kind");
    }
    if (auto checked = check_host(host); !checked)
        return failure(ErrorKind::unreadable, "it cannot be: " + checked.error().text);
    return host;
}

Result<std::vector<Host>> unreadable(std::string_view why)
{
    return failure(ErrorKind::unreadable, std::string(why));
}

} // namespace

Result<void> check_host(const Host& host)
{
    if (auto checked = check_host_name(host.name); !checked) return checked;
    if (host.prepare.find('\0') != std::string::npos)
        return failure(ErrorKind::invalid, "The preparing lines hold a NUL byte.", host.name);
    if (const auto* ssh = std::get_if<SshHost>(&host.where)) {
        const auto same = ssh_host(ssh->destination);
        if (!same) return std::unexpected(same.error());
        if (same->port || ssh->port == 0)
            return failure(ErrorKind::invalid, "The port is no number from 1 to 65535.", host.name);
    } else if (const auto* served = std::get_if<Endpoint>(&host.where)) {
        if (const auto same = endpoint(served->url); !same) return std::unexpected(same.error());
    }
    return {};
}

std::string hosts_to_json(const std::vector<Host>& hosts)
{
    auto list = Json::array();
    for (const auto& host : hosts) list.push_back(host_to_json(host));
    return Json{{"schema", schema}, {"hosts", std::move(list)}}.dump(2, ' ', false, Json::error_handler_t::replace) +
           '\n';
}

Result<std::vector<Host>> hosts_from_json(std::string_view text)
{
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return unreadable("it is no JSON object");
    const auto family = text_at(json, "schema").value_or("");
    if (!family.starts_with(schema_family)) return unreadable("it is no list of hosts");
    if (family != schema)
        return failure(
            ErrorKind::unsupported,
            fmt::format("The list of hosts is of the form {}, which a newer Kneepoint wrote.", one_line(family)));
    const auto entries = json.find("hosts");
    if (entries == json.end() || !entries->is_array()) return unreadable("it has no list \"hosts\"");
    std::vector<Host> hosts;
    std::set<std::string> names;
    for (const auto& entry : *entries) {
        auto host = host_from_json(entry);
        if (!host) return unreadable(fmt::format("host {}: {}", hosts.size() + 1, host.error().text));
        if (!names.insert(host->name).second)
            return unreadable(fmt::format("host {}: its name is there before", hosts.size() + 1));
        hosts.push_back(std::move(*host));
    }
    return hosts;
}

} // namespace kneepoint::hosts
