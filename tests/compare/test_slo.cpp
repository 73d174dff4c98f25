// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"
#include "kneepoint/compare/judge_slo.h"
#include "requests.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::compare;

class TestSlo : public QObject {
    Q_OBJECT
private slots:
    void reads_and_normalises_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("normalised");
        QTest::newRow("as in the manual") << "ttft:p95<=200ms" << "ttft:p95<=200ms";
        QTest::newRow("no unit: the metric's own") << "TTFT:p95<=200" << "ttft:p95<=200ms";
        QTest::newRow("seconds") << "ttft:p99<=1.5s" << "ttft:p99<=1500ms";
        QTest::newRow("milliseconds") << "request_latency:median<=2500ms" << "request_latency:median<=2.5s";
        QTest::newRow("two, with blanks") << " ttft:p95 <= 200 ms , itl:p99<=50ms" << "ttft:p95<=200ms,itl:p99<=50ms";
        QTest::newRow("rate, at least") << "output_tokens_per_s:mean>=500tok/s" << "output_tokens_per_s:mean>=500tok/s";
        QTest::newRow("usual statistic of a latency") << "itl<=50" << "itl:p95<=50ms";
        QTest::newRow("usual statistic of a rate") << "requests_per_s>=2req/s" << "requests_per_s:mean>=2req/s";
        QTest::newRow("p99.9") << "ttft:p999<=1s" << "ttft:p999<=1000ms";
        QTest::newRow("mathematical sign") << "ttft:p95≤200ms" << "ttft:p95<=200ms";
    }
    void reads_and_normalises()
    {
        QFETCH(QString, text);
        QFETCH(QString, normalised);
        const auto slo = parse_slo(text.toStdString());
        QVERIFY2(slo, slo ? "" : slo.error().text.c_str());
        QCOMPARE(QString::fromStdString(slo->text), normalised);
        QCOMPARE(parse_slo(slo->text), *slo);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << "" << "has no <= or >=";
        QTest::newRow("no sign") << "ttft:p95" << "has no <= or >=";
        QTest::newRow("less than") << "ttft:p95<200ms" << "has no <= or >=";
        QTest::newRow("unknown metric") << "speed:p95<=2" << "names no metric";
        QTest::newRow("unknown statistic") << "ttft:p0<=2" << "names no statistic";
        QTest::newRow("two colons") << "ttft:p95:p99<=2" << "more than one colon";
        QTest::newRow("no number") << "ttft:p95<=fast" << "no limit that is a number";
        QTest::newRow("negative") << "ttft:p95<=-1" << "no limit that is a number";
        QTest::newRow("nan") << "ttft:p95<=nan" << "no limit that is a number";
        QTest::newRow("infinite") << "ttft:p95<=1e999" << "no limit that is a number";
        QTest::newRow("wrong unit") << "ttft:p95<=200tok/s" << "has a unit that TTFT is not measured in";
        QTest::newRow("unknown unit") << "ttft:p95<=200min" << "has a unit";
        QTest::newRow("latency turned around") << "ttft>=200ms" << "less is better, so write <=";
        QTest::newRow("rate turned around") << "output_tokens_per_s<=200" << "more is better, so write >=";
        QTest::newRow("second part broken") << "ttft:p95<=200ms," << "has no <= or >=";
    }
    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto slo = parse_slo(text.toStdString());
        QVERIFY(!slo);
        QCOMPARE(slo.error().kind, ErrorKind::invalid);
        QVERIFY2(slo.error().text.find(says.toStdString()) != std::string::npos, slo.error().text.c_str());
        QVERIFY(slo.error().text.find("ttft:p95<=200ms") != std::string::npos || text.contains("200ms"));
    }

    void a_violation_below_a_pass_is_not_hidden()
    {
        auto run = tests::performance("a", "a.json", "m",
                                      {tests::streams(1, 10), tests::streams(8, 20), tests::streams(4, 90)});
        run.levels.push_back(tests::streams(16, 20, 0));
        run.levels.push_back(tests::level(Strategy::throughput, "throughput", 100, 10, 100, 100));
        Options options;
        options.slos.push_back(*parse_slo("itl:median<=50ms"));
        const auto capacity = capacity_of(run, options);
        const auto& result = capacity.slos.front();
        QCOMPARE(result.any, std::optional(8.0));
        QCOMPARE(result.before_first_violation, std::optional(1.0));
        QCOMPARE(result.passing, (std::vector{0, 1}));
        QCOMPARE(result.failing, std::vector{2});
        QCOMPARE(result.undecided, std::vector{3});
        QVERIFY(result.non_monotone);
        QCOMPARE(result.excluded, (std::vector<SloResult::Excluded>{{4, Judgement::better}}));
        QCOMPARE(capacity.max_concurrency, std::optional(8.0));
        QCOMPARE(capacity.excluded, (std::vector<std::string>{"16 streams (no request completed)", "throughput"}));
    }

    void without_the_metric_nothing_is_decided()
    {
        const auto run = tests::performance("a", "a.json", "m", {tests::streams(1, 10)});
        Options options;
        options.slos.push_back(*parse_slo("request_latency:p95<=1s"));
        const auto result = capacity_of(run, options).slos.front();
        QVERIFY(!result.any && !result.before_first_violation);
        QCOMPARE(result.undecided, std::vector{0});
    }

    // ITL medians of 5, 7, 10 and 20 ms against 10 ms: which of 4 and 8 streams fails first is open, the rest is sure.
    void the_largest_load_has_an_interval_from_requests()
    {
        const auto run = [](double scale) {
            std::vector<Level> levels;
            std::uint64_t seed = 0;
            for (const auto& [streams, itl] : {std::pair(1, 5.0), {2, 7.0}, {4, 10.0}, {8, 20.0}})
                levels.push_back(tests::with_requests(tests::streams(streams, itl),
                                                      {.median = itl * scale, .requests = 400, .seed = ++seed}));
            return tests::performance("a", "a.json", "m", levels);
        };
        Options options;
        options.slos.push_back(*parse_slo("itl:median<=10ms"));
        const auto result = capacity_of(run(1), options).slos.front();
        QCOMPARE(result.reach.size(), std::size_t(4));
        QVERIFY(result.reach[1].probability > 0.999 && result.reach[2].probability < 0.975);
        QVERIFY(result.reach[2].probability > 0.025 && result.reach[3].probability < 0.001);
        QCOMPARE(*result.interval, (Interval{2, 4}));
        // At half the latency 4 streams are sure and 8 are open: twice the load, and from 1 to 4 times.
        const auto faster = capacity_of(run(0.5), options).slos.front();
        QCOMPARE(*faster.interval, (Interval{4, 8}));
        QCOMPARE(*reach_ratio_interval(result, faster), (Interval{1, 4}));
    }

    void no_interval_where_requests_are_missing()
    {
        auto run = tests::performance("a", "a.json", "m",
                                      {tests::with_requests(tests::streams(1, 5), {.median = 5, .requests = 400}),
                                       tests::streams(2, 7),
                                       tests::with_requests(tests::streams(4, 20), {.median = 20, .requests = 400})});
        Options options;
        options.slos.push_back(*parse_slo("itl:median<=10ms"));
        const auto result = capacity_of(run, options).slos.front();
        QCOMPARE(result.before_first_violation, std::optional(2.0));
        QVERIFY(!result.interval && result.reach.empty());
        QVERIFY(!reach_ratio_interval(result, result));
        // What lies behind a level that fails for sure counts no more.
        std::swap(run.levels[1], run.levels[2]);
        run.levels[1].streams = 2;
        run.levels[1].metrics[MetricId::concurrency] = tests::values(2);
        run.levels[2].streams = 4;
        run.levels[2].metrics[MetricId::concurrency] = tests::values(4);
        const auto known = capacity_of(run, options).slos.front();
        QCOMPARE(*known.interval, (Interval{1, 1}));
    }

    void an_empty_run_has_no_capacity()
    {
        const auto capacity = capacity_of(Run{}, {});
        QVERIFY(!capacity.max_concurrency && !capacity.itl_degradation && capacity.excluded.empty());
    }
};

QTEST_GUILESS_MAIN(TestSlo)
#include "test_slo.moc"
