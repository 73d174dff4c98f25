// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_lab.h"

#include "kneepoint/runs/job_center.h"

#include "../hosts/proxy.h"

#include <QSignalSpy>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// Jobs with scripts of the test's own, over the sh of this computer and over a real sshd. Row numbers are those of the
/// table of faults.
class TestJobCenter : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::string> m_jobs;

    QString state_folder() const { return m_folder->filePath("host"); }
    std::filesystem::path results_folder() const { return m_folder->filePath("results").toStdString(); }
    Host here() const { return this_computer(state_folder()); }
    Host there(const Sshd& sshd) const { return with_state_folder(sshd.host(), state_folder()); }

    static Plan plan(const std::string& name = "a job")
    {
        Plan plan;
        plan.name = name;
        plan.models = {{.model = "m", .served_name = "base", .scheme = {}, .url = "http://127.0.0.1:1"}};
        plan.server.kind = Server::Kind::running;
        return plan;
    }
    /// A center whose jobs all run this script.
    std::unique_ptr<JobCenter> center(const QByteArray& run, const QString& journal = "journal")
    {
        JobCenter::Options options{
            .journal = m_folder->filePath(journal).toStdString(),
            .load_program = {},
            .patience = {.connect = 2s, .alive_interval = 1s, .alive_count = 2},
            .probe_interval = 100ms,
            .make_files = [run](const Plan&, const Facts&, const Finished& finished,
                                const std::string&) -> Result<JobFiles> {
                JobFiles files{
                    .files = {{"run.sh", run.toStdString(), Access::owner_runs},
                              {"scripts/finished", join(finished), Access::owner}},
                    .steps = {
                        {.id = "0001", .kind = StepKind::level, .text = "base: level 1 of 2", .folder = "base/1"},
                        {.id = "0002", .kind = StepKind::level, .text = "base: level 2 of 2", .folder = "base/2"}}};
                return files;
            }};
        auto made = std::make_unique<JobCenter>(std::move(options));
        if (const auto opened = made->open(); !opened) qFatal("%s", to_string(opened.error()).c_str());
        return made;
    }
    static std::string join(const Finished& folders)
    {
        std::string text;
        for (const auto& folder : folders) text += folder + '\n';
        return text;
    }
    std::string submit(JobCenter& center, const Host& host, Plan what = plan(),
                       std::map<std::string, std::string> secrets = {})
    {
        const auto id = center.submit(
            {.plan = std::move(what), .host = host, .results = results_folder(), .secrets = std::move(secrets)});
        if (!id) qFatal("%s", to_string(id.error()).c_str());
        m_jobs.push_back(*id);
        return *id;
    }
    static bool reaches(JobCenter& center, const std::string& id, JobState state, int milliseconds = 90000)
    {
        return QTest::qWaitFor([&] { return center.job(id)->state == state; }, milliseconds);
    }
    static bool ends(JobCenter& center, const std::string& id, int milliseconds = 90000)
    {
        return QTest::qWaitFor([&] { return is_end(center.job(id)->state); }, milliseconds);
    }
    /// Its results are listed on the host, and none of them is here.
    std::string ended_while_nobody_looked(const QByteArray& run)
    {
        auto jobs = center(run);
        const auto id = submit(*jobs, here());
        if (!reaches(*jobs, id, JobState::running)) qFatal("it does not run");
        jobs.reset();
        if (!QTest::qWaitFor([&] { return QFile::exists(on_host(id, "done")); }, 60000)) qFatal("it does not end");
        return id;
    }
    QString on_host(const std::string& id, const QString& name) const
    {
        return state_folder() + "/kneepoint/v1/jobs/" + QString::fromStdString(id) + '/' + name;
    }
    static QByteArray fetched(const JobCenter& center, const std::string& id, const QString& name)
    {
        return text_of(QString::fromStdString(utf8_path(center.job(id)->results)) + '/' + name);
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        QTest::qWait(20); // what was asked of hosts ends
        for (const auto& job : m_jobs) end_job(job);
        m_jobs.clear();
    }

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
        QCOMPARE(ended.size(), 1);
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

    void row_34_a_file_that_is_not_what_was_listed_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("changed") << QByteArray("echo X >out/b");
        QTest::newRow("cut") << QByteArray(": >out/b");
        QTest::newRow("removed") << QByteArray("rm out/b");
    }
    void row_34_a_file_that_is_not_what_was_listed()
    {
        QFETCH(QByteArray, damage);
        const QByteArray run = "sleep 1; mkdir out; echo a >out/a; echo b >out/b\n";
        const auto id = ended_while_nobody_looked(run);
        QProcess::execute("sh", {"-c", "cd \"$1\" && " + damage, "sh", on_host(id, "")});
        auto jobs = center(run);
        QVERIFY(ends(*jobs, id));
        const auto job = *jobs->job(id);
        QVERIFY2(job.state == JobState::quarantined, (std::string(to_string(job.state)) + job.why).c_str());
        QVERIFY2(job.why.contains("out/b"), job.why.c_str());
        QVERIFY(fetched(*jobs, id, "b").isEmpty());
        // Mended on the host, and fetched again.
        write_text(on_host(id, "out/b"), "b\n");
        QVERIFY(jobs->fetch(id));
        QVERIFY(reaches(*jobs, id, JobState::done));
        QCOMPARE(fetched(*jobs, id, "b"), "b\n");
    }

    void row_34_what_was_added_later_does_not_come()
    {
        const QByteArray run = "sleep 1; mkdir out; echo a >out/a; echo b >out/b\n";
        const auto id = ended_while_nobody_looked(run);
        write_text(on_host(id, "out/b"), "b\nmore\n");
        write_text(on_host(id, "out/c"), "c\n");
        auto jobs = center(run);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::done);
        QCOMPARE(fetched(*jobs, id, "a") + fetched(*jobs, id, "b") + fetched(*jobs, id, "c"), "a\nb\n");
    }

    void row_36_a_hostile_manifest_writes_nothing_outside_data()
    {
        QTest::addColumn<QByteArray>("manifest");
        const QByteArray hash(64, 'a');
        QTest::newRow("..") << hash + " 1 ../../evil\n";
        QTest::newRow("absolute") << hash + " 1 /tmp/evil\n";
        QTest::newRow("twice by case") << hash + " 1 evil\n" + hash + " 1 EVIL\n";
        QTest::newRow("device") << hash + " 1 con\n";
        QTest::newRow("no manifest at all") << QByteArray("evil\n");
        QTest::newRow("size bomb") << hash + " 99999999999999 evil\n";
        QByteArray million;
        for (int i = 0; i < 100'000; ++i) million += hash + " 1 evil" + QByteArray::number(i) + '\n';
        QTest::newRow("100,000 names") << million;
    }
    void row_36_a_hostile_manifest_writes_nothing_outside()
    {
        QFETCH(QByteArray, manifest);
        const QByteArray run = "sleep 1; mkdir out; echo a >out/evil\n";
        const auto id = ended_while_nobody_looked(run);
        write_text(on_host(id, "manifest"), manifest);
        auto jobs = center(run);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::quarantined);
        QVERIFY(!jobs->job(id)->why.empty());
        const auto results = QString::fromStdString(utf8_path(jobs->job(id)->results));
        QCOMPARE(QDir(results).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
        QVERIFY(!QFile::exists(m_folder->filePath("evil")) && !QFile::exists("/tmp/evil"));
    }

    void row_39_a_secret_stays_in_memory()
    {
        const std::string canary = "canary-" + new_job_id(std::chrono::system_clock::now());
        auto what = plan();
        what.secrets = {"HF_TOKEN", "KNEEPOINT_API_KEY"};
        const QByteArray run =
            "mkdir out; printf '%s%s' \"$HF_TOKEN\" \"$KNEEPOINT_API_KEY\" | sha256sum >out/seen; sleep 1\n";
        auto jobs = center(run);
        const auto id = submit(*jobs, here(), what, {{"HF_TOKEN", canary}, {"KNEEPOINT_API_KEY", canary + "-key"}});
        bool seen = false;
        while (!is_end(jobs->job(id)->state)) {
            for (const auto& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
                seen = seen || text_of("/proc/" + pid + "/cmdline").contains(canary.c_str());
            QTest::qWait(20);
        }
        QCOMPARE(jobs->job(id)->state, JobState::done);
        QVERIFY(!seen);
        QCOMPARE(fetched(*jobs, id, "seen").left(64).toStdString(), sha256(canary + canary + "-key"));
        // Nowhere below the folder that holds the journal, the host's jobs and the results.
        QCOMPARE(output_of("grep", {"-r", "-l", "-F", canary.c_str(), m_folder->path()}), "");
    }

    void a_plan_whose_secret_is_not_known_does_not_start()
    {
        auto what = plan();
        what.secrets = {"SOME_TEST_TOKEN"};
        auto jobs = center("touch up\n");
        const auto id = submit(*jobs, here(), what);
        QVERIFY(ends(*jobs, id));
        QCOMPARE(jobs->job(id)->state, JobState::failed_start);
        QVERIFY(jobs->job(id)->why.contains("SOME_TEST_TOKEN"));
        QVERIFY(!QFile::exists(on_host(id, "started")));
    }

    void row_31_a_log_that_floods_and_holds_anything()
    {
        auto jobs = center("printf '\\033[31mred\\033[0m \\0 \\377\\n'; head -c 200000000 /dev/zero | tr '\\0' x; "
                           "printf '\\nend\\n'\n");
        const auto id = submit(*jobs, here());
        QElapsedTimer clock;
        qint64 longest = 0;
        while (!is_end(jobs->job(id)->state)) {
            clock.restart();
            QTest::qWait(1);
            longest = std::max(longest, clock.elapsed());
        }
        qInfo("longest turn of the event loop: %lld ms", longest);
        QCOMPARE(jobs->job(id)->state, JobState::done);
        const auto log = jobs->log(id);
        QVERIFY(log.endsWith("end\n"));
        QVERIFY(log.size() <= (1 << 20) && log.contains("bytes left out"));
    }

    void a_damaged_journal_is_put_aside_and_costs_no_other_job()
    {
        auto jobs = center("true\n");
        const auto good = submit(*jobs, here());
        QVERIFY(ends(*jobs, good));
        const auto bad = submit(*jobs, here());
        QVERIFY(ends(*jobs, bad));
        jobs.reset();
        const auto folder = m_folder->filePath("journal/") + QString::fromStdString(bad);
        write_text(folder + "/job.json", "{\"schema\":\"kneepoint.job/1\",");
        jobs = center("true\n");
        QCOMPARE(jobs->jobs().size(), std::size_t{1});
        QCOMPARE(jobs->job(good)->state, JobState::done);
        QCOMPARE(jobs->notices().size(), std::size_t{1});
        QVERIFY(QFile::exists(folder + ".damaged/plan.json"));
    }

    void row_18_the_line_is_cut_after_any_number_of_bytes_data()
    {
        KNEEPOINT_NEEDS_SSHD();
        QTest::addColumn<int>("bytes");
        // Of a job's some 60 kB that go up; a line that comes back has its own, so that each job is cut once.
        for (const int bytes : {3000, 4000, 5000, 6500, 8000, 9500, 11000, 13000, 15000, 17000, 19000, 22000})
            QTest::newRow(QByteArray::number(bytes)) << bytes;
    }
    void row_18_the_line_is_cut_after_any_number_of_bytes()
    {
        QFETCH(int, bytes);
        static Sshd sshd;
        Proxy proxy(sshd.port());
        auto jobs = center("echo once >>count; mkdir -p out/a; echo 1 >out/a/1; sleep 1; echo 2 >out/2\n");
        proxy.reset_after(bytes);
        const auto id = submit(*jobs, proxy.through(there(sshd)));
        QVERIFY(ends(*jobs, id, 60000));
        QVERIFY2(jobs->job(id)->state == JobState::done, jobs->job(id)->why.c_str());
        QCOMPARE(text_of(on_host(id, "count")), "once\n");
        QCOMPARE(fetched(*jobs, id, "a/1") + fetched(*jobs, id, "2"), "1\n2\n");
        QVERIFY(proxy.was_reset());
    }

    void row_14_a_host_that_is_not_reached_is_no_failed_job()
    {
        KNEEPOINT_NEEDS_SSHD();
        auto sshd = std::make_unique<Sshd>();
        auto jobs = center("touch up; sleep 4; mkdir out; touch out/1\n");
        const auto id = submit(*jobs, there(*sshd));
        QVERIFY(reaches(*jobs, id, JobState::running));
        sshd->stop();
        QVERIFY(QTest::qWaitFor([&] { return !jobs->job(id)->reachable; }, 60000));
        QCOMPARE(jobs->job(id)->state, JobState::running);
        QVERIFY2(jobs->job(id)->sentence.contains("the run goes on there"), jobs->job(id)->sentence.c_str());
        QTest::qWait(3000); // it ends meanwhile
        sshd->start();
        QVERIFY(ends(*jobs, id, 60000));
        QCOMPARE(jobs->job(id)->state, JobState::done);
    }
};

QTEST_GUILESS_MAIN(TestJobCenter)
#include "test_job_center.moc"
