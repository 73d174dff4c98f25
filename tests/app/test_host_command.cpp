// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include "../hosts/lab.h"

#include <QJsonArray>

#include <fcntl.h>
#include <sys/ioctl.h>

#include <cstdlib>
#include <memory>

using namespace kneepoint::tests;

/// `kneepoint host` with a configuration of its own, against the real sshd.
class TestHostCommand : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_settings;
    std::unique_ptr<Sshd> m_sshd;

    bool add_lab() const
    {
        return run({"host", "add", "lab", "--ssh", "lab", "--ssh-config", m_sshd->path("ssh_config")}).exit == 0;
    }
    static QJsonObject check_named(const Ran& ran, const QString& what)
    {
        for (const auto& check : ran.json()["checks"].toArray())
            if (check.toObject()["what"] == what) return check.toObject();
        return {};
    }

    /// Runs the program on a terminal of its own and types `answer` when `prompt` has been shown.
    static Ran run_on_terminal(const QStringList& arguments, const QByteArray& prompt, const QByteArray& answer)
    {
        const int controller = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        ::grantpt(controller);
        ::unlockpt(controller);
        const QByteArray terminal = ::ptsname(controller);
        QProcess process;
        process.setChildProcessModifier([terminal] {
            ::setsid();
            const int own = ::open(terminal.constData(), O_RDWR);
            ::ioctl(own, TIOCSCTTY, 0);
        });
        process.start(qEnvironmentVariable("KNEEPOINT_PROGRAM"), arguments);
        QByteArray shown;
        bool typed = false;
        ::fcntl(controller, F_SETFL, O_NONBLOCK);
        const auto ended = QTest::qWaitFor(
            [&] {
                char bytes[4096];
                if (const auto got = ::read(controller, bytes, sizeof bytes); got > 0) shown.append(bytes, got);
                if (!typed && shown.contains(prompt)) {
                    typed = true;
                    static_cast<void>(::write(controller, answer.constData(), static_cast<size_t>(answer.size())));
                }
                return process.state() == QProcess::NotRunning;
            },
            60'000);
        ::close(controller);
        return {ended ? process.exitCode() : -1, shown, process.readAllStandardError()};
    }

private slots:
    void init()
    {
        m_settings = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CONFIG_HOME", m_settings->path().toUtf8());
        qputenv("XDG_STATE_HOME", m_settings->filePath("state").toUtf8());
    }
    void cleanup() { m_sshd.reset(); }

    void hosts_are_added_listed_and_removed()
    {
        write_text(m_settings->filePath("ssh config"), "");
        QCOMPARE(run({"host", "add", "gpu", "--ssh", "me@gpu-a:2222", "--ssh-config", "ssh config", "--prepare",
                      "module load cuda"},
                     m_settings->path())
                     .exit,
                 0);
        QCOMPARE(run({"host", "add", "served", "--url", "http://gpu-a:8000/v1/"}).exit, 0);
        QCOMPARE(run({"host", "add", "here", "--local"}).exit, 0);
        const auto listed = run({"host", "list", "--json"});
        QCOMPARE(listed.json()["schema"], "kneepoint.host-list/1");
        const auto hosts = listed.json()["hosts"].toArray();
        QCOMPARE(hosts.size(), 4);
        QCOMPARE(hosts[0].toObject()["name"], "local");
        QCOMPARE(hosts[1].toObject(), (QJsonObject{{"name", "gpu"},
                                                   {"kind", "ssh"},
                                                   {"where", "me@gpu-a:2222"},
                                                   {"ssh_config", m_settings->filePath("ssh config")},
                                                   {"prepare", "module load cuda"}}));
        QCOMPARE(hosts[2].toObject()["where"], "http://gpu-a:8000");
        QVERIFY(run({"host", "list"}).output.contains("me@gpu-a:2222  (module load cuda)\n"));
        QCOMPARE(run({"host", "remove", "gpu"}).exit, 0);
        QCOMPARE(run({"host", "list", "--json"}).json()["hosts"].toArray().size(), 3);
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const QStringList& arguments, int exit, const char* says) {
            QTest::newRow(name) << arguments << exit << QByteArray(says);
        };
        row("no subcommand", {}, 2, "Say what to do: kneepoint host list, add, check, remove.");
        row("no kind", {"add", "a"}, 2, "");
        row("two kinds", {"add", "a", "--local", "--url", "http://x"}, 2, "");
        row("configuration without ssh", {"add", "a", "--local", "--ssh-config", "x"}, 2, "--ssh");
        row("an option as host", {"add", "a", "--ssh=-oProxyCommand=x"}, 2, "cannot start with \"-\"");
        row("a name that is a path", {"add", "a/b", "--local"}, 2, "cannot be a path");
        row("taken", {"add", "local", "--local"}, 2, "is there already");
        row("no such configuration", {"add", "a", "--ssh", "b", "--ssh-config", "/no/such"}, 3, "/no/such");
        row("a key in the address", {"add", "a", "--url", "http://user:pw@x"}, 2, "API key");
        row("remove what is not there", {"remove", "a"}, 3, "no host of this name");
        row("remove this computer", {"remove", "local"}, 2, "always there");
        row("check what is not there", {"check", "a"}, 3, "no host of this name");
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QByteArray, says);
        const auto ran = run(QStringList{"host"} + arguments);
        QCOMPARE(ran.exit, exit);
        QVERIFY2(ran.errors.contains(says), ran.errors);
        QVERIFY(!ran.errors.contains("pw"));
        QVERIFY(!QFile::exists(m_settings->filePath("kneepoint/hosts.json")));
    }

    void a_damaged_list_is_kept_and_said()
    {
        QDir(m_settings->path()).mkdir("kneepoint");
        write_text(m_settings->filePath("kneepoint/hosts.json"), "{damaged");
        const auto ran = run({"host", "list"});
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.errors.contains("kept as hosts.json.unreadable"), ran.errors);
        QCOMPARE(text_of(m_settings->filePath("kneepoint/hosts.json.unreadable")), "{damaged");
        QCOMPARE(run({"host", "list"}).exit, 0);
    }

    void this_computer_is_checked()
    {
        const auto ran = run({"host", "check", "local", "--json"});
        QVERIFY2(ran.exit == 0 || ran.exit == 1, ran.errors);
        QCOMPARE(ran.json()["schema"], "kneepoint.host-check/1");
        QCOMPARE(ran.json()["fit"].toBool(), ran.exit == 0);
        QCOMPARE(check_named(ran, "disk")["verdict"], "good");
        QVERIFY(run({"host", "check", "local"}).output.startsWith("local (this computer)\n"));
    }

    void a_host_behind_ssh_is_checked()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
        QVERIFY(add_lab());
        const auto ran = run({"host", "check", "lab", "--json"});
        QVERIFY2(ran.exit == 0 || ran.exit == 1, ran.errors);
        QVERIFY(ran.json()["round_trip_s"].toDouble() > 0);
        QVERIFY(std::abs(ran.json()["clock_offset_s"].toDouble(9)) < 1);
        QCOMPARE(check_named(ran, "clock")["verdict"], "good");
        QVERIFY(!check_named(ran, "disk").isEmpty());
    }

    void a_host_is_checked_for_a_plan()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
        QVERIFY(add_lab());
        const auto plan = m_settings->filePath("plan.json");
        QCOMPARE(run({"plan", "new", "--base", "/no/such/model", "-o", plan}).exit, 0);
        const auto ran = run({"host", "check", "lab", "--plan", plan, "--json"});
        QVERIFY2(ran.exit == 1, ran.errors);
        QCOMPARE(check_named(ran, "model /no/such/model")["verdict"], "bad");
        QCOMPARE(check_named(ran, "vllm")["verdict"], "bad"); // not here, and the plan wants it
        write_text(plan, "{}");
        QCOMPARE(run({"host", "check", "lab", "--plan", plan}).exit, 2);
        QCOMPARE(run({"host", "check", "lab", "--plan", plan + ".none"}).exit, 3);
    }

    void a_bad_host_is_not_fit()
    {
        QCOMPARE(run({"host", "add", "bare", "--local", "--prepare", "setsid() { :; }; PATH=/no/such"}).exit, 0);
        QCOMPARE(run({"host", "add", "shut", "--url", QString("http://127.0.0.1:%1").arg(free_port())}).exit, 0);
        const auto shut = run({"host", "check", "shut", "--json"});
        QCOMPARE(shut.exit, 1);
        QCOMPARE(check_named(shut, "server")["verdict"], "bad");
        QCOMPARE(shut.json()["fit"], false);
    }

    void an_endpoint_is_looked_at_from_a_host_near_it()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
        QVERIFY(add_lab());
        QTcpServer server; // answers every question in the same way
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            auto* asked = server.nextPendingConnection();
            connect(asked, &QTcpSocket::readyRead, asked, [asked] {
                asked->readAll();
                asked->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 47\r\n"
                             "Connection: close\r\n\r\n{\"object\":\"list\",\"data\":[{\"id\":\"tiny-model\"}]} ");
                asked->disconnectFromHost();
            });
        });
        QCOMPARE(run({"host", "add", "served", "--url", QString("http://127.0.0.1:%1").arg(server.serverPort())}).exit,
                 0);
        for (const QStringList& from : {QStringList{}, QStringList{"--from", "lab"}}) {
            QProcess program; // the server of the test lives in its event loop
            program.start(qEnvironmentVariable("KNEEPOINT_PROGRAM"),
                          QStringList{"host", "check", "served", "--json"} + from);
            QVERIFY(QTest::qWaitFor([&] { return program.state() == QProcess::NotRunning; }, 60'000));
            const Ran ran{program.exitCode(), program.readAllStandardOutput(), program.readAllStandardError()};
            QVERIFY2(ran.exit == 0, ran.output + ran.errors);
            QCOMPARE(check_named(ran, "served models")["value"], "tiny-model");
            QVERIFY(ran.json()["round_trip_s"].toDouble() > 0);
        }
        QVERIFY(m_sshd->log().contains("Accepted publickey"));
        QCOMPARE(run({"host", "check", "served", "--from", "served"}).exit, 2);
        QCOMPARE(run({"host", "check", "lab", "--from", "local"}).exit, 2);
    }

    void not_reached_data()
    {
        QTest::addColumn<QString>("remove");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("row 01: unknown host key") << "known_hosts" << QByteArray("host key of lab");
        QTest::newRow("row 03: key refused") << "authorized_keys" << QByteArray("lab refused the log-in");
        QTest::newRow("row 06: server down") << "" << QByteArray("Nothing accepts connections there");
    }
    void not_reached()
    {
        KNEEPOINT_NEEDS_SSHD();
        QFETCH(QString, remove);
        QFETCH(QByteArray, says);
        m_sshd = std::make_unique<Sshd>();
        QVERIFY(add_lab());
        if (remove.isEmpty())
            m_sshd->stop();
        else
            QFile::remove(m_sshd->path(remove));
        const auto ran = run({"host", "check", "lab"});
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.errors.contains(says), ran.errors);
        QVERIFY(ran.output.isEmpty());
    }

    void row_01_an_unknown_key_is_asked_about_on_the_terminal_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("yes") << QByteArray("yes\n") << true;
        QTest::newRow("no") << QByteArray("no\n") << false;
    }
    void row_01_an_unknown_key_is_asked_about_on_the_terminal()
    {
        KNEEPOINT_NEEDS_SSHD();
        QFETCH(QByteArray, answer);
        QFETCH(bool, accepted);
        m_sshd = std::make_unique<Sshd>();
        QVERIFY(add_lab());
        QFile::remove(m_sshd->path("known_hosts"));
        const auto fingerprint = output_of("ssh-keygen", {"-l", "-f", m_sshd->path("host.pub")}).split(' ').value(1);
        const auto ran = run_on_terminal({"host", "check", "lab", "--json"}, "Type \"yes\"", answer);
        QVERIFY2(ran.output.contains(fingerprint), ran.output);
        QCOMPARE(ran.exit != 3, accepted);
        QCOMPARE(QFile::exists(m_sshd->path("known_hosts")), accepted);
    }

    void row_04_a_passphrase_is_asked_for_without_an_echo()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
        QVERIFY(add_lab());
        m_sshd->new_key("id", "canary pass");
        QFile::remove(m_sshd->path("authorized_keys"));
        QFile::copy(m_sshd->path("id.pub"), m_sshd->path("authorized_keys"));
        const auto ran = run_on_terminal({"host", "check", "lab", "--json"}, "Passphrase of the key", "canary pass\n");
        QVERIFY2(ran.exit == 0 || ran.exit == 1, ran.output + ran.errors);
        QVERIFY(!ran.output.contains("canary"));
        // Without a terminal nothing is asked.
        QCOMPARE(run({"host", "check", "lab"}).exit, 3);
    }
};

QTEST_GUILESS_MAIN(TestHostCommand)
#include "test_host_command.moc"
