// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/manifest.h"
#include "kneepoint/hosts/shell.h"

#include "../hosts/lab.h"

#include <QUuid>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// The supervisor of jobs as it runs on a host. Row numbers are those of the table of faults.
class TestSupervisor : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_job;

    QString file(const QString& name) const { return m_job + "/" + name; }
    static std::unique_ptr<Shell> connected(const Host& host)
    {
        auto shell = std::make_unique<Shell>(host.name, launch(host));
        shell->start();
        return QTest::qWaitFor([&] { return shell->is_ready(); }, 20000) ? std::move(shell) : nullptr;
    }
    static std::unique_ptr<Shell> here() { return connected({.name = "here", .where = ThisComputer{}, .prepare = {}}); }

    /// "started", or "already" for who comes second.
    std::string start(Shell& shell, const QByteArray& run, const std::string& limit = "0",
                      const std::string& grace = "1") const
    {
        if (!QFile::exists(file("run.sh"))) write_text(file("run.sh"), run);
        Command command;
        command.argv = {KNEEPOINT_SOURCE_DIR "/resources/job/supervisor.sh", m_job.toStdString()};
        command.script = "mkdir \"$2/started\" 2>/dev/null || { echo already; exit 0; }\n"
                         "setsid -f sh \"$1\" \"$2\" </dev/null >>\"$2/sup.log\" 2>&1 && echo started";
        command.environment = {{"KNEEPOINT_GRACE", grace}, {"KNEEPOINT_BEAT", "0.2"}, {"KNEEPOINT_LIMIT", limit}};
        const auto output = result_of(shell.run(std::move(command)));
        return output ? output->out : to_string(output.error());
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
    pid_t number(const QByteArray& key) const
    {
        for (const auto& line : text_of(file("state")).split('\n'))
            if (line.startsWith(key + '=')) return line.mid(key.size() + 1).toInt();
        return 0;
    }
    bool nothing_left() const
    {
        const auto cookie = "KNEEPOINT_JOB=" + QFileInfo(m_job).fileName().toUtf8();
        for (const auto& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
            if (text_of("/proc/" + pid + "/environ").split('\0').contains(cookie) && !is_dead(pid.toInt()))
                return false;
        return true;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_job = m_folder->filePath("job-" + QUuid::createUuid().toString(QUuid::Id128));
        QDir().mkdir(m_job);
    }

    void a_job_leaves_its_status_its_log_and_its_manifest()
    {
        auto shell = here();
        QCOMPARE(
            start(*shell, "mkdir -p out/points; echo hello; printf abc >out/points/1.json; : >out/empty; exit 7\n"),
            "started\n");
        QVERIFY(ends("exit.7"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file("done")), 30'000);
        QCOMPARE(text_of(file("log")), "hello\n");
        const auto files = read_manifest(text_of(file("manifest")).toStdString());
        QVERIFY(files);
        QCOMPARE(files->size(), std::size_t{2});
        QCOMPARE((*files)[1], (RemoteFile{.path = "points/1.json", .size = 3, .sha256 = sha256("abc")}));
        QVERIFY(!QFile::exists(file("ballast")) && !QFile::exists(file("pending")));
    }

    void row_19_a_second_start_is_none()
    {
        auto one = here(), other = here();
        const QByteArray run = "echo once >>count; sleep 0.5\n";
        write_text(file("run.sh"), run);
        const auto first = start(*one, run), second = start(*other, run);
        QVERIFY(ends("exit.0"));
        QCOMPARE(first + second, "started\nalready\n");
        QCOMPARE(text_of(file("count")), "once\n");
    }

    void row_12_the_job_outlives_the_line()
    {
        KNEEPOINT_NEEDS_SSHD();
        Sshd sshd;
        auto shell = connected(sshd.host());
        QVERIFY(shell);
        QCOMPARE(start(*shell, "touch up; for i in 1 2 3 4; do echo $i; echo e >&2; sleep 0.3; done\n"), "started\n");
        QVERIFY(runs());
        sshd.stop();
        QVERIFY(QTest::qWaitFor([&] { return !shell->is_ready(); }, 10000));
        QVERIFY(ends("exit.0"));
        QCOMPARE(text_of(file("log")), "1\ne\n2\ne\n3\ne\n4\ne\n");
    }

    void row_26_cancel_ends_all_of_the_job_and_nothing_else()
    {
        QProcess foreign;
        foreign.start("sleep", {"60"});
        auto shell = here();
        start(*shell, "trap '' TERM; setsid sh -c \"trap '' TERM; sleep 300\" & touch up; sleep 300; sleep 300\n");
        QVERIFY(runs());
        write_text(file("cancel"), "");
        QVERIFY(ends("exit.137"));
        QVERIFY(QFile::exists(file("cancelled")));
        QVERIFY(QTest::qWaitFor([&] { return nothing_left(); }, 5000));
        QCOMPARE(foreign.state(), QProcess::Running);
        foreign.kill();
        foreign.waitForFinished();
    }

    void row_27_a_time_limit()
    {
        auto shell = here();
        start(*shell, "touch up; sleep 300\n", "1");
        QVERIFY(ends("exit.143"));
        QVERIFY(QFile::exists(file("timedout")) && QFile::exists(file("cancelled")));
        QVERIFY(nothing_left());
    }

    void row_22_who_is_killed_data()
    {
        QTest::addColumn<QString>("victim");
        QTest::addColumn<QString>("exit");
        QTest::newRow("the script") << "run" << "exit.137";
        QTest::newRow("the recorder") << "pid" << "exit.137";
        QTest::newRow("the supervisor") << "sup" << "exit.0";
    }
    void row_22_who_is_killed()
    {
        QFETCH(QString, victim);
        QFETCH(QString, exit);
        auto shell = here();
        start(*shell, "echo $$ >run; touch up; sleep 2\n");
        QVERIFY(runs());
        ::kill(victim == "run" ? text_of(file("run")).toInt() : number(victim.toLatin1()), SIGKILL);
        QVERIFY(ends(exit));
    }

    void rows_28_29_a_full_disk()
    {
        if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=256k", "none", m_job}) != 0)
            QSKIP("a small disk cannot be mounted here; it needs root");
        auto shell = here();
        start(*shell, "mkdir out; head -c 1000000 /dev/zero >out/large; exit 28\n");
        const bool kept = ends("exit.28");
        QProcess::execute("umount", {"-l", m_job});
        QVERIFY(kept);

        QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=32k", "none", m_job});
        start(*shell, "touch up\n");
        const bool refused = QTest::qWaitFor([&] { return exit_file() == "exit.startfail"; }, 5000);
        QProcess::execute("umount", {"-l", m_job});
        QVERIFY(refused);
    }
};

QTEST_GUILESS_MAIN(TestSupervisor)
#include "test_supervisor.moc"
