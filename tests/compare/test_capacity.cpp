// SPDX-License-Identifier: GPL-3.0-or-later
// Knee, crossover, equal latency, saturation and goodput of runs: the examples of docs/statistics.md, section 17.
#include "kneepoint/compare/comparison.h"
#include "requests.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::with_requests;

namespace {

/// A run of fixed streams whose ITL is given for each.
Run curve(const std::string& id, const std::vector<int>& loads, const std::vector<double>& latencies)
{
    std::vector<Level> levels;
    for (std::size_t i = 0; i < loads.size(); ++i) levels.push_back(tests::streams(loads[i], latencies[i]));
    return tests::performance(id, id + ".json", "m", levels);
}

Comparison compared(const Run& base, const Run& candidate, const Options& options = {})
{
    Progress progress;
    return compare_runs({base.id, "base", &base, nullptr, {}}, {candidate.id, "fp8", &candidate, nullptr, {}}, options,
                        progress);
}

const MetricCrossover* crossover(const Comparison& comparison, MetricId metric)
{
    const auto found = std::ranges::find(comparison.crossovers, metric, &MetricCrossover::metric);
    return found == comparison.crossovers.end() ? nullptr : &*found;
}

const KneePoint* knee(const Capacity& capacity, const std::string& method)
{
    const auto found = std::ranges::find_if(
        capacity.knees, [&](const KneePoint& one) { return one.metric == MetricId::itl && one.method == method; });
    return found == capacity.knees.end() ? nullptr : &*found;
}

bool near(double value, double expected)
{
    return std::fabs(value - expected) <= 1e-4 * std::fabs(expected);
}

Options with_slo(const std::string& text)
{
    Options options;
    options.slos.push_back(parse_slo(text).value());
    return options;
}

} // namespace

class TestCapacity : public QObject {
    Q_OBJECT
private slots:
    void knees()
    {
        const std::vector loads{1, 2, 4, 8, 16, 32, 64};
        const auto bent = capacity_of(curve("b", loads, {10, 10, 10, 10, 20, 40, 80}), {});
        for (const auto* method : {"two-lines", "chord"}) {
            const auto* found = knee(bent, method);
            QVERIFY(found && near(found->load, 8));
            QVERIFY(!found->interval); // no requests, so nothing is known of the errors
            QVERIFY(!found->why.empty());
        }
        QVERIFY(capacity_of(curve("b", loads, {10, 10, 10, 10, 10, 10, 10}), {}).knees.empty());
        QVERIFY(capacity_of(curve("b", {1, 2}, {10, 80}), {}).knees.empty());
        QVERIFY(capacity_of({}, {}).knees.empty());
    }

    void a_knee_has_an_interval_where_requests_are_known()
    {
        auto run = curve("b", {1, 2, 4, 8, 16, 32, 64}, {10, 10, 10, 10, 20, 40, 80});
        std::uint64_t seed = 1;
        for (auto& level : run.levels)
            level = with_requests(level, {.median = *level.value(MetricId::itl, Statistic::median()), .seed = seed++});
        const auto capacity = capacity_of(run, {});
        const auto* found = knee(capacity, "two-lines");
        QVERIFY(found && found->interval);
        QVERIFY(found->interval->low <= 8 && found->interval->high >= 8);
        QVERIFY(found->interval->high / found->interval->low < 1.3);
        QCOMPARE(found->share_without, 0.0);
        QCOMPARE(capacity, capacity_of(run, {})); // seeded
    }

    void crossovers_data()
    {
        QTest::addColumn<QList<double>>("candidate");
        QTest::addColumn<int>("at_low");
        QTest::addColumn<double>("load"); // 0: none
        QTest::newRow("stops being better") << QList<double>{8, 9, 12} << int(Judgement::better) << 2.6667;
        QTest::newRow("none in the range") << QList<double>{8, 8, 9} << int(Judgement::better) << 0.0;
        QTest::newRow("worse throughout") << QList<double>{11, 12, 13} << int(Judgement::worse) << 0.0;
        QTest::newRow("equal throughout") << QList<double>{10, 10, 10} << int(Judgement::equivalent) << 0.0;
    }
    void crossovers()
    {
        QFETCH(QList<double>, candidate);
        QFETCH(int, at_low);
        QFETCH(double, load);
        const auto comparison =
            compared(curve("b", {1, 2, 4}, {10, 10, 10}), curve("c", {1, 2, 4}, {candidate.begin(), candidate.end()}));
        const auto* found = crossover(comparison, MetricId::itl);
        QVERIFY(found);
        QCOMPARE(int(found->at_low), at_low);
        QCOMPARE(found->crossings.size(), std::size_t(load > 0 ? 1 : 0));
        if (load > 0) {
            QVERIFY(near(found->crossings[0].load, load));
            QCOMPARE(found->crossings[0].becomes, Judgement::worse);
        }
        QCOMPARE(found->range, (Interval{1, 4}));
        QVERIFY(!found->has_interval);
        QVERIFY(!found->why.empty());
    }

    void a_crossover_has_an_interval_where_requests_are_known()
    {
        auto base = curve("b", {1, 2, 4, 8}, {10, 10, 10, 10}), candidate = curve("c", {1, 2, 4, 8}, {8, 9, 12, 16});
        std::uint64_t seed = 1;
        for (auto* run : {&base, &candidate})
            for (auto& level : run->levels)
                level = with_requests(
                    level,
                    {.median = *level.value(MetricId::itl, Statistic::median()), .spread = 0.05, .seed = seed++});
        const auto comparison = compared(base, candidate);
        const auto* found = crossover(comparison, MetricId::itl);
        QVERIFY(found && found->has_interval && found->low && found->high);
        QVERIFY(*found->low < 2.6667 && *found->high > 2.6667 && *found->high - *found->low < 0.5);
    }

    // 0.5 % worse at one stream is no standing: the curves cross from about equal to better.
    void what_is_within_the_margin_is_no_standing()
    {
        const auto comparison = compared(curve("b", {1, 2, 4}, {10, 10, 10}), curve("c", {1, 2, 4}, {10.05, 9, 8}));
        const auto* found = crossover(comparison, MetricId::itl);
        QVERIFY(found);
        QCOMPARE(found->at_low, Judgement::equivalent);
        QCOMPARE(found->crossings.size(), std::size_t(1));
        QCOMPARE(found->crossings[0].becomes, Judgement::better);
    }

    void curves_of_two_definitions_do_not_cross()
    {
        auto base = curve("b", {1, 2, 4}, {10, 10, 10}), candidate = curve("c", {1, 2, 4}, {8, 9, 12});
        for (auto& level : candidate.levels) level.metrics[MetricId::itl].definition = "itl.gaps";
        const auto comparison = compared(base, candidate);
        QVERIFY(!crossover(comparison, MetricId::itl));
        QVERIFY(std::ranges::none_of(comparison.equal_latency,
                                     [](const auto& one) { return one.metric == MetricId::itl; }));
        QVERIFY(crossover(comparison, MetricId::ttft));
    }

    void equal_latency()
    {
        const auto comparison = compared(curve("b", {1, 4, 16}, {10, 12, 20}), curve("c", {1, 8, 32}, {8, 10, 24}));
        const auto found = std::ranges::find_if(comparison.equal_latency, [](const EqualLatency& one) {
            return one.metric == MetricId::itl && one.latency == 20;
        });
        QVERIFY(found != comparison.equal_latency.end());
        QVERIFY(near(found->base, 16) && near(found->ratio, 1.571429) && found->interpolated);
        QVERIFY2(found->why.starts_with("25.14 / 16 = 1.571"), found->why.c_str());
    }

    void saturation()
    {
        const QList<double> asked{1, 2, 4, 8, 16}, achieved{1, 2, 3.98, 6.1, 6.3};
        std::vector<Level> levels;
        for (int i = 0; i < asked.size(); ++i) {
            levels.push_back(tests::constant(asked[i], asked[i], 10));
            levels.back().metrics[MetricId::requests_per_second] = tests::values(achieved[i]);
        }
        const auto capacity = capacity_of(tests::performance("b", "b", "m", levels), {});
        QCOMPARE(capacity.saturation->kept_up_to, std::optional(4.0));
        QCOMPARE(capacity.saturation->missed_from, std::optional(8.0));
        QCOMPARE(capacity.saturation->plateau, 6.3);
        QVERIFY(!capacity_of(curve("b", {1, 2}, {10, 20}), {}).saturation);
    }

    void probability_of_an_objective()
    {
        auto level = with_requests(tests::streams(8, 10), {.requests = 1000});
        for (int i = 1; i <= 1000; ++i) level.columns.ttft_ms[std::size_t(i - 1)] = (617 * i) % 1000 + 1e-9;
        const auto run = tests::performance("b", "b.json", "m", {level});
        const auto slo = capacity_of(run, with_slo("ttft:p95<=960ms")).slos.front();
        QCOMPARE(slo.met.size(), std::size_t(0)); // the level's duration is not known
        QVERIFY(!slo.with_probability);           // 0.9489 is below 95 %
        QCOMPARE(capacity_of(run, with_slo("ttft:p95<=970ms")).slos.front().with_probability, std::optional(8.0));
    }

    void goodput()
    {
        auto level = with_requests(tests::streams(8, 10), {.median = 10, .spread = 0, .requests = 121});
        for (std::size_t i = 0; i < 121; ++i) {
            level.columns.ttft_ms[i] = i < 90 ? 100 : 500;
            level.columns.outcome[i] = i < 100 ? Outcome::successful : Outcome::errored;
        }
        level.columns.outcome.back() = Outcome::incomplete; // cut off: neither met nor missed
        for (auto& [metric, values] : level.metrics) values.count = 100;
        level.requests = {100U, 20U, 1U};
        level.duration_s = 60;
        const auto run = tests::performance("b", "b.json", "m", {level});
        const auto slo = capacity_of(run, with_slo("ttft:p95<=200ms")).slos.front();
        QCOMPARE(slo.met.size(), std::size_t(1));
        QVERIFY(near(slo.met[0].rate, 1.5) && near(slo.met[0].share, 0.75));
        QVERIFY(near(slo.met[0].share_interval.low, 0.665589) && near(slo.met[0].share_interval.high, 0.818902));
        QVERIFY(capacity_of(run, with_slo("requests_per_s>=1")).slos.front().met.empty());
    }
};

QTEST_GUILESS_MAIN(TestCapacity)
#include "test_capacity.moc"
