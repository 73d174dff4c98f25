// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"
#include "runs.h"

#include <QTest>

#include <cmath>

#include <algorithm>
#include <functional>

using namespace kneepoint;
using namespace kneepoint::compare;

using Change = std::function<void(Run&)>;
Q_DECLARE_METATYPE(Change)

class TestCheckRun : public QObject {
    Q_OBJECT
private slots:
    void a_sound_run_has_no_problem()
    {
        QCOMPARE(check_run(tests::sweep("a", "a.json", "m")), Problems{});
        QCOMPARE(check_run(Run{}), Problems{});
    }

    void finds_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, Change change, const char* says) {
            QTest::newRow(name) << std::move(change) << name << says;
        };
        row(
            "p95-is-maximum", [](Run& r) { r.levels[0].requests.successful = 11; },
            "p95 of fewer than 20 requests is the maximum, so that one slow request decides it: level synchronous of "
            "11 requests.");
        row(
            "p95-is-maximum", [](Run& r) { r.levels[0].requests.successful = r.levels[2].requests.successful = 11; },
            "levels synchronous of 11, constant");
        row("few-latencies", [](Run& r) { r.levels[2].requests.successful = 4; }, "has only 4 completed requests");
        row("no-request-completed", [](Run& r) { r.levels[2].requests = {0, 0, 256}; }, "0 of 256 requests completed");
        row("errored-requests", [](Run& r) { r.levels[2].requests = {90, 10, 0}; }, "10 of 100 requests failed");
        row("incomplete-requests", [](Run& r) { r.levels[2].requests = {90, 0, 10}; }, "10 of 100 requests (10.0 %)");
        row(
            "incomplete-requests", [](Run& r) { r.levels[2].requests = r.levels[3].requests = {90, 0, 10}; },
            "when 2 of 5 levels ended, and their latencies are those of the others: constant");
        row(
            "ttft-outlier", [](Run& r) { r.levels[2].metrics[MetricId::ttft] = tests::values(117, 959.9); },
            "TTFT p95 959.9 ms is 8.2 times");
        row(
            "non-monotone", [](Run& r) { r.levels[3].metrics[MetricId::ttft] = tests::values(400, 959.9); },
            "TTFT p95 (ms) is not monotone: it falls from 959.9 at concurrency 10 to 288 at 20 while");
        row(
            "percentiles-decrease",
            [](Run& r) { r.levels[2].metrics[MetricId::itl].percentiles = {{90, 20, {}}, {95, 10, {}}}; },
            "ITL p95 (10) is below p90 (20)");
        row(
            "negative-value", [](Run& r) { r.levels[2].metrics[MetricId::itl].min = -1; },
            "ITL has a negative value (-1)");
        row(
            "saturated", [](Run& r) { r.levels[4].metrics[MetricId::requests_per_second] = tests::values(2.4); },
            "achieved 2.4 of 3 requests/s asked for (80.0 %)");
        row("no-duration", [](Run& r) { r.levels[4].duration_s = -3; }, "ends at or before its start (-3 s)");
        row(
            "one-wave", [](Run& r) { r.levels[1].requests.successful = 107; },
            "107 requests at concurrency 100, fewer than two waves");
        row(
            "degenerate-sweep", [](Run& r) { r.levels[1].requests = {0, 0, 512}; },
            "0 of 512 requests of its throughput level");
        row(
            "total-is-not-the-sum",
            [](Run& r) {
                r.levels[0].metrics[MetricId::prompt_tokens_per_second] = tests::values(101.8);
                r.levels[0].metrics[MetricId::output_tokens_per_second] = tests::values(44.8);
                r.levels[0].metrics[MetricId::total_tokens_per_second] = tests::values(137.4);
            },
            "+6.7 %");
        row(
            "listed-are-not-counted",
            [](Run& r) {
                r.levels[1].requests = {266, 0, 249};
                r.levels[1].listed = {267, 0, 255};
            },
            "1 of 5 levels");
        row(
            "concurrency-below-streams",
            [](Run& r) {
                r.levels[0].streams = 1;
                r.levels[0].metrics[MetricId::concurrency] = tests::values(0.715);
            },
            "Concurrency 0.715 is well below the 1 stream");
    }
    void finds()
    {
        QFETCH(Change, change);
        QFETCH(QString, code);
        QFETCH(QString, says);
        auto run = tests::sweep("a", "a.json", "m");
        change(run);
        bool found = false;
        QString all;
        for (const auto& problem : check_run(run)) {
            all += QString::fromStdString(problem.code + ": " + problem.text + "\n");
            if (problem.code != code.toStdString()) continue;
            found = QString::fromStdString(problem.text).contains(says);
            QCOMPARE(problem.file, std::string("a.json"));
        }
        QVERIFY2(found, qPrintable(all));
    }

    /// Of n random arrivals three standard deviations are 3 sqrt(n): 180 may be 140, 2.33 requests a second.
    void arrivals_that_are_fewer_by_chance_are_no_saturation_data()
    {
        QTest::addColumn<bool>("random");
        QTest::addColumn<double>("seconds");
        QTest::addColumn<double>("achieved");
        QTest::addColumn<bool>("saturated");
        QTest::newRow("random, by chance") << true << 60.0 << 2.4 << false;
        QTest::newRow("random, fewer") << true << 60.0 << 2.2 << true;
        QTest::newRow("random, long") << true << 6000.0 << 2.8 << true;
        QTest::newRow("at equal distances") << false << 60.0 << 2.4 << true;
        QTest::newRow("short, one outside of it") << false << 5.0 << 2.81 << false; // 14 of 15
        QTest::newRow("short, two outside of it") << false << 5.0 << 2.6 << true;   // 13 of 15
    }
    void arrivals_that_are_fewer_by_chance_are_no_saturation()
    {
        QFETCH(bool, random);
        QFETCH(double, seconds);
        QFETCH(double, achieved);
        QFETCH(bool, saturated);
        auto run = tests::sweep("a", "a.json", "m");
        Level& level = run.levels[4];
        QCOMPARE(*level.target_rate, 3.0);
        level.strategy = random ? Strategy::poisson : Strategy::constant;
        level.duration_s = seconds;
        level.metrics[MetricId::request_latency] = tests::values(0.001);
        level.metrics[MetricId::requests_per_second] = tests::values(achieved);
        const auto problems = check_run(run);
        QCOMPARE(std::ranges::find(problems, "saturated", &Problem::code) != problems.end(), saturated);
    }

    // A level that was too short says so; a server that failed every request is no result.
    void a_level_without_success_is_an_error_when_requests_failed_data()
    {
        QTest::addColumn<int>("errored");
        QTest::addColumn<int>("incomplete");
        QTest::addColumn<QString>("severity");
        QTest::newRow("cut off by the end") << 0 << 256 << "warning";
        QTest::newRow("all failed") << 20 << 0 << "error";
        QTest::newRow("failed and cut off") << 1 << 255 << "error";
    }
    void a_level_without_success_is_an_error_when_requests_failed()
    {
        QFETCH(int, errored);
        QFETCH(int, incomplete);
        auto run = tests::sweep("a", "a.json", "m");
        run.levels[2].requests = {0U, std::uint64_t(errored), std::uint64_t(incomplete)};
        const auto problems = check_run(run);
        const auto found = std::ranges::find(problems, "no-request-completed", &Problem::code);
        QVERIFY(found != problems.end());
        QTEST(QString::fromUtf8(to_string(found->severity).data()), "severity");
    }

    void falling_rates_are_degenerate()
    {
        auto run = tests::sweep("a", "a.json", "m");
        for (int i = 2; i < 5; ++i) run.levels[static_cast<std::size_t>(i)].target_rate = 0.31 - 0.1 * (i - 2);
        const auto problems = check_run(run);
        QCOMPARE(problems.front().code, std::string("degenerate-sweep"));
        QVERIFY(problems.front().text.find("run from 0.31 to 0.11 requests/s") != std::string::npos);
    }

    void scores_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* code, Change change) { QTest::newRow(code) << std::move(change) << code; };
        row("near-zero-score", [](Run& r) { r.scores = {tests::score("gsm8k", "exact_match", .001, .001, 1319)}; });
        row("not-finite", [](Run& r) { r.scores = {tests::score("t", "acc", std::nan(""), .01)}; });
        row("perfect-score", [](Run& r) { r.scores = {tests::score("wmdp", "exact_match", 1, 0)}; });
        row("not-a-proportion", [](Run& r) { r.scores = {tests::score("t", "acc", 1.5, 0)}; });
        row("formatting-lost", [](Run& r) {
            r.scores = {tests::score("gsm8k", "exact_match", .1, .01, 100, "strict-match"),
                        tests::score("gsm8k", "exact_match", .5, .01, 100, "flexible-extract")};
        });
        row("samples-incomplete", [](Run& r) {
            r.scores = {tests::score("t", "acc", .5, .05, 100)};
            r.samples.resize(1);
            r.samples[0].task = "t";
            r.samples[0].doc_id = {16, 17, 18};
        });
        row("group-value", [](Run& r) {
            r.scores = {tests::score("g", "acc", .6, .05), tests::score("a", "acc", .5, .05, 100)};
            r.scores[0].is_group = true;
            r.scores[1].group = "g";
        });
    }
    void scores()
    {
        QFETCH(Change, change);
        QFETCH(QString, code);
        auto run = tests::accuracy("a", "a.json", "m", {});
        change(run);
        const auto problems = check_run(run);
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(problems.front().code), code);
    }

    // What the file publishes, beside what counts.
    void scores_are_corrected()
    {
        auto run = tests::accuracy("a", "a.json", "m",
                                   {tests::score("gsm8k", "exact_match", .1, .01, 100, "strict-match"),
                                    tests::score("gsm8k", "exact_match", .5, .01, 100, "flexible-extract")});
        run.samples.resize(1);
        run.samples[0].task = "gsm8k";
        run.samples[0].doc_id = {16, 17, 18};
        const auto problems = check_run(run);
        QCOMPARE(problems.size(), std::size_t(2));
        QCOMPARE(problems[0].corrections, (std::vector<Correction>{{"gsm8k exact_match", .1, .5}}));
        QCOMPARE(problems[1].corrections, (std::vector<Correction>{{"documents", 100., 3.}}));
    }
};

QTEST_GUILESS_MAIN(TestCheckRun)
#include "test_check_run.moc"
