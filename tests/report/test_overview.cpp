// SPDX-License-Identifier: GPL-3.0-or-later
// Speed-up and recovery in one view: what enters, the Pareto set, and the recommendation with its rule.
#include "kneepoint/report/overview.h"
#include "studies.h"

#include <QTest>

#include <cmath>
#include <deque>

using namespace kneepoint;
using namespace kneepoint::report;

namespace {

/// A base and candidates with both halves: time per token at 1, 8 and 32 streams relative to the base's 5 ms, and one
/// score of 0.8 with its standard error.
struct Candidate {
    std::string label;
    double time = 1, score = 0.8, error = 0.001;
};

struct Both {
    std::deque<Run> runs;
    std::vector<compare::Comparison> comparisons;
};

Run speed_of(const std::string& id, double time)
{
    using enum Strategy;
    return tests::made_run(
        id,
        {{concurrent, 1, 30, 5 * time, 200}, {concurrent, 8, 30, 6 * time, 900}, {concurrent, 32, 40, 9 * time, 2000}});
}

Run accuracy_of(const std::string& id, double value, double error)
{
    Run run;
    run.id = id;
    run.kind = RunKind::accuracy;
    TaskScore score;
    score.task = score.alias = "know";
    score.metric = "acc";
    score.filter = "none";
    score.value = value;
    score.stderr_value = error;
    score.higher_is_better = true;
    score.proportion = true;
    run.scores = {score};
    return run;
}

Both compared(const std::vector<Candidate>& candidates, const compare::Options& options = {})
{
    Both both;
    Progress progress;
    const auto& base = both.runs.emplace_back(speed_of("base", 1));
    const auto& base_accuracy = both.runs.emplace_back(accuracy_of("base-acc", 0.8, 0.001));
    for (const auto& one : candidates) {
        const auto& speed = both.runs.emplace_back(speed_of(one.label, one.time));
        const auto& accuracy = both.runs.emplace_back(accuracy_of(one.label + "-acc", one.score, one.error));
        both.comparisons.push_back(compare::compare_runs(
            {"base", "BF16", &base, &base_accuracy, {}},
            {one.label, one.label, one.time > 0 ? &speed : nullptr, one.score > 0 ? &accuracy : nullptr, {}}, options,
            progress));
    }
    return both;
}

std::string said(const std::vector<Candidate>& candidates, const compare::Options& options = {})
{
    const auto both = compared(candidates, options);
    const auto sentences = recommendation(overview_of(both.comparisons, options), options);
    return sentences.empty() ? std::string{} : sentences.front().text;
}

} // namespace

class TestOverview : public QObject {
    Q_OBJECT
private slots:
    void points_and_pareto_set()
    {
        const auto both = compared({{"INT8", 0.8}, {"W4", 0.5, 0.76}, {"SLOW", 1.1, 0.79}});
        const auto overview = overview_of(both.comparisons, {});
        QCOMPARE(overview.points.size(), std::size_t(4));
        QCOMPARE(overview.speed, std::string("ITL median at 32 streams, base / candidate"));
        const QList<bool> on_front{false, true, true, false}; // INT8 keeps all and is faster than the base
        for (qsizetype i = 0; i < on_front.size(); ++i) QCOMPARE(overview.points[std::size_t(i)].pareto, on_front[i]);
        QVERIFY(std::fabs(overview.points[1].speed - 1.25) < 1e-12);
        QVERIFY(std::fabs(overview.points[2].recovery - 95) < 1e-9);
        // 100 x 0.8 / 0.8 and its error by the delta method: sqrt(2) x 0.001 / 0.8.
        const double half = 100 * 1.959964 * std::sqrt(2.0) * 0.001 / 0.8;
        QVERIFY(std::fabs(overview.points[1].recovery_interval->low - (100 - half)) < 1e-4);
        QVERIFY(std::fabs(overview.points[1].recovery_interval->high - (100 + half)) < 1e-4);
    }

    void recommendations_data()
    {
        QTest::addColumn<double>("w4_score");
        QTest::addColumn<double>("error");
        QTest::addColumn<double>("int8_time");
        QTest::addColumn<QString>("text");
        QTest::newRow("the fastest that keeps enough")
            << 0.8 << 0.001 << 0.8 << "): W4, 2.00 times the base with 100.0 (99.7 to 100.3) % of its accuracy.";
        QTest::newRow("the fastest loses too much")
            << 0.76 << 0.001 << 0.8 << "): INT8, 1.25 times the base with 100.0 (99.7 to 100.3) % of its accuracy.";
        QTest::newRow("too few questions to say")
            << 0.8 << 0.02 << 1.0
            << "): none; INT8 is not shown to be faster (1.00) and W4 keeps 100.0 % of the accuracy, which may be as "
               "little as 95.1 %.";
    }
    void recommendations()
    {
        QFETCH(double, w4_score);
        QFETCH(double, error);
        QFETCH(double, int8_time);
        QFETCH(QString, text);
        const auto found = said({{"INT8", int8_time}, {"W4", 0.5, w4_score, error}});
        QVERIFY2(found.starts_with(
                     "Recommended by rule (the fastest candidate that is shown to be faster than the base (without an "
                     "interval: by more than 3 %) and whose mean recovery is at least 99 %"),
                 found.c_str());
        QVERIFY2(QString::fromStdString(found).contains(text), found.c_str());
    }

    // What is faster than the recommended one lacks something, and the sentence says what.
    void a_faster_one_that_is_left_out_is_named()
    {
        const auto text = said({{"INT8", 0.8}, {"W4", 0.5, 0.76}});
        QVERIFY2(text.find("of its accuracy. Faster but left out: W4 keeps 95.0 % of the accuracy, which may be as "
                           "little as 94.7 %. Speed-up: ") != std::string::npos,
                 text.c_str());
        QVERIFY2(said({{"INT8", 0.8, 0.76}, {"W4", 0.5}}).find("left out") == std::string::npos, "a slower one");
    }

    void the_rule_says_what_shown_means_without_an_interval()
    {
        auto both = compared({{"INT8", 0.8}});
        const auto rule = overview_of(both.comparisons, {.similar_percent = 4}).rule;
        QVERIFY2(rule.find("faster than the base (without an interval: by more than 4 %) and") != std::string::npos,
                 rule.c_str());
        for (auto& level : both.comparisons[0].levels)
            for (auto& delta : level.deltas)
                if (delta.metric == MetricId::itl) delta.interval = Interval{*delta.ratio / 1.1, *delta.ratio * 1.1};
        QVERIFY(overview_of(both.comparisons, {}).rule.find("without an interval") == std::string::npos);
    }

    void the_load_can_be_chosen_by_number_or_objective()
    {
        const compare::Options at_eight{.overview_load = 8};
        QVERIFY(said({{"INT8", 0.8}}, at_eight).find("ITL median at 8 streams") != std::string::npos);
        compare::Options objective;
        objective.slos = {compare::parse_slo("itl:median<=5ms").value()};
        const auto text = said({{"INT8", 0.8}}, objective); // 1 stream and 8 streams
        QVERIFY2(text.find("INT8, 8.00 times the base") != std::string::npos, text.c_str());
        QVERIFY(text.find("load under ITL median ≤ 5 ms") != std::string::npos);
    }

    // 1 or 2 streams against 2 or 4, each as likely: 1 to 4 times the load (docs/statistics.md, section 17).
    void an_objective_s_speed_up_has_an_interval()
    {
        compare::Options options;
        options.slos = {compare::parse_slo("itl:median<=5ms").value()};
        auto both = compared({{"INT8", 0.8}}, options);
        const auto without = overview_of(both.comparisons, options).points[1]; // no requests
        QVERIFY(!without.speed_interval);
        QVERIFY2(
            without.why_no_interval.starts_with("how likely each row of the base meets the objective is not known"),
            without.why_no_interval.c_str());
        both.comparisons[0].base_capacity->slos[0].reach = {{1, 1}, {2, 0.5}};
        both.comparisons[0].candidate_capacity->slos[0].reach = {{2, 1}, {4, 0.5}};
        const auto overview = overview_of(both.comparisons, options);
        QCOMPARE(*overview.points[1].speed_interval, (Interval{1, 4}));
        QVERIFY(overview.points[1].why_no_interval.empty());
        QVERIFY(to_markdown(overview_table(overview)).find("1.00 to 4.00") != std::string::npos);
    }

    void a_half_that_is_missing_is_said()
    {
        const auto both = compared({{"INT8", 0.8}, {"FP8", 0.9, 0}, {"W4", 0, 0.7}});
        const auto overview = overview_of(both.comparisons, {});
        QCOMPARE(overview.points.size(), std::size_t(2));
        QCOMPARE(overview.notes,
                 (std::vector<std::string>{"FP8 is left out: it has no accuracy in common with the base",
                                           "W4 is left out: it has no such speed-up"}));
        const auto none = compared({{"FP8", 0.9, 0}});
        QVERIFY(overview_of(none.comparisons, {}).points.empty());
        QVERIFY(recommendation(overview_of(none.comparisons, {}), {}).empty());
        const auto chart = make_chart("overview", {}, none.comparisons, {});
        QVERIFY(!chart && chart.error().kind == ErrorKind::not_found);
        QVERIFY(overview_of({}, {}).points.empty());
    }

    void the_chart_has_bars_on_both_axes()
    {
        auto both = compared({{"INT8", 0.8}, {"W4", 0.5, 0.76}});
        for (auto& comparison : both.comparisons)
            for (auto& level : comparison.levels)
                for (auto& delta : level.deltas)
                    if (delta.metric == MetricId::itl)
                        delta.interval = Interval{*delta.ratio / 1.1, *delta.ratio * 1.1};
        const auto chart = make_chart("overview", {}, both.comparisons, {});
        QVERIFY(chart.has_value());
        const auto& point = chart->series[1].points[0];
        QVERIFY(point.x_band && point.band);
        QVERIFY(std::fabs(point.x_band->low - 1.25 / 1.1) < 1e-9 && std::fabs(point.x_band->high - 1.25 * 1.1) < 1e-9);
        QCOMPARE(point.label, std::string("INT8 (Pareto set)"));
        QCOMPARE(chart->series.back().name, std::string("Pareto set"));
        QVERIFY(chart->series.back().only_joins); // its points have their marks and names already
        // Whoever points at one of its points is told of the candidate that lies there.
        for (const auto& mark : chart->series.back().points) QVERIFY(!mark.run.empty() && !mark.why.empty());
        QVERIFY(to_csv(*chart).starts_with("series,x,y,low,high,excluded,label,run,level,x_low,x_high\r\n"));
        const auto tables = make_tables("overview", {}, both.comparisons, {});
        QCOMPARE(tables->front().rows.size(), std::size_t(3));
    }

    void the_report_has_its_section()
    {
        const auto both = compared({{"INT8", 0.8}});
        ReportInput input;
        input.comparisons = both.comparisons;
        const auto document = build_report(input);
        QVERIFY(tests::section(document, "overview"));
        QCOMPARE(tests::texts_of_rule(document, "recommendation").size(), 1);
        QVERIFY(
            tests::texts_of_rule(document, "no-crossover").join("").contains("INT8 is better than BF16 in ITL median"));
    }
};

QTEST_APPLESS_MAIN(TestOverview)
#include "test_overview.moc"
