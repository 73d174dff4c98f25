// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan_problems.h"
#include "secret_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::runs {

namespace {

/// Options that the job sets itself, with the reason.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> own_flags{{
    {"host", "A server of a run listens on 127.0.0.1 only."},
    {"port", "Write the port under \"server.port\"; 0 takes a free one."},
    {"served-model-name", "Write it as the model's \"served_name\"."},
    {"model", "Write it under \"models\"."},
    {"api-key",
     "Arguments can be read by everybody on the host; a server of a run gets a random key by its environment."},
    {"uds", "A server of a run listens on 127.0.0.1."},
}};

std::string_view why_own(std::string_view flag)
{
    const auto* found = std::ranges::find(own_flags, flag, &std::pair<std::string_view, std::string_view>::first);
    return found == own_flags.end() ? std::string_view() : found->second;
}

bool is_flag_name(std::string_view name)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return !name.empty() && !name.starts_with('-') && std::ranges::all_of(name, fits);
}

void check_flags(const Server& server, PlanProblems& problems)
{
    for (const auto& [name, value] : server.flags) {
        const auto field = "server.flags." + name;
        problems.add_unless(is_flag_name(name), field,
                            "Write an option without its leading \"--\", with \"-\" between its words: "
                            "\"max-model-len\".");
        if (const auto why = why_own(name); !why.empty()) problems.add(field, std::string(why));
        if (const auto* text = std::get_if<std::string>(&value)) problems.check_text(field, *text);
    }
    for (std::size_t i = 0; i < server.extra_args.size(); ++i) {
        auto name = std::string_view(server.extra_args[i]);
        if (!name.starts_with("--")) continue;
        name = name.substr(2, name.find('=') - 2);
        if (const auto why = why_own(name); !why.empty())
            problems.add(fmt::format("server.extra_args[{}]", i), std::string(why));
    }
}

void check_environment(const Server& server, PlanProblems& problems)
{
    for (const auto& [name, value] : server.environment) {
        const auto field = "server.env." + name;
        problems.add_unless(is_variable_name(name), field, "A variable's name is made of letters, digits and \"_\".");
        problems.add_unless(!name.starts_with("KNEEPOINT_"), field,
                            "Names that begin with KNEEPOINT_ are used by the job itself.");
        if (names_secret(name) || value.starts_with("hf_") || value.starts_with("sk-"))
            problems.add(field, "This looks like a key, and a plan is written down. Take it out, and name the variable "
                                "under \"secrets\": its value is asked for at the start.");
        else
            problems.check_text(field, value);
    }
}

} // namespace

void check_server(const Plan& plan, PlanProblems& problems)
{
    const Server& server = plan.server;
    const bool command = server.kind == Server::Kind::command;
    const bool vllm = server.kind == Server::Kind::vllm;
    problems.add_unless(command ? !server.argv.empty() && !server.argv.front().empty() : server.argv.empty(),
                        "server.argv",
                        command ? "Write the command that serves a model, as a list: its program first."
                                : "A command belongs to \"kind\": \"command\" only.");
    if (command) problems.check_texts("server.argv", server.argv);
    problems.add_unless(vllm || (server.flags.empty() && server.extra_args.empty()), "server.flags",
                        "Flags and extra arguments belong to \"kind\": \"vllm\" only.");
    check_flags(server, problems);
    problems.check_texts("server.extra_args", server.extra_args);
    check_environment(server, problems);
    problems.add_unless(server.ready.starts_with('/') && server.ready.size() <= 1000 &&
                            std::ranges::none_of(server.ready, [](char c) { return c <= ' ' || c == 0x7f; }),
                        "server.ready", "Write the path that answers when the server is ready, such as /health.");
    problems.add_unless(server.port == 0 || (server.port >= 1024 && server.port <= 65535), "server.port",
                        "Write a port from 1024 to 65535, or 0 for a free one.");
    problems.add_unless(server.ready_timeout_s >= 1 && server.ready_timeout_s <= 86'400, "server.ready_timeout_s",
                        "Write 1 to 86,400 seconds.");
}

} // namespace kneepoint::runs
