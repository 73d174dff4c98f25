// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::report;

/// The sentences at the head of window and report.
class TestVerdict : public QObject {
    Q_OBJECT
private slots:
    void seed_verdict()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto text = tests::verdict_text(tests::seed_study());
        QVERIFY2(
            text.starts_with(
                "INT8 carries 29 % more load (44 vs 34 concurrent requests at the highest set load), with 24 to 36 % "
                "lower ITL at equal load.\n"),
            text.c_str());
    }

    void streams_verdict()
    {
        const auto text = tests::verdict_text(tests::streams_study());
        QVERIFY2(
            text.starts_with(
                "FP8 needs 17 to 31 % less time per token (ITL ratio 0.69 to 0.83, 1 to 128 streams) and gives 1.6× "
                "the output at 128 streams.\n"),
            text.c_str());
    }

    // h200_case.md: TTFT at 2 streams is the one that got worse.
    void losses_of_ttft_stand_beside_the_headline()
    {
        const auto text = tests::verdict_text(tests::streams_study());
        QVERIFY2(text.find("\nTTFT median of FP8 is higher at 1 of 5 loads (52.4 against 42.5 ms at 2 streams).\n") !=
                     std::string::npos,
                 text.c_str());
    }

    void ratios_within_the_band_are_no_difference_data()
    {
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("second");
        QTest::addColumn<QString>("clause");
        QTest::newRow("all") << 4.9 << 5.1
                             << "C needs the same time per token (ITL ratio 0.98 to 1.02, 1 to 8 streams)";
        QTest::newRow("one")
            << 4.9 << 4.0 << "C needs less time per token at 1 of 2 loads, about the same at 1 (ITL ratio 0.80 to 0.98";
        QTest::newRow("both ways") << 4.0 << 6.0
                                   << "C needs less time per token at 1 of 2 loads, more at 1 (ITL ratio 0.80 to 1.20";
    }
    void ratios_within_the_band_are_no_difference()
    {
        QFETCH(double, first);
        QFETCH(double, second);
        QFETCH(QString, clause);
        using enum Strategy;
        tests::Study study;
        *study.base = tests::made_run("b", {{concurrent, 1, 30, 5, 200}, {concurrent, 8, 30, 5, 900}});
        *study.candidate = tests::made_run("c", {{concurrent, 1, 30, first, 200}, {concurrent, 8, 30, second, 900}});
        tests::compare_study(study, "B", "C", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(QString::fromStdString(text).startsWith(clause), text.c_str());
    }

    // At 128 streams one wave completed: its output is none of a steady state.
    void output_is_said_of_a_level_of_two_waves()
    {
        auto study = tests::streams_study();
        study.candidate->levels[4].requests.successful = 255;
        tests::compare_study(study, "BF16", "FP8", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(text.find(" and gives 1.2× the output at 32 streams.") != std::string::npos, text.c_str());
        for (auto& level : study.base->levels) level.requests.successful = 1;
        tests::compare_study(study, "BF16", "FP8", {});
        QVERIFY(tests::verdict_text(study).find("the output") == std::string::npos);
    }

    // h200_case.md: 5461.3 successful tokens/s on both sides at 64 streams, 5468 and 7532 of all requests.
    void cut_off_requests_count_in_the_output()
    {
        tests::Study study;
        const auto run = [](const char* id, double all) {
            auto made = tests::made_run(id, {{Strategy::concurrent, 64, 900, 9, 5461.3}});
            made.levels[0].requests = {128U, 0U, 64U};
            auto rate = *made.levels[0].metric(MetricId::output_tokens_per_second);
            rate.definition = "rate.window_all";
            rate.mean = rate.median = all;
            made.levels[0].metrics_all_requests[MetricId::output_tokens_per_second] = rate;
            return made;
        };
        *study.base = run("bf16", 5467.5);
        *study.candidate = run("fp8", 7531.9);
        tests::compare_study(study, "BF16", "FP8", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(text.find(" and gives 1.4× the output at 64 streams.") != std::string::npos, text.c_str());
        const auto tables = make_tables("capacity", study.runs, study.input.comparisons, {});
        const auto& capacity = tables.value().front();
        QCOMPARE(capacity.columns[5].header, std::string("Output tok/s mean (all requests)"));
        QCOMPARE(capacity.rows[0][5].text + " " + capacity.rows[1][5].text, std::string("5467.5 7531.9"));
    }

    void loads_set_in_different_ways_are_not_more_or_less()
    {
        tests::Study study;
        *study.base =
            tests::made_run("b", {{Strategy::concurrent, 8, 30, 5, 200}, {Strategy::concurrent, 128, 90, 9, 900}});
        *study.candidate =
            tests::made_run("c", {{Strategy::constant, 2, 30, 4, 200}, {Strategy::constant, 36, 60, 6, 900}});
        tests::compare_study(study, "B", "C", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(text.starts_with(
                     "C was tried up to 36 concurrent requests against 128 streams (loads set in different ways)"),
                 text.c_str());
        *study.base = *study.candidate;
        study.base->id = "b";
        study.base->levels[1].metrics[MetricId::concurrency].mean = 30;
        study.base->levels[1].metrics[MetricId::concurrency].median = 30;
        study.base->setup.facts["load.profile"] = {"sweep", {}};
        study.candidate->setup.facts["load.profile"] = {"poisson", {}};
        tests::compare_study(study, "B", "C", {});
        QVERIFY(tests::verdict_text(study).find("more load") == std::string::npos);
        study.candidate->setup.facts["load.profile"] = {"sweep", {}};
        tests::compare_study(study, "B", "C", {});
        QVERIFY(tests::verdict_text(study).find("C carries 20 % more load") != std::string::npos);
    }

    void objectives_in_words_data()
    {
        QTest::addColumn<QString>("slo");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("unit") << "itl:median<=7ms"
                              << "ITL median ≤ 7 ms is met up to 32 streams by FP8 and up to 32 streams by BF16.";
        QTest::newRow("rate")
            << "output_tokens_per_s:mean>=3000tok/s"
            << "Output tok/s mean ≥ 3000 tok/s is met from 16 streams on by FP8 and from 32 streams on by BF16.";
        QTest::newRow("none") << "itl:median<=1ms"
                              << "ITL median ≤ 1 ms is met at no load tried by FP8 and at no load tried by BF16.";
    }
    void objectives_in_words()
    {
        QFETCH(QString, slo);
        QFETCH(QString, sentence);
        auto study = tests::streams_study();
        compare::Options options;
        options.slos = {compare::parse_slo(slo.toStdString()).value()};
        tests::compare_study(study, "BF16", "FP8", options);
        const auto found = tests::texts_of_rule(build_report(study.input), "slo");
        QVERIFY2(found.contains(sentence), qPrintable(found.join("\n")));
    }

    void a_large_change_without_standard_errors_is_named()
    {
        tests::Study study;
        const auto run = [](const char* id, double value) {
            Run made;
            made.id = id;
            made.kind = RunKind::accuracy;
            TaskScore score;
            score.task = score.alias = "wikitext";
            score.metric = "word_perplexity";
            score.filter = "none";
            score.value = value;
            score.higher_is_better = false;
            made.scores = {score};
            return made;
        };
        *study.base = run("b", 17.25);
        *study.candidate = run("c", 51.61);
        tests::compare_study(study, "B", "C", {});
        auto text = tests::verdict_text(study);
        QVERIFY2(text.starts_with("C, accuracy: word_perplexity +199 % in wikitext (no standard error, not tested)."),
                 text.c_str());
        *study.candidate = run("c", 17.26);
        tests::compare_study(study, "B", "C", {});
        text = tests::verdict_text(study);
        QVERIFY2(text.starts_with("C, accuracy: not testable (1 task without standard errors)."), text.c_str());
    }

    // h200_case.md, last row of both sweeps: the faster server holds fewer requests at a higher rate.
    void fewer_requests_at_a_higher_rate_are_not_less_load()
    {
        tests::Study study;
        const auto sweep = [](const char* id, int concurrency, double ttft, double itl, double rate) {
            auto run = tests::made_run(id, {{Strategy::synchronous, 1, 33, 0.6 * itl, 100},
                                            {Strategy::constant, concurrency, ttft, itl, 4000}});
            run.levels[1].metrics[MetricId::requests_per_second].mean = rate;
            run.levels[1].metrics[MetricId::requests_per_second].definition = "rate.window";
            return run;
        };
        *study.base = sweep("bf16", 43, 48.1, 9.07, 8.32);
        *study.candidate = sweep("fp8", 33, 40.8, 6.71, 8.96);
        tests::compare_study(study, "BF16", "FP8", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(
            text.starts_with("FP8 was tried up to 33 concurrent requests (8.96 req/s) against 43 (8.32 req/s), with "),
            text.c_str());
        QVERIFY(text.find("less load") == std::string::npos);
        const auto tables = make_tables("side-by-side", study.runs, study.input.comparisons, study.input.options);
        QCOMPARE(tables.value().front().rows.front()[0].text, std::string("Concurrency median"));
        QCOMPARE(tables.value().front().rows.front()[6].text, std::string("—"));
    }

    void accuracy_verdict()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::accuracy_study();
        const auto text = tests::verdict_text(study);
        QVERIFY2(text.starts_with("INT8, accuracy: no loss shown (4 tasks, margin 1 pt)"), text.c_str());
        const auto document = build_report(study.input);
        QVERIFY(tests::texts_of_rule(document, "mean-recovery").join("").contains("**99.94 %**"));
        QVERIFY(tests::texts_of_rule(document, "largest-z").join("").startsWith("Largest |z|: 0.82"));
        QVERIFY(tests::texts_of_rule(document, "largest-drop").join("").contains("-4.00 points"));
        QCOMPARE(tests::texts_of_rule(document, "no-performance").size(), 1);
        QVERIFY(!tests::section(document, "performance"));
        QVERIFY(tests::section(document, "accuracy"));
    }

    // A worse candidate gives the opposite sentences, a mixed one names both directions.
    void rules_follow_the_numbers_data()
    {
        QTest::addColumn<double>("ttft");
        QTest::addColumn<double>("itl");
        QTest::addColumn<QString>("latency");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("better") << 20.0 << 4.0 << "C has lower TTFT and ITL than B" << "needs 20 % less time per token";
        QTest::newRow("worse") << 40.0 << 6.0 << "C has higher TTFT and ITL than B" << "needs 20 % more time per token";
        QTest::newRow("mixed") << 40.0 << 4.0 << "C has lower ITL but higher TTFT than B"
                               << "needs 20 % less time per token";
        QTest::newRow("equal TTFT") << 30.0 << 4.0 << "C has lower ITL than B" << "needs 20 % less time per token";
        QTest::newRow("equal") << 30.0 << 5.0 << "" << "needs the same time per token (ITL ratio 1.00, 1 to 8 streams)";
    }
    void rules_follow_the_numbers()
    {
        QFETCH(double, ttft);
        QFETCH(double, itl);
        QFETCH(QString, latency);
        QFETCH(QString, verdict);
        using enum Strategy;
        tests::Study study;
        *study.base = tests::made_run("b", {{concurrent, 1, 30, 5, 200}, {concurrent, 8, 30, 5, 900}});
        *study.candidate = tests::made_run("c", {{concurrent, 1, ttft, itl, 200}, {concurrent, 8, ttft, itl, 900}});
        tests::compare_study(study, "B", "C", {});
        const auto found = tests::texts_of_rule(build_report(study.input), "latency-at-highest-load");
        QCOMPARE(found.size(), latency.isEmpty() ? 0 : 1);
        if (!latency.isEmpty()) QVERIFY2(found[0].startsWith(latency), qPrintable(found[0]));
        const auto text = tests::verdict_text(study);
        QVERIFY2(QString::fromStdString(text).contains(verdict), text.c_str());
    }

    // GuideLLM 0.1 sweeps of two levels: no load was set on either side, and both have latencies.
    void runs_without_a_set_load_have_numbers_in_common()
    {
        tests::Study study;
        using enum Strategy;
        *study.base = tests::made_run("std", {{synchronous, 1, 340, 48, 20}, {throughput, 25, 1850, 90, 250}});
        *study.candidate = tests::made_run("chunked", {{synchronous, 1, 357, 36, 20}, {throughput, 25, 1850, 45, 250}});
        study.candidate->levels[0].metrics[MetricId::concurrency].median = 0.99; // the base was measured below it
        study.base->levels[0].metrics[MetricId::concurrency].median = 0.98;
        tests::compare_study(study, "A", "B", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(text.starts_with("B has ITL ratio 0.75 and TTFT ratio 1.05 with one request at a time, ITL ratio 0.50 "
                                  "and TTFT ratio 1.00 with all requests at once, no other load in common.\n"),
                 text.c_str());
        for (auto* run : {study.base.get(), study.candidate.get()})
            for (auto& level : run->levels)
                std::erase_if(level.metrics,
                              [](const auto& entry) { return entry.first != MetricId::output_tokens_per_second; });
        tests::compare_study(study, "A", "B", {});
        const auto rates = tests::verdict_text(study);
        QVERIFY2(rates.starts_with("B and A have no latency in common at any load"), rates.c_str());
    }

    void void_runs_are_said()
    {
        auto study = tests::streams_study();
        for (auto& level : study.candidate->levels) level.metrics.clear();
        study.candidate->void_result = true;
        tests::compare_study(study, "BF16", "FP8", {});
        const auto text = tests::verdict_text(study);
        QVERIFY2(text.starts_with("FP8 and BF16 have no number in common"), text.c_str());
        QCOMPARE(tests::texts_of_rule(build_report(study.input), "void-run").size(), 1);
    }
};

QTEST_APPLESS_MAIN(TestVerdict)
#include "test_verdict.moc"
