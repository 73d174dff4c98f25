// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace kneepoint;
using namespace kneepoint::report;

class TestCharts : public QObject {
    Q_OBJECT

    static QList<double> values(const ChartSeries& series, double ChartPoint::* member)
    {
        QList<double> out;
        for (const auto& point : series.points)
            if (!point.excluded) out << point.*member;
        return out;
    }

    /// TPOT by one definition or the other, with what a conversion takes: the mean TTFT of 100 ms over 50 tokens is 2
    /// ms a token, by which the definitions differ (docs/statistics.md, section 1).
    static Run with_tpot(const std::string& id, const char* definition, double tpot)
    {
        auto run =
            tests::made_run(id, {{Strategy::concurrent, 1, 100, 20, 50}, {Strategy::concurrent, 8, 100, 20, 300}});
        for (auto& level : run.levels) {
            const auto add = [&](MetricId metric, const char* by, double value) {
                level.metrics[metric].mean = level.metrics[metric].median = value;
                level.metrics[metric].definition = by;
            };
            add(MetricId::tpot, definition, tpot);
            add(MetricId::request_latency, "latency.end_to_end", 1.1);
            add(MetricId::output_tokens, "tokens.per_request", 50);
        }
        return run;
    }

private slots:
    void known_intervals_are_bars_of_their_points()
    {
        const auto study = tests::streams_study();
        std::vector<compare::Comparison> comparisons{study.comparison()};
        auto& deltas = comparisons.front().levels[1].deltas; // at 2 streams: 4.95 and 3.53 ms
        const auto itl = std::ranges::find_if(
            deltas, [](const auto& d) { return d.metric == MetricId::itl && d.statistic == Statistic::median(); });
        QVERIFY(itl != deltas.end());
        itl->base_interval = Interval{4.9, 5.0};
        itl->candidate_interval = Interval{3.6, 3.7}; // does not hold the figure: of something else
        auto chart = curve_chart(study.runs, {});
        mark_intervals(chart, comparisons, {});
        QCOMPARE(chart.series[0].points[1].interval, std::optional(Interval{4.9, 5.0}));
        QVERIFY(chart.series[0].points[1].why.starts_with("95 % interval 4.9 to 5"));
        QVERIFY(!chart.series[0].points[0].interval && !chart.series[1].points[1].interval);
        QVERIFY(
            to_csv(chart).starts_with("series,x,y,low,high,excluded,label,run,level,interval_low,interval_high\r\n"));
        QVERIFY(to_csv(chart).find(",4.9,5\r\n") != std::string::npos);
        auto relative = curve_chart(study.runs, {.normalised = true});
        mark_intervals(relative, comparisons, {.normalised = true});
        QVERIFY(!relative.series[0].points[1].interval);
    }

    // Three runs: a pair that was compared by the old definition, and a chart that follows the new one. Its interval
    // happens to hold the converted figure, 20 to 22 ms, and is still of something else.
    void an_interval_of_another_definition_is_none_of_the_chart()
    {
        const auto old = with_tpot("old", "tpot.decode_only", 20), recent = with_tpot("new", "tpot.with_ttft", 24),
                   recent2 = with_tpot("new2", "tpot.with_ttft", 25);
        const std::vector<Charted> runs{{&old, "OLD", 0}, {&recent, "NEW", 1}, {&recent2, "NEW2", 2}};
        const CurveOptions options{.metric = MetricId::tpot, .statistic = Statistic::mean()};
        compare::Comparison pair;
        pair.base = "old";
        auto& level = pair.levels.emplace_back();
        level.base_level = 0;
        auto& delta = level.deltas.emplace_back();
        delta.metric = MetricId::tpot;
        delta.statistic = Statistic::mean();
        delta.base_interval = Interval{19, 23};
        for (const auto* definition : {"tpot.decode_only", "tpot.with_ttft"}) {
            delta.base_definition = definition;
            auto chart = curve_chart(runs, options);
            QCOMPARE(chart.series[0].name, std::string("OLD †"));
            QCOMPARE(chart.series[0].points[0].y, 22.0);
            mark_intervals(chart, {&pair, 1}, options);
            QCOMPARE(chart.series[0].points[0].interval.has_value(), delta.base_definition == "tpot.with_ttft");
        }
    }

    // Results that state the mean alone: the axis says so, and nothing is an exception.
    void an_axis_names_the_statistic_that_all_runs_have()
    {
        auto first = tests::made_run("a", {{Strategy::concurrent, 1, 30, 5, 50}}), second = first;
        first.levels[0].metrics[MetricId::concurrency].median.reset();
        first.levels[0].metrics[MetricId::concurrency].mean = 1;
        const std::vector<Charted> one{{&first, "A", 0}}, both{{&first, "A", 0}, {&second, "B", 1}};
        const auto alone = curve_chart(one, {});
        QCOMPARE(alone.x.label, std::string("concurrency (mean), requests in flight"));
        QVERIFY(alone.notes.empty());
        const auto mixed = curve_chart(both, {});
        QCOMPARE(mixed.x.label, std::string("concurrency (median), requests in flight"));
        QCOMPARE(mixed.notes, std::vector<std::string>{"A: no median concurrency in the file, the mean is used"});
    }

    void two_definitions_never_stand_in_one_chart_data()
    {
        QTest::addColumn<QString>("statistic");
        QTest::addColumn<bool>("convertible");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<double>>("y");
        QTest::addColumn<QString>("note");
        QTest::newRow("the file allows it") << "mean" << true << "OLD †" << QList<double>{22, 22}
                                            << "OLD: † TPOT converted from tpot.decode_only to tpot.with_ttft";
        QTest::newRow("the mean alone") << "median" << true << "OLD" << QList<double>{}
                                        << "OLD: left out, its TPOT follows another definition (tpot.decode_only) and "
                                           "the file allows to convert only the mean to tpot.with_ttft";
        QTest::newRow("nothing to convert with") << "mean" << false << "OLD" << QList<double>{}
                                                 << "OLD: left out, its TPOT follows another definition "
                                                    "(tpot.decode_only) and the file does not allow to convert it to "
                                                    "tpot.with_ttft";
    }
    void two_definitions_never_stand_in_one_chart()
    {
        QFETCH(QString, statistic);
        QFETCH(bool, convertible);
        QFETCH(QList<double>, y);
        QFETCH(QString, note);
        auto old = with_tpot("old", "tpot.decode_only", 20), young = with_tpot("new", "tpot.with_ttft", 12);
        if (!convertible)
            for (auto* run : {&old, &young})
                for (auto& level : run->levels) level.metrics.erase(MetricId::output_tokens);
        CurveOptions options;
        options.metric = MetricId::tpot;
        options.statistic = *statistic_from_text(statistic.toStdString());
        const std::vector<Charted> runs{{&young, "NEW", 0}, {&old, "OLD", 1}};
        const auto chart = curve_chart(runs, options);
        QCOMPARE(values(chart.series[0], &ChartPoint::y), (QList<double>{12, 12}));
        QCOMPARE(values(chart.series[1], &ChartPoint::y), y);
        QTEST(QString::fromStdString(chart.series[1].name), "name");
        QVERIFY2(std::ranges::find(chart.notes, note.toStdString()) != chart.notes.end(),
                 chart.notes.empty() ? "no note" : chart.notes.front().c_str());
        // One definition alone is drawn as it is.
        const auto alone = curve_chart(std::vector<Charted>{{&old, "OLD", 0}}, options);
        QCOMPARE(values(alone.series[0], &ChartPoint::y), (QList<double>{20, 20}));
    }

    // seed_acceptance.json, chart_series: rows 0 and 2..9 (A7).
    void seed_series_data()
    {
        QTest::addColumn<int>("series");
        QTest::addColumn<MetricId>("metric");
        QTest::addColumn<bool>("mean_axis");
        QTest::addColumn<QList<double>>("x");
        QTest::addColumn<QList<double>>("y");
        const QList<double> base_x{1, 3, 6, 10, 13, 18, 23, 28, 34};
        const QList<double> int8_x{1, 4, 6, 10, 14, 19, 25, 36, 44};
        QTest::newRow("base itl") << 0 << MetricId::itl << false << base_x
                                  << QList<double>{22.2, 24.3, 25.6, 27.1, 28.6, 32.0, 33.9, 36.0, 39.6};
        QTest::newRow("base ttft") << 0 << MetricId::ttft << false << base_x
                                   << QList<double>{115.9, 130.4, 133.6, 133.5, 138.7, 140.2, 143.2, 146.8, 147.0};
        QTest::newRow("base itl, mean") << 0 << MetricId::itl << true
                                        << QList<double>{1.0, 3.2, 5.7, 8.6, 11.5, 15.5, 19.3, 23.4, 28.5}
                                        << QList<double>{22.2, 24.3, 25.6, 27.1, 28.6, 32.0, 33.9, 36.0, 39.6};
        QTest::newRow("int8 itl") << 1 << MetricId::itl << false << int8_x
                                  << QList<double>{14.7, 16.1, 17.2, 18.8, 20.4, 22.7, 24.7, 31.1, 34.5};
        QTest::newRow("base output rate is the mean")
            << 0 << MetricId::output_tokens_per_second << false << base_x
            << QList<double>{44.8, 135.9, 227.9, 318.9, 408.1, 491.6, 576.5, 658.7, 734.0};
    }
    void seed_series()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(int, series);
        QFETCH(MetricId, metric);
        QFETCH(bool, mean_axis);
        QFETCH(QList<double>, x);
        QFETCH(QList<double>, y);
        const auto study = tests::seed_study();
        CurveOptions options;
        options.metric = metric;
        options.axis = mean_axis ? LoadAxis::concurrency_mean : LoadAxis::concurrency_median;
        const auto chart = curve_chart(study.runs, options);
        const auto& one = chart.series[static_cast<std::size_t>(series)];
        QCOMPARE(values(one, &ChartPoint::x), x);
        QCOMPARE(values(one, &ChartPoint::y), y);
        QCOMPARE(one.points.size(), std::size_t(10));
        QVERIFY(one.points.back().excluded);
        QVERIFY(one.points.back().why.starts_with("Excluded: "));
        QCOMPARE(one.points.back().level, 1);
    }

    void throughput_can_be_included()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::seed_study();
        CurveOptions options;
        options.include_throughput = true;
        const auto chart = curve_chart(study.runs, options);
        QCOMPARE(chart.series[0].points.size(), std::size_t(10));
        QVERIFY(std::ranges::none_of(chart.series[0].points, &ChartPoint::excluded));
        QCOMPARE(chart.series[0].points.back().x, 125.0);
    }

    void words_bands_and_lines()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::seed_study();
        const auto chart = make_chart("ttft", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(chart.has_value());
        QCOMPARE(chart->title, std::string("Time to first token, median, against concurrency"));
        QCOMPARE(chart->y.label, std::string("time to first token, ms"));
        QCOMPARE(chart->series[1].points[0].band, (std::optional(Interval{87.9, 445.7})));
        QVERIFY(chart->series[1].points[0].why.find("87.9 ms") != std::string::npos);
        QVERIFY(chart->series[1].points[0].why.find("guidellm_console_compressed.txt") != std::string::npos);
        QVERIFY(chart->lines.empty()); // the objective is on p95, the curve shows the median
        CurveOptions options;
        options.metric = MetricId::ttft;
        options.statistic = Statistic::percentile(95);
        options.slos = study.input.options.slos;
        const auto p95 = curve_chart(study.runs, options);
        QCOMPARE(p95.lines.size(), std::size_t(1));
        QCOMPARE(p95.lines[0].y, 200.0);
        QVERIFY(p95.lines[0].is_slo);
        QCOMPARE(p95.lines[0].label, std::string("SLO ≤ 200 ms"));
    }

    void degradation_is_relative_to_the_lowest_load()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::seed_study();
        const auto chart = make_chart("degradation", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(chart.has_value());
        QCOMPARE(chart->series[1].points[0].y, 1.0);
        QCOMPARE(chart->series[1].points[8].y, 34.5 / 14.7);
    }

    void levels_without_data_are_noted()
    {
        const auto study = tests::streams_study();
        const auto chart = make_chart("itl", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(chart.has_value());
        QCOMPARE(chart->series[0].points.size(), std::size_t(5));
        QVERIFY(std::ranges::find(chart->notes, "BF16 and FP8: 256 streams: no data, 0 of 256 requests completed") !=
                chart->notes.end());
        const auto ratio = make_chart("ratio", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(ratio.has_value());
        QCOMPARE(ratio->lines[0].y, 1.0);
        QCOMPARE(ratio->series[0].name, std::string("FP8 TTFT"));
        QCOMPARE(ratio->series[1].points.size(), std::size_t(5));
        for (std::size_t i = 0; i < ratio->series.size(); ++i) {
            QCOMPARE(ratio->series[i].identity, 1); // one candidate, one colour
            if (i > 0) QVERIFY(ratio->series[i].variant > ratio->series[i - 1].variant);
        }
    }

    void void_runs_have_no_points()
    {
        auto run = tests::made_run("v", {{Strategy::concurrent, 1, 30, 5, 200}});
        run.void_result = true;
        const std::vector<Charted> runs{{&run, "V", 0}, {nullptr, "none", 1}};
        const auto chart = curve_chart(runs, {});
        QVERIFY(chart.empty());
        QVERIFY(chart.notes.front().find("void") != std::string::npos);
        const auto made = make_chart("itl", runs, {}, {});
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::not_found);
        QCOMPARE(make_chart("nonsense", runs, {}, {}).error().kind, ErrorKind::invalid);
    }

    void latency_against_rate_keeps_the_order_of_loads()
    {
        // The output rate falls at the last load: the curve bends back instead of jumping.
        const auto run = tests::made_run("r", {{Strategy::concurrent, 1, 30, 5, 200},
                                               {Strategy::concurrent, 8, 30, 8, 900},
                                               {Strategy::concurrent, 16, 30, 20, 700}});
        const std::vector<Charted> runs{{&run, "r", 0}};
        const auto chart = make_chart("latency-throughput", runs, {}, {});
        QVERIFY(chart.has_value());
        QCOMPARE(values(chart->series[0], &ChartPoint::x), (QList<double>{200, 900, 700}));
    }

    // The table counts tokens of all requests where an end cut off many; so does the axis.
    void latency_against_rate_counts_what_the_table_counts()
    {
        auto run = tests::made_run("r", {{Strategy::concurrent, 64, 900, 9, 5461.3}});
        run.levels[0].requests = {128U, 0U, 64U};
        run.levels[0].metrics_all_requests[MetricId::output_tokens_per_second].mean = 7531.9;
        const std::vector<Charted> runs{{&run, "r", 0}};
        const auto chart = make_chart("latency-throughput", runs, {}, {});
        QVERIFY(chart.has_value());
        QCOMPARE(values(chart->series[0], &ChartPoint::x), (QList<double>{7531.9}));
        QCOMPARE(values(chart->series[0], &ChartPoint::y), (QList<double>{9}));
        QCOMPARE(chart->notes.front(), std::string("tokens of requests of every outcome"));
    }

    // seeds.md 1, accuracy half
    void accuracy_bars()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::accuracy_study();
        const auto chart = make_chart("accuracy", {}, study.input.comparisons, {});
        QVERIFY(chart.has_value());
        QCOMPARE(chart->form, ChartForm::bars);
        const auto arc =
            std::ranges::find_if(chart->categories, [](const auto& name) { return name.starts_with("arc_easy"); });
        QVERIFY(arc != chart->categories.end());
        const auto at = static_cast<std::size_t>(arc - chart->categories.begin());
        QCOMPARE(chart->series.size(), std::size_t(2));
        QCOMPARE(QString::number(chart->series[0].points[at].y, 'f', 2), "75.88");
        QCOMPARE(QString::number(chart->series[1].points[at].y, 'f', 2), "75.55");
        QVERIFY(chart->series[0].points[at].band.has_value());
        const auto delta = make_chart("accuracy-delta", {}, study.input.comparisons, {});
        QVERIFY(delta.has_value());
        QCOMPARE(QString::number(delta->series[0].points[at].y, 'f', 2), "-0.33");
        QCOMPARE(delta->lines[0].y, 0.0);
    }

    void csv_of_a_chart()
    {
        Chart chart;
        ChartPoint point{.x = 1, .y = 2.5};
        point.label = "a,b";
        point.level = 3;
        chart.series = {{"=S", 0, {point}}};
        QCOMPARE(to_csv(chart),
                 std::string("series,x,y,low,high,excluded,label,run,level\r\n'=S,1,2.5,,,false,\"a,b\",,3\r\n"));
    }
};

QTEST_APPLESS_MAIN(TestCharts)
#include "test_charts.moc"
