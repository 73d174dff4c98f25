// SPDX-License-Identifier: GPL-3.0-or-later
// A job's folder and the real supervisor, for the tests of what it survives.
#pragma once

#include "kneepoint/hosts/shell.h"

#include "../hosts/lab.h"
#include "places.h"

#include <QDir>

#include <memory>

namespace kneepoint::tests {

class SupervisedJob {
protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_job;
    std::string m_search; ///< instead of PATH, for programs that are not what they seem

    void begin()
    {
        m_search.clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_job = m_folder->filePath("job");
        QDir().mkdir(m_job);
    }
    QString file(const QString& name) const { return m_job + "/" + name; }
    static std::unique_ptr<hosts::Shell> connected(const hosts::Host& host)
    {
        auto shell = std::make_unique<hosts::Shell>(host.name, hosts::launch(host));
        shell->start();
        return QTest::qWaitFor([&] { return shell->is_ready(); }, 20000) ? std::move(shell) : nullptr;
    }
    static std::unique_ptr<hosts::Shell> here()
    {
        return connected({.name = "here", .where = hosts::ThisComputer{}, .prepare = {}});
    }

    /// "started", or "already" for who comes second.
    std::string start(hosts::Shell& shell, const QByteArray& run, const std::string& limit = "0",
                      const std::string& grace = "1") const
    {
        if (!QFile::exists(file("run.sh"))) write_text(file("run.sh"), run);
        hosts::Command command;
        command.argv = {source("resources/job/supervisor.sh"), m_job.toStdString()};
        command.script = "mkdir \"$2/started\" 2>/dev/null || { echo already; exit 0; }\n"
                         "setsid -f sh \"$1\" \"$2\" </dev/null >>\"$2/sup.log\" 2>&1 && echo started";
        command.environment = {{"KNEEPOINT_GRACE", grace}, {"KNEEPOINT_BEAT", "0.2"}, {"KNEEPOINT_LIMIT", limit}};
        if (!m_search.empty()) command.environment.emplace_back("PATH", m_search);
        const auto output = result_of(shell.run(std::move(command)));
        return output ? output->out : to_string(output.error());
    }
    void play(const QString& program, const QByteArray& text)
    {
        QDir(m_folder->path()).mkdir("bin");
        write_text(m_folder->filePath("bin/" + program), "#!/bin/sh\n" + text);
        QFile::setPermissions(m_folder->filePath("bin/" + program), QFile::ReadOwner | QFile::ExeOwner);
        m_search = m_folder->filePath("bin").toStdString() + ":" + qgetenv("PATH").toStdString();
    }
    QString exit_file() const { return QDir(m_job).entryList({"exit.*"}).value(0); }
    bool ends(const QString& exit, int milliseconds = 15000) const
    {
        return QTest::qWaitFor([&] { return exit_file() == exit && is_dead(number("sup")); }, milliseconds);
    }
    bool runs() const
    {
        return QTest::qWaitFor([&] { return QFile::exists(file("state")) && QFile::exists(file("up")); }, 15000);
    }
    QByteArray told(const QByteArray& key) const
    {
        for (const auto& line : text_of(file("state")).split('\n'))
            if (line.startsWith(key + '=')) return line.mid(key.size() + 1);
        return {};
    }
    pid_t number(const QByteArray& key) const { return told(key).toInt(); }
    bool nothing_left() const
    {
        const auto cookie = "KNEEPOINT_COOKIE=" + told("cookie");
        for (const auto& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
            if (text_of("/proc/" + pid + "/environ").split('\0').contains(cookie) && !is_dead(pid.toInt()))
                return false;
        return true;
    }
};

} // namespace kneepoint::tests
