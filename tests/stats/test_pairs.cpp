// SPDX-License-Identifier: GPL-3.0-or-later
// Estimates, pairing of documents, differences, McNemar. Expected values: SciPy 1.17 and NumPy 2.4 unless a row says
// so.
#include "numbers.h"

#include "kneepoint/stats/documents.h"
#include "kneepoint/stats/mcnemar.h"

using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

struct Side {
    std::vector<std::int64_t> number;
    std::vector<std::string> hash;
    std::vector<double> score;
    operator DocumentScores() const { return {number, hash, score}; }
};

/// Documents with the hashes "a", "b", ... of the letters, numbered from 0.
Side side(const std::string& letters, std::vector<double> scores)
{
    Side result{{}, {}, std::move(scores)};
    for (const char letter : letters) {
        result.number.push_back(std::int64_t(result.number.size()));
        result.hash.emplace_back(1, letter);
    }
    return result;
}

} // namespace

class TestPairs : public QObject {
    Q_OBJECT

private slots:
    void wilson_data()
    {
        QTest::addColumn<int>("successes");
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("geography") << 150 << 198 << 0.6933493710326302 << 0.8119977494051571;
        QTest::newRow("none right") << 0 << 20 << 0.0 << 0.16112515805281935;
        QTest::newRow("perfect score") << 20 << 20 << 0.8388748419471808 << 1.0;
    }
    void wilson()
    {
        QFETCH(int, successes);
        QFETCH(int, n);
        const auto interval = wilson_interval(std::uint64_t(successes), std::uint64_t(n));
        QTEST(interval->low, "low");
        QTEST(interval->high, "high");
    }

    void errors_of_a_proportion()
    {
        // As lm_eval states it for 150 of 198 (Llama-2-70b-chat on high_school_geography).
        VERIFY_CLOSE(*bernoulli_sample_error(150 / 198.0, 198), 0.03053289223393203);
        VERIFY_CLOSE(*bernoulli_error(0.25, 300), 0.025);
        QCOMPARE(*bernoulli_error(1, 300), 0.0);
        QVERIFY(!bernoulli_error(0.5, 0) && !bernoulli_sample_error(0.5, 1));
        QVERIFY(!bernoulli_error(1.5, 10) && !bernoulli_error(not_a_number, 10));
        QVERIFY(!wilson_interval(0, 0) && !wilson_interval(3, 2) && !wilson_interval(1, 2, not_a_number));
    }

    void mean_of_outcomes_is_lm_evals()
    {
        const Outcomes o(150, 48, 0, 0);
        const auto mean = mean_with_error(o.candidate);
        VERIFY_CLOSE(mean->standard_error, *bernoulli_sample_error(150 / 198.0, 198));
        QVERIFY(!mean_with_error(std::vector{1.0}));
        QVERIFY(!mean_with_error(std::vector<double>{}));
        QVERIFY(!mean_with_error(std::vector{1.0, not_a_number}));
        // A sum of tenths is no multiple of a tenth; the spread of equal values is 0 all the same.
        QCOMPARE(mean_with_error(std::vector<double>(11, 0.1))->standard_error, 0.0);
    }

    void clusters()
    {
        const std::vector<double> scores = {1, 0, 1, 1, 0, 0, 1, 0, 1, 1};
        const std::vector<std::size_t> clusters = {7, 7, 7, 1, 1, 2, 2, 2, 30, 30};
        VERIFY_CLOSE(clustered_mean(scores, clusters, ClusterFormula::miller)->standard_error, 0.1275408431313933);
        const auto finite = clustered_mean(scores, clusters);
        VERIFY_CLOSE(finite->standard_error, 0.13466006584482773);
        VERIFY_CLOSE(finite->design_effect, 0.68);
        QCOMPARE(finite->clusters, std::size_t(4));
        // Every item a cluster of its own: the plain error.
        const std::vector<std::size_t> own = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        const double plain = mean_with_error(scores)->standard_error;
        VERIFY_CLOSE(clustered_mean(scores, own)->standard_error, plain);
        VERIFY_CLOSE(clustered_mean(scores, own, ClusterFormula::miller)->standard_error, plain);
        QVERIFY(!clustered_mean(scores, std::vector<std::size_t>(10, 5)));
        QVERIFY(!clustered_mean(scores, std::vector<std::size_t>{1, 2}));
    }

    void documents_in_another_order()
    {
        const auto result = compare_documents(side("abcd", {1, 1, 0, 1}), side("dbca", {0, 1, 1, 1}));
        QCOMPARE(result.why, WhyUnpaired::is_paired);
        QCOMPARE(result.pairs.key, DocumentKey::hash);
        QCOMPARE(result.paired->n, std::size_t(4));
        const Contingency expected{2, 1, 1, 0};
        QCOMPARE(*contingency(result.base, result.candidate), expected);
    }

    void without_hashes_numbers_count()
    {
        auto old = side("abcd", {1, 1, 0, 1});
        old.hash.clear();
        const auto result = compare_documents(old, side("wxyz", {1, 0, 0, 1}));
        QCOMPARE(result.pairs.key, DocumentKey::number);
        QCOMPARE(result.paired->delta, -0.25);
    }

    void duplicates()
    {
        const auto even = pair_documents(side("aab", {1, 0, 1}), side("baa", {1, 1, 0}));
        QCOMPARE(even.base_rows.size(), std::size_t(3));
        QCOMPARE(even.base_rows[0], std::size_t(0));
        QCOMPARE(even.candidate_rows[0], std::size_t(1));
        const auto odd = pair_documents(side("aab", {1, 0, 1}), side("ba", {1, 1}));
        QCOMPARE(odd.base_rows.size(), std::size_t(1));
        QCOMPARE(odd.ambiguous, std::size_t(3));
    }

    void fallback_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("candidate");
        QTest::addColumn<int>("why");
        QTest::newRow("disjoint") << "abc" << "xyz" << int(WhyUnpaired::nothing_in_common);
        QTest::newRow("half in common") << "abcd" << "cdef" << int(WhyUnpaired::too_little_in_common);
        QTest::newRow("different n") << "abcdef" << "abc" << int(WhyUnpaired::too_little_in_common);
        QTest::newRow("nothing") << "abc" << "" << int(WhyUnpaired::no_documents);
        QTest::newRow("one document") << "a" << "a" << int(WhyUnpaired::too_few);
    }
    void fallback()
    {
        QFETCH(QString, base);
        QFETCH(QString, candidate);
        QFETCH(int, why);
        const auto scored = [](const QString& letters) {
            std::vector<double> scores;
            for (int i = 0; i < letters.size(); ++i) scores.push_back(i % 2);
            return side(letters.toStdString(), scores);
        };
        const auto result = compare_documents(scored(base), scored(candidate));
        QCOMPARE(int(result.why), why);
        QVERIFY(!result.paired);
        QVERIFY(!to_string(result.why).empty());
        QCOMPARE(result.unpaired.has_value(), base.size() > 1 && candidate.size() > 1);
    }

    void less_in_common_may_be_asked_for()
    {
        const auto result = compare_documents(side("abcd", {1, 1, 0, 1}), side("cdef", {1, 0, 0, 1}), 0.5);
        QCOMPARE(result.why, WhyUnpaired::is_paired);
        QCOMPARE(result.paired->n, std::size_t(2));
        QCOMPARE(result.pairs.only_base, std::size_t(2));
        QCOMPARE(result.pairs.only_candidate, std::size_t(2));
    }

    void scores_that_are_absent()
    {
        const auto result = compare_documents(side("abcd", {1, not_a_number, 0, 1}), side("abcd", {0, 1, 0, 1}));
        QCOMPARE(result.why, WhyUnpaired::is_paired);
        QCOMPARE(result.pairs.unscored, std::size_t(1));
        QCOMPARE(result.paired->n, std::size_t(3));
        const auto none =
            compare_documents(side("abc", {not_a_number, not_a_number, not_a_number}), side("abc", {1, 0, 1}));
        QCOMPARE(none.why, WhyUnpaired::too_few);
        QVERIFY(!none.unpaired);
        Side broken = side("abc", {1, 0, 1});
        broken.number.pop_back();
        QCOMPARE(compare_documents(broken, side("abc", {1, 0, 1})).why, WhyUnpaired::no_documents);
    }

    void nothing_to_test()
    {
        const std::vector<double> right(50, 1), shifted(50, 0.9);
        const auto same = paired_difference(right, right);
        QCOMPARE(same->delta, 0.0);
        QVERIFY(!same->test && !same->correlation);
        // A constant difference has no spread either, although it is not 0.
        QVERIFY(!paired_difference(right, shifted)->test);
        QVERIFY(!paired_difference(std::vector{1.0}, std::vector{0.0}));
        QVERIFY(!paired_difference(right, std::vector{1.0, 0.0}));
        QVERIFY(!paired_difference(std::vector{1.0, not_a_number}, std::vector{1.0, 0.0}));
    }

    void sides_exchanged()
    {
        const Outcomes o(120, 26, 6, 28);
        const auto there = paired_difference(o.base, o.candidate), back = paired_difference(o.candidate, o.base);
        QCOMPARE(there->delta, -back->delta);
        QCOMPARE(there->test->p, back->test->p);
        QCOMPARE(there->test->interval.low, -back->test->interval.high);
        // Miller's short form for 0/1 scores, but for the divisor n - 1.
        const double n = 180, b = 26, c = 6;
        VERIFY_CLOSE(there->standard_error, std::sqrt((b + c - (b - c) * (b - c) / n) / n / (n - 1)));
    }

    void paired_clusters()
    {
        const Outcomes o(40, 10, 10, 40);
        std::vector<std::size_t> own(100), twins(100);
        for (std::size_t i = 0; i < 100; ++i) {
            own[i] = i;
            twins[i] = i / 2;
        }
        const auto plain = paired_difference(o.base, o.candidate);
        VERIFY_CLOSE(clustered_paired_difference(o.base, o.candidate, own)->standard_error, plain->standard_error);
        // Each document twice: as many independent ones as there are pairs.
        const auto doubled = clustered_paired_difference(o.base, o.candidate, twins);
        QCOMPARE(doubled->test->freedom, 49.0);
        QVERIFY(std::fabs(doubled->standard_error / plain->standard_error - std::sqrt(2)) < 0.01);
    }

    // Clopper and Pearson's interval of 5 of 20 is 0.0866 to 0.4910 (their tables), of 0 of 5 it ends at 1 -
    // 0.025^(1/5).
    void exact_difference_of_shares()
    {
        const auto found = exact_difference({.only_base = 15, .only_candidate = 5});
        QVERIFY(std::fabs(found->low - (2 * 0.0866 - 1)) < 1e-4 && std::fabs(found->high - (2 * 0.4910 - 1)) < 1e-4);
        const auto lost = exact_difference({.both = 95, .only_base = 5});
        VERIFY_CLOSE(lost->low, -0.05);
        VERIFY_CLOSE(lost->high, 0.05 * (2 * (1 - std::pow(0.025, 0.2)) - 1));
        // Of 10 questions none flipped: with a share of flips of 1 - 0.025^(1/10) that happens in 2.5 % of trials.
        QVERIFY(close(exact_difference({.both = 10})->high, 1 - std::pow(0.025, 0.1)));
        QVERIFY(close(exact_difference({.both = 10})->low, std::pow(0.025, 0.1) - 1));
        QVERIFY(close(exact_margin({.both = 10}, 0.1)->equivalence_p, std::pow(0.9, 10)));
        QVERIFY(!exact_difference({}));
        QVERIFY(!exact_difference({.both = 1}, 1));
    }

    // The interval of 95 % leaves 0 out exactly when p is below 5 %.
    void exact_difference_agrees_with_p()
    {
        for (std::uint64_t lost = 0; lost < 40; ++lost)
            for (std::uint64_t gained = 0; gained < 40; ++gained) {
                const Contingency counts{.both = 10, .only_base = lost, .only_candidate = gained};
                const auto found = *exact_difference(counts);
                QCOMPARE(found.low > 0 || found.high < 0, mcnemar(counts).exact_p < 0.05);
            }
    }

    void mcnemar_at_its_edges_data()
    {
        QTest::addColumn<int>("lost");
        QTest::addColumn<int>("gained");
        QTest::addColumn<double>("exact");
        QTest::newRow("no flips") << 0 << 0 << 1.0;
        QTest::newRow("as many either way") << 7 << 7 << 1.0;
        QTest::newRow("one") << 1 << 0 << 1.0;
        QTest::newRow("five losses") << 5 << 0 << 0.0625;
        QTest::newRow("thousands") << 5000 << 5300 << 0.003215819673645259;
    }
    void mcnemar_at_its_edges()
    {
        QFETCH(int, lost);
        QFETCH(int, gained);
        QFETCH(double, exact);
        const Contingency counts{10, std::uint64_t(lost), std::uint64_t(gained), 10};
        const auto test = mcnemar(counts);
        QVERIFY2(close(test.exact_p, exact, 1e-10), qPrintable(QString::number(test.exact_p, 'g', 17)));
        QCOMPARE(test.exact_p, mcnemar({0, std::uint64_t(gained), std::uint64_t(lost), 0}).exact_p);
        QCOMPARE(test.chi_squared.has_value(), lost + gained > 0);
        QVERIFY(test.mid_p <= test.exact_p);
    }

    void outcomes_only()
    {
        QVERIFY(!contingency(std::vector{0.5, 1.0}, std::vector{1.0, 1.0}));
        QVERIFY(!contingency(std::vector{1.0}, std::vector{1.0, 0.0}));
        QVERIFY(!contingency(std::vector{not_a_number}, std::vector{1.0}));
        QCOMPARE(contingency({}, {})->total(), std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestPairs)
#include "test_pairs.moc"
