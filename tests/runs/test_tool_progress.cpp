// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_data.h"
#include "places.h"
#include "step_tail.h"
#include "tool_progress.h"

#include <QFile>
#include <QTest>

#include <chrono>
#include <cmath>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

/// How far the real tools say that they are, on what they printed.
class TestToolProgress : public QObject {
    Q_OBJECT
private slots:
    void guidellm_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("words");
        const QByteArray line = "26-11-21 06:35:28|INFO     |guidellm.benchmark.progress:_log_update:420 - Benchmark 1 "
                                "(concurrent@1): STATE | elapsed=10.1s | successful=22 errored=0 incomplete=0 | "
                                "requests/s=3.62 output_tokens/s=112.17\n";
        const auto of = [&](const char* state) { return QByteArray(line).replace("STATE", state); };
        QTest::newRow("started") << of("started").replace("=22", "=0").replace("3.62", "0.00") << "0 requests, 0.00/s";
        QTest::newRow("active") << of("active") << "22 requests, 3.62/s";
        QTest::newRow("the last") << of("active") + of("completed").replace("=22", "=45").replace("3.62", "3.67")
                                  << "45 requests, 3.67/s";
        QTest::newRow("failures") << of("completed").replace("successful=22 errored=0", "successful=0 errored=40")
                                  << "0 requests, 40 failed, 3.62/s";
        QTest::newRow("cut") << of("active") + of("compile").replace("=22", "=30").left(150) << "22 requests, 3.62/s";
        QTest::newRow("nothing") << QByteArray("Setup complete, starting benchmarks...\n") << "";
        QTest::newRow("noise") << QByteArray("Benchmark \xff successful=x errored=1 requests/s=2 \nBenchmark \n") << "";
        QTest::newRow("its word alone") << QByteArray("Benchmark ").repeated(500'000) + "\n" << "";
        QTest::newRow("its word on a line each") << QByteArray("Benchmark \n").repeated(500'000) << "";
    }
    void guidellm()
    {
        QFETCH(const QByteArray, log);
        QFETCH(const QString, words);
        QCOMPARE(QString::fromStdString(guidellm_progress(log.toStdString()).says), words);
    }

    void guidellm_as_recorded()
    {
        QFile file(shared_path("fixtures/guidellm/live/0.8.1/progress-logfile/stderr.txt"));
        if (!file.open(QIODevice::ReadOnly)) QSKIP("the folder ../shared with what GuideLLM printed is absent");
        const auto log = file.readAll();
        const auto until = [&](const char* text) { return log.left(log.indexOf('\n', log.indexOf(text)) + 1); };
        QCOMPARE(guidellm_progress(until("active | elapsed=10.0s").toStdString()).says, "25 requests, 4.57/s");
        QCOMPARE(guidellm_progress(until("(concurrent@1): completed").toStdString()).says, "64 requests, 4.57/s");
        QCOMPARE(guidellm_progress(until("Benchmark 2 (concurrent@4): active").toStdString()).says,
                 "112 requests, 18.87/s");
    }

    void lm_eval_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("until");
        QTest::addColumn<QString>("words");
        const QString hf = "0.4.13_hf_tiny-base.stderr", api = "0.4.13_api_tiny-base.stderr";
        QTest::newRow("weights") << hf << QByteArray("| 21/21 [") << "Loading weights: 21 of 21";
        QTest::newRow("loglikelihood") << hf << QByteArray("| 1449/3140 [") << "1449 of 3140 loglikelihood requests";
        QTest::newRow("generate") << hf << QByteArray("| 300/300 [") << "300 of 300 generate_until requests";
        QTest::newRow("api") << api << QByteArray("| 1036/3140 [") << "1036 of 3140 loglikelihood requests";
        // A bar for each document stands within the bar that counts; then come the draws for the intervals.
        QTest::newRow("api, rolling") << api << QByteArray("290.61it/s]") << "0 of 100 loglikelihood_rolling requests";
        QTest::newRow("api, the last") << api << QByteArray("| 100/100 [00:00<00:00, 244.72it/s]")
                                       << "100 of 100 loglikelihood_rolling requests";
        QTest::newRow("api, its end") << api << QByteArray("1/1 [00:00<00:00,  3.50it/s]") << "intervals: 1 of 1";
        QTest::newRow("0.4.9.2") << "0.4.9.2_hf_tiny-base.stderr" << QByteArray("| 300/300 [")
                                 << "300 of 300 generate_until requests";
    }
    void lm_eval()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, until);
        QFETCH(const QString, words);
        QFile recorded(shared_path(("fixtures/lm_eval/live/logs/" + file.toUtf8()).constData()));
        if (!recorded.open(QIODevice::ReadOnly)) QSKIP("the folder ../shared with what lm_eval printed is absent");
        const auto log = recorded.readAll();
        const auto at = log.indexOf(until);
        QVERIFY(at > 0);
        QCOMPARE(QString::fromStdString(lm_eval_progress(log.left(at + until.size()).toStdString()).says), words);
    }

    void bars_of_every_kind_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("words");
        const QByteArray info = "2026-11-21:06:13:32 INFO     [evaluator:239] ";
        const QByteArray contexts = info + "Building contexts for kp_know on rank 0...\n";
        const QByteArray requests = info + "Running loglikelihood requests\n";
        QTest::newRow("contexts") << contexts +
                                         "\r  0%|          | 0/100 [00:00<?, ?it/s]\r 40%|####      | 40/100 [00:00<00:"
                                  << "prompts of kp_know: 40 of 100";
        QTest::newRow("no bar yet") << contexts + "  9%|# | 9/100 [00:00<?, ?it/s]\n" + requests << "";
        QTest::newRow("cut bar") << requests +
                                        "Running loglikelihood requests:   5%|5  | 5/100 [\rRunning loglikelihood "
                                        "requests:  10%|#  | 1"
                                 << "5 of 100 loglikelihood requests";
        QTest::newRow("cursor up") << requests + "\n\x1b[A\x1b[ARequesting API:  10%|#  | 10/100 [00:00<?, ?it/s]"
                                   << "10 of 100 loglikelihood requests";
        QTest::newRow("a line behind a bar")
            << requests + "Requesting API:   0%|   | 0/160 [00:00<?, ?it/s]2026-11-21:06:15:34 "
                          "WARNING  [models.api_models:479] API request failed\n"
            << "0 of 160 loglikelihood requests";
        QTest::newRow("what was done before") << requests + "Checking cached requests: 100%|##| 200/200 [00:00<00:00]"
                                              << "Checking cached requests: 200 of 200";
        QTest::newRow("intervals") << requests + "bootstrapping for stddev: mcc\n 10%|# | 10/100 [00:06<00:57]"
                                   << "interval of mcc: 10 of 100";
        QTest::newRow("unnamed") << QByteArray(" 10%|# | 10/100 [00:06<00:57]") << "10 of 100";
        QTest::newRow("noise") << QByteArray("%|%|100%||/ [ 5%|\xff| 7/3 [ 1%|#| 99999999999999999999999/1 [") << "";
        QTest::newRow("nothing") << QByteArray() << "";
    }
    void bars_of_every_kind()
    {
        QFETCH(const QByteArray, log);
        QFETCH(const QString, words);
        QCOMPARE(QString::fromStdString(lm_eval_progress(log.toStdString()).says), words);
    }

    /// Requests of the level's own number.
    void guidellm_counts_against_the_levels_requests()
    {
        const std::string line = "Benchmark 1 (concurrent@1): active | elapsed=10.1s | successful=22 errored=3 "
                                 "incomplete=0 | requests/s=2.5 output_tokens/s=112.17\n";
        QVERIFY(!guidellm_progress(line).done && !guidellm_progress(line).left); // it ends by time
        const auto progress = guidellm_progress(line, 100);
        QCOMPARE(progress.done.value_or(-1), 0.25);
        QCOMPARE(progress.left.value().count(), 30.0);
        QCOMPARE(guidellm_progress(line, 20).done.value_or(-1), 1.0);
        QCOMPARE(guidellm_progress(line, 20).left.value().count(), 0.0);
    }

    /// Of 1260 documents 300 are of tasks that generate (lm_eval_live.md, section 3).
    void lm_eval_as_a_share_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("until");
        QTest::addColumn<double>("done");
        const QString hf = "0.4.13_hf_tiny-base.stderr", api = "0.4.13_api_tiny-base.stderr",
                      older = "0.4.9.2_hf_tiny-base.stderr";
        QTest::newRow("weights") << hf << QByteArray("| 21/21 [") << 0.0;
        QTest::newRow("contexts") << hf << QByteArray("| 0/150 [") << 0.0;
        QTest::newRow("loglikelihood first") << hf << QByteArray("| 1449/3140 [") << 960 * 1449 / 3140.0 / 1260;
        QTest::newRow("api") << api << QByteArray("| 1036/3140 [") << 960 * 1036 / 3140.0 / 1260;
        QTest::newRow("then generate") << hf << QByteArray("| 129/300 [") << (960 + 129) / 1260.0;
        QTest::newRow("generate first") << older << QByteArray("| 103/300 [") << 103 / 1260.0;
        QTest::newRow("loglikelihood last") << older << QByteArray("| 802/3140 [") << (400 + 860 * 802 / 3140.0) / 1260;
        QTest::newRow("all") << older << QByteArray("| 3140/3140 [") << 1.0;
        QTest::newRow("intervals") << api << QByteArray("1/1 [00:00<00:00,  3.50it/s]") << 1.0;
    }
    void lm_eval_as_a_share()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, until);
        QFETCH(const double, done);
        QFile recorded(shared_path(("fixtures/lm_eval/live/logs/" + file.toUtf8()).constData()));
        if (!recorded.open(QIODevice::ReadOnly)) QSKIP("the folder ../shared with what lm_eval printed is absent");
        const auto log = recorded.readAll();
        const auto at = log.indexOf(until);
        QVERIFY(at > 0);
        StepTail tail;
        tail.append(log.left(at + until.size()).toStdString());
        const auto told = lm_eval_progress(tail.of("0001")).done;
        QVERIFY(told && std::abs(*told - done) < 1e-9);
        const auto whole = lm_eval_progress(log.left(at + until.size()).toStdString());
        QCOMPARE(whole.done, told); // also without what was drawn over
    }

    void lm_eval_says_what_is_left_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<double>("left"); ///< of the step; -1: not known
        QTest::addColumn<QString>("words");
        const QByteArray info = "2026-11-21:06:13:32 INFO     [evaluator:239] ";
        const QByteArray contexts =
            info + "Building contexts for kp_know on rank 0...\n\r100%|##| 100/100 [00:00<00:00, 9it/s]\n" + info +
            "Building contexts for kp_arith on rank 0...\n\r100%|##| 50/50 [00:00<00:00, 9it/s]\n";
        const QByteArray generates = info + "kp_arith: Using gen_kwargs: {'until': ['\\n']}\n";
        const QByteArray likely = info + "Running loglikelihood requests\n",
                         make = info + "Running generate_until requests\n";
        const QByteArray bar = "\rRequesting API:  25%|##  | 100/400 [1:00:00<3:00:00,  9it/s]";
        QTest::newRow("one kind") << contexts + likely + bar << 3 * 3600.0 << "100 of 400 loglikelihood requests";
        QTest::newRow("another kind follows")
            << generates + contexts + likely + bar << -1.0 << "100 of 400 loglikelihood requests, 3 h left of these";
        QTest::newRow("the last kind") << generates + contexts + likely +
                                              "\rRequesting API: 100%|##| 400/400 [09:00<00:00,  9it/s]\n" + make +
                                              "\rRequesting API:  10%|#| 5/50 [00:20<03:00,  9it/s]"
                                       << 180.0 << "5 of 50 generate_until requests";
        QTest::newRow("what it said before is not known")
            << likely + bar << -1.0 << "100 of 400 loglikelihood requests, 3 h left of these";
        QTest::newRow("not begun") << contexts + likely + "\r  0%|   | 0/400 [00:00<?, ?it/s]" << -1.0
                                   << "0 of 400 loglikelihood requests";
        QTest::newRow("no time") << contexts + likely + "\r  1%|   | 4/400 [::9999999999999999999<?, ?it/s]" << -1.0
                                 << "4 of 400 loglikelihood requests";
        QTest::newRow("longer than anything")
            << contexts + likely + "\r  0%| | 1/9999999999999999999 [23:00:00<?, ?it/s]" << -1.0
            << "1 of 9999999999999999999 loglikelihood requests";
    }
    void lm_eval_says_what_is_left()
    {
        QFETCH(const QByteArray, log);
        QFETCH(const double, left);
        QFETCH(const QString, words);
        const auto progress = lm_eval_progress(log.toStdString());
        QCOMPARE(progress.left ? progress.left->count() : -1.0, left);
        QCOMPARE(QString::fromStdString(progress.says), words);
    }

    void floods_are_read_in_time_data()
    {
        QTest::addColumn<QByteArray>("piece");
        const QByteArray info = "[evaluator:239] ";
        QTest::newRow("contexts") << info + "Building contexts for x on rank 0...\n";
        QTest::newRow("contexts with bars") << info + "Building contexts for x on rank 0...\n 5%|#| 1/2 [00:01<\n";
        QTest::newRow("kinds") << info + "Running generate_until requests\n";
        QTest::newRow("tasks that generate") << QByteArray("] a: Using gen_kwargs: {}\n");
        QTest::newRow("bars cut off") << QByteArray("%|%|");
        QTest::newRow("bars on one line") << QByteArray("\r 5%|#| 1/2 [00:01<");
        QTest::newRow("rolling") << info + "Running loglikelihood_rolling requests\nx: 5%|#| 1/2 [00:01<\n";
        QTest::newRow("bytes") << QByteArray("\xff");
    }
    /// Half a minute is far more than any of them needs, and what reading by squares takes is hours.
    void floods_are_read_in_time()
    {
        QFETCH(const QByteArray, piece);
        StepTail tail;
        const auto flood = piece.repeated((qsizetype{8} << 20) / piece.size()).toStdString();
        tail.append(flood);
        QVERIFY(tail.of("0001").size() < (std::size_t{1} << 20));
        const auto begun = std::chrono::steady_clock::now();
        static_cast<void>(lm_eval_progress(tail.of("0001")));
        static_cast<void>(lm_eval_progress(flood));
        static_cast<void>(guidellm_progress(flood, 5));
        QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(30));
    }

    /// Hours of bars are a few lines: the step's mark and its documents are not lost behind them.
    void a_tail_is_what_a_terminal_shows()
    {
        StepTail tail;
        tail.append("before\n--- step 0012\nold\n 50%|--- step 0013\n");
        QCOMPARE(tail.of("0012"), "");
        tail.append("--- step ");
        tail.append("0014\nBuilding\n");
        for (int i = 0; i < 200'000; ++i) tail.append("\r 10%|# | " + std::to_string(i) + "/200000 [00:");
        QCOMPARE(tail.of("0014"), "Building\n 10%|# | 199998/200000 [00:\r 10%|# | 199999/200000 [00:");
        tail.append("09<\r\nthe end");
        QVERIFY(tail.of("0014").ends_with("199999/200000 [00:09<\n\rthe end"));
        tail.append("--- step x\n");
        QVERIFY(!tail.of("0014").empty());
    }

    void marks_are_shown_in_words_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("shown");
        QTest::newRow("a step") << QByteArray("--- step 0013\nbegins\n")
                                << "Step 13: int8: level 8 of 10, 8 streams\nbegins\n";
        QTest::newRow("behind a bar") << QByteArray(" 50%|#| 1/2 [00:01<--- step 0013\n")
                                      << " 50%|#| 1/2 [00:01<\nStep 13: int8: level 8 of 10, 8 streams\n";
        QTest::newRow("one that is not planned") << QByteArray("--- step 0099\n--- step 0000\n") << "Step 99\nStep 0\n";
        QTest::newRow("others' words") << QByteArray("--- step one\n--- step 0013 of 20\n--- step \n")
                                       << "--- step one\n--- step 0013 of 20\n--- step \n";
        QTest::newRow("a longer number") << "--- step " + QByteArray(30, '1') + '\n'
                                         << "--- step " + QString(30, '1') + '\n';
        QTest::newRow("not whole yet") << QByteArray("a\n--- step 00") << "a\n";
        QTest::newRow("hardly begun") << QByteArray("a\n--- st") << "a\n";
        QTest::newRow("behind a bar, not whole yet") << QByteArray("100%--- step ") << "100%";
        QTest::newRow("no mark") << QByteArray("a --") << "a --";
        QTest::newRow("a level begins") << QByteArray(
                                               R"({"event":"level_begins","level":1,"levels":3,"label":"4 streams"})"
                                               "\nx\n")
                                        << "Level 2 of 3 begins: 4 streams\nx\n";
        const QByteArray ended =
            R"({"event":"level_ended","level":1,"label":"4 streams","ok":88,"failed":0,"incomplete":4,)"
            R"("requests_per_s":11.0,"ttft_ms":33.803926,"itl_ms":5.00339242063,"validity":"VALID","reasons":[]})"
            "\n";
        QTest::newRow("a level ends")
            << ended << "4 streams: 88 requests, 4 cut off; 11.00 requests/s, TTFT 33.8 ms, ITL 5.00 ms\n";
        QTest::newRow("a level that does not count")
            << QByteArray(ended)
                   .replace("\"failed\":0", "\"failed\":2")
                   .replace("VALID", "CLIENT-LIMITED")
                   .replace("\"ttft_ms\":33.803926", "\"ttft_ms\":null")
                   .replace("[]", "[\"its core was busy\"]")
            << "4 streams: 88 requests, 2 failed, 4 cut off; 11.00 requests/s, TTFT — ms, ITL 5.00 ms; CLIENT-LIMITED; "
               "its core was busy\n";
        QTest::newRow("an event not whole yet") << "a\n" + ended.left(40) << "a\n";
        QTest::newRow("an event that is no JSON") << QByteArray(R"({"event":"level_ended",)"
                                                                "\n")
                                                  << R"({"event":"level_ended",)"
                                                     "\n";
        QTest::newRow("an event of another tool") << QByteArray(R"({"event":"other","level":1})"
                                                                "\n")
                                                  << R"({"event":"other","level":1})"
                                                     "\n";
        QTest::newRow("odd values") << QByteArray(R"({"event":"level_begins","level":"x","levels":-1,"label":7})"
                                                  "\n")
                                    << "Level — of — begins: \n";
    }
    /// What is shown grows at its end, as the log does, wherever a look at it ends.
    void marks_are_shown_in_words()
    {
        QFETCH(const QByteArray, log);
        QFETCH(const QString, shown);
        const std::vector<Step> steps{{.id = "0013", .text = "int8: level 8 of 10, 8 streams"}};
        QCOMPARE(shown_log(log.toStdString(), steps), shown);
        for (qsizetype length = 0; length < log.size(); ++length) {
            const auto before = shown_log(log.left(length).toStdString(), steps);
            const bool begins_in_a_line = before.endsWith("<-") || before.endsWith("%-") || before.endsWith("--");
            QVERIFY2(shown.startsWith(before) || begins_in_a_line, qPrintable(before));
        }
    }

    void a_job_says_it_of_the_step_that_runs()
    {
        JobData data;
        data.record = {.id = "01KB0000000000000000000000", .name = "j", .state = JobState::running};
        data.record.host.name = "gpu-a";
        data.record.steps = {{.id = "0001", .kind = StepKind::accuracy, .text = "base: accuracy"},
                             {.id = "0002", .kind = StepKind::accuracy, .text = "int8: accuracy"}};
        const std::string bars = "[evaluator:589] Running loglikelihood requests\nRequesting API:  50%|# | 5/10 [00:00";
        data.steps = "0001 begin 1764374400\n";
        append_log(data, "--- step 0001\n" + bars);
        auto job = status_of(data, {}, std::chrono::system_clock::now());
        QCOMPARE(job.steps[0].says, "5 of 10 loglikelihood requests");
        QCOMPARE(job.sentence, "base: accuracy on gpu-a, 5 of 10 loglikelihood requests");
        // The next step has said nothing yet.
        data.steps += "0001 end 1764374410 0\n0002 begin 1764374411\n";
        append_log(data, "\n--- step 0002\n");
        job = status_of(data, {}, std::chrono::system_clock::now());
        QVERIFY(job.steps[0].says.empty() && job.steps[1].says.empty());
        append_log(data, bars);
        QCOMPARE(status_of(data, {}, std::chrono::system_clock::now()).steps[1].says, "5 of 10 loglikelihood requests");
        data.record.state = JobState::done;
        QVERIFY(status_of(data, {}, std::chrono::system_clock::now()).steps[1].says.empty());
    }

    /// The time that is left, as of when the tool said it, and the next model's test as long as this one's.
    void a_job_expects_what_its_tools_tell()
    {
        const auto at = [](int seconds) { return Time(std::chrono::seconds(1764374400 + seconds)); };
        JobData data;
        data.record = {.id = "01KB0000000000000000000000", .name = "j", .state = JobState::running};
        data.record.host.name = "gpu-a";
        const std::chrono::hours guess{9};
        data.record.steps = {{.id = "0001", .kind = StepKind::accuracy, .text = "base: accuracy", .takes = guess},
                             {.id = "0002", .kind = StepKind::accuracy, .text = "int8: accuracy", .takes = guess}};
        data.steps = "0001 begin 1764374400\n";
        append_log(data,
                   "--- step 0001\nBuilding contexts for kp on rank 0...\n100%|#| 100/100 [00:00<00:00, 9it/s]\n"
                   "[evaluator:589] Running loglikelihood requests\nRequesting API:  25%|# | 100/400 [01:40<05:00, "
                   "1.00it/s]",
                   at(120));
        auto job = status_of(data, {}, at(120));
        QCOMPARE(job.steps[0].done.value_or(-1), 0.25);
        QCOMPARE(job.steps[0].takes.count(), 120 + 300.0);
        QCOMPARE(job.steps[1].takes.count(), 120 + 300.0);
        QCOMPARE(job.remaining.value().count(), 300 + 420.0);
        QCOMPARE(job.sentence, "base: accuracy on gpu-a, 100 of 400 loglikelihood requests, 12 min left");
        QCOMPARE(job_progress(job, at(120)), 0.125);
        // Time passes and nothing is heard.
        job = status_of(data, {}, at(180));
        QCOMPARE(job.remaining.value().count(), 240 + 420.0);
        data.steps += "0001 end 1764374900 0\n0002 begin 1764374901\n";
        job = status_of(data, {}, at(601));
        QVERIFY(!job.steps[1].done && job.steps[1].says.empty());
        QCOMPARE(job.remaining.value().count(), 400.0); // by what the first took
        QCOMPARE(job_progress(job, at(601)), 600.0 / 1000);
    }
};

QTEST_GUILESS_MAIN(TestToolProgress)
#include "test_tool_progress.moc"
