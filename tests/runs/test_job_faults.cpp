// SPDX-License-Identifier: GPL-3.0-or-later
#include "center_lab.h"

#include "../hosts/proxy.h"

#include "kneepoint/library/catalogue.h"

#include <algorithm>
#include <array>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// What a host, a line or a disk does to jobs, and what of it is seen. Row numbers are those of the table of faults.
class TestJobFaults : public CenterLab {
    Q_OBJECT

private slots:
    void init() { make_folder(); }
    void cleanup() { end_jobs(); }

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
        QTest::newRow("100,000 names") << million; // shorter than the longest list that is read
        for (int i = 100'000; i < 1'000'000; ++i) million += hash + " 1 evil" + QByteArray::number(i) + '\n';
        QTest::newRow("a million names") << million;
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

    void row_37_bombs_among_the_results_are_told_and_cost_no_memory()
    {
        // 2 GiB of zeros in 2 MB: gzip takes members one after the other. A million brackets in 1 MB.
        auto jobs = center("mkdir out; head -c 16777216 /dev/zero | gzip -9 >member; i=0\n"
                           "while [ $i -lt 128 ]; do cat member; i=$((i+1)); done >out/benchmarks.json.gz\n"
                           "head -c 1000000 /dev/zero | tr '\\0' '[' >out/deep.json\n"
                           "{ printf '{\"benchmarks\":'; cat out/deep.json; } >out/benchmarks.json\n");
        const auto id = submit(*jobs, here());
        QVERIFY(ends(*jobs, id));
        QVERIFY2(jobs->job(id)->state == JobState::done, jobs->job(id)->why.c_str());
        const auto peak = [] { // kB
            const auto status = text_of("/proc/self/status");
            return status.mid(status.indexOf("VmHWM:") + 6, 30).trimmed().split(' ').first().toLongLong();
        };
        const auto before = peak();
        Progress progress;
        const auto found = library::scan(std::array{jobs->job(id)->results}, progress);
        QVERIFY(found.runs.empty());
        for (const char* name : {"benchmarks.json.gz", "deep.json", "benchmarks.json"})
            QVERIFY2(std::ranges::any_of(
                         found.skipped,
                         [&](const auto& skipped) { return skipped.file.ends_with(name) && !skipped.why.empty(); }),
                     name);
        QVERIFY2(peak() - before < 1'000'000, QByteArray::number(peak() - before));
    }

    void row_32_no_sign_of_life_is_said_and_nothing_is_ended()
    {
        auto jobs = center("touch up; sleep 50; mkdir out; echo 1 >out/1\n");
        const auto id = submit(*jobs, here());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        QVERIFY(reaches(*jobs, id, JobState::running));
        const auto stopped = processes_of(id);
        for (const auto pid : stopped) ::kill(pid, SIGSTOP);
        QVERIFY(reaches(*jobs, id, JobState::hung)); // after half a minute
        QVERIFY2(jobs->job(id)->sentence.contains("no sign of life"), jobs->job(id)->sentence.c_str());
        for (const auto pid : stopped) QVERIFY(!is_dead(pid));
        for (const auto pid : stopped) ::kill(pid, SIGCONT);
        QVERIFY(reaches(*jobs, id, JobState::running));
        QVERIFY(ends(*jobs, id));
        QVERIFY2(jobs->job(id)->state == JobState::done, jobs->job(id)->why.c_str());
        QCOMPARE(fetched(*jobs, id, "1"), "1\n");
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
        QVERIFY(log.size() <= (1 << 20));
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

QTEST_GUILESS_MAIN(TestJobFaults)
#include "test_job_faults.moc"
