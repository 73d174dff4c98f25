// SPDX-License-Identifier: GPL-3.0-or-later
// Expected values: SciPy 1.17 (scipy.stats.t, binom, beta, chi2).
#include "numbers.h"

#include "kneepoint/stats/tails.h"

using namespace kneepoint::stats;
using namespace kneepoint::tests;

class TestTails : public QObject {
    Q_OBJECT

private slots:
    void student_data()
    {
        QTest::addColumn<double>("t");
        QTest::addColumn<double>("freedom");
        QTest::addColumn<double>("p");
        QTest::newRow("5 degrees") << 2.0 << 5.0 << 0.10193947882985835;
        QTest::newRow("Cauchy") << 0.3 << 1.0 << 0.8144528418445154;
        QTest::newRow("far out, negative") << -12.0 << 30.0 << 5.580185415199261e-13;
        QTest::newRow("near 0, Welch") << 0.001 << 2.5 << 0.9992763827207849;
        QTest::newRow("heavy tail") << 40.0 << 3.0 << 3.4380680789158506e-05;
        QTest::newRow("zero") << 0.0 << 7.0 << 1.0;
        QTest::newRow("infinite") << infinity << 7.0 << 0.0;
    }
    void student()
    {
        QFETCH(double, t);
        QFETCH(double, freedom);
        QFETCH(double, p);
        VERIFY_CLOSE(two_sided_t_p(t, freedom), p);
        if (p > 0) QVERIFY(std::fabs(student_quantile(p / 2, freedom) + std::fabs(t)) < 1e-9);
    }

    void quantiles()
    {
        VERIFY_CLOSE(student_quantile(0.975, 2), 4.302652729749462);
        VERIFY_CLOSE(student_quantile(0.975, 9), 2.262157162798205);
        VERIFY_CLOSE(student_quantile(0.8, 4), 0.9409645772351816);
        VERIFY_CLOSE(student_quantile(0.025, 16), -2.1199052992212546);
        VERIFY_CLOSE(student_quantile(0.999, 1.5), 52.18443000899263);
        QCOMPARE(student_quantile(0.5, 3), 0.0);
        QVERIFY(std::isinf(student_quantile(1, 3)));
        QVERIFY(student_quantile(0, 3) < 0);
    }

    void counts()
    {
        VERIFY_CLOSE(binomial_cdf(39, 100, 0.5), 0.017600100108852428);
        VERIFY_CLOSE(binomial_cdf(900, 2000, 0.5), 4.228544767751905e-06);
        QVERIFY(close(binomial_pmf(900, 2000, 0.5), 8.004611877464882e-07, 1e-11));
        QVERIFY(close(binomial_cdf(4000, 10000, 0.5), 8.702158206134146e-90, 1e-11));
        VERIFY_CLOSE(beta_cdf(0.95, 960.5, 40.5), 0.06964843281157844);
        VERIFY_CLOSE(chi_squared_1_p(3.841458820694124), 0.05);
        QCOMPARE(binomial_cdf(5, 5, 0.3), 1.0);
        QCOMPARE(binomial_cdf(2, 5, 1), 0.0);
        QCOMPARE(binomial_pmf(6, 5, 0.3), 0.0);
        QCOMPARE(binomial_pmf(0, 5, 0), 1.0);
        QCOMPARE(binomial_pmf(5, 5, 1), 1.0);
    }

    void questions_without_an_answer()
    {
        QVERIFY(std::isnan(two_sided_t_p(not_a_number, 3)) && std::isnan(two_sided_t_p(1, 0)));
        QVERIFY(std::isnan(student_quantile(1.5, 3)) && std::isnan(student_quantile(0.5, not_a_number)));
        QVERIFY(std::isnan(binomial_cdf(1, 2, -0.1)) && std::isnan(binomial_pmf(1, 2, not_a_number)));
        QVERIFY(std::isnan(beta_cdf(0.5, 0, 1)) && std::isnan(beta_cdf(2, 1, 1)));
        QVERIFY(std::isnan(chi_squared_1_p(-1)) && std::isnan(chi_squared_1_p(not_a_number)));
    }
};

QTEST_GUILESS_MAIN(TestTails)
#include "test_tails.moc"
