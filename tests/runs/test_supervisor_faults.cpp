// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/manifest.h"

#include "../hosts/proxy.h"
#include "places.h"
#include "supervised_job.h"

#include <QDateTime>

#include <sys/wait.h>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// What a job and its supervisor meet on a host. Row numbers are those of the table of faults.
class TestSupervisorFaults : public QObject, SupervisedJob {
    Q_OBJECT

    /// All that a start takes, each step fit to be repeated. @return "started", "already", or the error
    std::string put_there_and_start(Shell* shell, const std::string& folder) const
    {
        const auto made = result_of(shell->run({.argv = {"mkdir", "-p", "--", folder + "/job"}}));
        if (!made) return to_string(made.error());
        const QByteArray script = text_of(source_path("resources/job/supervisor.sh"));
        const auto put = [&](const QByteArray& text, const char* name) {
            return QCoro::waitFor(upload(shell, text.toStdString(), folder + name, Access::owner_runs));
        };
        if (auto done = put(script, "/supervisor.sh"); !done) return to_string(done.error());
        if (auto done = put("echo once >>count; mkdir out; echo result >out/file\n", "/job/run.sh"); !done)
            return to_string(done.error());
        const auto started = result_of(shell->run(
            {.argv = {folder},
             .script =
                 "mkdir \"$1/job/started\" 2>/dev/null || { echo already; exit 0; }\n"
                 "setsid -f sh \"$1/supervisor.sh\" \"$1/job\" </dev/null >>\"$1/job/sup.log\" 2>&1 && echo started",
             .environment = {{"KNEEPOINT_BEAT", "0.2"}}}));
        return started ? started->out : to_string(started.error());
    }

private slots:
    void init() { begin(); }

    /// A sample of the offsets: each takes two log-ins.
    void row_18_a_reset_at_any_byte_leaves_one_job()
    {
        KNEEPOINT_NEEDS_SSHD();
        Sshd sshd;
        Proxy proxy(sshd.port());
        const auto host = proxy.through(sshd.host());
        std::int64_t bytes[2]{};
        for (const auto way : {Proxy::Direction::up, Proxy::Direction::down}) {
            auto shell = connected(host);
            QTemporaryDir whole;
            proxy.reset_after(std::int64_t{1} << 40, way);
            QCOMPARE(put_there_and_start(shell.get(), whole.path().toStdString()), "started\n");
            bytes[static_cast<int>(way)] = proxy.passed();
            QVERIFY(QTest::qWaitFor([&] { return QFile::exists(whole.filePath("job/done")); }, 20'000));
            m_job = whole.filePath("job");
            QVERIFY(QTest::qWaitFor([&] { return is_dead(number("sup")); }, 10'000));
        }
        QElapsedTimer clock;
        clock.start();
        constexpr int samples = 32;
        int cut_offs = 0;
        for (int i = 0; i < samples && clock.elapsed() < 35'000; ++i) {
            const int at = i * 13 % samples; // spread over the whole from the beginning on
            const auto way = i % 3 == 2 ? Proxy::Direction::down : Proxy::Direction::up;
            QTemporaryDir folder;
            auto shell = connected(host);
            QVERIFY(shell);
            proxy.reset_after(1 + bytes[static_cast<int>(way)] * at / samples, way);
            const auto cut = put_there_and_start(shell.get(), folder.path().toStdString());
            cut_offs += proxy.was_reset() ? 1 : 0;
            proxy.reset_after(-1);
            shell = connected(host);
            QVERIFY(shell);
            const auto again = put_there_and_start(shell.get(), folder.path().toStdString());
            QVERIFY2(again == "started\n" || again == "already\n", (cut + "; " + again).c_str());
            QVERIFY(QTest::qWaitFor([&] { return QFile::exists(folder.filePath("job/done")); }, 20'000));
            QCOMPARE(text_of(folder.filePath("job/count")), "once\n");
            QCOMPARE(QDir(folder.filePath("job")).entryList({"exit.*"}), QStringList{"exit.0"});
            m_job = folder.filePath("job");
            QVERIFY(
                QTest::qWaitFor([&] { return is_dead(number("sup")); }, 10'000)); // or it writes into what is removed
            QVERIFY(QDir(folder.path()).entryList({"*.part"}, QDir::Files | QDir::Hidden).isEmpty());
        }
        qInfo("%d lines cut in %lld ms", cut_offs, clock.elapsed());
        QVERIFY(cut_offs >= 4);
    }

    void row_21_how_a_job_ends_data()
    {
        QTest::addColumn<QByteArray>("run");
        QTest::addColumn<QString>("exit");
        QTest::newRow("status") << QByteArray("exit 3\n") << "exit.3";
        QTest::newRow("killed, as by a lack of memory") << QByteArray("kill -s KILL $$\n") << "exit.137";
        QTest::newRow("terminated") << QByteArray("kill -s TERM $$\n") << "exit.143";
        QTest::newRow("no script that can be read") << QByteArray("if\n") << "exit.2";
    }
    void row_21_how_a_job_ends()
    {
        QFETCH(QByteArray, run);
        QFETCH(QString, exit);
        auto shell = here();
        QCOMPARE(start(*shell, "echo before\n" + run), "started\n");
        QVERIFY2(ends(exit), qPrintable(exit_file()));
        QVERIFY(text_of(file("log")).startsWith("before\n"));
        QVERIFY(!QFile::exists(file("cancelled")));
    }

    void row_22_when_all_are_killed_nothing_is_claimed()
    {
        auto shell = here();
        start(*shell, "mkdir out; touch out/a up; sleep 300\n");
        QVERIFY(runs());
        const auto sup = number("sup"), job = number("pid");
        ::kill(sup, SIGKILL); // first, or it would record the end
        ::kill(-job, SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return is_dead(sup) && is_dead(job) && nothing_left(); }, 10'000));
        QCOMPARE(exit_file(), QString());
        QVERIFY(QFile::exists(file("pending")) && !QFile::exists(file("done")));
        QTest::qWait(500); // until the heart has noticed, or it writes into what is removed
    }

    void row_23_a_number_that_is_used_again_is_left_alone()
    {
        QProcess foreign;
        foreign.start("sleep", {"60"});
        auto shell = here();
        start(*shell, "touch up; sleep 300\n");
        QVERIFY(runs());
        // What the file says does not matter to the supervisor: it signals what it started itself.
        auto state = text_of(file("state"));
        const auto foreign_pid = QByteArray::number(foreign.processId());
        state.replace("\npid=" + told("pid") + "\n", "\npid=" + foreign_pid + "\n");
        const auto sup = number("sup");
        write_text(file("state"), state);
        write_text(file("cancel"), "");
        QVERIFY(QTest::qWaitFor([&] { return exit_file() == "exit.143" && is_dead(sup); }, 15'000));
        QCOMPARE(foreign.state(), QProcess::Running);
        foreign.kill();
        foreign.waitForFinished();
    }

    void row_24_a_zombie_is_dead()
    {
        write_text(file("run.sh"), "touch up; sleep 300\n");
        QDir(m_job).mkdir("started");
        const auto job = m_job.toUtf8();
        const auto script = source("resources/job/supervisor.sh");
        qputenv("KNEEPOINT_BEAT", "0.2");
        const auto child = ::fork(); // nobody waits for it, as in a container without an init
        if (child == 0) {
            ::setsid();
            ::execlp("sh", "sh", script.c_str(), job.constData(), nullptr);
            ::_exit(127);
        }
        qunsetenv("KNEEPOINT_BEAT");
        QVERIFY(runs());
        QCOMPARE(number("sup"), child);
        const auto job_pid = number("pid");
        ::kill(child, SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return is_dead(child); }, 5000));
        QVERIFY(QFile::exists(QString("/proc/%1/stat").arg(child))); // a zombie
        QTest::qWait(1000);
        const auto last_beat = QFileInfo(file("hb")).lastModified();
        QTest::qWait(1500);
        QCOMPARE(QFileInfo(file("hb")).lastModified(), last_beat);
        ::kill(-job_pid, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }

    void row_25_the_boot_is_written_down()
    {
        auto shell = here();
        start(*shell, "touch up; sleep 0.2\n");
        QVERIFY(runs());
        QCOMPARE(told("boot"), text_of("/proc/sys/kernel/random/boot_id").trimmed());
        QVERIFY(told("pid_start").toLongLong() > 0 && told("sup_start").toLongLong() > 0);
        QVERIFY(ends("exit.0"));
    }

    void row_26_a_job_of_the_same_name_is_untouched()
    {
        QDir(m_folder->path()).mkpath("other/job");
        const auto mine = m_job, others = m_folder->filePath("other/job");
        auto shell = here();
        const QByteArray daemon = "setsid sh -c 'echo $$ >daemon; exec sleep 300' & touch up; sleep 300\n";
        start(*shell, daemon);
        QVERIFY(runs());
        m_job = others;
        start(*shell, daemon);
        QVERIFY(runs());
        QVERIFY(QTest::qWaitFor([&] { return !text_of(file("daemon")).isEmpty(); }, 5000));
        const auto other_daemon = text_of(file("daemon")).toInt();
        m_job = mine;
        write_text(file("cancel"), "");
        QVERIFY(ends("exit.143"));
        QVERIFY(nothing_left());
        QVERIFY(!is_dead(other_daemon));
        m_job = others;
        write_text(file("cancel"), "");
        QVERIFY(ends("exit.143"));
        QVERIFY(nothing_left() && is_dead(other_daemon));
    }

    void row_29_results_that_are_not_all_listed_are_not_called_whole_data()
    {
        QTest::addColumn<QByteArray>("run");
        QTest::addColumn<QByteArray>("find");
        QTest::newRow("a name with a line end") << QByteArray("touch \"$(printf 'out/a\\nb')\"\n") << QByteArray();
        QTest::newRow("find fails") << QByteArray()
                                    << QByteArray("/usr/bin/find \"$@\"; echo 'Permission denied' >&2; exit 1\n");
    }
    void row_29_results_that_are_not_all_listed_are_not_called_whole()
    {
        QFETCH(QByteArray, run);
        QFETCH(QByteArray, find);
        if (!find.isEmpty()) play("find", find);
        auto shell = here();
        start(*shell, "mkdir out; echo 1 >out/file\n" + run);
        QVERIFY(ends("exit.0"));
        QVERIFY(
            QTest::qWaitFor([&] { return text_of(file("sup.log")).contains("list of results is not whole"); }, 10'000));
        QVERIFY(!QFile::exists(file("done")));
        const auto files = read_manifest(text_of(file("manifest")).toStdString()); // what could be listed is
        QVERIFY(files);
        QCOMPARE(files->size(), std::size_t{1});
        QCOMPARE(files->front().path, "file");
    }

    void row_33_a_clock_that_is_set_does_not_end_a_job()
    {
        // An hour further at every look.
        play("date", "n=$(cat '" + m_folder->filePath("n").toUtf8() +
                         "' 2>/dev/null || echo 0)\n"
                         "echo $((n + 3600)) >'" +
                         m_folder->filePath("n").toUtf8() +
                         "'\n"
                         "echo $(($(/bin/date +%s) + n))\n");
        auto shell = here();
        start(*shell, "touch up; sleep 2\n", "60");
        QVERIFY(runs());
        QVERIFY(ends("exit.0"));
        QVERIFY(!QFile::exists(file("timedout")));
        QVERIFY(text_of(m_folder->filePath("n")).toInt() > 3600);
    }
};

QTEST_GUILESS_MAIN(TestSupervisorFaults)
#include "test_supervisor_faults.moc"
