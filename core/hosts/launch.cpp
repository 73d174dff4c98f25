// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/launch.h"

#include <unistd.h>

#include <csignal>

namespace kneepoint::hosts {

namespace {

QStringList ssh_arguments(const SshHost& host, Contact contact, const Patience& patience)
{
    const bool asks = contact == Contact::may_ask;
    QStringList arguments{"-T", "-a", "-x"};
    if (!host.config_file.empty()) arguments << "-F" << QString::fromStdString(host.config_file);
    if (host.port) arguments << "-p" << QString::number(*host.port);
    const QStringList options{
        QString("BatchMode=%1").arg(asks ? "no" : "yes"),
        QString("StrictHostKeyChecking=%1").arg(asks ? "ask" : "yes"),
        QString("ConnectTimeout=%1").arg(patience.connect.count()),
        QString("ServerAliveInterval=%1").arg(patience.alive_interval.count()),
        QString("ServerAliveCountMax=%1").arg(patience.alive_count),
        "ControlMaster=no", // a shared connection tells nothing about the host when it is stale
        "ControlPath=none",
        "ClearAllForwardings=yes",
        "PermitLocalCommand=no",
        "RemoteCommand=none", // one in the configuration would forbid ours
        "LogLevel=ERROR",
    };
    for (const auto& option : options) arguments << "-o" << option;
    return arguments << "--" << QString::fromStdString(host.destination) << "exec /bin/sh";
}

} // namespace

Launch launch(const Host& host, Contact contact, const Patience& patience)
{
    Launch result{.program = "/bin/sh", .arguments = {}, .environment = QProcessEnvironment::systemEnvironment()};
    result.environment.insert("LC_ALL", "C"); // ssh's messages are read
    if (const auto* ssh = std::get_if<SshHost>(&host.where)) {
        result.program = "ssh";
        result.arguments = ssh_arguments(*ssh, contact, patience);
    }
    return result;
}

void start_apart(QProcess& process, const Launch& what)
{
    process.setProcessEnvironment(what.environment);
    process.setChildProcessModifier([] {
        ::setsid();
        // A command waits for Ctrl-C with the signal blocked; what it starts, a job on this computer above all, must
        // not.
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    process.start(what.program, what.arguments);
}

} // namespace kneepoint::hosts
