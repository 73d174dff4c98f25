// SPDX-License-Identifier: GPL-3.0-or-later
// Bootstrap and sign flips: what must not change a result, what must, and inputs without an answer.
#include "numbers.h"

#include "kneepoint/stats/bootstrap.h"
#include "kneepoint/stats/mcnemar.h"
#include "kneepoint/stats/paired.h"
#include "kneepoint/stats/permutation.h"
#include "kneepoint/stats/recovery.h"

using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

/// Scores between 0 and 1 that are hardly ever equal, the candidate's a little lower.
struct Continuous {
    std::vector<double> base, candidate;
    explicit Continuous(std::size_t n, unsigned seed = 1)
    {
        std::mt19937_64 random(seed);
        std::normal_distribution<double> noise(0, 0.1);
        for (std::size_t i = 0; i < n; ++i) {
            base.push_back(0.6 + noise(random));
            candidate.push_back(base.back() - 0.01 + 0.5 * noise(random));
        }
    }
    operator PairedScores() const { return {base, candidate}; }
};

PairedScores scores(const Outcomes& outcomes)
{
    return {outcomes.base, outcomes.candidate};
}

template<typename T>
std::vector<T> shuffled(const std::vector<T>& values, unsigned seed = 3)
{
    auto result = values;
    std::mt19937_64 random(seed);
    std::ranges::shuffle(result, random);
    return result;
}

} // namespace

class TestResampling : public QObject {
    Q_OBJECT

private slots:
    /// Any number of threads gives the same bits, and so does any order of the items.
    void same_bits_data()
    {
        QTest::addColumn<bool>("continuous");
        QTest::newRow("0/1, by categories") << false;
        QTest::newRow("continuous, by index") << true;
    }
    void same_bits()
    {
        QFETCH(bool, continuous);
        const Outcomes outcomes(700, 60, 40, 200);
        const Continuous other(1001);
        const auto given = continuous ? PairedScores(other) : scores(outcomes);
        const auto one = bootstrap_difference(given, {.draws = 1000, .threads = 1});
        QCOMPARE(one->draws, std::size_t(1000));
        for (const unsigned threads : {2U, 3U, 16U})
            QCOMPARE(*bootstrap_difference(given, {.draws = 1000, .threads = threads}), *one);
        const std::vector<double> base(given.base.begin(), given.base.end()),
            candidate(given.candidate.begin(), given.candidate.end());
        const auto a = shuffled(base), b = shuffled(candidate);
        const auto again = bootstrap_difference({a, b}, {.draws = 1000});
        QCOMPARE(again->interval, one->interval);
        QCOMPARE(again->p, one->p);
        QVERIFY(bootstrap_difference(given, {.draws = 1000, .seed = 2})->interval != one->interval);
        const PairedScores both[] = {given, {a, b}};
        const auto tasks = bootstrap_differences(both, {.draws = 1000});
        QCOMPARE(*tasks[0], *one);
    }

    /// Both ways of drawing are of one distribution: its mean and standard error are known.
    void known_moments_data() { same_bits_data(); }
    void known_moments()
    {
        QFETCH(bool, continuous);
        const Outcomes outcomes(700, 60, 40, 200);
        const Continuous other(1000);
        const auto given = continuous ? PairedScores(other) : scores(outcomes);
        const auto found = bootstrap_difference(given, {.draws = 20000});
        const auto expected = paired_difference(given.base, given.candidate);
        QVERIFY(std::fabs(found->estimate - expected->delta) < 1e-12);
        // Divisor n for the bootstrap, n - 1 for the estimate; the error of a deviation of B draws is 1 / sqrt(2 B).
        const double error = expected->standard_error * std::sqrt(999.0 / 1000);
        QVERIFY(std::fabs(found->standard_error / error - 1) < 4 / std::sqrt(2 * 20000.0));
        QVERIFY(std::fabs(found->interval.low - expected->test->interval.low) < 0.1 * error);
        QVERIFY(std::fabs(found->interval.high - expected->test->interval.high) < 0.1 * error);
    }

    /// A few items, where every one of the 4^4 draws can be written down: how often the mean is negative.
    void all_draws_of_four_items()
    {
        const std::vector<double> base = {1, 1, 0, 0}, candidate = {0, 1, 1, 1};
        int at_most_zero = 0;
        for (int draw = 0; draw < 256; ++draw) {
            const int d[] = {-1, 0, 1, 1};
            if (d[draw % 4] + d[draw / 4 % 4] + d[draw / 16 % 4] + d[draw / 64] <= 0) ++at_most_zero;
        }
        const auto found = bootstrap_difference({base, candidate}, {.draws = 100000});
        QVERIFY(is_share(std::size_t(std::lround(found->p / 2 * 100000)), 100000, at_most_zero / 256.0));
    }

    void ratio_agrees_with_the_delta_method()
    {
        const Outcomes outcomes(600, 120, 60, 220);
        const auto found = bootstrap_ratio(scores(outcomes));
        const auto expected = ratio_of_means(*paired_means(outcomes.base, outcomes.candidate));
        VERIFY_CLOSE(found->estimate, expected->value);
        QVERIFY(std::fabs(found->interval.low - expected->interval->low) < 0.003);
        QVERIFY(std::fabs(found->interval.high - expected->interval->high) < 0.003);
        const auto corrected = bootstrap_ratio(scores(outcomes), {}, 0.25);
        VERIFY_CLOSE(corrected->estimate,
                     ratio_of_means(*paired_means(outcomes.base, outcomes.candidate), 0.25)->value);
        QVERIFY(corrected->interval.low < found->interval.low);
    }

    void clusters_widen()
    {
        const Outcomes outcomes(400, 60, 60, 480);
        std::vector<std::size_t> fives(1000), own(1000);
        for (std::size_t i = 0; i < 1000; ++i) {
            fives[i] = i / 5;
            own[i] = i;
        }
        const auto plain = bootstrap_difference(scores(outcomes));
        const auto same = bootstrap_clustered_difference(scores(outcomes), own);
        const auto wide = bootstrap_clustered_difference(scores(outcomes), fives);
        QVERIFY(std::fabs(same->standard_error / plain->standard_error - 1) < 0.04);
        QVERIFY(std::fabs(wide->standard_error / plain->standard_error - std::sqrt(5)) < 0.1);
        const auto formula = clustered_paired_difference(outcomes.base, outcomes.candidate, fives);
        QVERIFY(std::fabs(wide->standard_error / formula->standard_error - 1) < 0.04);
    }

    void average_of_tasks()
    {
        const Outcomes small(60, 20, 10, 10), large(600, 30, 50, 320);
        const PairedScores tasks[] = {scores(small), scores(large)};
        const auto macro = bootstrap_tasks(tasks, Weighting::by_task),
                   micro = bootstrap_tasks(tasks, Weighting::by_item);
        QVERIFY(std::fabs(macro->difference.estimate - (-0.1 + 0.02) / 2) < 1e-12);
        QVERIFY(std::fabs(micro->difference.estimate - (-10 + 20) / 1100.0) < 1e-12);
        const auto a = paired_difference(small.base, small.candidate),
                   b = paired_difference(large.base, large.candidate);
        const double expected = std::hypot(a->standard_error, b->standard_error) / 2;
        QVERIFY(std::fabs(macro->difference.standard_error / expected - 1) < 0.04);
        VERIFY_CLOSE(macro->ratio->estimate, (0.7 + 0.65) / (0.8 + 0.63));
        QVERIFY(!bootstrap_tasks({}, Weighting::by_task));
        const PairedScores with_nothing[] = {scores(small), {}};
        QVERIFY(!bootstrap_tasks(with_nothing, Weighting::by_task));
    }

    void nothing_varies()
    {
        const Outcomes perfect(50, 0, 0, 0), ties(20, 0, 0, 30);
        for (const auto* outcomes : {&perfect, &ties}) {
            const auto found = bootstrap_difference(scores(*outcomes));
            QCOMPARE(found->standard_error, 0.0);
            QCOMPARE(found->interval.low, 0.0);
            QCOMPARE(found->p, 1.0);
            QCOMPARE(sign_flip_test(differences(outcomes->base, outcomes->candidate))->p, 1.0);
        }
        // Every item lost: p cannot be told smaller than the draws allow.
        const Outcomes lost(0, 50, 0, 0);
        QCOMPARE(bootstrap_difference(scores(lost), {.draws = 999})->p, 0.001);
    }

    void no_answer()
    {
        const std::vector<double> two = {1, 0}, one = {1}, broken = {1, not_a_number}, zeros = {0, 0};
        QVERIFY(!bootstrap_difference({}));
        QVERIFY(!bootstrap_difference({two, one}));
        QVERIFY(!bootstrap_difference({two, broken}));
        QVERIFY(!bootstrap_difference({two, two}, {.draws = 0}));
        QVERIFY(!bootstrap_difference({two, two}, {.confidence = 1}));
        QVERIFY(!bootstrap_ratio({zeros, two}));
        QVERIFY(!bootstrap_ratio({zeros, zeros}));
        QVERIFY(!bootstrap_ratio({two, two}, {}, not_a_number));
        QVERIFY(!bootstrap_clustered_difference({two, two}, std::vector<std::size_t>{3, 3}));
        QVERIFY(!bootstrap_clustered_difference({two, two}, std::vector<std::size_t>{3}));
        QVERIFY(!sign_flip_test({}) && !sign_flip_test(broken));
        // Two right answers of 30: one draw in eight has none, and then there is no ratio.
        const Outcomes rare(1, 1, 0, 28);
        QVERIFY(!bootstrap_ratio(scores(rare)));
        // Five of 30: 0.4 % of the draws have none, less than the tail that the interval leaves out.
        const Outcomes few(4, 1, 1, 24);
        const auto ratio = bootstrap_ratio(scores(few));
        QVERIFY(ratio->undefined > 0);
        QCOMPARE(ratio->draws + ratio->undefined, std::size_t(10000));
    }

    void a_stop_is_obeyed()
    {
        std::stop_source source;
        source.request_stop();
        const Continuous many(5000);
        const BootstrapOptions options{.draws = 100000, .stop = source.get_token()};
        QVERIFY(!bootstrap_difference(many, options));
        const PairedScores tasks[] = {many, many};
        QVERIFY(!bootstrap_differences(tasks, options)[1]);
        QVERIFY(!bootstrap_tasks(tasks, Weighting::by_item, options));
        QVERIFY(!sign_flip_test(differences(many.base, many.candidate), options));
    }

    void signs()
    {
        // SciPy's permutation_test of all 1024 combinations.
        const std::vector<double> d = {0.3, -0.1, 0.25, 0.4, 0.05, -0.2, 0.15, 0.35, 0.1, -0.05};
        const auto exact = sign_flip_test(d);
        QVERIFY(exact->exact);
        QCOMPARE(exact->p, 0.09765625);
        QCOMPARE(sign_flip_test(shuffled(d))->p, exact->p);
        auto longer = d; // Zeros change nothing: they have no sign.
        longer.insert(longer.end(), 1000, 0.0);
        QCOMPARE(sign_flip_test(longer)->p, exact->p);
        auto negative = d;
        for (double& value : negative) value = -value;
        QCOMPARE(sign_flip_test(negative)->p, exact->p);
    }

    void signs_by_draws()
    {
        const Continuous many(400, 8);
        const auto d = differences(many.base, many.candidate);
        const auto one = sign_flip_test(d, {.threads = 1});
        QVERIFY(!one->exact);
        QCOMPARE(sign_flip_test(shuffled(d), {.threads = 5})->p, one->p);
        const auto paired = paired_difference(many.base, many.candidate);
        // Within the error of a share of 10,000 draws, and of the normal approximation for 400 items.
        QVERIFY(std::fabs(one->p - paired->test->p_t) < 4 * std::sqrt(one->p / 10000) + 0.002);
    }

    /// Thousands of tasks of a few items each.
    void many_tasks()
    {
        const Outcomes outcomes(10, 3, 2, 5);
        const std::vector<PairedScores> tasks(5000, scores(outcomes));
        const auto results = bootstrap_differences(tasks, {.draws = 200});
        QCOMPARE(results.size(), std::size_t(5000));
        QVERIFY(std::ranges::all_of(results, [](const auto& result) { return result.has_value(); }));
    }
};

QTEST_GUILESS_MAIN(TestResampling)
#include "test_resampling.moc"
