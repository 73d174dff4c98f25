// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_id.h"
#include "job_machine.h"
#include "job_words.h"
#include "step_log.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace std::chrono_literals;

namespace {

/// A running job, looked at when its heart has just beaten.
Probe running(const std::function<void(Probe&)>& change = {})
{
    Probe probe{.now = 1000.0,
                .boot_here = "boot",
                .boot = "boot",
                .start = 100.0,
                .beat = 999.0,
                .supervisor_alive = true,
                .recorder_alive = true,
                .started = true};
    if (change) change(probe);
    return probe;
}

Probe ended(const std::string& exit, const std::function<void(Probe&)>& change = {})
{
    auto probe = running();
    probe.supervisor_alive = probe.recorder_alive = false;
    probe.exit = exit;
    probe.done = true;
    if (change) change(probe);
    return probe;
}

/// Nothing but the folder and its guard.
Probe just_ordered()
{
    return {.now = 1000.0, .boot_here = "boot", .started = true};
}

} // namespace

/// What follows from a look at a job's folder: the table of remote.md 6, a row each. The line plays no part in it.
class TestJobMachine : public QObject {
    Q_OBJECT

private slots:
    void state_after_a_probe_data()
    {
        QTest::addColumn<Probe>("probe");
        QTest::addColumn<JobView>("view");
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("finalize");
        QTest::addColumn<QString>("end");
        const auto row = [](const char* name, const Probe& probe, const char* state, const char* end = "",
                            JobView view = {}, bool finalize = false) {
            QTest::newRow(name) << probe << view << QString(state) << finalize << QString(end);
        };
        const JobView late{.since_start = 16s}, cancelling{.cancel_wanted = true};
        row("starting: no state yet", just_ordered(), "starting");
        row("starting: none for 15 s", just_ordered(), "failed-start", "failed-start", late);
        row("starting: the disk was full", ended("startfail"), "failed-start", "failed-start");
        row("starting: state", running(), "running");
        row("row 32: no sign of life for 30 s", running([](Probe& p) { p.beat = 969.0; }), "hung");
        row("row 32: just not", running([](Probe& p) { p.beat = 970.0; }), "running");
        row("row 32: no heartbeat at all", running([](Probe& p) { p.beat.reset(); }), "hung");
        row("row 33: the host's clock is an hour off", running([](Probe& p) { p.now = 4600.0, p.beat = 4599.0; }),
            "running");
        row("row 33: the host's clock stepped back", running([](Probe& p) { p.now = 500.0; }), "running");
        row("row 22: the supervisor is gone", running([](Probe& p) { p.supervisor_alive = false; }), "unsupervised");
        row("row 22: the recorder is gone, the supervisor about to record",
            running([](Probe& p) { p.recorder_alive = false; }), "running");
        row("row 22: both are gone", running([](Probe& p) { p.supervisor_alive = p.recorder_alive = false; }),
            "finalizing", "lost", {}, true);
        row("row 25: another boot", running([](Probe& p) {
                p.boot_here = "another";
                p.supervisor_alive = p.recorder_alive = false;
            }),
            "finalizing", "host-rebooted", {}, true);
        row("row 25: listed already by somebody", ended("rebooted"), "fetching", "host-rebooted");
        row("cancel asked for", running(), "cancelling", "", cancelling);
        row("row 20: cancel asked for by another", running([](Probe& p) { p.cancel = true; }), "cancelling");
        row("cancelled", ended("143", [](Probe& p) { p.cancelled = true; }), "fetching", "cancelled", cancelling);
        row("cancelled before its start", ended("cancelled", [](Probe& p) { p.cancelled = true; }), "cancelled",
            "cancelled");
        row("row 27: time limit", ended("143", [](Probe& p) { p.cancelled = p.timed_out = true; }), "fetching",
            "failed");
        row("ended, results being listed", ended("0", [](Probe& p) { p.done = false, p.recorder_alive = true; }),
            "finalizing", "done");
        row("ended, nobody lists the results", ended("0", [](Probe& p) { p.done = false; }), "finalizing", "done", {},
            true);
        row("ended, not listed for a minute", ended("0", [](Probe& p) { p.done = false, p.recorder_alive = true; }),
            "finalizing", "done", {.since_end = 61s}, true);
        row("done", ended("0"), "fetching", "done");
        row("row 21: status 3", ended("3"), "fetching", "failed");
        row("row 21: 137", ended("137"), "fetching", "failed");
        row("row 21: 143", ended("143"), "fetching", "failed");
        row("the folder is gone", {.absent = true}, "lost", "lost");
        row("cancelled before it was made", {.absent = true}, "cancelled", "cancelled",
            {.ordered = false, .cancel_wanted = true});
    }
    void state_after_a_probe()
    {
        QFETCH(Probe, probe);
        QFETCH(JobView, view);
        QFETCH(QString, state);
        QFETCH(bool, finalize);
        QFETCH(QString, end);
        const auto standing = after(view, probe);
        QCOMPARE(QString::fromUtf8(to_string(standing.state).data()), state);
        QCOMPARE(standing.finalize, finalize);
        const auto outcome = outcome_of(probe, view);
        QCOMPARE(outcome ? QString::fromUtf8(to_string(outcome->state).data()) : QString(), end);
    }

    void row_21_what_an_end_means_data()
    {
        QTest::addColumn<Probe>("probe");
        QTest::addColumn<QString>("why");
        QTest::newRow("0") << ended("0") << "";
        QTest::newRow("3") << ended("3") << "The job ended with status 3: see the end of its log.";
        QTest::newRow("127") << ended("127") << "The job ended with status 127: a program was not found there.";
        QTest::newRow("137") << ended("137")
                             << "The job ended with status 137: it was killed; the host may have run out of memory.";
        QTest::newRow("143") << ended("143")
                             << "The job ended with status 143: it was told to end by someone on the host.";
        QTest::newRow("its own words") << ended("1", [](Probe& p) { p.why = "Port 8000 is taken."; })
                                       << "Port 8000 is taken.";
        QTest::newRow("limit") << ended("143", [](Probe& p) { p.timed_out = true; })
                               << "The job reached its time limit and was ended.";
        QTest::newRow("row 28: disk full")
            << ended("startfail", [](Probe& p) { p.said = "head: No space left on device\n"; })
            << "The host could not begin the job; is its disk full? The host says: head: No space left on device";
    }
    void row_21_what_an_end_means()
    {
        QFETCH(Probe, probe);
        QFETCH(QString, why);
        QCOMPARE(QString::fromStdString(outcome_of(probe, {})->why), why);
    }

    void a_probe_is_read()
    {
        const auto probe = read_probe("now 1764374400.25\nboot_here b\nboot b\nstart 1764374000.5\nsupervisor alive\n"
                                      "exit 137\nhas done\nhas cancelled\nbeat 1764374399\nwhy no\x01 room\n"
                                      "step 0001 begin 1\nstep 0001 end 2 0\n\nreading 1 2 3 4 5 6 7\nsaid ouch\n"
                                      "log 12 300 4\nnow 5\n\xff");
        QCOMPARE(probe.now, std::optional(1764374400.25));
        QCOMPARE(probe.beat, std::optional(1764374399.0));
        QVERIFY(probe.supervisor_alive && !probe.recorder_alive && probe.done && probe.cancelled && !probe.started);
        QCOMPARE(probe.exit, "137");
        QVERIFY(probe.why.starts_with("no") && !probe.why.contains('\x01'));
        QCOMPARE(probe.steps, "0001 begin 1\n0001 end 2 0\n");
        QCOMPARE(probe.said, "ouch\n");
        QCOMPARE(probe.log, (Probe::Log{.inode = 12, .size = 300, .from = 4, .bytes = "now 5\n\xff"}));
    }
    void a_hostile_probe_stays_absent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no numbers") << QByteArray("now soon\nbeat nan\nstart -5\nlog a b c\n");
        QTest::newRow("numbers too large") << QByteArray("now 1e999\nlog 99999999999999999999 1 1\n");
        QTest::newRow("unknown words") << QByteArray("has everything\nfoo\n \n\n\nlog\n");
    }
    void a_hostile_probe_stays_absent()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(read_probe(text.toStdString()), Probe{});
    }

    void steps_of_a_job()
    {
        const std::vector<Step> planned{{.id = "0001", .text = "base: server", .takes = 60s},
                                        {.id = "0002", .text = "base: level 1", .takes = 30s},
                                        {.id = "0003", .text = "base: level 2", .takes = 30s}};
        const auto steps = read_steps(planned,
                                      "0001 begin 3700\n0001 end 3760.5 0\n0002 begin 3761\nrubbish\n0009 begin 1\n"
                                      "0003 skip 3761\n0002 begin\n",
                                      3600s); // row 33: the host's clock is an hour ahead
        QCOMPARE(steps[0].state, StepState::done);
        QCOMPARE(steps[0].status, std::optional(0));
        QVERIFY(steps[0].begun->time_since_epoch() == 100s && steps[0].ended->time_since_epoch() == 160500ms);
        QCOMPARE(steps[1].state, StepState::running);
        QCOMPARE(steps[2].state, StepState::skipped);
        const auto now = std::chrono::system_clock::time_point(171s);
        QCOMPARE(remaining(steps, now)->count(), 20.0); // of the level's 30 s, 10 have passed
        QVERIFY(!remaining({}, now));
    }

    void sentences_data()
    {
        QTest::addColumn<JobStatus>("job");
        QTest::addColumn<LineView>("line");
        QTest::addColumn<QString>("sentence");
        const auto noon = std::chrono::system_clock::time_point(1764374400s);
        const JobStatus level{.host = "gpu-a",
                              .state = JobState::running,
                              .steps = {{.id = "0001", .text = "base: level 4 of 10", .state = StepState::running}},
                              .remaining = 350s};
        const auto with = [&](JobState state, const char* why = "") {
            auto job = level;
            job.state = state;
            job.why = why;
            return job;
        };
        const LineView lost{.up = false, .lost_since = noon, .problem = "The line to gpu-a was lost."};
        const auto since = QString::fromStdString(clock_text(noon, noon));
        QTest::newRow("running") << level << LineView{} << "base: level 4 of 10 on gpu-a, 6 min left";
        QTest::newRow("row 14: running, not reached")
            << level << lost << "gpu-a cannot be reached since " + since + "; the run goes on there";
        QTest::newRow("cancelling, not reached")
            << with(JobState::cancelling) << lost
            << "will be cancelled when gpu-a can be reached; not reached since " + since;
        QTest::newRow("row 3: refused") << level
                                        << LineView{.up = false,
                                                    .needs_user = true,
                                                    .problem = "gpu-a refuses the key."}
                                        << "gpu-a refuses the key.";
        QTest::newRow("not begun, not reached")
            << with(JobState::staged) << lost << "waits for gpu-a: The line to gpu-a was lost.";
        QTest::newRow("row 32: hung")
            << with(JobState::hung) << LineView{}
            << "base: level 4 of 10 on gpu-a, 6 min left; no sign of life for half a minute, it may hang";
        QTest::newRow("row 22: unsupervised")
            << with(JobState::unsupervised) << LineView{}
            << "base: level 4 of 10 on gpu-a, 6 min left; its supervisor is gone, the run goes on without it";
        QTest::newRow("failed") << with(JobState::failed, "Port 8000 is taken.") << lost << "Port 8000 is taken.";
    }
    void sentences()
    {
        QFETCH(JobStatus, job);
        QFETCH(LineView, line);
        QFETCH(QString, sentence);
        QCOMPARE(QString::fromStdString(sentence_of(job, line, std::chrono::system_clock::time_point(1764374400s))),
                 sentence);
    }

    void durations_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("0") << 0.0 << "0 s";
        QTest::newRow("half") << 0.5 << "1 s";
        QTest::newRow("59.2") << 59.2 << "1 min";
        QTest::newRow("61") << 61.0 << "2 min";
        QTest::newRow("1 h") << 3600.0 << "1 h";
        QTest::newRow("2 h 5 min") << 7500.0 << "2 h 5 min";
    }
    void durations()
    {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(duration_text(std::chrono::duration<double>(seconds))), text);
    }

    void ids_sort_by_time_and_are_ulids()
    {
        using Time = std::chrono::system_clock::time_point;
        // The example of ulid/javascript: ulid(1469918176385) is 01ARYZ6S41TSV4RRFFQ69G5FAV.
        QVERIFY(is_job_id("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
        QVERIFY(made_at("01ARYZ6S41TSV4RRFFQ69G5FAV") == Time(1469918176385ms));
        const auto id = new_job_id(Time(1469918176385ms));
        QVERIFY(is_job_id(id) && id.starts_with("01ARYZ6S41"));
        QVERIFY(new_job_id(Time(1469918176386ms)) > id && new_job_id(Time(1469918176385ms)) != id);
        for (const char* bad :
             {"", "..", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "01arz3ndektsv4rrffq69g5fav",
              "01ARZ3NDEKTSV4RRFFQ69G5F/V", "01ARZ3NDEKTSV4RRFFQ69G5FIL", "81ARZ3NDEKTSV4RRFFQ69G5FAV"})
            QVERIFY2(!is_job_id(bad), bad);
    }

    void a_busy_host_is_asked_less_and_less_often()
    {
        // docs/remote.md: after 2, 4, 8, 16 s, then every 32 s.
        QList<int> pauses;
        for (const int refusals : {0, 1, 2, 3, 4, 5, 1000}) pauses << int(queue_pause(refusals, 1000ms).count());
        QCOMPARE(pauses, (QList<int>{2000, 4000, 8000, 16000, 32000, 32000, 32000}));
    }
};

QTEST_GUILESS_MAIN(TestJobMachine)
#include "test_job_machine.moc"
