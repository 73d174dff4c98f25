// SPDX-License-Identifier: GPL-3.0-or-later
#include "center_lab.h"

#include <QSignalSpy>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// How jobs begin, wait for each other, end and are taken up again. Row numbers are those of the table of faults.
class TestJobCenter : public CenterLab {
    Q_OBJECT

private slots:
    void init() { make_folder(); }
    void cleanup() { end_jobs(); }

    void a_job_is_submitted_watched_and_fetched()
    {
        auto jobs = center("echo hello; echo '0001 begin 1764374400' >steps; mkdir -p out/base/1; "
                           "echo 1 >out/base/1/run.json; echo '0001 end 1764374401 0' >>steps; sleep 1; "
                           "echo 2 >out/2\n");
        QSignalSpy ended(jobs.get(), &JobCenter::ended), grew(jobs.get(), &JobCenter::results_grew),
            log(jobs.get(), &JobCenter::log_grew);
        const auto id = submit(*jobs, here());
        QCOMPARE(jobs->job(id)->state, JobState::staged);
        QVERIFY(QTest::qWaitFor([&] { return !fetched(*jobs, id, "base/1/run.json").isEmpty(); }, 60000)); // live
        QVERIFY(reaches(*jobs, id, JobState::running));
        QCOMPARE(jobs->job(id)->steps[0].state, StepState::done);
        QVERIFY(ends(*jobs, id));
        const auto job = *jobs->job(id);
        QVERIFY2(job.state == JobState::done, (std::string(to_string(job.state)) + ": " + job.why).c_str());
        QCOMPARE(job.fetched_files, std::uint64_t{2});
        QCOMPARE(job.sentence, "2 files here, complete and unchanged since the job ended");
        QCOMPARE(fetched(*jobs, id, "2"), "2\n");
        QCOMPARE(jobs->log(id), "hello\n");
        QTRY_COMPARE(ended.size(), 1); // told when it is written down
        QVERIFY(!grew.isEmpty() && !log.isEmpty());
        QCOMPARE(job.results, results_folder() / "a job");
    }

    void rows_21_and_42_a_job_that_fails_says_why_and_keeps_what_it_made()
    {
        auto jobs = center("mkdir out; echo 1 >out/1; echo 'Port 8000 is taken.' >why; exit 3\n");
        const auto id = submit(*jobs, here());
        QVERIFY(ends(*jobs, id));
        const auto job = *jobs->job(id);
        QCOMPARE(job.state, JobState::failed);
        QCOMPARE(job.why, "Port 8000 is taken.");
        QCOMPARE(job.sentence, job.why);
        QCOMPARE(fetched(*jobs, id, "1"), "1\n");
    }

    void row_16_the_program_ends_at_any_point_and_one_job_runs_to_its_end_data()
    {
        QTest::addColumn<int>("state");
        for (const auto state : {JobState::staged, JobState::uploaded, JobState::starting, JobState::running,
                                 JobState::finalizing, JobState::fetching, JobState::done})
            QTest::newRow(std::string(to_string(state)).c_str()) << static_cast<int>(state);
    }
    /// As a kill looks from outside: what the center would do next is not done. tests/app kills the program itself.
    void row_16_the_program_ends_at_any_point_and_one_job_runs_to_its_end()
    {
        QFETCH(int, state);
        const QByteArray run = "echo once >>count; mkdir out; sleep 1; echo 1 >out/1; echo 2 >out/2\n";
        auto first = center(run);
        QString left = "never";
        connect(first.get(), &JobCenter::changed, this, [&](const std::string& id) {
            if (first && first->job(id)->state >= static_cast<JobState>(state)) left = "now";
        });
        const auto id = submit(*first, here());
        QVERIFY(state == 1 || QTest::qWaitFor([&] { return left == "now"; }, 30000));
        first.reset();
        QTest::qWait(50);
        auto second = center(run);
        QVERIFY(second->job(id).has_value());
        QVERIFY(ends(*second, id));
        QVERIFY2(second->job(id)->state == JobState::done, second->job(id)->why.c_str());
        QCOMPARE(text_of(on_host(id, "count")), "once\n");
        QCOMPARE(fetched(*second, id, "2"), "2\n");
        QCOMPARE(QDir(state_folder() + "/kneepoint/v1/jobs").entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    }

    void what_another_program_does_with_the_journal_is_followed()
    {
        auto mine = center("mkdir out; echo 1 >out/1\n"), another = center("true\n");
        const auto id = submit(*mine, here());
        QVERIFY(QTest::qWaitFor([&] { return another->job(id).has_value(); }, 60000)); // one that it began
        QVERIFY(ends(*mine, id));
        QVERIFY(QTest::qWaitFor([&] { return another->job(id)->state == JobState::done; }, 60000));
        // A disk that is away, or that shows nothing, has forgotten no job.
        const auto journal = m_folder->filePath("journal"), away = m_folder->filePath("away");
        QVERIFY(QDir().rename(journal, away));
        QTest::qWait(2500);
        QVERIFY(mine->job(id) && another->job(id));
        QVERIFY(QDir().mkdir(journal));
        QTest::qWait(2500);
        QVERIFY(mine->job(id) && another->job(id));
        QVERIFY(QDir().rmdir(journal) && QDir().rename(away, journal));
        QTest::qWait(2500);
        QVERIFY(mine->job(id) && another->job(id));
        QSignalSpy told(mine.get(), &JobCenter::changed);
        another->forget(id);
        QVERIFY(QTest::qWaitFor([&] { return !mine->job(id); }, 60000));
        QCOMPARE(told.back()[0].value<std::string>(), id);
        another->look_on({here()});
        mine->look_on({here()});
        QVERIFY(QTest::qWaitFor([&] { return mine->look().open.empty() && another->look().open.empty(); }, 60000));
        QVERIFY(mine->others().empty()); // nor as one of somebody else
    }

    void two_programs_over_one_journal_do_not_get_in_each_others_way()
    {
        const QByteArray run = "echo once >>count; touch up; sleep 60\n";
        auto one = center(run);
        const auto id = submit(*one, here());
        QVERIFY(reaches(*one, id, JobState::running));
        auto other = center(run); // another program on this computer
        QVERIFY(reaches(*other, id, JobState::running));
        other->cancel(id); // it only looks on: the first one does it
        QVERIFY(ends(*one, id));
        QCOMPARE(one->job(id)->state, JobState::cancelled);
        QVERIFY(reaches(*other, id, JobState::cancelled));
        QCOMPARE(text_of(on_host(id, "count")), "once\n");
    }

    void jobs_of_one_host_wait_for_each_other()
    {
        auto jobs = center("sleep 1; mkdir out; date +%s.%N >out/end\n");
        const auto first = submit(*jobs, here()), second = submit(*jobs, here());
        QVERIFY(reaches(*jobs, second, JobState::queued));
        QVERIFY(ends(*jobs, second));
        QCOMPARE(jobs->job(first)->state, JobState::done);
        QVERIFY2(jobs->job(second)->state == JobState::done, jobs->job(second)->why.c_str());
        const auto one = fetched(*jobs, first, "end"), other = fetched(*jobs, second, "end");
        QVERIFY2(!one.isEmpty() && one < other, one + other);
        QVERIFY(jobs->job(first)->results != jobs->job(second)->results);
    }

    void row_20_another_kneepoints_job_goes_first()
    {
        auto mine = center("mkdir out; touch out/mine\n"), others = center("sleep 20\n", "journal of another");
        const auto first = submit(*others, here());
        QVERIFY(reaches(*others, first, JobState::running));
        const auto second = submit(*mine, here());
        QVERIFY(reaches(*mine, second, JobState::queued));
        QVERIFY(mine->job(second)->sentence.contains("another job"));
        QVERIFY(ends(*mine, second));
        QCOMPARE(mine->job(second)->state, JobState::done);
    }

    void row_20_cancel_and_clean()
    {
        auto jobs = center("mkdir -p out/a; echo 1 >out/a/1; touch up; sleep 300\n");
        const auto id = submit(*jobs, here());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        std::optional<Result<void>> cleaned;
        jobs->clean(id, JobCenter::Unfetched::keep, [&](Result<void> done) { cleaned = std::move(done); });
        QVERIFY(cleaned && !*cleaned && cleaned->error().text.contains("cancel it first"));
        jobs->cancel(id);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::cancelled);
        QCOMPARE(fetched(*jobs, id, "a/1"), "1\n"); // what was finished is here
        cleaned.reset();
        jobs->clean(id, JobCenter::Unfetched::keep, [&](Result<void> done) { cleaned = std::move(done); });
        QVERIFY(QTest::qWaitFor([&] { return cleaned.has_value(); }, 60000));
        QVERIFY2(*cleaned, *cleaned ? "" : cleaned->error().text.c_str());
        QVERIFY(!QFile::exists(on_host(id, "state")));
        QVERIFY(!jobs->fetch(id));
        jobs->forget(id);
        QVERIFY(!jobs->job(id));
        QVERIFY(jobs->jobs().empty());
    }

    void a_job_that_waits_is_cancelled_without_a_trace_on_the_host()
    {
        auto jobs = center("sleep 300\n");
        const auto first = submit(*jobs, here()), second = submit(*jobs, here());
        QVERIFY(reaches(*jobs, second, JobState::queued));
        jobs->cancel(second);
        QVERIFY(reaches(*jobs, second, JobState::cancelled));
        QVERIFY(!QFile::exists(on_host(second, "")));
        jobs->cancel(first);
        QVERIFY(ends(*jobs, first));
    }

    void row_22_killed_and_row_25_rebooted_data()
    {
        QTest::addColumn<bool>("rebooted");
        QTest::newRow("row 22: all of it killed") << false;
        QTest::newRow("row 25: another boot") << true;
    }
    void row_22_killed_and_row_25_rebooted()
    {
        QFETCH(bool, rebooted);
        auto jobs = center("mkdir -p out/base/1 out/base/2; echo 1 >out/base/1/x; echo 2 >out/base/2/x; "
                           "printf '%s\\n' '0001 begin 1' '0001 end 2 0' '0002 begin 3' >steps; touch up; sleep 300\n");
        const auto id = submit(*jobs, here());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        QVERIFY(reaches(*jobs, id, JobState::running));
        QTRY_COMPARE_WITH_TIMEOUT(jobs->job(id)->steps[1].state, StepState::running, 60000);
        if (rebooted) {
            auto state = text_of(on_host(id, "state"));
            const auto boot = state.indexOf("boot=") + 5;
            write_text(on_host(id, "state"), state.replace(boot, 8, "00000000"));
        } else {
            end_job(id);
        }
        if (rebooted) end_job(id);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, rebooted ? JobState::host_rebooted : JobState::lost);
        QCOMPARE(fetched(*jobs, id, "base/1/x"), "1\n");
        QVERIFY(!jobs->job(id)->why.empty());
        // The rest is another job, which is told what is there, and fills the same folder.
        const auto again = jobs->retry(id);
        QVERIFY(again);
        m_jobs.push_back(*again);
        QVERIFY2(QTest::qWaitFor([&] { return QFile::exists(on_host(*again, "up")); }, 60000),
                 jobs->job(*again)->sentence.c_str());
        QCOMPARE(jobs->job(*again)->results, jobs->job(id)->results);
        QCOMPARE(text_of(on_host(*again, "scripts/finished")), "base/1\n");
    }
};

QTEST_GUILESS_MAIN(TestJobCenter)
#include "test_job_center.moc"
