// SPDX-License-Identifier: GPL-3.0-or-later
// How often intervals hold what they promise, by simulation: the share of covered truths lies within its own binomial
// bounds of 95 %, or above where a method is conservative.
#include "numbers.h"

#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/bootstrap.h"
#include "kneepoint/stats/margin.h"
#include "kneepoint/stats/mcnemar.h"
#include "kneepoint/stats/paired.h"
#include "kneepoint/stats/permutation.h"
#include "kneepoint/stats/power.h"
#include "kneepoint/stats/recovery.h"

using namespace kneepoint;
using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

constexpr std::size_t trials = 2000;

/// A pair of models: shares of both right, lost, gained.
struct Truth {
    double both = 0.6, lost = 0.12, gained = 0.06;
    double delta() const { return gained - lost; }
    double ratio() const { return (both + gained) / (both + lost); }
};

struct Scores {
    std::vector<double> base, candidate;
};

Scores sampled(const Truth& truth, std::size_t n, std::mt19937_64& random)
{
    Scores result;
    for (std::size_t i = 0; i < n; ++i) {
        const double u = double(random() >> 11) * 0x1p-53;
        const bool both = u < truth.both, lost = !both && u < truth.both + truth.lost;
        const bool gained = !both && !lost && u < truth.both + truth.lost + truth.gained;
        result.base.push_back(both || lost ? 1 : 0);
        result.candidate.push_back(both || gained ? 1 : 0);
    }
    return result;
}

bool covers(const Interval& interval, double value)
{
    return interval.low <= value && value <= interval.high;
}

template<typename Trial>
std::size_t successes(const Trial& trial)
{
    std::mt19937_64 random(20260101);
    std::size_t result = 0;
    for (std::size_t i = 0; i < trials; ++i) result += trial(random) ? 1 : 0;
    return result;
}

} // namespace

class TestCoverage : public QObject {
    Q_OBJECT

private slots:
    void paired_intervals()
    {
        const Truth truth;
        std::size_t normal = 0, bootstrap = 0, log_delta = 0, unpaired = 0;
        successes([&](std::mt19937_64& random) {
            const auto s = sampled(truth, 400, random);
            const auto paired = *paired_difference(s.base, s.candidate);
            normal += covers(paired.test->interval, truth.delta());
            bootstrap += covers(bootstrap_difference({s.base, s.candidate}, {.draws = 1000, .threads = 1})->interval,
                                truth.delta());
            log_delta += covers(*ratio_of_means(*paired_means(s.base, s.candidate))->interval, truth.ratio());
            const double apart = std::hypot(paired.base.standard_error, paired.candidate.standard_error);
            unpaired += std::fabs(paired.delta - truth.delta()) <= 1.96 * apart;
            return true;
        });
        QVERIFY2(is_share(normal, trials, 0.95), qPrintable(QString::number(normal)));
        QVERIFY2(is_share(bootstrap, trials, 0.95), qPrintable(QString::number(bootstrap)));
        QVERIFY2(is_share(log_delta, trials, 0.95), qPrintable(QString::number(log_delta)));
        // Leaving out the covariance makes the unpaired interval too wide: conservative.
        QVERIFY2(unpaired > 0.985 * trials, qPrintable(QString::number(unpaired)));
    }

    void wilson_intervals_data()
    {
        QTest::addColumn<double>("share");
        QTest::newRow("middle") << 0.5;
        QTest::newRow("high") << 0.85;
        QTest::newRow("near 1") << 0.97;
    }
    void wilson_intervals()
    {
        QFETCH(double, share);
        const auto covered = successes([share](std::mt19937_64& random) {
            std::binomial_distribution<int> count(150, share);
            return covers(*wilson_interval(std::uint64_t(count(random)), 150), share);
        });
        QVERIFY2(is_share(covered, trials, 0.95), qPrintable(QString::number(covered)));
    }

    /// Without a difference p falls below 0.05 in at most 5 % of the trials.
    void levels_of_tests()
    {
        const Truth equal{0.6, 0.1, 0.1};
        std::size_t exact = 0, mid = 0, normal = 0, signs = 0;
        successes([&](std::mt19937_64& random) {
            const auto s = sampled(equal, 300, random);
            const auto test = mcnemar(*contingency(s.base, s.candidate));
            exact += test.exact_p < 0.05;
            mid += test.mid_p < 0.05;
            normal += paired_difference(s.base, s.candidate)->test->p < 0.05;
            std::vector<double> d;
            std::normal_distribution<double> noise;
            for (int i = 0; i < 30; ++i) d.push_back(std::pow(noise(random), 3));
            signs += sign_flip_test(d, {.draws = 999, .threads = 1})->p <= 0.05;
            return true;
        });
        QVERIFY2(is_share(normal, trials, 0.05), qPrintable(QString::number(normal)));
        QVERIFY2(is_share(mid, trials, 0.05) || mid < 0.05 * trials, qPrintable(QString::number(mid)));
        QVERIFY2(exact < 0.05 * trials, qPrintable(QString::number(exact)));
        QVERIFY2(exact < mid, "the exact test is the more conservative one");
        QVERIFY2(is_share(signs, trials, 0.05), qPrintable(QString::number(signs)));
    }

    void clustered_intervals()
    {
        // 60 passages of 5 questions; what a passage adds is common to its questions.
        std::size_t plain = 0, clustered = 0, bootstrap = 0;
        std::vector<std::size_t> clusters(300);
        for (std::size_t i = 0; i < clusters.size(); ++i) clusters[i] = i / 5;
        successes([&](std::mt19937_64& random) {
            std::normal_distribution<double> noise;
            std::vector<double> base(300, 0), candidate(300);
            for (std::size_t i = 0; i < 300; i += 5) {
                const double passage = noise(random);
                for (std::size_t j = i; j < i + 5; ++j) candidate[j] = 0.1 + passage + noise(random);
            }
            plain += covers(paired_difference(base, candidate)->test->interval, 0.1);
            clustered += covers(clustered_paired_difference(base, candidate, clusters)->test->interval_t, 0.1);
            bootstrap += covers(bootstrap_clustered_difference({base, candidate}, clusters,
                                                               {.draws = 500, .threads = 1, .confidence = 0.95})
                                    ->interval,
                                0.1);
            return true;
        });
        QVERIFY2(is_share(clustered, trials, 0.95), qPrintable(QString::number(clustered)));
        QVERIFY2(is_share(bootstrap, trials, 0.94),
                 qPrintable(QString::number(bootstrap))); // 60 clusters: a little less
        QVERIFY2(plain < 0.8 * trials, qPrintable(QString::number(plain)));
    }

    void loss_at_the_margin_passes_at_most_at_the_level()
    {
        const Truth truth{0.6, 0.10, 0.08}; // a loss of 2 points, which is the margin
        const auto passed = successes([&](std::mt19937_64& random) {
            const auto s = sampled(truth, 500, random);
            const auto paired = *paired_difference(s.base, s.candidate);
            return non_inferiority({paired.delta, paired.standard_error}, 0.02)->met;
        });
        QVERIFY2(is_share(passed, trials, 0.05), qPrintable(QString::number(passed)));
    }

    void power_is_as_promised()
    {
        const Truth truth{0.6, 0.09, 0.05};
        const auto n = *items_needed(paired_variance(0.14 - 0.04 * 0.04), 0.04);
        const auto shown = successes([&](std::mt19937_64& random) {
            const auto s = sampled(truth, n, random);
            return paired_difference(s.base, s.candidate)->test->p < 0.05;
        });
        QVERIFY2(is_share(shown, trials, 0.8), qPrintable(QString::number(shown)));
    }

    /// 20 tasks without any difference: Holm finds something in at most 5 % of the families, raw p in 64 %.
    void families_of_nothing()
    {
        std::size_t raw = 0, wise = 0;
        successes([&](std::mt19937_64& random) {
            Family family;
            for (int i = 0; i < 20; ++i) family.emplace_back((double(random() >> 11) + 0.5) * 0x1p-53);
            const auto smallest = [](const Family& p) { return std::ranges::min_element(p)->value(); };
            raw += smallest(family) < 0.05;
            wise += smallest(holm(family)) < 0.05;
            return true;
        });
        QVERIFY2(is_share(raw, trials, 1 - std::pow(0.95, 20)), qPrintable(QString::number(raw)));
        QVERIFY2(is_share(wise, trials, 1 - std::pow(1 - 0.05 / 20, 20)), qPrintable(QString::number(wise)));
    }
};

QTEST_GUILESS_MAIN(TestCoverage)
#include "test_coverage.moc"
