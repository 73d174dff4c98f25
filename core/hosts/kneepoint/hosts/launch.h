// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/host.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <chrono>

namespace kneepoint::hosts {

/// May this connection ask the user? Only one that the user started may; all that come by themselves are silent.
enum class Contact { silent, may_ask };

/// How soon a dead line is noticed.
struct Patience {
    std::chrono::seconds connect{10};
    std::chrono::seconds alive_interval{5};
    int alive_count = 3;
};

/// The child process that is a host's shell.
struct Launch {
    QString program;
    QStringList arguments;
    QProcessEnvironment environment;
};

/// /bin/sh here, or the user's ssh with the constant remote command "exec /bin/sh". Nothing but the host's own name
/// comes on the command line.
/// @pre the host is this computer or an SSH host
Launch launch(const Host& host, Contact contact = Contact::silent, const Patience& patience = {});

/// Starts it in a session of its own: a terminal's Ctrl-C does not reach it, and ssh asks through its helper.
void start_apart(QProcess& process, const Launch& what);

} // namespace kneepoint::hosts
