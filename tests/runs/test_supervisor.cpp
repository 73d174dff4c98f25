// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"
#include "kneepoint/hosts/manifest.h"

#include "supervised_job.h"

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// The supervisor of jobs as it runs on a host. Row numbers are those of the table of faults.
class TestSupervisor : public QObject, SupervisedJob {
    Q_OBJECT

private slots:
    void init() { begin(); }

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

    void row_27_a_time_limit_or_a_cancel_file_data()
    {
        QTest::addColumn<bool>("by_limit");
        QTest::newRow("limit") << true;
        QTest::newRow("cancel file alone") << false;
    }
    void row_27_a_time_limit_or_a_cancel_file()
    {
        QFETCH(bool, by_limit);
        auto shell = here();
        start(*shell, "touch up; sleep 300\n", by_limit ? "1" : "0");
        QVERIFY(runs());
        if (!by_limit) write_text(file("cancel"), "");
        QVERIFY(ends("exit.143"));
        QCOMPARE(QFile::exists(file("timedout")), by_limit);
        QVERIFY(QFile::exists(file("cancelled")));
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
