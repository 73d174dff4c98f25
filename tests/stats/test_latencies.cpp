// SPDX-License-Identifier: GPL-3.0-or-later
// Percentiles of requests and of runs, with their intervals. Expected values: SciPy 1.17 unless a row says so.
#include "numbers.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/capacity.h"
#include "kneepoint/stats/mann_whitney.h"
#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/quantile.h"
#include "kneepoint/stats/runs.h"

#include <numeric>

using namespace kneepoint;
using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

/// Latencies whose logarithms are an AR(1) process of deviation 0.5 about ln 100: each request remembers the one
/// before.
std::vector<double> requests(std::size_t n, double memory, std::mt19937_64& random)
{
    std::normal_distribution<double> noise;
    double state = noise(random);
    std::vector<double> result;
    for (std::size_t i = 0; i < n; ++i) {
        state = memory * state + std::sqrt(1 - memory * memory) * noise(random);
        result.push_back(100 * std::exp(0.5 * state));
    }
    return result;
}

double true_quantile(double share)
{
    return 100 * std::exp(0.5 * normal_quantile(share));
}

std::vector<double> ranks(std::size_t n)
{
    std::vector<double> result(n);
    std::iota(result.begin(), result.end(), 0.0);
    return result;
}

} // namespace

class TestLatencies : public QObject {
    Q_OBJECT

private slots:
    // 0 to 999 in an order whose batches are alike: sqrt(999999 / 12) = 288.675 / sqrt(1000) x t9 = 2.262157.
    void mean_of_requests_is_its_batches()
    {
        std::vector<double> values;
        for (int i = 1; i <= 1000; ++i) values.push_back((617 * i) % 1000);
        const auto found = mean_of_requests(values);
        VERIFY_CLOSE(found->value, 499.5);
        QCOMPARE(found->dependence, 1.0);
        QVERIFY(std::fabs(found->interval.high - 499.5 - 20.6507) < 1e-3);
        QVERIFY(std::fabs(found->interval.low + found->interval.high - 999) < 1e-9);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] += i / 100 % 2 == 0 ? 0 : 300;
        QVERIFY(mean_of_requests(values)->dependence > 9); // every other hundred is slower
        values.resize(99);
        QVERIFY(!mean_of_requests(values));
        QVERIFY(!mean_of_requests(std::vector<double>(200, not_a_number)));
    }

    void order_statistics_data()
    {
        // scipy.stats.quantile_test(...).confidence_interval(0.95) of 0, 1, 2, ...: the ranks themselves.
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("share");
        QTest::addColumn<int>("low");
        QTest::addColumn<int>("high");
        QTest::newRow("median of 100") << 100 << 0.5 << 39 << 60;
        QTest::newRow("p95 of 200") << 200 << 0.95 << 183 << 196;
        QTest::newRow("p99 of 1000") << 1000 << 0.99 << 982 << 996;
        QTest::newRow("median of 6") << 6 << 0.5 << 0 << 5;
        QTest::newRow("p95 of 72") << 72 << 0.95 << 63 << 71;
        QTest::newRow("p95 of 71: too few") << 71 << 0.95 << -1 << -1;
        QTest::newRow("median of 5: too few") << 5 << 0.5 << -1 << -1;
        QTest::newRow("one value") << 1 << 0.5 << -1 << -1;
    }
    void order_statistics()
    {
        QFETCH(int, n);
        QFETCH(double, share);
        QFETCH(int, low);
        QFETCH(int, high);
        const auto found = quantile_of_independent(ranks(std::size_t(n)), share);
        QCOMPARE(found.has_value(), low >= 0);
        if (!found) return;
        QCOMPARE(found->interval.low, double(low));
        QCOMPARE(found->interval.high, double(high));
        QVERIFY(std::fabs(found->value - share * (n - 1)) < 1e-9);
    }

    void order_statistics_of_ties()
    {
        const auto found = quantile_of_independent(std::vector<double>(50, 7), 0.5);
        QCOMPARE(found->interval.low, 7.0);
        QCOMPARE(found->interval.high, 7.0);
        QVERIFY(!quantile_of_independent({}, 0.5));
        QVERIFY(!quantile_of_independent(ranks(50), 0) && !quantile_of_independent(ranks(50), 1));
        QVERIFY(!quantile_of_independent(std::vector{1.0, not_a_number}, 0.5));
    }

    /// The interval covers the true percentile of an autocorrelated run about as often as promised; one that takes the
    /// requests for independent does not.
    void dependent_requests_data()
    {
        QTest::addColumn<double>("memory");
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("naive");
        QTest::newRow("independent, median") << 0.0 << 300 << 0.5 << 0.95 << 0.93;
        QTest::newRow("independent, p95") << 0.0 << 1000 << 0.95 << 0.95 << 0.93;
        QTest::newRow("memory .5, median") << 0.5 << 300 << 0.5 << 0.93 << 0.0;
        QTest::newRow("memory .8, median") << 0.8 << 1000 << 0.5 << 0.93 << 0.0;
        QTest::newRow("memory .8, p95") << 0.8 << 1000 << 0.95 << 0.93 << 0.0;
        QTest::newRow("memory .9, median") << 0.9 << 1000 << 0.5 << 0.92 << 0.0;
        QTest::newRow("memory .9, p95") << 0.9 << 5000 << 0.95 << 0.93 << 0.0;
    }
    void dependent_requests()
    {
        QFETCH(double, memory);
        QFETCH(int, n);
        QFETCH(double, share);
        QFETCH(double, least);
        QFETCH(double, naive);
        std::mt19937_64 random(7);
        int covered = 0, given = 0, covered_naively = 0;
        const double truth = true_quantile(share);
        const auto covers = [truth](const QuantileEstimate& e) {
            return e.interval.low <= truth && truth <= e.interval.high;
        };
        for (int i = 0; i < 1000; ++i) {
            const auto values = requests(std::size_t(n), memory, random);
            const auto found = quantile_of_requests(values, share);
            given += found ? 1 : 0;
            covered += found && covers(*found) ? 1 : 0;
            covered_naively += covers(*quantile_of_independent(values, share)) ? 1 : 0;
        }
        const auto seen = QStringLiteral("%1 of %2 covered, naively %3").arg(covered).arg(given).arg(covered_naively);
        QVERIFY2(given >= 970, qPrintable(seen));
        QVERIFY2(covered >= least * given - 2 * std::sqrt(given * least * (1 - least)), qPrintable(seen));
        QVERIFY2(naive > 0 ? covered_naively >= 1000 * naive : covered_naively < 900, qPrintable(seen));
    }

    void dependence_is_told()
    {
        std::mt19937_64 random(3);
        double independent = 0, dependent = 0;
        for (int i = 0; i < 200; ++i) {
            independent += quantile_of_requests(requests(2000, 0, random), 0.5)->dependence / 200;
            dependent += quantile_of_requests(requests(2000, 0.8, random), 0.5)->dependence / 200;
        }
        QVERIFY(independent < 1.5);
        // For the sign of an AR(1) process: 1 + 2 sum (2 / pi) asin(0.8^k) = 6.4.
        QVERIFY(dependent > 5 && dependent < 8);
    }

    void weighted_requests()
    {
        std::mt19937_64 random(3);
        const auto values = requests(600, 0.3, random);
        const auto plain = *quantile_of_requests(values, 0.5);
        const auto same = *quantile_of_requests(values, 0.5, 0.95, std::vector<double>(600, 20));
        QCOMPARE(same.value, plain.value);
        QCOMPARE(same.interval, plain.interval);
        // Slow requests with long answers pull the percentile over tokens up.
        const auto pulled = *quantile_of_requests(values, 0.5, 0.95, values);
        QVERIFY(pulled.value > plain.interval.high);
        QVERIFY(!quantile_of_requests(values, 0.5, 0.95, std::vector<double>(600, 0)));
        QVERIFY(!quantile_of_requests(values, 0.5, 0.95, std::vector<double>(600, -1)));
        QVERIFY(!quantile_of_requests(values, 0.5, 0.95, std::vector<double>(10, 1)));
    }

    void requests_without_an_answer()
    {
        QVERIFY(!quantile_of_requests({}, 0.5));
        QVERIFY(!quantile_of_requests(ranks(99), 0.5));
        QVERIFY(!quantile_of_requests(ranks(100), 0.95)); // the upper end lies beyond the largest
        QVERIFY(!quantile_of_requests(std::vector<double>(100, not_a_number), 0.5));
        const auto ties = quantile_of_requests(std::vector<double>(500, 12), 0.5);
        QVERIFY(!ties || (ties->interval.low == 12 && ties->interval.high == 12));
    }

    void ratio_of_percentiles()
    {
        std::mt19937_64 random(11);
        int covered = 0;
        for (int i = 0; i < 1000; ++i) {
            auto candidate = requests(800, 0.5, random);
            for (double& value : candidate) value *= 0.8;
            const auto ratio = ratio_of_quantiles(*quantile_of_requests(requests(800, 0.5, random), 0.5),
                                                  *quantile_of_requests(candidate, 0.5));
            covered += ratio->interval.low <= 0.8 && 0.8 <= ratio->interval.high ? 1 : 0;
        }
        QVERIFY2(covered >= 940, qPrintable(QString::number(covered)));
        const QuantileEstimate a{100, 10, {9, 12}, 1}, b{100, 8, {7, 9}, 1};
        const auto there = ratio_of_quantiles(a, b), back = ratio_of_quantiles(b, a);
        VERIFY_CLOSE(there->value, 1 / back->value);
        VERIFY_CLOSE(there->interval.low, 1 / back->interval.high);
        QVERIFY(!ratio_of_quantiles(a, {100, 0, {0, 1}, 1}));
    }

    void samples_for_a_percentile_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<quint64>("early");
        QTest::addColumn<quint64>("queries");
        // Early stopping: the counts of MLPerf's table (64 and 662); queries: the inference rules' table.
        QTest::newRow("p90") << 0.9 << quint64(64) << quint64(24576);
        QTest::newRow("p95") << 0.95 << quint64(130) << quint64(57344);
        QTest::newRow("p97") << 0.97 << quint64(219) << quint64(90112);
        QTest::newRow("p99") << 0.99 << quint64(662) << quint64(270336);
        QTest::newRow("p99.9") << 0.999 << quint64(6636) << quint64(2654208);
    }
    void samples_for_a_percentile()
    {
        QFETCH(double, share);
        QTEST(quint64(*minimum_samples(share)), "early");
        QTEST(quint64(*mlperf_queries(share)), "queries");
        QVERIFY(!minimum_samples(0) && !minimum_samples(1) && !mlperf_queries(not_a_number));
    }

    void mann_whitney_data()
    {
        QTest::addColumn<QVector<double>>("base");
        QTest::addColumn<QVector<double>>("candidate");
        QTest::addColumn<double>("u");
        QTest::addColumn<double>("p");
        QTest::addColumn<bool>("exact");
        const auto row = [](const char* name, const QVector<double>& base, const QVector<double>& candidate, double u,
                            double p, bool exact) { QTest::newRow(name) << base << candidate << u << p << exact; };
        row("no ties", {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30},
            {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06001, 3.14, 1.291}, 23, 0.13591114767585355, true);
        row("ties", {1, 2, 2, 3, 4, 5, 5, 5, 6, 7, 8, 9}, {3, 5, 5, 6, 6, 7, 8, 8, 9, 10, 11, 12, 12}, 123.5,
            0.013764159768213673, false);
        row("three runs each", {1, 2, 3}, {4, 5, 6}, 9, 0.1, true);
        row("one run each", {1}, {2}, 1, 1, true);
        row("all equal", {3, 3, 3}, {3, 3}, 3, 1, false);
    }
    void mann_whitney()
    {
        QFETCH(QVector<double>, base);
        QFETCH(QVector<double>, candidate);
        QFETCH(double, u);
        QFETCH(double, p);
        QFETCH(bool, exact);
        const auto found = stats::mann_whitney(base, candidate), back = stats::mann_whitney(candidate, base);
        QCOMPARE(found->u, u);
        QCOMPARE(found->exact, exact);
        VERIFY_CLOSE(found->p, p);
        VERIFY_CLOSE(back->p, p);
        VERIFY_CLOSE(back->share_larger, 1 - found->share_larger);
        QVERIFY(!stats::mann_whitney({}, candidate));
        QVERIFY(!stats::mann_whitney(base, std::vector{not_a_number}));
    }

    void ratio_of_repeated_runs()
    {
        const std::vector<double> base = {10.1, 10.4, 10.0, 10.6}, candidate = {11.2, 11.9, 11.5};
        const auto found = ratio_of_runs(base, candidate);
        VERIFY_CLOSE(found->value, 1.122421034455518);
        VERIFY_CLOSE(found->interval.low, 1.0618322062041468);
        VERIFY_CLOSE(found->interval.high, 1.1864671001945313);
        VERIFY_CLOSE(found->p, 0.003064688558153121);
        VERIFY_CLOSE(ratio_of_runs(candidate, base)->value, 1 / found->value);
        QVERIFY(!ratio_of_runs(base, std::vector{11.0}));
        QVERIFY(!ratio_of_runs(base, std::vector{11.0, 0.0}));
        QVERIFY(!ratio_of_runs(std::vector{5.0, 5.0}, std::vector{5.0, 5.0}));
        QVERIFY(ratio_of_runs(std::vector{5.0, 5.0}, std::vector{5.0, 5.5}));
    }

    void variation_between_runs()
    {
        const auto found = run_variation(std::vector{98.0, 100.0, 102.0});
        VERIFY_CLOSE(found->deviation, 2.0);
        VERIFY_CLOSE(found->coefficient, 0.02);
        QVERIFY(!run_variation(std::vector{100.0}));
        QVERIFY(!run_variation(std::vector{100.0, -1.0}));
        QVERIFY(!run_variation(std::vector{100.0, not_a_number}));
    }

    void what_runs_can_show()
    {
        // exp((t(.975, 4) + t(.8, 4)) x 0.02 x sqrt(2 / 3)) - 1 with t from SciPy: 2.776445 and 0.940965.
        QVERIFY(std::fabs(*detectable_change(0.02, 3) - std::expm1(3.7174096 * 0.02 * std::sqrt(2.0 / 3))) < 1e-7);
        QCOMPARE(QString::fromStdString(format_decimal(100 * *detectable_change(0.02, 3), 1)), "6.3");
        const auto runs = *runs_needed(0.02, 0.02);
        QVERIFY(*detectable_change(0.02, runs) <= 0.02 && *detectable_change(0.02, runs - 1) > 0.02);
        QCOMPARE(*runs_needed(0, 0.01), std::size_t(2));
        QVERIFY(!detectable_change(0.02, 1) && !detectable_change(-1, 3) && !detectable_change(not_a_number, 3));
        QVERIFY(!runs_needed(0.02, 0) && !runs_needed(5, 0.001));
    }

    /// A change of the size that three runs "can show" is shown in 80 % of the comparisons.
    void power_of_repeated_runs()
    {
        std::mt19937_64 random(5);
        std::normal_distribution<double> noise;
        const double change = 1 + *detectable_change(0.02, 3);
        std::size_t shown = 0;
        for (int i = 0; i < 2000; ++i) {
            std::vector<double> base, candidate;
            for (int run = 0; run < 3; ++run) {
                base.push_back(100 * std::exp(0.02 * noise(random)));
                candidate.push_back(100 * change * std::exp(0.02 * noise(random)));
            }
            shown += ratio_of_runs(base, candidate)->p < 0.05 ? 1 : 0;
        }
        // The sum of two t quantiles is a little less than the noncentral t asks for: 79 % (SciPy's nct).
        QVERIFY2(is_share(shown, 2000, 0.791), qPrintable(QString::number(shown)));
    }

    void probability_of_an_objective()
    {
        std::mt19937_64 random(9);
        const auto values = requests(1000, 0, random);
        QVERIFY(*probability_within(values, true_quantile(0.97), 0.95) > 0.95);
        QVERIFY(*probability_within(values, true_quantile(0.92), 0.95) < 0.05);
        // Of the limit's own percentile nobody can tell: uniform, about one half.
        double sum = 0;
        for (int i = 0; i < 400; ++i) sum += *probability_within(requests(400, 0, random), true_quantile(0.95), 0.95);
        QVERIFY(std::fabs(sum / 400 - 0.5) < 0.08);
        QVERIFY(!probability_within(ranks(99), 5, 0.95));
        QVERIFY(!probability_within(values, not_a_number, 0.95) && !probability_within(values, 5, 1));
    }
};

QTEST_GUILESS_MAIN(TestLatencies)
#include "test_latencies.moc"
