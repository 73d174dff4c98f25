// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/link_problem.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <array>

namespace kneepoint::hosts {

namespace {

struct Sign {
    std::string_view words; ///< in what ssh writes
    LinkFault fault;
    std::string_view text; ///< {0} the host, {1} ssh's line with these words
};

// The first that fits: a message about a key comes with ones about the closed connection.
constexpr auto signs = std::to_array<Sign>({
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", LinkFault::host_key_changed, ""},
    {"host key is known for", LinkFault::host_key_unknown,
     "The host key of {0} is not known yet; connect by hand once and compare its fingerprint."},
    {"Host key verification failed", LinkFault::host_key_unknown,
     "The host key of {0} was not accepted; connect by hand and compare its fingerprint."},
    {"Permission denied (", LinkFault::login_refused,
     "{0} refused the log-in ({1}); check the user name and that its key is loaded (ssh-add -l)."},
    {"Too many authentication failures", LinkFault::login_refused,
     "{0} refused the log-in after too many keys; name the right one by IdentityFile in the ssh configuration."},
    {"Bad configuration option", LinkFault::configuration, "ssh cannot read its configuration: {1}."},
    {"Bad owner or permissions", LinkFault::configuration, "ssh does not trust its configuration: {1}."},
    {"terminating, ", LinkFault::configuration, "ssh cannot read its configuration: {1}."},
    {"Can't open user config file", LinkFault::configuration, "ssh cannot read its configuration: {1}."},
    {"hostname contains invalid characters", LinkFault::configuration, "{0} is no name of a host."},
    {"Could not resolve hostname", LinkFault::name_unknown,
     "The name is not known ({1}); check the host's name and this computer's network."},
    {"No route to host", LinkFault::no_route, "There is no way to {0} ({1}); is the VPN up?"},
    {"Network is unreachable", LinkFault::no_route, "There is no way to {0} ({1}); is the network up?"},
    {"Connection refused", LinkFault::port_refused,
     "Nothing accepts connections there ({1}); is the host up, and the port right?"},
    {"administratively prohibited", LinkFault::closed_early, "A jump host does not pass connections on ({1})."},
    {"timed out", LinkFault::timed_out, "{0} did not answer in time ({1})."},
    {"onnection reset", LinkFault::closed_early, "{0} hung up before the log-in ({1})."},
    {"onnection closed", LinkFault::closed_early, "{0} hung up before the log-in ({1})."},
});

std::string line_with(std::string_view text, std::string_view words)
{
    for (const auto line : lines(text))
        if (line.contains(words)) {
            auto plain = one_line(trimmed(line));
            while (plain.ends_with('.')) plain.pop_back();
            return plain;
        }
    return {};
}

std::string changed_key_text(std::string_view host, std::string_view errors)
{
    const auto offending = line_with(errors, "Offending ");
    const auto in = offending.find(" in ");
    return fmt::format("The host key of {} is not the one of before: another machine may answer in its place. Nothing "
                       "was sent. If the host was installed anew, remove the old key{}.",
                       host, in == std::string::npos ? "" : " (" + offending.substr(in + 4) + ")");
}

LinkProblem before_ready(const ShellEnding& ending, std::string_view host, std::string details)
{
    const std::string_view errors = ending.errors;
    for (const auto& sign : signs) {
        if (!errors.contains(sign.words)) continue;
        auto text = sign.text.empty() ? changed_key_text(host, errors)
                                      : fmt::format(fmt::runtime(sign.text), host, line_with(errors, sign.words));
        return {sign.fault, std::move(text), std::move(details)};
    }
    if (ending.exit_code == -1)
        return {LinkFault::timed_out, fmt::format("{} did not finish the log-in in time.", host), std::move(details)};
    if (ending.exit_code == 255)
        return {LinkFault::closed_early, fmt::format("The connection to {} ended before the log-in was done.", host),
                std::move(details)};
    return {LinkFault::no_shell,
            fmt::format("The log-in at {} works, but no shell on this account runs commands ({}).", host,
                        one_line(trimmed(details.empty() ? "it ended without a word" : details))),
            std::move(details)};
}

} // namespace

bool needs_user(LinkFault fault)
{
    switch (fault) {
    case LinkFault::no_program:
    case LinkFault::configuration:
    case LinkFault::host_key_unknown:
    case LinkFault::host_key_changed:
    case LinkFault::login_refused:
    case LinkFault::no_shell:
        return true;
    case LinkFault::name_unknown:
    case LinkFault::no_route:
    case LinkFault::port_refused:
    case LinkFault::timed_out:
    case LinkFault::closed_early:
    case LinkFault::dropped:
        return false;
    }
    return false;
}

LinkProblem problem_of(const ShellEnding& ending, std::string_view host)
{
    auto details = ending.noise + ending.errors;
    if (!ending.started)
        return {LinkFault::no_program, "The program ssh is missing; install OpenSSH's client.", std::move(details)};
    if (!ending.was_ready) return before_ready(ending, host, std::move(details));
    if (ending.gave_up)
        return {LinkFault::dropped,
                fmt::format("A command on {} did not end when it was told to{}; the connection was closed, and the "
                            "command may still run there.",
                            host,
                            ending.stop_refused ? " (that needs a second log-in without questions, which was refused)"
                                                : ""),
                std::move(details)};
    const auto line = line_with(ending.errors, "onnection"); // none when the other side fell silent
    return {LinkFault::dropped,
            fmt::format("The connection to {} was lost{}; what runs there goes on.", host,
                        line.empty() ? "" : " (" + line + ")"),
            std::move(details)};
}

} // namespace kneepoint::hosts
