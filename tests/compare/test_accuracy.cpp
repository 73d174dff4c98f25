// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/compare/comparison.h"
#include "runs.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::score;

namespace {

Comparison compared(const std::vector<TaskScore>& base, const std::vector<TaskScore>& candidate,
                    const Options& options = {})
{
    const auto left = tests::accuracy("b", "base/results.json", "m", base);
    const auto right = tests::accuracy("c", "fp8/results.json", "m-fp8", candidate);
    Progress progress;
    return compare_runs({"b", "base", nullptr, &left, {}}, {"c", "fp8", nullptr, &right, {}}, options, progress);
}

QString shown(std::optional<double> value, int decimals)
{
    return value ? QString::fromStdString(format_decimal(*value, decimals)) : "none";
}

} // namespace

class TestAccuracy : public QObject {
    Q_OBJECT
private slots:
    void unpaired_numbers_data()
    {
        QTest::addColumn<double>("base");
        QTest::addColumn<double>("baseError");
        QTest::addColumn<double>("candidate");
        QTest::addColumn<double>("candidateError");
        QTest::addColumn<QString>("recovery");
        QTest::addColumn<QString>("z");
        QTest::addColumn<double>("p");
        QTest::addColumn<int>("verdict");
        // Stated beside the result files of real runs, from lm_eval's own values and standard errors.
        QTest::newRow("high_school_geography") << 150 / 198.0 << .03053289 << 124 / 198.0 << .03446898 << "82.67"
                                               << "-2.8517" << .004349 << int(Judgement::worse);
        QTest::newRow("abstract_algebra")
            << .35 << .04793725 << .34 << .04760952 << "97.14" << "-0.1480" << .8823 << int(Judgement::inconclusive);
        QTest::newRow("gsm8k strict, int4")
            << .816 << .02455581 << .752 << .02736771 << "92.16" << "-1.7406" << .08176 << int(Judgement::inconclusive);
        QTest::newRow("mmlu") << .6322 << .0038 << .6311 << .0038 << "99.83" << "-0.2047" << .8378
                              << int(Judgement::equivalent);
        QTest::newRow("gain") << .5 << .01 << .6 << .01 << "120.00" << "7.0711" << 1.5375e-12 << int(Judgement::better);
    }
    void unpaired_numbers()
    {
        QFETCH(double, base);
        QFETCH(double, baseError);
        QFETCH(double, candidate);
        QFETCH(double, candidateError);
        QFETCH(QString, recovery);
        QFETCH(QString, z);
        QFETCH(double, p);
        QFETCH(int, verdict);
        const auto result =
            compared({score("t", "acc", base, baseError)}, {score("t", "acc", candidate, candidateError)});
        const auto& row = result.accuracy.front();
        QCOMPARE(shown(row.recovery_percent, 2), recovery);
        QCOMPARE(shown(row.z, 4), z);
        QVERIFY(std::fabs(*row.p - p) < 6e-5);
        QCOMPARE(int(row.verdict), verdict);
        QCOMPARE(row.test, std::string("unpaired-z"));
    }

    void verdicts_say_why_data()
    {
        QTest::addColumn<double>("candidate");
        QTest::addColumn<double>("error");
        QTest::addColumn<QString>("why");
        QTest::newRow("no loss") << .5 << .002 << "no loss shown and the margin of 1 point is met: 0.00 points";
        QTest::newRow("loss within") << .495 << .001 << "loss within the margin of 1 point: -0.50 points";
        QTest::newRow("loss beyond") << .45 << .01 << "loss beyond the margin of 1 point: -5.00 points";
        QTest::newRow("loss of unclear size")
            << .48 << .005 << "inconclusive, a loss is shown but the interval crosses";
        QTest::newRow("too few") << .5 << .02 << "inconclusive, the interval crosses the margin of 1 point";
        QTest::newRow("gain") << .6 << .01 << "gain shown: +10.00 points";
    }
    void verdicts_say_why()
    {
        QFETCH(double, candidate);
        QFETCH(double, error);
        QFETCH(QString, why);
        const auto result = compared({score("t", "acc", .5, error, 1000)}, {score("t", "acc", candidate, error, 1000)});
        const auto said = QString::fromStdString(result.accuracy.front().why);
        QVERIFY2(said.startsWith(why), qPrintable(said));
        QVERIFY(said.contains("unpaired, n = 1000"));
    }

    void the_documents_that_would_settle_it()
    {
        // One-sided 95 %: 1.6449 * sqrt(2) * .02 = 4.652 points on 1000 documents; 1 point needs 4.652^2 as many.
        const auto result = compared({score("t", "acc", .5, .02, 1000)}, {score("t", "acc", .5, .02, 1000)});
        QVERIFY(result.accuracy.front().why.ends_with("about 21645 documents would settle it"));
    }

    // No percentage of 0 can be accepted, and an error that is no number tests nothing.
    void what_cannot_be_judged_says_why()
    {
        auto zero = score("t", "chrf", 0, .1);
        zero.proportion = false;
        const auto of_zero = compared({zero}, {score("t", "chrf", 1, .1)}).accuracy.front();
        QCOMPARE(of_zero.verdict, Judgement::unknown);
        QVERIFY2(of_zero.why.starts_with("not testable: the base is 0"), of_zero.why.c_str());
        const auto odd = compared({score("t", "acc", .5, std::nan(""))}, {score("t", "acc", .4, .1)}).accuracy.front();
        QCOMPARE(odd.verdict, Judgement::unknown);
        QVERIFY2(odd.why.starts_with("not testable: a standard error is no number"), odd.why.c_str());
    }

    void lower_is_better()
    {
        auto base = score("wikitext", "word_perplexity", 17.250176, {});
        base.higher_is_better = false;
        base.proportion = false;
        auto candidate = base;
        candidate.value = 51.605512;
        const auto row = compared({base}, {candidate}).accuracy.front();
        QCOMPARE(shown(row.relative_percent, 0), QString("199"));
        QCOMPARE(shown(row.recovery_percent, 2), QString("33.43"));
        QVERIFY(!row.z);
        QCOMPARE(row.verdict, Judgement::unknown);
        QVERIFY2(
            row.why.starts_with("not testable: no standard error is stated for both; the values differ by +199.16 %"),
            row.why.c_str());
    }

    void two_errors_of_zero_are_not_testable()
    {
        const auto row =
            compared({score("wmdp", "exact_match", 1, 0)}, {score("wmdp", "exact_match", 1, 0)}).accuracy.front();
        QVERIFY(!row.z && !row.p && !row.interval);
        QVERIFY(row.why.starts_with("not testable: both standard errors are 0"));
    }

    void not_comparable_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("why");
        QTest::newRow("version") << "version" << "not comparable: task version 1 (base) and 2 (candidate)";
        QTest::newRow("few-shot") << "n_shot" << "not comparable: 0-shot (base) and 5-shot (candidate)";
        QTest::newRow("documents") << "n" << "not comparable: 250 (base) and 1319 documents (candidate)";
        QTest::newRow("value") << "value" << "not comparable: the candidate states no value";
        QTest::newRow("infinite") << "infinite" << "not comparable: a value is not a finite number";
    }
    void not_comparable()
    {
        QFETCH(QString, field);
        QFETCH(QString, why);
        auto base = score("gsm8k", "exact_match", .5, .01, 250);
        base.version = "1";
        base.n_shot = 0;
        auto candidate = base;
        if (field == "version") candidate.version = "2";
        if (field == "n_shot") candidate.n_shot = 5;
        if (field == "n") candidate.n = 1319;
        if (field == "value") candidate.value.reset();
        if (field == "infinite") candidate.value = std::numeric_limits<double>::infinity();
        const auto row = compared({base}, {candidate}).accuracy.front();
        QCOMPARE(QString::fromStdString(row.why), why);
        QVERIFY(!row.delta && !row.z && !row.recovery_percent);
        QCOMPARE(row.verdict, Judgement::unknown);
    }

    void void_runs_are_not_compared()
    {
        const auto base = tests::accuracy("b", "b.json", "m", {score("t", "acc", .5, .1)});
        auto candidate = base;
        candidate.void_result = true;
        Progress progress;
        const auto result =
            compare_runs({"b", "b", nullptr, &base, {}}, {"c", "c", nullptr, &candidate, {}}, {}, progress);
        QCOMPARE(result.accuracy.front().why, std::string("not comparable: the candidate run is void"));
        QVERIFY(!result.accuracy_summary.mean_recovery_percent);
        QCOMPARE(result.problems.front().code, std::string("void-run"));
    }

    void scores_find_each_other_under_old_names()
    {
        const auto result = compared(
            {score("hendrycksTest-marketing", "acc", .5, .1), score("gsm8k", "exact_match", .4, .1, {}, "get-answer")},
            {score("mmlu_marketing", "acc", .5, .1), score("gsm8k", "exact_match", .4, .1, {}, "strict-match")});
        QCOMPARE(result.accuracy.size(), std::size_t(2));
        QVERIFY(!result.accuracy[0].caveat.empty() && !result.accuracy[1].caveat.empty());
    }

    void rows_of_one_side_stay()
    {
        const auto result = compared({score("a", "acc", .5, .1)}, {score("b", "acc", .5, .1)});
        QCOMPARE(result.accuracy.size(), std::size_t(2));
        QCOMPARE(result.accuracy[0].why, std::string("only the base has it"));
        QCOMPARE(result.accuracy[1].why, std::string("only the candidate has it"));
        QCOMPARE(result.problems.front().code, std::string("no-common-task"));
    }

    void one_metric_of_each_task_counts()
    {
        const std::vector scores{score("arc_easy", "acc", .8, .01),
                                 score("arc_easy", "acc_norm", .7, .01),
                                 score("gsm8k", "exact_match", .6, .01, {}, "flexible-extract"),
                                 score("gsm8k", "exact_match", .5, .01, {}, "strict-match"),
                                 score("ifeval", "inst_level_loose_acc", .9, {}),
                                 score("ifeval", "prompt_level_strict_acc", .8, .02),
                                 score("mmlu", "acc", .63, .01),
                                 score("odd_task", "chrf", .1, .01)};
        const auto summary = compared(scores, scores).accuracy_summary;
        QCOMPARE(summary.tasks,
                 (std::vector<std::string>{"arc_easy acc_norm", "gsm8k exact_match", "ifeval prompt_level_strict_acc",
                                           "mmlu acc", "odd_task chrf"}));
        QCOMPARE(summary.mean_recovery_percent, std::optional(100.0));
        QCOMPARE(summary.largest_abs_z, std::optional(0.0));
        QVERIFY(!summary.largest_drop);
    }

    // A perplexity that rises by 7 % is no 93 % of a score that was kept, and no task hides another in the mean.
    void only_tasks_where_higher_is_better_enter_the_mean()
    {
        auto base = std::vector{score("know", "acc", .8, .01), score("macro", "acc", .6, .01),
                                score("text", "word_perplexity", 2.8, {})};
        auto candidate = std::vector{score("know", "acc", .72, .01), score("macro", "acc", .66, .01),
                                     score("text", "word_perplexity", 3.5, {})};
        for (auto* scores : {&base, &candidate}) {
            scores->back().higher_is_better = false;
            scores->back().proportion = false;
        }
        const auto summary = compared(base, candidate).accuracy_summary;
        QCOMPARE(summary.tasks, (std::vector<std::string>{"know acc", "macro acc"}));
        QCOMPARE(summary.apart, std::vector<std::string>{"text word_perplexity"});
        QCOMPARE(format_decimal(*summary.mean_recovery_percent, 6), std::string("100.000000")); // of 90 and 110
        QCOMPARE(summary.lowest_recovery->task, std::string("know acc"));
        QCOMPARE(format_decimal(summary.highest_recovery->percent, 6), std::string("110.000000"));
    }

    void results_equal_in_every_digit_are_suspicious()
    {
        const std::vector scores{score("a", "acc", .5123, .01), score("b", "acc", .4321, .01),
                                 score("c", "acc", .3, .01)};
        const auto problems = compared(scores, scores).problems;
        QCOMPARE(problems.front().code, std::string("identical-results"));
        QVERIFY(problems.front().text.find("may not have been applied") != std::string::npos);
    }

    void groups_are_checked_against_their_members()
    {
        auto group = score("g", "acc", .6875, .01);
        group.is_group = true;
        auto a = score("a", "acc", .5, .05, 100), b = score("b", "acc", .75, .025, 300);
        a.group = b.group = "g";
        auto wrong = group;
        wrong.value = .7;
        const auto groups = compared({group, a, b}, {wrong, a, b}).accuracy_summary.groups;
        QCOMPARE(groups.size(), std::size_t(2));
        QVERIFY(groups[0].agrees && groups[0].weighted);
        QCOMPARE(groups[0].members, std::size_t(2));
        QVERIFY(!groups[1].agrees);
        QCOMPARE(groups[1].computed, .6875);
    }

    void plain_means_and_loops_of_groups()
    {
        auto group = score("g", "acc", .625, .01);
        group.is_group = true;
        auto a = score("a", "acc", .5, .05, 100), b = score("b", "acc", .75, .025, 300);
        a.group = b.group = "g";
        QVERIFY(!compared({group, a, b}, {group, a, b}).accuracy_summary.groups.front().weighted);
        group.group = "a";
        a.group = "g";
        a.is_group = true;
        compared({group, a}, {group, a}); // groups that contain each other end
    }
};

QTEST_GUILESS_MAIN(TestAccuracy)
#include "test_accuracy.moc"
