// SPDX-License-Identifier: GPL-3.0-or-later
#include "center_lab.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTimer>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// The journal is written before anything is done on a host, and by no thread that the window waits for.
class TestJobKeeping : public CenterLab {
    Q_OBJECT

    QThreadPool m_disk;

    /// Every write waits until the returned object is gone.
    struct StoppedDisk {
        explicit StoppedDisk(QThreadPool& disk)
        {
            disk.start([this] { go.acquire(); });
        }
        ~StoppedDisk() { go.release(); }
        QSemaphore go;
    };
    /// A host whose programs, as they are called for a job there, write down what this computer's journal says then.
    Host host_that_reads_the_journal() const
    {
        QDir(m_folder->path()).mkdir("bin");
        const auto jobs = m_folder->filePath("journal").toUtf8(), said = m_folder->filePath("said").toUtf8();
        for (const QByteArray name : {"mkdir", "setsid", "touch"}) {
            const auto file = m_folder->filePath("bin/" + name);
            write_text(file, "#!/bin/sh\n[ -n \"${KNEEPOINT_JOB:-}\" ] || echo " + name + " $(cat '" + jobs +
                                 "'/0*/job.json | grep -o '\"state\": \"[a-z]*\"') $(cd '" + jobs +
                                 "'/0* && ls cancel 2>/dev/null) \"$@\" >>'" + said + "'\nexec /usr/bin/" + name +
                                 " \"$@\"\n");
            QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        auto host = here();
        host.prepare += "PATH='" + m_folder->filePath("bin").toStdString() + "':$PATH; export PATH\n";
        return host;
    }
    /// The first such call with these last words.
    QByteArray said(const QByteArray& call, const QByteArray& words) const
    {
        for (const auto& line : text_of(m_folder->filePath("said")).split('\n'))
            if (line.startsWith(call + ' ') && line.endsWith(words)) return line;
        return {};
    }

private slots:
    void init()
    {
        make_folder();
        m_disk.setMaxThreadCount(1);
        m_journal_thread = &m_disk;
    }
    void cleanup() { end_jobs(); }

    void nothing_is_done_on_a_host_before_it_is_written_down()
    {
        QTimer slow; // each write waits behind some that take their time
        connect(&slow, &QTimer::timeout, this, [this] { m_disk.start([] { QThread::msleep(20); }); });
        slow.start(25);
        auto jobs = center("touch up; sleep 300\n");
        const auto id = submit(*jobs, host_that_reads_the_journal());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        QVERIFY(reaches(*jobs, id, JobState::running));
        jobs->cancel(id);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::cancelled);
        slow.stop();
        QVERIFY(said("mkdir", QByteArray::fromStdString(id)).startsWith("mkdir \"state\": \"staged\" "));
        QVERIFY(said("mkdir", " started").startsWith("mkdir \"state\": \"starting\" "));
        QVERIFY(said("setsid", QByteArray::fromStdString(id)).startsWith("setsid \"state\": \"starting\" "));
        QVERIFY(said("touch", "cancel").startsWith("touch \"state\": \"cancelling\" cancel ")); // and the wish
    }

    void the_window_does_not_wait_for_the_disk()
    {
        auto jobs = center("mkdir out; echo 1 >out/1; touch up; while [ ! -e go ]; do sleep 0.1; done\n");
        std::optional<StoppedDisk> stopped(m_disk);
        const auto id = submit(*jobs, here()); // would never return if it waited
        int ticks = 0;
        QTimer window;
        connect(&window, &QTimer::timeout, this, [&] { ++ticks; });
        window.start(10);
        QVERIFY(QTest::qWaitFor([&] { return ticks >= 100; }, 60000));
        QVERIFY(!QFile::exists(state_folder()) && jobs->job(id)->state == JobState::staged);
        stopped.reset();
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        QVERIFY(reaches(*jobs, id, JobState::running));

        stopped.emplace(m_disk);
        jobs->cancel(id);
        ticks = 0;
        QVERIFY(QTest::qWaitFor([&] { return ticks >= 100; }, 60000));
        QVERIFY(!QFile::exists(on_host(id, "cancel")));
        stopped.reset();
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::cancelled);

        stopped.emplace(m_disk);
        QVERIFY(jobs->fetch(id));
        QCOMPARE(jobs->job(id)->state, JobState::fetching);
        stopped.reset();
        QVERIFY(ends(*jobs, id));
        QVERIFY(QTest::qWaitFor([&] { return jobs->job(id)->state == JobState::cancelled; }, 60000));
        stopped.emplace(m_disk);
        jobs->forget(id);
        QVERIFY(!jobs->job(id));
        QTest::qWait(1500); // the look at what other programs do does not find it again
        QVERIFY(!jobs->job(id));
        stopped.reset();
    }

    /// The journal is read while the window is there already.
    void a_journal_on_a_slow_disk_is_waited_for_by_nobody()
    {
        const auto id = ended_while_nobody_looked("sleep 2; mkdir out; echo 1 >out/1\n");
        std::optional<StoppedDisk> stopped(m_disk);
        JobCenter late(options("true\n"));
        std::optional<Result<void>> opened;
        late.open_later([&](auto result) { opened = std::move(result); }); // would never return if it waited
        int ticks = 0;
        QTimer window;
        connect(&window, &QTimer::timeout, this, [&] { ++ticks; });
        window.start(10);
        QVERIFY(QTest::qWaitFor([&] { return ticks >= 100; }, 60000));
        QVERIFY(late.is_reading() && late.jobs().empty() && !opened);
        QSignalSpy told(&late, &JobCenter::others_changed);
        stopped.reset();
        QVERIFY(QTest::qWaitFor([&] { return opened.has_value(); }, 60000));
        QVERIFY(*opened && !late.is_reading() && told.size() > 0);
        QVERIFY(ends(late, id)); // it is taken up
        QCOMPARE(late.job(id)->state, JobState::done);
        // While others write, too, nobody waits: each look at the journal is in that thread.
        stopped.emplace(m_disk);
        ticks = 0;
        QVERIFY(QTest::qWaitFor([&] { return ticks >= 250; }, 60000));
        stopped.reset();
    }

    void a_journal_that_cannot_be_read_is_told()
    {
        write_text(m_folder->filePath("journal"), "no folder");
        JobCenter center(options("true\n"));
        std::optional<Result<void>> opened;
        center.open_later([&](auto result) { opened = std::move(result); });
        QVERIFY(QTest::qWaitFor([&] { return opened.has_value(); }, 60000));
        QVERIFY(!*opened && !center.is_reading());
        QVERIFY2(to_string(opened->error()).contains("journal"), to_string(opened->error()).c_str());
    }

    void row_38_a_full_disk_here_stops_what_is_done_there_until_there_is_room()
    {
        const auto disk = m_folder->filePath("journal");
        QDir().mkpath(disk);
        if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=256k", "none", disk}) != 0)
            QSKIP("a small disk cannot be mounted here; it needs root");
        const auto free_disk = qScopeGuard([&] { QProcess::execute("umount", {"-l", disk}); });
        const auto fill = [&] { write_text(disk + "/filler", QByteArray(1 << 20, 'x')); };
        auto jobs = center("mkdir out; echo 1 >out/1; touch up; while [ ! -e go ]; do sleep 0.1; done\n");
        const auto id = submit(*jobs, here());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        QVERIFY(reaches(*jobs, id, JobState::running));
        fill();
        // A job that cannot be written down is not begun.
        std::optional<Result<void>> begun;
        const auto second =
            jobs->submit({.plan = plan("another"), .host = here(), .results = results_folder(), .secrets = {}},
                         [&](auto written) { begun = std::move(written); });
        QVERIFY(QTest::qWaitFor([&] { return begun.has_value(); }, 60000));
        QVERIFY(!*begun);
        const auto said = to_string(begun->error());
        QVERIFY2(said.contains("cannot be written down on this computer") && said.contains("No space left"),
                 said.c_str());
        QVERIFY(!jobs->job(*second)); // it is none
        QVERIFY(!QFile::exists(on_host(*second, "")));
        QVERIFY(!QDir(m_folder->filePath("results/another")).exists());
        // The one that runs ends; that is written down before anything more is done.
        write_text(on_host(id, "go"), "");
        QVERIFY(QTest::qWaitFor([&] { return jobs->job(id)->why.contains("until this can be written down"); }, 60000));
        QVERIFY2(jobs->job(id)->why.contains("No space left"), jobs->job(id)->why.c_str());
        QCOMPARE(QDir(on_host(id, "")).entryList({"receipt.*"}).size(), 0);
        QVERIFY(!is_end(jobs->job(id)->state));
        QFile::remove(disk + "/filler");
        QVERIFY(ends(*jobs, id));
        QVERIFY2(jobs->job(id)->state == JobState::done, jobs->job(id)->why.c_str());
        QCOMPARE(fetched(*jobs, id, "1"), "1\n");
        jobs.reset();
    }

    void readings_and_log_are_there_after_a_new_start()
    {
        auto jobs =
            center("echo hello; for i in 0 5 10; do echo \"$((1764374400 + i)) 7$i 1024 300.5 2 1 0.5\" "
                   ">>readings; done; touch up; while [ ! -e go ]; do sleep 0.1; done; mkdir out; echo 1 >out/1\n");
        const auto id = submit(*jobs, here());
        QVERIFY(QTest::qWaitFor([&] { return jobs->job(id)->readings.size() == 3; }, 60000));
        const auto seen = jobs->job(id)->readings;
        QCOMPARE(seen[1].gpu_percent, std::optional(75.0));
        QCOMPARE(seen[1].gpu_memory_mib, std::optional(1024.0));
        jobs.reset();
        jobs = center("true\n"); // while it runs
        QCOMPARE(jobs->job(id)->readings.size(), std::size_t{3});
        write_text(on_host(id, "go"), "");
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::done);
        QCOMPARE(jobs->log(id), "hello\n");
        jobs.reset();
        jobs = center("true\n"); // after its end
        QVERIFY(jobs->job(id)->readings == seen);
        QCOMPARE(jobs->log(id), "hello\n");
        // Fetched again it is as whole as it was.
        QVERIFY(jobs->fetch(id));
        QVERIFY(ends(*jobs, id) || jobs->job(id)->state == JobState::done);
        QVERIFY(QTest::qWaitFor([&] { return jobs->job(id)->state == JobState::done; }, 60000));
        QCOMPARE(jobs->log(id), "hello\n");
        QVERIFY(jobs->job(id)->readings == seen);
        jobs.reset();
        jobs = center("true\n");
        QCOMPARE(jobs->log(id), "hello\n");
        QVERIFY(jobs->job(id)->readings == seen);
    }
};

QTEST_GUILESS_MAIN(TestJobKeeping)
#include "test_job_keeping.moc"
