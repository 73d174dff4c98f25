// SPDX-License-Identifier: GPL-3.0-or-later
#include "center_lab.h"
#include "job_machine.h"

#include <QElapsedTimer>
#include <QStandardPaths>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// What watching a job does to its host. Every program that the center's shell runs there writes itself down; what the
/// job and its supervisor run does not count.
class TestJobWatch : public CenterLab {
    Q_OBJECT

    Host host_that_counts() const
    {
        QDir(m_folder->path()).mkdir("bin");
        for (const char* name : {"awk", "cat", "date", "dirname", "find", "grep", "head", "id", "mkdir", "sed",
                                 "setsid", "sha256sum", "sleep", "stat", "tail", "touch", "wc"}) {
            const auto real = QStandardPaths::findExecutable(name).toUtf8();
            const auto file = m_folder->filePath(QString("bin/") + name);
            write_text(file, "#!/bin/sh\n[ -n \"${KNEEPOINT_JOB:-}\" ] || echo \"$(/bin/date +%s.%N) " +
                                 QByteArray(name) + " $*\" >>'" + m_folder->filePath("calls").toUtf8() + "'\nexec " +
                                 real + " \"$@\"\n");
            QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        auto host = here();
        host.prepare += "PATH='" + m_folder->filePath("bin").toStdString() + "':$PATH; export PATH\n";
        return host;
    }
    /// Of the programs that ran between two times of the host, seconds since 1970.
    QByteArrayList calls(double from, double to) const
    {
        QByteArrayList found;
        for (const auto& line : text_of(m_folder->filePath("calls")).split('\n'))
            if (const double at = line.left(line.indexOf(' ')).toDouble(); at > from && at < to) found << line;
        return found;
    }
    double begin_of(const std::string& id, const QByteArray& step) const
    {
        for (const auto& line : text_of(on_host(id, "steps")).split('\n'))
            if (line.startsWith(step + " begin ")) return line.mid(step.size() + 7).toDouble();
        return 0;
    }
    static bool shows(JobCenter& jobs, const std::string& id, std::size_t step, StepState state)
    {
        return QTest::qWaitFor(
            [&] {
                const auto job = *jobs.job(id);
                return (job.steps.size() > step && job.steps[step].state == state) || is_end(job.state);
            },
            90000);
    }

private slots:
    void init()
    {
        make_folder();
        m_takes = 0s;
    }
    void cleanup() { end_jobs(); }

    void nothing_is_asked_of_a_host_while_a_level_is_timed()
    {
        m_takes = 8s;
        const QByteArray level = "echo \"000$n begin $(date +%s.%N)\" >>steps; sleep 8; mkdir -p out/base/$n; "
                                 "echo $n >out/base/$n/result; echo \"000$n end $(date +%s.%N) 0\" >>steps\n";
        auto jobs = center("n=1; " + level + "n=2; " + level);
        const auto id = submit(*jobs, host_that_counts());
        QVERIFY(shows(*jobs, id, 0, StepState::running));
        QVERIFY(shows(*jobs, id, 0, StepState::done));
        // The level that ended is here while the next one runs, though the host is not asked again for it.
        QVERIFY(QTest::qWaitFor([&] { return !fetched(*jobs, id, "base/1/result").isEmpty(); }, 60000));
        QCOMPARE(jobs->job(id)->state, JobState::running);
        QVERIFY(ends(*jobs, id));
        QVERIFY2(jobs->job(id)->state == JobState::done, jobs->job(id)->why.c_str());
        // Its first half is for the look that saw it begin and for what that fetched of the level before.
        for (const char* step : {"0001", "0002"}) {
            const double begun = begin_of(id, step);
            QVERIFY(begun > 0);
            QCOMPARE(calls(begun + 4, begun + 8), QByteArrayList());
        }
        QVERIFY(!calls(0, begin_of(id, "0001") + 4).isEmpty()); // they would have been seen
    }

    void a_host_that_runs_another_job_is_asked_less_and_less_often()
    {
        auto others = center("touch up; sleep 300\n", "journal of another");
        const auto first = submit(*others, here());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(first, "up")); }, 60000));
        auto mine = center("true\n");
        const auto id = submit(*mine, host_that_counts());
        QVERIFY(reaches(*mine, id, JobState::queued));
        const auto asked = [&] { // each order to start compares the supervisor's hash, and nothing else does meanwhile
            return std::ranges::count_if(calls(0, 1e18), [](const auto& call) { return call.endsWith(" sha256sum "); });
        };
        const auto before = asked();
        QElapsedTimer waited;
        waited.start();
        QVERIFY(QTest::qWaitFor([&] { return asked() >= before + 3; }, 60000)); // it does ask
        QTest::qWait(3000);
        auto most = before + 1; // one may have been on its way
        std::chrono::milliseconds passed{0};
        for (int i = 0; passed <= std::chrono::milliseconds(waited.elapsed()); ++i, ++most)
            passed += queue_pause(i, 100ms);
        QVERIFY2(asked() <= most, qPrintable(QString("%1 of %2").arg(asked()).arg(most)));
        others->cancel(first);
        QVERIFY(ends(*others, first) && ends(*mine, id));
        QVERIFY2(mine->job(id)->state == JobState::done, mine->job(id)->why.c_str());
    }

    void a_level_that_is_timed_is_cancelled_at_once()
    {
        m_takes = 1h;
        auto jobs = center("echo \"0001 begin $(date +%s.%N)\" >steps; touch up; sleep 3600\n");
        const auto id = submit(*jobs, here());
        QVERIFY(shows(*jobs, id, 0, StepState::running));
        jobs->cancel(id);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::cancelled);
    }

    void a_level_that_ends_late_is_seen()
    {
        m_takes = 1s;
        auto jobs = center("echo \"0001 begin $(date +%s.%N)\" >steps; sleep 5; mkdir out; "
                           "echo \"0001 end $(date +%s.%N) 0\" >>steps; sleep 60\n");
        const auto id = submit(*jobs, here());
        QVERIFY(shows(*jobs, id, 0, StepState::done));
        QCOMPARE(jobs->job(id)->state, JobState::running);
    }
};

QTEST_GUILESS_MAIN(TestJobWatch)
#include "test_job_watch.moc"
