// SPDX-License-Identifier: GPL-3.0-or-later
// Paired documents in a comparison: figures of golden_paired.json (SciPy), and what keeps scores from being paired.
#include "live_pairs.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::close_to;
using tests::compared_scores;

namespace {

/// A run of one task with 0/1 scores, `right` of them right from the first on, and hashes "0", "1", ...
Run outcomes(const std::string& file, int right, int n, int first_hash = 0)
{
    TaskSamples samples;
    samples.task = "t";
    samples.filter = "none";
    for (int i = 0; i < n; ++i) {
        samples.doc_id.push_back(i);
        samples.doc_hash.push_back(std::to_string(first_hash + i));
        samples.scores["acc"].push_back(i < right ? 1 : 0);
    }
    const double p = double(right) / n;
    auto run = tests::accuracy(file, file, "m", {tests::score("t", "acc", p, std::sqrt(p * (1 - p) / (n - 1)), n)});
    run.samples.push_back(samples);
    return run;
}

/// 3 of the 100 texts repeat another one. The golden figures take all for independent; over the 97 different ones z is
/// (recomputed with Python from the sample files of both versions) 14.390 for words and 14.281 for bytes.
void verify_texts(const AccuracyDelta& row, const nlohmann::json& golden)
{
    QCOMPARE(row.test, std::string("paired-clustered-log-ratio"));
    QCOMPARE(row.paired->documents, golden["n"].get<std::size_t>());
    QCOMPARE(row.paired->clusters, std::size_t(97));
    QVERIFY(close_to(*row.candidate - *row.base, golden["compressed"].get<double>() - golden["base"].get<double>()));
    QVERIFY(std::fabs(*row.z - (row.metric == "word_perplexity" ? 14.39032 : 14.28100)) < 1e-5);
}

} // namespace

class TestAccuracyPairs : public QObject {
    Q_OBJECT

private slots:
    void live_pairs_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        tests::add_live_pairs();
    }
    void live_pairs()
    {
        QFETCH(QString, pair);
        const auto golden = tests::golden_pair(pair);
        auto comparison = tests::compared_live(golden);
        int paired = 0;
        for (const auto& row : comparison.accuracy) {
            const auto key = row.task + "|" + row.metric + "," + row.filter;
            if (!golden["tasks"].contains(key) || !row.paired) continue;
            const auto& expected = golden["tasks"][key];
            ++paired;
            QVERIFY(row.paired->by_hash);
            QVERIFY(row.why_unpaired.empty());
            if (row.task == "kp_text") {
                verify_texts(row, expected);
                continue;
            }
            if (!row.z) continue; // every question alike
            QCOMPARE(row.test, std::string("mcnemar-exact"));
            QVERIFY(close_to(*row.p, expected["mcnemar_exact_p"]));
            QVERIFY(close_to(*row.z, expected["z_paired"]));
            QVERIFY(close_to(*row.standard_error, expected["se_paired"]));
            QVERIFY(close_to(row.paired->interval->low, expected["ci95_paired"][0]));
            QVERIFY(row.interval->low <= row.paired->interval->low);
            QCOMPARE(row.interval->low <= 0 && row.interval->high >= 0, *row.p >= 0.05); // one procedure
            QCOMPARE(*row.paired->lost, expected["n10"].get<std::uint64_t>());
        }
        QVERIFY2(paired >= 13, qPrintable(QString::number(paired)));

        const auto& family = golden["family"];
        QVERIFY(adjust_for_many({&comparison, 1}) >= family["p"].size());
    }

    void families_span_candidates()
    {
        const auto base = outcomes("b", 60, 100);
        std::vector<Comparison> comparisons = {compared_scores(base, outcomes("c", 50, 100)),
                                               compared_scores(base, outcomes("d", 52, 100))};
        QCOMPARE(adjust_for_many(comparisons), std::size_t(2));
        const auto &first = comparisons[0].accuracy[0], &second = comparisons[1].accuracy[0];
        QCOMPARE(*first.p, 2 * std::pow(0.5, 10));
        QCOMPARE(*first.p_adjusted, 4 * std::pow(0.5, 10));
        QCOMPARE(*second.p_adjusted, *second.p);
        QCOMPARE(*first.q, 4 * std::pow(0.5, 10));
        QCOMPARE(adjust_for_many({}), std::size_t(0));
    }

    // 5 lost, none gained: p = 0.0625, while the normal interval of the difference leaves 0 out.
    void interval_verdict_and_p_agree_data()
    {
        QTest::addColumn<int>("lost");
        QTest::addColumn<double>("p");
        QTest::addColumn<int>("verdict");
        QTest::newRow("5 of 100") << 5 << 0.0625 << int(Judgement::inconclusive);
        QTest::newRow("6 of 100") << 6 << 0.03125 << int(Judgement::worse);
        QTest::newRow("1 of 100") << 1 << 1.0 << int(Judgement::inconclusive);
    }
    void interval_verdict_and_p_agree()
    {
        QFETCH(int, lost);
        QFETCH(double, p);
        QFETCH(int, verdict);
        const auto row = compared_scores(outcomes("b", 60, 100), outcomes("c", 60 - lost, 100)).accuracy[0];
        QVERIFY(close_to(*row.p, p));
        QCOMPARE(int(row.verdict), verdict);
        QCOMPARE(row.interval->high >= 0, p >= 0.05);
        QCOMPARE(row.finding.difference, p < 0.05 ? Difference::worse : Difference::none_shown);
        QVERIFY(row.bounds->low > row.interval->low && row.bounds->high <= row.interval->high);
    }

    // 20 tasks of which one lost 6 of 100: p = 0.03 is no finding among 20.
    void verdicts_use_the_adjusted_p()
    {
        const auto base = outcomes("b", 60, 100);
        std::vector<Comparison> comparisons;
        for (int i = 0; i < 20; ++i) comparisons.push_back(compared_scores(base, outcomes("c", i == 0 ? 54 : 59, 100)));
        QCOMPARE(comparisons[0].accuracy[0].verdict, Judgement::worse);
        adjust_for_many(comparisons);
        const auto& row = comparisons[0].accuracy[0];
        QCOMPARE(row.verdict, Judgement::inconclusive);
        QCOMPARE(row.finding.difference, Difference::none_shown);
        QCOMPARE(row.family, std::size_t(20));
        QVERIFY2(row.why.find("p = 0.03125, adjusted for 20 tests p = 0.625") != std::string::npos, row.why.c_str());
    }

    void the_paired_test_sees_more()
    {
        const auto row = compared_scores(outcomes("b", 600, 1000), outcomes("c", 590, 1000)).accuracy[0];
        QCOMPARE(*row.paired->lost, std::uint64_t(10));
        QCOMPARE(*row.paired->gained, std::uint64_t(0));
        QVERIFY(*row.p < 0.05);
        QVERIFY2(row.why.find("paired, McNemar, n = 1000") != std::string::npos, row.why.c_str());
    }

    void a_tiny_chance_is_no_zero()
    {
        const auto row = compared_scores(outcomes("b", 900, 1000), outcomes("c", 500, 1000)).accuracy[0];
        QVERIFY2(row.why.find("p < 0.0001, paired") != std::string::npos, row.why.c_str());
    }

    void unpaired_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("why");
        QTest::newRow("no samples") << 0 << "no samples of the candidate make up this score";
        QTest::newRow("other documents") << 1 << "the sides have no document in common";
        QTest::newRow("samples of another run") << 2 << "no samples of the candidate make up this score";
        QTest::newRow("a score is no number") << 3 << "no samples of the candidate make up this score";
        QTest::newRow("other filter") << 4 << "no samples of the candidate make up this score";
    }
    void unpaired()
    {
        QFETCH(int, what);
        QFETCH(QString, why);
        const auto base = outcomes("b", 60, 100);
        auto candidate = outcomes("c", 55, 100, what == 1 ? 1000 : 0);
        if (what == 0) candidate.samples.clear();
        if (what == 2) candidate.samples[0].scores["acc"][99] = 1;
        if (what == 3) candidate.samples[0].scores["acc"].assign(100, std::numeric_limits<double>::quiet_NaN());
        if (what == 4) candidate.samples[0].filter = "strict-match";
        const auto row = compared_scores(base, candidate).accuracy[0];
        QVERIFY(!row.paired);
        QCOMPARE(QString::fromStdString(row.why_unpaired), why);
        QCOMPARE(row.test, std::string("unpaired-z"));
        QVERIFY(row.z && row.p && row.standard_error);
    }

    void every_question_alike()
    {
        const auto row = compared_scores(outcomes("b", 60, 100), outcomes("c", 60, 100)).accuracy[0];
        QCOMPARE(*row.paired->exact_p, 1.0);
        QCOMPARE(row.test, std::string("mcnemar-exact"));
        QCOMPARE(*row.p, 1.0);
        // Not even one of 100 flipped: at a share of 2.95 % and more that happens in at most 5 % of trials.
        QVERIFY(close_to(row.bounds->high, 1 - std::pow(0.05, 0.01)) && close_to(row.bounds->low, -row.bounds->high));
        QCOMPARE(row.verdict, Judgement::inconclusive);
        QVERIFY(close_to(*row.equivalence_p, std::pow(0.99, 100)));
        QCOMPARE(row.finding.settle, std::string("about 296 documents would settle it"));
        // The exact 95 % interval of the change, over the base's 0.6 of 100.
        const double most = 100 * (1 - std::pow(0.025, 0.01)) / 0.6;
        QVERIFY(close_to(row.recovery_interval->low, 100 - most) && close_to(row.recovery_interval->high, 100 + most));
        const auto many = compared_scores(outcomes("b", 200, 299), outcomes("c", 200, 299)).accuracy[0];
        QCOMPARE(many.verdict, Judgement::equivalent); // 0.99^299 is below 5 %
    }

    // Right on one side and wrong on the other throughout: no standard error, and yet no doubt.
    void every_question_lost()
    {
        const auto row = compared_scores(outcomes("b", 40, 40), outcomes("c", 0, 40)).accuracy[0];
        QCOMPARE(row.test, std::string("mcnemar-exact"));
        QVERIFY(close_to(*row.p, 2 * std::pow(0.5, 40)));
        QVERIFY(!row.z && !row.standard_error);
        QVERIFY(close_to(row.interval->high, 1 - 2 * std::pow(0.025, 1.0 / 40))); // Clopper, Pearson: 0 of 40 gained
        QCOMPARE(row.verdict, Judgement::worse);
    }

    void no_hashes()
    {
        auto base = outcomes("b", 60, 100), candidate = outcomes("c", 55, 100, 1000);
        candidate.samples[0].doc_hash.assign(100, "");
        const auto row = compared_scores(base, candidate).accuracy[0];
        QVERIFY(!row.paired->by_hash);
        QCOMPARE(row.paired->documents, std::size_t(100));
    }
};

QTEST_GUILESS_MAIN(TestAccuracyPairs)
#include "test_accuracy_pairs.moc"
