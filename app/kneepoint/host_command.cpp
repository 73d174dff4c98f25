// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

#include "host_check.h"
#include "json.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/host_store.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>

namespace kneepoint::app {

namespace {

struct AddArguments {
    std::string name, ssh, ssh_config, url, prepare;
    bool local = false;
};

std::string_view kind_of(const hosts::Host& host)
{
    if (std::holds_alternative<hosts::SshHost>(host.where)) return "ssh";
    return std::holds_alternative<hosts::Endpoint>(host.where) ? "endpoint" : "local";
}

int list_hosts(bool json)
{
    const auto list = hosts::HostStore().list();
    if (!list) return report_failure(list.error());
    auto entries = nlohmann::ordered_json::array();
    for (const auto& host : *list) {
        const auto* ssh = std::get_if<hosts::SshHost>(&host.where);
        entries.push_back({{"name", host.name},
                           {"kind", kind_of(host)},
                           {"where", to_string(host)},
                           {"ssh_config", text_or_null(ssh ? ssh->config_file : "")},
                           {"prepare", text_or_null(host.prepare)}});
        if (!json)
            fmt::print("{:<16} {:<9} {}{}\n", host.name, kind_of(host), to_string(host),
                       host.prepare.empty() ? "" : "  (" + one_line(host.prepare, 60) + ")");
    }
    if (json) print({{"schema", "kneepoint.host-list/1"}, {"hosts", entries}});
    return done;
}

/// ssh is started elsewhere and later: the file is named by its whole path.
Result<std::string> whole_path(const std::string& file)
{
    if (file.empty()) return file;
    std::error_code failed;
    const auto path = std::filesystem::absolute(file, failed);
    if (failed || !std::filesystem::is_regular_file(path, failed))
        return failure(ErrorKind::not_found, "There is no such ssh configuration.", file);
    return utf8_path(path.lexically_normal());
}

Result<hosts::Host> host_from(const AddArguments& arguments)
{
    hosts::Host host{.name = arguments.name, .where = hosts::ThisComputer{}, .prepare = arguments.prepare};
    if (!arguments.ssh.empty()) {
        auto ssh = hosts::ssh_host(arguments.ssh);
        if (!ssh) return std::unexpected(ssh.error());
        auto config = whole_path(arguments.ssh_config);
        if (!config) return std::unexpected(config.error());
        ssh->config_file = *config;
        host.where = std::move(*ssh);
    } else if (!arguments.url.empty()) {
        auto served = hosts::endpoint(arguments.url);
        if (!served) return std::unexpected(served.error());
        host.where = std::move(*served);
    }
    return host;
}

int add_to_list(const AddArguments& arguments)
{
    const auto host = host_from(arguments);
    if (!host) return report_failure(host.error());
    if (auto added = hosts::HostStore().add(*host); !added) return report_failure(added.error());
    return done;
}

int remove_from_list(const std::string& name)
{
    if (auto removed = hosts::HostStore().remove(name); !removed) return report_failure(removed.error());
    return done;
}

void declare_add(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("add", "Add a host to the list");
    const auto arguments = std::make_shared<AddArguments>();
    command->add_option("NAME", arguments->name, "What to call it")->required();
    auto* kind = command->add_option_group("kind");
    auto* ssh = kind->add_option("--ssh", arguments->ssh, "An alias of the ssh configuration, or [USER@]NAME[:PORT]");
    kind->add_flag("--local", arguments->local, "This computer, with preparing lines of its own");
    kind->add_option("--url", arguments->url, "A server that already serves a model");
    kind->require_option(1);
    command->add_option("--ssh-config", arguments->ssh_config, "Instead of ~/.ssh/config")->needs(ssh);
    command->add_option("--prepare", arguments->prepare, "Lines for sh, run at log-in: module load cuda");
    command->callback([arguments, &exit_code] { exit_code = add_to_list(*arguments); });
}

void declare_check(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("check", "Look whether a host is fit; exit 1 if something is bad");
    const auto arguments = std::make_shared<HostCheckArguments>();
    command->add_option("NAME", arguments->name, "A host of the list")->required();
    command->add_option("--from", arguments->from, "Look at an endpoint from this host instead of this computer");
    command->add_option("--plan", arguments->plan, "Is it fit for this plan?");
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &context, &exit_code] { exit_code = check_host(*arguments, context.progress); });
}

} // namespace

void add_host(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("host", "The machines that runs can be started on");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "Name the hosts");
    const auto json = std::make_shared<bool>(false);
    list->add_flag("--json", *json, "Print one JSON document");
    list->callback([json, &exit_code] { exit_code = list_hosts(*json); });
    declare_add(*command, exit_code);
    declare_check(*command, context, exit_code);
    auto* remove = command->add_subcommand("remove", "Take a host off the list; on the host nothing changes");
    const auto name = std::make_shared<std::string>();
    remove->add_option("NAME", *name, "A host of the list")->required();
    remove->callback([name, &exit_code] { exit_code = remove_from_list(*name); });
}

} // namespace kneepoint::app
