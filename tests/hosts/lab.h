// SPDX-License-Identifier: GPL-3.0-or-later
// A real sshd of the test's own, as the user who runs the test, on a loopback port, with keys made for it.
#pragma once

#include "kneepoint/hosts/host.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFuture>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <optional>

namespace kneepoint::tests {

inline const QString sshd_program = QStringLiteral("/usr/sbin/sshd");

inline QByteArray output_of(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished();
    return process.readAllStandardOutput();
}

inline void write_text(const QString& file, const QByteArray& text)
{
    QFile out(file);
    if (out.open(QIODevice::WriteOnly | QIODevice::Truncate)) out.write(text);
}

inline QByteArray text_of(const QString& file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

inline quint16 free_port()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// Processes below this one, the nearest first.
inline QList<pid_t> descendants(pid_t parent)
{
    QList<pid_t> found;
    for (const auto& name : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs)) {
        const auto stat = text_of("/proc/" + name + "/stat");
        const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 1 && fields[1].toInt() == parent) {
            found << name.toInt();
            found += descendants(name.toInt());
        }
    }
    return found;
}

/// Gone, or a zombie that nobody has waited for yet.
inline bool is_dead(pid_t pid)
{
    const auto stat = text_of(QString("/proc/%1/stat").arg(pid));
    return stat.isEmpty() || stat.mid(stat.lastIndexOf(')') + 2).startsWith('Z');
}

class Sshd {
public:
    explicit Sshd(QByteArray more_options = {}) : m_more(std::move(more_options)), m_port(free_port())
    {
        for (const char* key : {"host", "id"}) new_key(key);
        QFile::copy(path("id.pub"), path("authorized_keys"));
        write_text(path("known_hosts"), "kneepoint-lab " + text_of(path("host.pub")));
        write_text(path("ssh_config"), client_config());
        if (::geteuid() == 0) ::mkdir("/run/sshd", 0755); // sshd wants it when it is started as root
        start();
    }
    ~Sshd() { stop(); }

    void new_key(const QByteArray& name, const QString& passphrase = {})
    {
        QFile::remove(path(name));
        QFile::remove(path(name + ".pub"));
        output_of("ssh-keygen", {"-q", "-t", "ed25519", "-N", passphrase, "-f", path(name)});
    }
    bool start(const QByteArray& more = {})
    {
        if (!more.isNull()) m_more = more;
        write_text(path("sshd_config"), server_config());
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.start(sshd_program, {"-D", "-f", path("sshd_config"), "-E", path("sshd.log")});
        return QTest::qWaitFor([this] {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            return socket.waitForConnected(200) && socket.waitForReadyRead(2000);
        });
    }
    /// The server and every connection, at once.
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning) return;
        const auto sessions = descendants(static_cast<pid_t>(m_process.processId()));
        m_process.kill();
        m_process.waitForFinished();
        for (const auto pid : sessions)
            if (text_of(QString("/proc/%1/comm").arg(pid)).startsWith("sshd")) ::kill(pid, SIGKILL);
    }
    /// Stops or continues the server and its connections: with SIGSTOP the line stays open and nothing answers.
    void signal_all(int number)
    {
        const auto pid = static_cast<pid_t>(m_process.processId());
        ::kill(pid, number);
        for (const auto session : descendants(pid))
            if (text_of(QString("/proc/%1/comm").arg(session)).startsWith("sshd")) ::kill(session, number);
    }
    void change_host_key()
    {
        stop();
        new_key("host");
        start();
    }

    QString path(const QString& name) const { return m_folder.filePath(name); }
    quint16 port() const { return m_port; }
    hosts::Host host(const QByteArray& alias = "lab") const
    {
        return {.name = alias.toStdString(),
                .where = hosts::SshHost{.destination = alias.toStdString(),
                                        .port = {},
                                        .config_file = path("ssh_config").toStdString()},
                .prepare = {}};
    }
    QByteArray log() const { return text_of(path("sshd.log")); }

private:
    QByteArray client_config() const
    {
        return "Host lab\n  HostName 127.0.0.1\n  Port " + QByteArray::number(m_port) +
               "\n  HostKeyAlias kneepoint-lab\n  IdentitiesOnly yes\n  IdentityAgent none\n  IdentityFile " +
               path("id").toUtf8() + "\n  UserKnownHostsFile " + path("known_hosts").toUtf8() +
               "\n  GlobalKnownHostsFile /dev/null\n";
    }
    QByteArray server_config() const
    {
        return "Port " + QByteArray::number(m_port) + "\nListenAddress 127.0.0.1\nHostKey " + path("host").toUtf8() +
               "\nPidFile none\nAuthorizedKeysFile " + path("authorized_keys").toUtf8() +
               "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
               "PermitRootLogin prohibit-password\nMaxStartups 100\nSubsystem sftp internal-sftp\nLogLevel VERBOSE\n" +
               m_more;
    }

    QTemporaryDir m_folder;
    QByteArray m_more;
    quint16 m_port = 0;
    QProcess m_process;
};

/// Runs the event loop until the future has its result.
template<typename T>
T result_of(const QFuture<T>& future, int milliseconds = 20000)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, milliseconds))
        qFatal("no result within %d ms", milliseconds);
    return future.result();
}

} // namespace kneepoint::tests

/// First line of a test that needs the real ssh server.
#define KNEEPOINT_NEEDS_SSHD()                                                                                         \
    if (!QFile::exists(kneepoint::tests::sshd_program))                                                                \
    QSKIP("sshd is not installed (Debian package openssh-server); scripts/deps.sh test installs it")
