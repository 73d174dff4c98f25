// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside a score's test: recovery and its interval, chance, flips, options, bootstrap, margins.
#include "live_pairs.h"

#include "kneepoint/base/work.h"
#include "kneepoint/compare/comparison.h"

#include <QTest>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::close_to;
using tests::compared_scores;

namespace {

/// A run of one task, question i right when `right(i)`, with `options(i)` equal log-likelihoods.
template<typename Right, typename Options>
Run questions(const std::string& id, int n, const Right& right, const Options& options)
{
    TaskSamples samples;
    samples.task = "t";
    samples.filter = "none";
    double sum = 0;
    for (int i = 0; i < n; ++i) {
        samples.doc_id.push_back(i);
        samples.doc_hash.push_back(std::to_string(i));
        samples.scores["acc"].push_back(right(i));
        samples.option_loglikelihoods.emplace_back(std::size_t(options(i)), -1.0);
        sum += right(i);
    }
    const double mean = sum / n;
    auto run =
        tests::accuracy(id, id, "m", {tests::score("t", "acc", mean, std::sqrt(mean * (1 - mean) / (n - 1)), n)});
    run.samples.push_back(std::move(samples));
    return run;
}

Run first_right(const std::string& id, int right, int n, int options = 4)
{
    return questions(id, n, [&](int i) { return i < right ? 1.0 : 0.0; }, [&](int) { return options; });
}

/// P(Bin(n, share) <= k), summed term by term.
double binomial_sum(int k, int n, double share)
{
    double sum = 0;
    for (int i = 0; i <= k; ++i)
        sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) + i * std::log(share) +
                        (n - i) * std::log1p(-share));
    return sum;
}

/// Clopper and Pearson's lower bound of k of n, found by halving: P(X >= k) = tail.
double least_share(int k, int n, double tail)
{
    if (k == 0) return 0;
    double low = 0, high = 1;
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (1 - binomial_sum(k - 1, n, middle) < tail ? low : high) = middle;
    }
    return low;
}

/// docs/statistics.md, section 6: the exact interval of gained - lost over n.
Interval exact_interval(int lost, int gained, double n)
{
    const int flips = lost + gained;
    return {flips / n * (2 * least_share(gained, flips, 0.025) - 1),
            flips / n * (1 - 2 * least_share(lost, flips, 0.025))};
}

} // namespace

class TestAccuracyEvidence : public QObject {
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
        const auto comparison = tests::compared_live(golden);
        int intervals = 0, recoveries = 0, options = 0;
        for (const auto& row : comparison.accuracy) {
            const auto key = row.task + "|" + row.metric + "," + row.filter;
            if (!golden["tasks"].contains(key) || !row.paired) continue;
            const auto& expected = golden["tasks"][key];
            if (row.test == "mcnemar-exact") {
                ++intervals;
                // The interval that is shown holds the golden one and is the hull that docs/statistics.md defines.
                const double low = expected["ci95_paired"][0], high = expected["ci95_paired"][1];
                const auto exact = exact_interval(expected["n10"], expected["n01"], expected["n"]);
                QVERIFY(row.interval->low <= low + 1e-12 && row.interval->high >= high - 1e-12);
                QVERIFY(close_to(row.interval->low, std::min(low, exact.low)));
                QVERIFY(close_to(row.interval->high, std::max(high, exact.high)));
                QCOMPARE(*row.paired->gained, expected["n01"].get<std::uint64_t>());
                // Percentiles of 10,000 draws of a statistic in steps of 1 / n, against the normal interval.
                const double near = 0.15 * row.standard_error.value() + 1 / expected["n"].get<double>();
                QCOMPARE(row.paired->resampled->draws, std::size_t(10000));
                QVERIFY(std::fabs(row.paired->resampled->interval.low - low) < near);
                QVERIFY(std::fabs(row.paired->resampled->interval.high - high) < near);
            }
            if (expected.contains("recovery_ci95_percent") && row.recovery_interval && expected["se_paired"] != 0) {
                ++recoveries;
                QVERIFY(close_to(row.recovery_interval->low, expected["recovery_ci95_percent"][0]));
                QVERIFY(close_to(row.recovery_interval->high, expected["recovery_ci95_percent"][1]));
            }
            if (expected.contains("mean_kl") && row.paired->options) {
                ++options;
                QVERIFY(std::fabs(row.paired->options->mean_kl - expected["mean_kl"].get<double>()) < 1e-12);
                QCOMPARE(*row.paired->options->changed, expected["argmax_changed"].get<std::size_t>());
                QCOMPARE(*row.paired->options->wrong_to_other_wrong,
                         expected["wrong_to_other_wrong"].get<std::size_t>());
            }
        }
        QVERIFY2(intervals >= 8 && recoveries >= 8 && options >= 5,
                 qPrintable(QString("%1 %2 %3").arg(intervals).arg(recoveries).arg(options)));
    }

    void another_margin_judges_anew_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        QTest::addColumn<double>("margin");
        QTest::newRow("nothing is accepted") << 0.0;
        QTest::newRow("half a point") << 0.5;
        QTest::newRow("ten points") << 10.0;
    }
    // As if compared with it from the beginning, but nothing is drawn again.
    void another_margin_judges_anew()
    {
        QFETCH(double, margin);
        const auto golden = tests::golden_pair("0.4.13/hf");
        const auto base = tests::live_run(golden["base"]), candidate = tests::live_run(golden["compressed"]);
        const auto compared = [&](const Options& options) {
            Progress progress;
            std::vector<Comparison> comparisons{compare_runs(
                {"b", "base", nullptr, &base, {}}, {"c", "int3", nullptr, &candidate, {}}, options, progress)};
            adjust_for_many(comparisons);
            return comparisons;
        };
        auto comparisons = compared({});
        const auto drawn = work_done(Work::resampling);
        judge_anew(comparisons, margin);
        QCOMPARE(work_done(Work::resampling), drawn);
        QVERIFY(comparisons == compared({.accuracy_margin = margin}));
        QVERIFY2(work_done(Work::resampling) > drawn, "a comparison from the beginning does draw");
        judge_anew(comparisons, 1);
        QVERIFY(comparisons == compared({}));
    }

    // The same bytes twice: every draw is seeded.
    void the_same_twice()
    {
        const auto base = first_right("b", 60, 100), candidate = first_right("c", 55, 100);
        QVERIFY(compared_scores(base, candidate) == compared_scores(base, candidate));
    }

    // 0.30 to 0.27 with four options is 90 % of the score and 40 % of what is above guessing.
    void above_chance()
    {
        const auto row = compared_scores(first_right("b", 30, 100), first_right("c", 27, 100)).accuracy[0];
        QCOMPARE(*row.chance, 0.25);
        QVERIFY(close_to(*row.recovery_percent, 90));
        QVERIFY(close_to(*row.recovery_above_chance_percent, 40));
        QVERIFY(row.recovery_above_chance_interval->low < 40 && row.recovery_above_chance_interval->high > 40);
    }

    // Wilson's lower bound of 33 of 100 is 0.2456, of 34 it is 0.2546; guessing gives 0.25.
    void no_loss_can_show_data()
    {
        QTest::addColumn<int>("right");
        QTest::addColumn<int>("options");
        QTest::addColumn<QString>("told"); // a part of it; empty: nothing is
        QTest::newRow("no better than guessing") << 33 << 4
                                                 << "t (not shown to be better than guessing: 33.0 % right of "
                                                    "100, guessing 25.0 %)";
        QTest::newRow("just better") << 34 << 4 << "";
        QTest::newRow("none right") << 0 << 0 << "t (none right)";
        QTest::newRow("few right, nothing known of guessing") << 2 << 0 << "";
    }
    void no_loss_can_show()
    {
        QFETCH(int, right);
        QFETCH(int, options);
        QFETCH(QString, told);
        const auto comparison =
            compared_scores(first_right("b", right, 100, options), first_right("c", right / 2, 100, options));
        const auto found = std::ranges::find(comparison.problems, std::string("no-room-to-lose"), &Problem::code);
        QCOMPARE(found != comparison.problems.end(), !told.isEmpty());
        if (!told.isEmpty()) QVERIFY2(found->text.contains(told.toStdString()), found->text.c_str());
    }

    void chance_level_data()
    {
        QTest::addColumn<int>("base_options");
        QTest::addColumn<int>("candidate_options");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("chance"); // below 0: none
        QTest::addColumn<bool>("corrected");
        QTest::newRow("two options") << 2 << 2 << "acc" << 0.5 << true;
        QTest::newRow("acc_norm") << 2 << 2 << "acc_norm" << 0.5 << true;
        QTest::newRow("base no better than guessing") << 1000 << 1000 << "acc" << 0.001 << true;
        QTest::newRow("another number on each side") << 4 << 5 << "acc" << -1.0 << false;
        QTest::newRow("no share of right answers") << 4 << 4 << "f1" << -1.0 << false;
        QTest::newRow("no options") << 0 << 0 << "acc" << -1.0 << false;
    }
    void chance_level()
    {
        QFETCH(int, base_options);
        QFETCH(int, candidate_options);
        QFETCH(QString, metric);
        QFETCH(double, chance);
        auto base = first_right("b", 60, 100, base_options), candidate = first_right("c", 58, 100, candidate_options);
        for (auto* run : {&base, &candidate}) {
            run->scores[0].metric = metric.toStdString();
            run->samples[0].scores[metric.toStdString()] = run->samples[0].scores["acc"];
        }
        const auto row = compared_scores(base, candidate).accuracy[0];
        QCOMPARE(row.chance.has_value(), chance >= 0);
        if (row.chance) QVERIFY(close_to(*row.chance, chance));
        QTEST(row.recovery_above_chance_percent.has_value(), "corrected");
    }

    void no_better_than_guessing_has_no_corrected_recovery()
    {
        const auto row = compared_scores(first_right("b", 25, 100), first_right("c", 30, 100)).accuracy[0];
        QCOMPARE(*row.chance, 0.25);
        QVERIFY(!row.recovery_above_chance_percent && row.recovery_percent);
    }

    // ARC mixes questions of 3, 4 and 5 options: half of 4 and half of 5 make 0.225.
    void questions_of_several_lengths()
    {
        const auto run = [](const char* id, int right) {
            return questions(id, 100, [&](int i) { return i < right ? 1.0 : 0.0; }, [](int i) { return 4 + i % 2; });
        };
        QVERIFY(close_to(*compared_scores(run("b", 60), run("c", 55)).accuracy[0].chance, 0.225));
    }

    void flips_and_options()
    {
        const auto right = [](int from) { return [from](int i) { return i >= from && i < from + 50 ? 1.0 : 0.0; }; };
        const auto four = [](int) { return 4; };
        auto base = questions("b", 100, right(0), four), candidate = questions("c", 100, right(10), four);
        // ln of 0.5, 0.25, 0.125, 0.125 against equal shares: KL of the uniform one from it is ln 4 - 1.75 ln 2.
        for (auto& options : base.samples[0].option_loglikelihoods)
            options = {std::log(0.5), std::log(0.25), std::log(0.125), std::log(0.125)};
        const auto comparison = compared_scores(base, candidate);
        const auto& row = comparison.accuracy[0];
        QCOMPARE(*row.paired->lost, std::uint64_t(10));
        QCOMPARE(*row.paired->gained, std::uint64_t(10));
        QVERIFY(close_to(row.paired->options->mean_kl, 0.25 * std::log(2)));
        QCOMPARE(*row.paired->options->changed, std::size_t(0));
        QCOMPARE(comparison.accuracy_summary.flips.lost, std::uint64_t(10));
        QCOMPARE(comparison.accuracy_summary.flips.documents, std::uint64_t(100));
        QVERIFY(!row.paired->sign_flip_p); // it is McNemar's exact p
    }

    // d = 0.3, -0.1, 0.2, 0.4, -0.2: 14 of the 32 combinations of signs are at least as far from 0.
    void scores_between_0_and_1_have_a_sign_flip_test()
    {
        const double left[] = {0.1, 0.5, 0.3, 0.2, 0.6}, right[] = {0.4, 0.4, 0.5, 0.6, 0.4};
        const auto none = [](int) { return 0; };
        const auto row = compared_scores(questions(
                                             "b", 5, [&](int i) { return left[i]; }, none),
                                         questions(
                                             "c", 5, [&](int i) { return right[i]; }, none))
                             .accuracy[0];
        QCOMPARE(row.test, std::string("paired-t"));
        // d = 0.12 on average, its standard error 0.115758; SciPy's ttest_rel: p = 0.358456.
        QVERIFY(std::fabs(*row.p - 0.358456) < 1e-6);
        QVERIFY(close_to(*row.paired->sign_flip_p, 0.4375));
        QCOMPARE(row.paired->sign_flip_draws, std::size_t(0));
        QVERIFY(!row.chance);
    }

    void margins_data()
    {
        QTest::addColumn<int>("lost");
        QTest::addColumn<int>("gained");
        QTest::addColumn<int>("n");
        QTest::newRow("few flips of many") << 3 << 2 << 2000;
        QTest::newRow("loss") << 60 << 20 << 1000;
        QTest::newRow("gain") << 5 << 40 << 1000;
        QTest::newRow("one") << 1 << 0 << 150;
        QTest::newRow("all lost") << 50 << 0 << 100;
        QTest::newRow("balanced") << 20 << 20 << 4000;
    }
    // One procedure: p is at most 5 % exactly where the bounds lie inside the margin.
    void margins()
    {
        QFETCH(int, lost);
        QFETCH(int, gained);
        QFETCH(int, n);
        const auto none = [](int) { return 0; };
        const auto base = questions("b", n, [&](int i) { return i < n / 2 ? 1.0 : 0.0; }, none);
        const auto candidate =
            questions("c", n, [&](int i) { return i < lost             ? 0.0
                                                  : i < n / 2 + gained ? 1.0
                                                                       : 0.0; }, none);
        const auto row = compared_scores(base, candidate).accuracy[0];
        QCOMPARE(*row.paired->lost, std::uint64_t(lost));
        QCOMPARE(*row.paired->gained, std::uint64_t(gained));
        QCOMPARE(*row.non_inferiority_p <= 0.05, row.finding.loss == Loss::acceptable);
        QCOMPARE(*row.equivalence_p <= 0.05, row.bounds->low >= -0.01 && row.bounds->high <= 0.01);
        QVERIFY(*row.equivalence_p >= *row.non_inferiority_p);
    }

    void means_over_tasks()
    {
        // 0.8 and 0.2 to 0.76 and 0.22: recovery of means 98 %, mean of recoveries 102.5 % (docs/statistics.md, 11).
        const auto join = [](Run one, Run other) {
            other.scores[0].task = other.samples[0].task = "u";
            one.scores.push_back(other.scores[0]);
            one.samples.push_back(other.samples[0]);
            return one;
        };
        const auto summary = compared_scores(join(first_right("b", 80, 100), first_right("b", 20, 100)),
                                             join(first_right("c", 76, 100), first_right("c", 22, 100)))
                                 .accuracy_summary;
        QVERIFY(close_to(*summary.recovery_of_means_percent, 98));
        QVERIFY(close_to(*summary.mean_recovery_percent, 102.5));
        // Errors of the differences: 4 lost and 2 gained of 100 each; of the mean over both tasks half their root.
        const double error = std::sqrt((4 - 16 / 100.0) / 99 / 100 + (2 - 4 / 100.0) / 99 / 100) / 2;
        QVERIFY(close_to(summary.resampled->delta, -0.01));
        QVERIFY(std::fabs(summary.resampled->delta_interval.low - (-0.01 - 1.96 * error)) < 0.15 * error + 0.005);
        QVERIFY(std::fabs(summary.resampled->delta_interval.high - (-0.01 + 1.96 * error)) < 0.15 * error + 0.005);
        QVERIFY(summary.recovery_of_means_interval->low < 98 && summary.recovery_of_means_interval->high > 98);
        QVERIFY(std::fabs(summary.resampled->recovery_interval->low - summary.recovery_of_means_interval->low) < 0.7);
    }

    void a_task_without_documents_has_no_bootstrap_of_means()
    {
        auto base = first_right("b", 80, 100), candidate = first_right("c", 76, 100);
        base.scores.push_back(tests::score("u", "acc", 0.5, 0.02, 500));
        candidate.scores.push_back(tests::score("u", "acc", 0.5, 0.02, 500));
        const auto summary = compared_scores(base, candidate).accuracy_summary;
        QVERIFY(!summary.resampled);
        QVERIFY(summary.recovery_of_means_interval.has_value());
    }
};

QTEST_GUILESS_MAIN(TestAccuracyEvidence)
#include "test_accuracy_evidence.moc"
