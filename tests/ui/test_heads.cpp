// SPDX-License-Identifier: GPL-3.0-or-later
// What the heads of Compare and Accuracy count and unfold, and what a verdict says on hover.
#include "pages/fold_button.h"
#include "pages/open_questions.h"
#include "tables/accuracy_model.h"
#include "tables/level_model.h"
#include "tables/roles.h"
#include "tables/words.h"

#include <QTest>
#include <QTextBrowser>

using namespace kneepoint;
using namespace kneepoint::compare;
using namespace kneepoint::ui;

namespace {

Delta open_delta(MetricId metric, Statistic statistic, std::string settle)
{
    Delta delta;
    delta.metric = metric;
    delta.statistic = statistic;
    delta.base = 10, delta.candidate = 10.2, delta.ratio = 1.02, delta.change_percent = 2;
    delta.verdict = Judgement::inconclusive;
    delta.finding = {
        .basis = Basis::requests, .difference = Difference::none_shown, .loss = Loss::undecided, .margin = 3};
    delta.finding.settle = std::move(settle);
    delta.why = "10.2 / 10 = 1.02";
    return delta;
}

AlignedLevel level(std::string label, std::vector<Delta> deltas)
{
    AlignedLevel made;
    made.label = std::move(label);
    made.deltas = std::move(deltas);
    return made;
}

Comparison levels(const std::string& candidate)
{
    const auto itl = [](std::string settle) {
        return open_delta(MetricId::itl, Statistic::median(), std::move(settle));
    };
    Comparison made;
    made.base_label = "BF16", made.candidate_label = candidate;
    auto shown = itl({});
    shown.verdict = Judgement::better;
    auto excluded = level("throughput", {itl("never counted")});
    excluded.excluded = true;
    made.levels = {
        level("1 stream", {itl("about 400 requests a level would settle it")}),
        level("2 streams", {itl("about 400 requests a level would settle it"),
                            open_delta(MetricId::itl, Statistic::percentile(99), "p99 needs 5000 requests")}),
        level("4 streams", {shown, open_delta(MetricId::ttft, Statistic::median(), {})}), excluded};
    return made;
}

Comparison scores()
{
    AccuracyDelta task;
    task.task = "arc", task.metric = "acc", task.primary = true, task.proportion = true;
    task.base = 0.8, task.candidate = 0.79, task.delta = -0.01;
    task.verdict = Judgement::inconclusive;
    task.finding = {.basis = Basis::scores, .difference = Difference::none_shown, .loss = Loss::undecided, .margin = 1};
    task.finding.settle = "about 2100 documents would settle it";
    task.why = "inconclusive; about 2100 documents would settle it";
    auto group = task;
    group.is_group = true;
    auto second = task;
    second.primary = false;
    Comparison made;
    made.base_label = "BF16", made.candidate_label = "INT8";
    made.accuracy = {task, group, second};
    return made;
}

} // namespace

class TestHeads : public QObject {
    Q_OBJECT
private slots:
    void what_is_open_is_counted_and_named()
    {
        const auto open = open_levels({levels("INT8")});
        QCOMPARE(open.count, 3); // neither percentiles nor what is excluded
        QCOMPARE(open.lines,
                 (QStringList{"? ITL median at 1 stream, 2 streams: about 400 requests a level would settle it",
                              "? TTFT median at 4 streams: inconclusive"}));
        QCOMPARE(open_words(open), QString("3 inconclusive"));
        const auto two = open_levels({levels("INT8"), levels("INT4")});
        QCOMPARE(two.count, 6);
        QVERIFY(two.lines.at(2).startsWith("? INT4: ITL median"));
        QCOMPARE(open_words(open_levels({})), QString());
    }

    void a_task_counts_once()
    {
        const auto open = open_scores({scores()});
        QCOMPARE(open.count, 1);
        QCOMPARE(open.lines, QStringList{"? arc acc: about 2100 documents would settle it"});
    }

    void names_of_tasks_are_no_markup()
    {
        auto odd = scores();
        odd.accuracy.front().task = "<b>arc";
        QCOMPARE(open_scores({odd}).lines.front().left(11), QString("? &lt;b&gt;"));
    }

    void a_fold_is_there_when_there_is_something_in_it()
    {
        QWidget window;
        FoldButton fold("Things to know", &window);
        window.show();
        QVERIFY(!fold.isVisible() && !fold.unfolded()->isVisible());
        fold.set_content({"3 inconclusive", "1 thing to know"}, {"one", "two"});
        QVERIFY(fold.isVisible() && !fold.unfolded()->isVisible());
        QCOMPARE(fold.text(), QString("3 inconclusive, 1 thing to know ▸"));
        QTest::keyClick(&fold, Qt::Key_Space);
        QVERIFY(fold.unfolded()->isVisible());
        QVERIFY(fold.unfolded()->toPlainText().contains("two"));
        fold.set_content({}, {"one"}); // nothing is counted: a bare sign would tell nothing
        QVERIFY(fold.isHidden());
        fold.set_content({}, {});
        QVERIFY(!fold.isVisible() && !fold.unfolded()->isVisible());
    }

    void a_verdict_tells_two_questions_apart_and_what_would_settle_them()
    {
        LevelModel table;
        table.set_comparisons({levels("INT8")}, {});
        const auto why = table.index(0, table.columnCount() - 1).data(Qt::ToolTipRole).toString();
        QVERIFY2(why.startsWith(
                     "Difference: none shown. Loss: undecided (3 %). About 400 requests a level would settle it."),
                 qPrintable(why));
        AccuracyModel tasks;
        tasks.set_comparisons({scores()}, {});
        const auto task = tasks.index(0, tasks.columnCount() - 1).data(why_role).toString();
        QVERIFY2(task.startsWith("Difference: none shown. Loss: undecided (1 point)."), qPrintable(task));
        QCOMPARE(task.count("2100 documents"), 1);
        Finding band{.basis = Basis::band, .margin = 3, .settle = {}};
        QVERIFY(finding_text(band, false).contains("band of 3 % alone"));
        QCOMPARE(finding_text({}, false), QString());
    }
};

QTEST_MAIN(TestHeads)
#include "test_heads.moc"
