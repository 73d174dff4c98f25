// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/curve.h"
#include "kneepoint/stats/group_mean.h"
#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/unpaired.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace kneepoint;
using namespace kneepoint::stats;

class TestStats : public QObject {
    Q_OBJECT

private slots:
    void tailOfTheNormalDistribution_data()
    {
        QTest::addColumn<double>("z");
        QTest::addColumn<double>("p");
        // R: 2 * pnorm(-abs(z))
        QTest::newRow("zero") << 0.0 << 1.0;
        QTest::newRow("two-sided 5 %") << 1.959963984540054 << 0.05;
        QTest::newRow("sign does not matter") << -2.5758293035489004 << 0.01;
        QTest::newRow("far out") << 8.0 << 1.2441921148543571e-15;
    }
    void tailOfTheNormalDistribution()
    {
        QFETCH(double, z);
        QFETCH(double, p);
        QVERIFY(std::fabs(two_sided_p(z) - p) <= 1e-12 * p);
        if (p < 1) QVERIFY(std::fabs(normal_quantile(1 - p / 2) - std::fabs(z)) < (z > 5 ? 0.1 : 1e-9));
    }

    void quantileAtItsEdges()
    {
        QVERIFY(std::isinf(normal_quantile(0)) && normal_quantile(0) < 0);
        QVERIFY(std::isinf(normal_quantile(1)));
        QVERIFY(std::isnan(normal_quantile(1.5)));
        QVERIFY(std::isnan(normal_quantile(std::numeric_limits<double>::quiet_NaN())));
        QCOMPARE(normal_quantile(0.975), z_975);
        QVERIFY(std::fabs(normal_quantile(0.95) - z_95) < 1e-14);
    }

    void differenceOfTwoEstimates_data()
    {
        QTest::addColumn<double>("base");
        QTest::addColumn<double>("baseError");
        QTest::addColumn<double>("candidate");
        QTest::addColumn<double>("candidateError");
        QTest::addColumn<QString>("z");
        QTest::addColumn<double>("p");
        // Llama-2-70b-chat against CodeLlama-34b on MMLU subjects: values and errors as lm_eval states them.
        QTest::newRow("high_school_geography")
            << 150 / 198.0 << .030532922 << 124 / 198.0 << .034468977 << "-2.8517" << .004349;
        QTest::newRow("marketing") << 207 / 234.0 << .020930193 << 185 / 234.0 << .026655699 << "-2.7741" << .005535;
        QTest::newRow("abstract_algebra") << .35 << .047937249 << .34 << .047609523 << "-0.1480" << .8823;
    }
    void differenceOfTwoEstimates()
    {
        QFETCH(double, base);
        QFETCH(double, baseError);
        QFETCH(double, candidate);
        QFETCH(double, candidateError);
        QFETCH(QString, z);
        QFETCH(double, p);
        const auto result = unpaired_difference({base, baseError}, {candidate, candidateError});
        QVERIFY(result);
        QCOMPARE(QString::fromStdString(format_decimal(result->z, 4)), z);
        QVERIFY(std::fabs(result->p - p) < 6e-5);
        QVERIFY(std::fabs((result->interval.high + result->interval.low) / 2 - result->delta) < 1e-12);
    }

    void nothingToTest()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!unpaired_difference({.5, 0}, {.4, 0}));
        QVERIFY(!unpaired_difference({.5, nan}, {.4, .1}));
        QVERIFY(!unpaired_difference({.5, -.1}, {.4, .1}));
        QVERIFY(!unpaired_difference({std::numeric_limits<double>::infinity(), .1}, {.4, .1}));
        QVERIFY(unpaired_difference({.5, 0}, {.4, .1}));
    }

    void interpolatesInsideTheRangeOnly()
    {
        const auto line = curve({{25, 24.7, 7}, {1, 14.7, 0}, {4, 16.1, 2}, {std::nan(""), 1, 9}});
        QCOMPARE(line.size(), std::size_t(3));
        QVERIFY(!interpolate(line, 0.999));
        QVERIFY(!interpolate(line, 25.001));
        QVERIFY(!interpolate(line, std::nan("")));
        QVERIFY(!interpolate({}, 1));
        QCOMPARE(interpolate(line, 1)->value, 14.7);
        QCOMPARE(interpolate(line, 25)->value, 24.7);
        const auto between = interpolate(line, 3);
        QCOMPARE(format_decimal(between->value, 2), std::string("15.63"));
        QCOMPARE(between->below.source, std::size_t(0));
        QCOMPARE(between->above.source, std::size_t(2));
    }

    void equalLoadsBecomeOnePoint()
    {
        const auto line = curve({{2, 10, 0}, {2, 20, 1}, {4, 30, 2}});
        QCOMPARE(line.size(), std::size_t(2));
        QCOMPARE(interpolate(line, 2)->value, 15.0);
    }

    void groupMeans()
    {
        const Member members[] = {{.5, 100, .05}, {.75, 300, .025}};
        QCOMPARE(*weighted_mean(members), .6875);
        QCOMPARE(*plain_mean(members), .625);
        // sqrt((99*100*.0025 + 299*300*.000625) / 398 / 400), by hand
        QVERIFY(std::fabs(*pooled_standard_error(members) - std::sqrt(80.8125 / 398 / 400)) < 1e-15);
        QVERIFY(!weighted_mean({}));
        QVERIFY(!plain_mean({}));
        QVERIFY(!pooled_standard_error({}));
        const Member alone[] = {{1, 1, 0}};
        QVERIFY(!pooled_standard_error(alone));
    }
};

QTEST_GUILESS_MAIN(TestStats)
#include "test_stats.moc"
