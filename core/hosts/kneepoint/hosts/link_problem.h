// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/shell.h"

#include <string>
#include <string_view>

namespace kneepoint::hosts {

enum class LinkFault {
    no_program,       ///< there is no ssh here
    configuration,    ///< ssh cannot read its configuration
    name_unknown,     ///
    no_route,         ///
    port_refused,     ///< nobody listens there
    timed_out,        ///< no answer in time
    closed_early,     ///< the other side hung up before the log-in
    host_key_unknown, ///
    host_key_changed, ///
    login_refused,    ///< key, password or agent
    no_shell,         ///< the log-in works, but nothing runs commands
    dropped,          ///< it was up and ended
};

/// Why there is no connection.
struct LinkProblem {
    LinkFault fault = LinkFault::dropped;
    std::string text;    ///< a whole sentence: what, and what to do
    std::string details; ///< ssh's own words
    bool operator==(const LinkProblem&) const = default;
};

/// Only the user can mend it; trying again could even lock an account.
bool needs_user(LinkFault fault);

/// Reads ssh's English messages (LC_ALL=C).
LinkProblem problem_of(const ShellEnding& ending, std::string_view host);

} // namespace kneepoint::hosts
