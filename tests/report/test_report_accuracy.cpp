// SPDX-License-Identifier: GPL-3.0-or-later
// What the report says of scores beside their test: recovery both ways, flips, margins, and the methods behind them.
#include "studies.h"

#include <QTest>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::report;

namespace {

/// Adds a task of 100 questions of four options, the first `right` of them right.
void add_task(Run& run, const std::string& task, int right, bool samples)
{
    TaskScore score;
    score.task = score.alias = task;
    score.metric = "acc";
    score.filter = "none";
    score.value = right / 100.0;
    score.stderr_value = std::sqrt(right / 100.0 * (1 - right / 100.0) / 99);
    score.n = 100;
    score.higher_is_better = true;
    score.proportion = true;
    run.scores.push_back(score);
    if (!samples) return;
    auto& questions = run.samples.emplace_back();
    questions.task = task;
    questions.filter = "none";
    for (int i = 0; i < 100; ++i) {
        questions.doc_id.push_back(i);
        questions.doc_hash.push_back(std::to_string(i));
        questions.scores["acc"].push_back(i < right ? 1 : 0);
        questions.option_loglikelihoods.emplace_back(4, -1.0);
    }
}

/// 0.8 and 0.3 against 0.76 and 0.27: 4 and 3 of 100 lost, none gained.
tests::Study two_tasks(bool samples = true)
{
    tests::Study study;
    for (const auto& [run, first, second] : {std::tuple(study.base.get(), 80, 30), {study.candidate.get(), 76, 27}}) {
        run->kind = RunKind::accuracy;
        add_task(*run, "one", first, samples);
        add_task(*run, "two", second, samples);
    }
    study.base->id = "base";
    study.candidate->id = "int8";
    tests::compare_study(study, "BF16", "INT8", {});
    compare::adjust_for_many(study.input.comparisons);
    return study;
}

QString said(const Document& document, const char* rule)
{
    return tests::texts_of_rule(document, rule).join("\n");
}

} // namespace

class TestReportAccuracy : public QObject {
    Q_OBJECT
private slots:
    void sentences_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("says");
        QTest::newRow("mean of recoveries") << "mean-recovery" << "**92.50 %**";      // of 95 and 90
        QTest::newRow("recovery of means") << "recovery-of-means" << "**93.64 %** ("; // 1.03 / 1.10
        QTest::newRow("its interval") << "recovery-of-means" << ", bootstrap)";
        QTest::newRow("flips") << "flips" << "harmful 7, beneficial 0 of 200 questions (3.5 %)";
        QTest::newRow("margins") << "margins"
                                 << "by more than 1 (points for proportions, percent of the base otherwise): shown for "
                                    "0 of 2 tasks; neither "
                                    "worse nor better by more (two one-sided tests): for 0";
        QTest::newRow("bootstrap") << "method-bootstrap" << "10000 draws of the documents within each task";
        QTest::newRow("seed") << "method-bootstrap" << "seed 20240607";
        QTest::newRow("margin") << "method-margin" << "A loss of 1 (points";
        QTest::newRow("two one-sided tests") << "method-margin" << "TOST";
        QTest::newRow("chance") << "method-chance" << "the mean of 1 / options over the questions";
        QTest::newRow("KL") << "method-kl" << "softmax";
        QTest::newRow("flips, how") << "method-flips" << "harmful when it is the base";
        QTest::newRow("which p decides") << "method-paired" << "Mid-p and McNemar's χ² stand beside";
        QTest::newRow("interval of a recovery") << "method-recovery" << "delta method";
    }
    void sentences()
    {
        QFETCH(QString, rule);
        QFETCH(QString, says);
        const auto study = two_tasks();
        const auto text = said(build_report(study.input), qPrintable(rule));
        QVERIFY2(text.contains(says), qPrintable(text));
    }

    void tables()
    {
        const auto study = two_tasks();
        const auto found = make_tables("accuracy", study.runs, study.input.comparisons, {});
        QVERIFY(found.has_value());
        QCOMPARE(found->size(), std::size_t(3));
        const auto& flips = found->at(1);
        QCOMPARE(flips.title, std::string("Recovery and flips of INT8 against BF16"));
        QCOMPARE(flips.rows.size(), std::size_t(2));
        const auto text = QString::fromStdString(to_markdown(flips));
        QVERIFY2(text.contains("two acc") && text.contains("90.00 (") && text.contains("25.0") &&
                     text.contains("40.00 ("), // 0.05 / 0.02 of what is above guessing
                 qPrintable(text));
        // McNemar: 2 x 0.5^4 and 2 x 0.5^3, both times two by Holm, at most 1.
        const auto scores = QString::fromStdString(to_markdown(found->front()));
        QVERIFY2(scores.contains("0.125 (0.250)") && scores.contains("0.250 (0.250)"), qPrintable(scores));
        // Mid-p is half of the exact one when all flips go one way; χ² = (4 - 1)² / 4, of too few flips.
        const auto three = QString::fromStdString(to_markdown(found->back()));
        for (const auto* figure : {"0.125", "0.063", "2.250", "0.134ⁿ", "fewer than 25 flips", "The exact p decides"})
            QVERIFY2(three.contains(figure), qPrintable(three));
    }

    // Without samples nothing is said of what only questions can tell.
    void nothing_of_questions_without_samples()
    {
        const auto study = two_tasks(false);
        const auto document = build_report(study.input);
        for (const auto* rule : {"flips", "method-bootstrap", "method-kl", "method-chance", "method-flips"})
            QVERIFY2(said(document, rule).isEmpty(), rule);
        QVERIFY2(said(document, "recovery-of-means").contains("delta method"),
                 qPrintable(said(document, "recovery-of-means")));
        const auto found = make_tables("accuracy", study.runs, study.input.comparisons, {});
        QCOMPARE(found->back().columns.size(), std::size_t(2)); // task and recovery: columns of marks are left out
    }

    void the_same_bytes_twice()
    {
        const auto first = two_tasks(), second = two_tasks();
        QCOMPARE(to_markdown(build_report(first.input), ""), to_markdown(build_report(second.input), ""));
    }
};

QTEST_APPLESS_MAIN(TestReportAccuracy)
#include "test_report_accuracy.moc"
