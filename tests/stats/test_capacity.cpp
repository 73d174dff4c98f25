// SPDX-License-Identifier: GPL-3.0-or-later
// Knee, crossover, largest load, saturation, comparison at equal load and latency.
#include "numbers.h"
#include "queues.h"

#include "kneepoint/stats/capacity.h"
#include "kneepoint/stats/crossover.h"
#include "kneepoint/stats/knee.h"

using namespace kneepoint;
using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

const std::vector<double> doubling = {1, 2, 4, 8, 16, 32, 64, 128};

std::vector<CurvePoint> line(const std::vector<double>& loads, const std::vector<double>& values)
{
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < loads.size(); ++i) points.push_back({loads[i], values[i], i});
    return curve(points);
}

std::vector<CurvePoint> closed_sweep(int servers, int requests, std::mt19937_64& random)
{
    return sweep(doubling, [&](double streams) { return closed_latency(int(streams), servers, requests, random); });
}

/// How many of 300 simulated sweeps have their knee within 25 % of the number of servers.
int near_the_truth(KneeMethod method, int servers, int requests)
{
    std::mt19937_64 random(17);
    int result = 0;
    for (int i = 0; i < 300; ++i) {
        const auto found = knee(closed_sweep(servers, requests, random), method);
        result += found && std::fabs(found->load / servers - 1) <= 0.25 ? 1 : 0;
    }
    return result;
}

} // namespace

class TestCapacity : public QObject {
    Q_OBJECT

private slots:
    void queues_are_what_they_claim()
    {
        std::mt19937_64 random(1);
        QVERIFY(std::fabs(closed_latency(8, 16, 20000, random) - 1) < 0.03);
        QVERIFY(std::fabs(closed_latency(64, 16, 20000, random) - 4) < 0.12);
        QCOMPARE(open_latency_expected(0.5, 1), 2.0); // M/M/1: 1 / (1 - rho)
        QVERIFY(std::fabs(open_latency(12, 16, 100000, random) / open_latency_expected(12, 16) - 1) < 0.03);
    }

    void knee_of_a_closed_queue_data()
    {
        QTest::addColumn<int>("servers");
        QTest::addColumn<int>("two_lines");
        QTest::addColumn<int>("chord");
        QTest::newRow("on a level") << 16 << 290 << 290;
        QTest::newRow("between two levels") << 22 << 290 << 0;
        QTest::newRow("near the low end") << 3 << 270 << 0;
        QTest::newRow("near the high end") << 48 << 270 << 0;
    }
    /// Both methods find a knee on a level; between levels only the two lines do, to which the chord cannot come nearer
    /// than its levels stand.
    void knee_of_a_closed_queue()
    {
        QFETCH(int, servers);
        QFETCH(int, two_lines);
        QFETCH(int, chord);
        const int a = near_the_truth(KneeMethod::two_lines, servers, 400);
        const int b = near_the_truth(KneeMethod::chord, servers, 400);
        const auto seen = QStringLiteral("two lines %1, chord %2 of 300").arg(a).arg(b);
        QVERIFY2(a >= two_lines && b >= chord, qPrintable(seen));
    }

    /// A corner that lies between two levels and between two tries: SciPy's minimize_scalar of the same squares.
    void knee_between_the_tries()
    {
        const std::vector<CurvePoint> curve = {{1, 10, 0},  {2, 10.5, 1}, {4, 11, 2}, {8, 13, 3},
                                               {16, 21, 4}, {32, 40, 5},  {64, 80, 6}};
        QVERIFY(close(knee(curve, KneeMethod::two_lines)->load, 9.6870851231468, 1e-6));
    }

    /// An open queue has no corner: its knee moves with the last rate measured. Both methods put it between 70 and 95 %
    /// of capacity once the sweep comes near it; where nothing has risen yet only the chord, which looks at shape
    /// alone, reports one.
    void knee_of_an_open_queue()
    {
        const auto at = [](double last, KneeMethod method) {
            std::vector<double> rates;
            for (double rate = 1; rate <= last; rate *= 1.05) rates.push_back(rate);
            return knee(sweep(rates, [](double rate) { return open_latency_expected(rate, 64); }), method);
        };
        for (const double last : {56, 60, 63})
            for (const auto method : {KneeMethod::two_lines, KneeMethod::chord}) {
                const double share = at(last, method)->load / 64;
                QVERIFY2(share > 0.7 && share < 0.95, qPrintable(QString::number(share)));
            }
        QVERIFY(open_latency_expected(30, 64) < 1.000001);
        QVERIFY(!at(30, KneeMethod::two_lines));
        QVERIFY(at(30, KneeMethod::chord));
    }

    void knee_of_a_simulated_open_queue()
    {
        const std::vector<double> rates = {1, 2, 4, 6, 8, 10, 12, 13, 14, 15};
        const auto expected = knee(sweep(rates, [](double rate) { return open_latency_expected(rate, 16); }));
        std::mt19937_64 random(4);
        int near = 0;
        for (int i = 0; i < 100; ++i) {
            const auto found = knee(sweep(rates, [&](double rate) { return open_latency(rate, 16, 4000, random); }));
            near += found && std::fabs(found->load / expected->load - 1) < 0.15 ? 1 : 0;
        }
        QVERIFY2(near >= 90, qPrintable(QString::number(near)));
    }

    void no_knee_data()
    {
        QTest::addColumn<QVector<double>>("values");
        QTest::newRow("flat") << QVector<double>{5, 5, 5, 5, 5, 5, 5, 5};
        QTest::newRow("straight, rising") << QVector<double>{1, 2, 4, 8, 16, 32, 64, 128};
        QTest::newRow("falling") << QVector<double>{8, 7, 6, 5, 4, 3, 2, 1};
        QTest::newRow("bending down") << QVector<double>{1, 4, 6, 7, 7.5, 7.7, 7.8, 7.9};
        QTest::newRow("zero") << QVector<double>{0, 1, 1, 1, 2, 4, 8, 16};
        QTest::newRow("negative") << QVector<double>{-1, 1, 1, 1, 2, 4, 8, 16};
    }
    void no_knee()
    {
        QFETCH(QVector<double>, values);
        const auto points = line(doubling, {values.begin(), values.end()});
        QVERIFY(!knee(points, KneeMethod::chord));
        QVERIFY(!knee(points, KneeMethod::two_lines));
    }

    void few_levels()
    {
        const auto corner = line({1, 2, 4, 8}, {10, 10, 20, 40});
        QCOMPARE(knee(corner, KneeMethod::chord)->load, 2.0);
        QVERIFY(std::fabs(knee(corner)->load - 2) < 1e-9);
        QVERIFY(std::fabs(knee(corner)->strength - 1) < 1e-9);
        QVERIFY(!knee(line({1, 2, 4}, {10, 10, 20})));
        QVERIFY(!knee({}));
        QVERIFY(!knee(line({0, 1, 2, 4}, {10, 10, 20, 40})));
    }

    void interval_of_a_knee()
    {
        std::mt19937_64 random(23);
        std::size_t covered = 0;
        constexpr std::size_t trials = 200;
        const std::vector<double> errors(doubling.size(), 0.05);
        const auto truth = sweep(doubling, [](double n) { return closed_latency_expected(int(n), 22); });
        std::normal_distribution<double> noise(0, 0.05);
        for (std::size_t i = 0; i < trials; ++i) {
            auto found = truth;
            for (auto& point : found) point.y *= std::exp(noise(random));
            const auto interval = knee_interval(found, errors, KneeMethod::two_lines, {.draws = 300});
            covered += interval && interval->load.low <= 22 && 22 <= interval->load.high ? 1 : 0;
        }
        QVERIFY2(is_share(covered, trials, 0.95) || covered > 190, qPrintable(QString::number(covered)));
        const auto exact = knee_interval(truth, std::vector<double>(8, 0));
        QCOMPARE(exact->load.low, exact->load.high);
        QCOMPARE(knee_interval(truth, errors, KneeMethod::two_lines, {.draws = 100, .threads = 1})->load,
                 knee_interval(truth, errors, KneeMethod::two_lines, {.draws = 100, .threads = 4})->load);
        QVERIFY(!knee_interval(truth, std::vector<double>(3, 0.1)));
        QVERIFY(!knee_interval(truth, std::vector<double>(8, not_a_number)));
        QVERIFY(!knee_interval(truth, errors, KneeMethod::two_lines, {.draws = 0}));
        QVERIFY(!knee_interval(line(doubling, std::vector<double>(8, 5)), errors));
    }

    void crossovers_data()
    {
        QTest::addColumn<QVector<double>>("base");
        QTest::addColumn<QVector<double>>("candidate");
        QTest::addColumn<int>("at_low");
        QTest::addColumn<QVector<double>>("loads");
        const auto row = [](const char* name, const QVector<double>& base, const QVector<double>& candidate,
                            Standing at_low, const QVector<double>& loads) {
            QTest::newRow(name) << base << candidate << int(at_low) << loads;
        };
        row("once, between levels", {10, 10, 10}, {8, 9, 12}, Standing::better, {2 + 2 / 3.0});
        row("once, on a level", {10, 10, 10}, {8, 10, 14}, Standing::better, {2});
        row("never: better throughout", {10, 10, 10}, {8, 8, 9}, Standing::better, {});
        row("never: worse throughout", {10, 10, 10}, {11, 12, 13}, Standing::worse, {});
        row("equal throughout", {10, 10, 10}, {10, 10, 10}, Standing::equal, {});
        row("touches", {10, 10, 10}, {8, 10, 8}, Standing::better, {});
        row("equal, then worse", {10, 10, 10}, {10, 12, 14}, Standing::worse, {});
        row("there and back", {10, 10, 10}, {8, 12, 8}, Standing::better, {1.5, 3});
    }
    void crossovers()
    {
        QFETCH(QVector<double>, base);
        QFETCH(QVector<double>, candidate);
        QFETCH(int, at_low);
        QFETCH(QVector<double>, loads);
        const auto a = line({1, 2, 4}, {base.begin(), base.end()}),
                   b = line({1, 2, 4}, {candidate.begin(), candidate.end()});
        const auto found = crossover(a, b, Direction::lower_is_better);
        QCOMPARE(int(found->at_low), at_low);
        QCOMPARE(found->crossings.size(), std::size_t(loads.size()));
        for (int i = 0; i < loads.size(); ++i) VERIFY_CLOSE(found->crossings[std::size_t(i)].load, loads[i]);
        // The other way round the same loads, and for a rate the same with exchanged standings.
        const auto back = crossover(b, a, Direction::lower_is_better),
                   rate = crossover(a, b, Direction::higher_is_better);
        QCOMPARE(back->crossings.size(), found->crossings.size());
        QCOMPARE(int(rate->at_low), -at_low + 2);
    }

    void curves_of_different_levels()
    {
        const auto base = line({1, 4, 16}, {10, 10, 40}), candidate = line({2, 8, 32}, {8, 14, 120});
        const auto found = crossover(base, candidate, Direction::lower_is_better);
        QCOMPARE(found->range.low, 2.0);
        QCOMPARE(found->range.high, 16.0);
        const double load = found->crossings.at(0).load;
        VERIFY_CLOSE(interpolate(base, load)->value, interpolate(candidate, load)->value);
        QVERIFY(!crossover(line({1, 2}, {1, 2}), line({4, 8}, {1, 2}), Direction::lower_is_better));
        QVERIFY(!crossover(line({1, 2}, {1, 2}), line({2, 8}, {1, 2}), Direction::lower_is_better));
        QVERIFY(!crossover({}, candidate, Direction::lower_is_better));
        QVERIFY(!crossover(base, candidate, Direction::neither));
    }

    void interval_of_a_crossover()
    {
        const auto base = line(doubling, {10, 10, 10, 10, 12, 20, 40, 80}),
                   candidate = line(doubling, {7, 7, 7.3, 8, 11, 22, 50, 110});
        const std::vector<double> errors(8, 0.03), none(8, 0);
        const auto found = crossover(base, candidate, Direction::lower_is_better);
        QCOMPARE(found->crossings.size(), std::size_t(1));
        const auto interval = crossover_interval(base, errors, candidate, errors, Direction::lower_is_better);
        QVERIFY(*interval->low < found->crossings[0].load && found->crossings[0].load < *interval->high);
        const auto exact = crossover_interval(base, none, candidate, none, Direction::lower_is_better);
        QCOMPARE(*exact->low, found->crossings[0].load);
        QCOMPARE(*exact->high, found->crossings[0].load);
        QCOMPARE(exact->share_without, 0.0);
        // Hardly a crossing at the upper end: the interval is open there.
        const auto late = line(doubling, {7, 7, 7.3, 8, 11, 18, 38, 80.5});
        const auto open = crossover_interval(base, errors, late, errors, Direction::lower_is_better);
        QVERIFY(open->low && !open->high);
        QVERIFY(open->share_without > 0.2);
        QVERIFY(!crossover_interval(base, errors, base, errors, Direction::lower_is_better));
        QVERIFY(!crossover_interval(base, {}, candidate, errors, Direction::lower_is_better));
    }

    void equal_load_and_equal_latency()
    {
        const auto base = line({1, 4, 16, 64}, {10, 12, 20, 60}), candidate = line({1, 8, 32, 64}, {8, 10, 24, 50});
        VERIFY_CLOSE(at_equal_load(base, candidate, 4)->ratio, (8 + 2 * 3 / 7.0) / 12);
        const auto latency = at_equal_latency(base, candidate, 20);
        QCOMPARE(latency->base.value, 16.0);
        VERIFY_CLOSE(latency->candidate.value, 8 + 24 * 10 / 14.0);
        QCOMPARE(latency->candidate.below.source, std::size_t(1));
        // Never beyond what was measured.
        QVERIFY(!at_equal_load(base, candidate, 65) && !at_equal_load(base, candidate, 0.5));
        QVERIFY(!at_equal_latency(base, candidate, 55) && !at_equal_latency(base, candidate, 9));
        QVERIFY(!first_x_at(base, not_a_number) && !first_x_at({}, 1));
        // A curve that goes up and down takes a value several times: the lowest load counts.
        QCOMPARE(first_x_at(line({1, 2, 3}, {10, 20, 10}), 15)->value, 1.5);
        QCOMPARE(first_x_at(line({1, 2, 3}, {20, 10, 20}), 15)->value, 1.5);
    }

    void largest_loads_data()
    {
        using Levels = std::vector<LoadLevel>;
        QTest::addColumn<Levels>("levels");
        QTest::addColumn<double>("any");
        QTest::addColumn<double>("before");
        const auto row = [](const char* name, const Levels& levels, double any, double before) {
            QTest::newRow(name) << levels << any << before;
        };
        row("meets up to 8", {{1, true, {}}, {4, true, {}}, {8, true, {}}, {16, false, {}}}, 8, 8);
        row("in any order", {{16, false, {}}, {8, true, {}}, {1, true, {}}, {4, true, {}}}, 8, 8);
        row("meets above a violation", {{1, true, {}}, {4, false, {}}, {8, true, {}}}, 8, 1);
        row("undecided is no violation", {{1, true, {}}, {4, {}, {}}, {8, true, {}}}, 8, 8);
        row("none meets", {{1, false, {}}, {4, false, {}}}, -1, -1);
        row("one load, both answers", {{1, true, {}}, {4, true, {}}, {4, false, {}}}, 4, 1);
        row("no levels", {}, -1, -1);
    }
    void largest_loads()
    {
        QFETCH(std::vector<LoadLevel>, levels);
        const auto found = largest_load(levels);
        QTEST(found.any.value_or(-1), "any");
        QTEST(found.before_first_violation.value_or(-1), "before");
    }

    void largest_load_with_probability()
    {
        const LoadLevel levels[] = {{1, true, 1}, {4, true, 0.99}, {8, true, 0.7}, {16, true, 0.99}, {32, {}, {}}};
        QCOMPARE(*largest_load(levels).with_probability, 4.0);
        QCOMPARE(*largest_load(levels, 0.5).with_probability, 16.0);
        QCOMPARE(largest_load(levels).undecided, std::size_t(1));
    }

    void saturations()
    {
        const RateLevel levels[] = {{4, 3.98}, {1, 1}, {8, 6.1}, {2, 2}, {16, 6.3}, {not_a_number, 1}, {0, 1}};
        const auto found = saturation(levels);
        QCOMPARE(*found->kept_up_to, 4.0);
        QCOMPARE(*found->missed_from, 8.0);
        QCOMPARE(found->plateau, 6.3);
        QVERIFY(!saturation(std::span(levels, 1))->missed_from);
        QVERIFY(!saturation({}));
    }

    void goodputs()
    {
        const auto found = goodput(90, 120, 60);
        QCOMPARE(found->rate, 1.5);
        QCOMPARE(found->share, 0.75);
        QVERIFY(found->share_interval.low < 0.75 && found->share_interval.high > 0.75);
        QVERIFY(!goodput(0, 0, 60) && !goodput(3, 2, 60) && !goodput(1, 2, 0));
    }
};

QTEST_GUILESS_MAIN(TestCapacity)
#include "test_capacity.moc"
