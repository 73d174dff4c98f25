// SPDX-License-Identifier: GPL-3.0-or-later
// A machine of the test's own for jobs: this computer, or a real sshd, with a folder for jobs below a temporary one.
#pragma once

#include "job_id.h"
#include "job_protocol.h"
#include "job_texts.h"

#include "kneepoint/base/file.h"
#include "kneepoint/hosts/quote.h"

#include "../hosts/lab.h"

#include <QCoro/QCoroTask>

#include <memory>

namespace kneepoint::tests {

/// Runs the event loop until the task has its result.
template<typename T>
T wait_for(QCoro::Task<T> task, int milliseconds = 30000)
{
    std::optional<T> result;
    task.then([&](T value) { result = std::move(value); });
    if (!QTest::qWaitFor([&] { return result.has_value(); }, milliseconds))
        qFatal("no result within %d ms", milliseconds);
    return *result;
}

/// XDG_STATE_HOME of the host is set by its preparing lines.
inline hosts::Host with_state_folder(hosts::Host host, const QString& folder)
{
    host.prepare += "XDG_STATE_HOME=" + hosts::quoted(folder.toStdString()) + "; export XDG_STATE_HOME\n";
    return host;
}

inline hosts::Host this_computer(const QString& state_folder)
{
    return with_state_folder({.name = "here", .where = hosts::ThisComputer{}, .prepare = {}}, state_folder);
}

inline std::unique_ptr<hosts::Shell> connected(const hosts::Host& host)
{
    auto shell = std::make_unique<hosts::Shell>(host.name, hosts::launch(host), host.prepare);
    shell->start();
    return QTest::qWaitFor([&] { return shell->is_ready(); }, 20000) ? std::move(shell) : nullptr;
}

/// What of a job's processes lives, found by its mark in their environment, or its id in the supervisor's arguments.
inline QList<pid_t> processes_of(const std::string& job)
{
    const auto mark = "KNEEPOINT_JOB=" + QByteArray::fromStdString(job);
    QList<pid_t> found;
    for (const auto& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
        if ((text_of("/proc/" + pid + "/environ").split('\0').contains(mark) ||
             text_of("/proc/" + pid + "/cmdline").contains(job.c_str())) &&
            !is_dead(pid.toInt()))
            found << pid.toInt();
    return found;
}

/// Ends all of a job at once; only processes that carry its mark.
inline void end_job(const std::string& job)
{
    const auto all = processes_of(job);
    for (const auto pid : all) ::kill(pid, SIGSTOP); // none of them sees another end
    for (const auto pid : all) ::kill(pid, SIGKILL);
}

} // namespace kneepoint::tests
