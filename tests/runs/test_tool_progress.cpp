// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_data.h"
#include "places.h"
#include "tool_progress.h"

#include <QFile>
#include <QTest>

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
        QCOMPARE(QString::fromStdString(guidellm_progress(log.toStdString())), words);
    }

    void guidellm_as_recorded()
    {
        QFile file(shared_path("fixtures/guidellm/live/0.8.1/progress-logfile/stderr.txt"));
        if (!file.open(QIODevice::ReadOnly)) QSKIP("the folder ../shared with what GuideLLM printed is absent");
        const auto log = file.readAll();
        const auto until = [&](const char* text) { return log.left(log.indexOf('\n', log.indexOf(text)) + 1); };
        QCOMPARE(guidellm_progress(until("active | elapsed=10.0s").toStdString()), "25 requests, 4.57/s");
        QCOMPARE(guidellm_progress(until("(concurrent@1): completed").toStdString()), "64 requests, 4.57/s");
        QCOMPARE(guidellm_progress(until("Benchmark 2 (concurrent@4): active").toStdString()), "112 requests, 18.87/s");
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
        QCOMPARE(QString::fromStdString(lm_eval_progress(log.left(at + until.size()).toStdString())), words);
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
        QCOMPARE(QString::fromStdString(lm_eval_progress(log.toStdString())), words);
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
        data.log = "--- step 0001\n" + bars;
        auto job = status_of(data, {}, std::chrono::system_clock::now());
        QCOMPARE(job.steps[0].says, "5 of 10 loglikelihood requests");
        QCOMPARE(job.sentence, "base: accuracy on gpu-a, 5 of 10 loglikelihood requests");
        // The next step has said nothing yet.
        data.steps += "0001 end 1764374410 0\n0002 begin 1764374411\n";
        data.log += "\n--- step 0002\n";
        job = status_of(data, {}, std::chrono::system_clock::now());
        QVERIFY(job.steps[0].says.empty() && job.steps[1].says.empty());
        data.log += bars;
        QCOMPARE(status_of(data, {}, std::chrono::system_clock::now()).steps[1].says, "5 of 10 loglikelihood requests");
        QCOMPARE(QString::fromStdString(std::string(log_of_step("--- step 0001\na\n--- step 0002\nb\n", "0001"))),
                 "a\n");
        data.record.state = JobState::done;
        QVERIFY(status_of(data, {}, std::chrono::system_clock::now()).steps[1].says.empty());
    }
};

QTEST_GUILESS_MAIN(TestToolProgress)
#include "test_tool_progress.moc"
