// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/accuracy_model.h"
#include "tables/figures_table.h"
#include "tables/level_model.h"
#include "tables/roles.h"
#include "tables/table_proxy.h"

#include "kneepoint/report/table.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::ui;
using namespace kneepoint::compare;

namespace {

Delta delta(MetricId metric, std::optional<double> base, std::optional<double> candidate, Judgement verdict)
{
    Delta d;
    d.metric = metric;
    d.statistic = Statistic::median();
    d.base = base;
    d.candidate = candidate;
    if (base && candidate) d.ratio = *candidate / *base, d.change_percent = 100 * (*candidate / *base - 1);
    d.verdict = verdict;
    d.why = "because";
    return d;
}

AlignedLevel level(int index, double load, Delta itl, Delta ttft)
{
    AlignedLevel l;
    l.index = l.base_level.emplace(index);
    l.candidate_level = index;
    l.label = std::to_string(static_cast<int>(load)) + " streams";
    l.load = load;
    l.deltas = {std::move(itl), std::move(ttft)};
    return l;
}

/// Three levels of seed 000's magnitudes and one without data.
Comparison comparison()
{
    Comparison c;
    c.base = "b";
    c.candidate = "c";
    c.base_label = "BF16";
    c.candidate_label = "INT8";
    using enum Judgement;
    c.levels = {level(0, 1, delta(MetricId::itl, 22.2, 14.7, better), delta(MetricId::ttft, 115.9, 87.9, better)),
                level(1, 128, delta(MetricId::itl, 100.5, 102.0, equivalent), delta(MetricId::ttft, 900, 1200, worse)),
                level(2, 44, delta(MetricId::itl, 39.6, 34.5, better), delta(MetricId::ttft, 147, 119.7, better)),
                level(3, 256, delta(MetricId::itl, {}, {}, unknown), delta(MetricId::ttft, {}, {}, unknown))};
    return c;
}

AccuracyDelta score(const char* task, const char* group, bool is_group, double base, double candidate)
{
    AccuracyDelta d;
    d.task = d.alias = task;
    d.group = group;
    d.is_group = is_group;
    d.primary = true;
    d.metric = "acc";
    d.filter = "none";
    d.base = base;
    d.candidate = candidate;
    d.higher_is_better = true;
    d.proportion = true;
    d.delta = candidate - base;
    d.verdict = Judgement::inconclusive;
    return d;
}

Comparison accuracy()
{
    Comparison c;
    c.base_label = "base";
    c.candidate_label = "int8";
    c.accuracy = {score("mmlu", "", true, 0.6322, 0.6311), score("stem", "mmlu", true, 0.5, 0.49),
                  score("anatomy", "stem", false, 0.61, 0.62), score("ifeval", "", false, 0.7449, 0.7449)};
    return c;
}

QString text(const QAbstractItemModel& model, int row, int column, const QModelIndex& parent = {})
{
    return model.index(row, column, parent).data().toString();
}

} // namespace

class TestTables : public QObject {
    Q_OBJECT
private slots:
    void models_keep_qts_rules()
    {
        LevelModel levels;
        TableProxy proxy;
        proxy.setSourceModel(&levels);
        const QAbstractItemModelTester on_model(&levels, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester on_proxy(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        levels.set_comparisons({comparison()}, {});
        proxy.sort(3, Qt::DescendingOrder);
        levels.set_comparisons({comparison(), comparison()}, {std::nullopt, Statistic::median(), false});
        proxy.setFilterFixedString("TTFT");
        levels.set_comparisons({}, {});

        AccuracyModel tasks;
        TableProxy task_proxy;
        task_proxy.setSourceModel(&tasks);
        const QAbstractItemModelTester on_tasks(&tasks, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester on_task_proxy(&task_proxy,
                                                     QAbstractItemModelTester::FailureReportingMode::QtTest);
        tasks.set_comparisons({accuracy()}, {});
        task_proxy.setFilterFixedString("anatomy");
        tasks.set_comparisons({accuracy(), accuracy()}, "*");
        tasks.set_comparisons({}, {});
    }

    void a_row_says_base_candidate_ratio_change_and_verdict()
    {
        LevelModel model;
        model.set_comparisons({comparison()}, {});
        QCOMPARE(model.rowCount(), 4);
        QStringList headers, row;
        for (int c = 0; c < model.columnCount(); ++c) {
            headers << model.headerData(c, Qt::Horizontal).toString();
            row << text(model, 2, c);
        }
        QCOMPARE(headers, (QStringList{"Level", "BF16, ms", "INT8, ms", "Ratio", "Δ, %", "Verdict"}));
        QCOMPARE(row, (QStringList{"44 streams", "39.60", "34.50", "0.87", "−12.9", "▲ better"}));
        QCOMPARE(text(model, 3, 2), "—");
        QCOMPARE(text(model, 3, 5), "—");
        QCOMPARE(model.index(2, 2).data(why_role).toString(), "because");
        QCOMPARE(model.row_of("c", 2), 2);
        QCOMPARE(model.row_of("nobody", 2), -1);
    }

    void a_change_has_its_interval_and_says_no_more_than_the_data()
    {
        auto known = comparison();
        auto& shown = known.levels[2].deltas[0]; // 39.6 and 34.5: -12.9 %
        shown.interval = Interval{0.86, 0.882};
        shown.base_interval = Interval{39.2, 40.1};
        shown.candidate_interval = Interval{34.1, 34.8};
        auto& open = known.levels[1].deltas[0];
        open.interval = Interval{0.99, 1.04};
        open.verdict = Judgement::inconclusive;
        open.finding.difference = Difference::none_shown;
        open.finding.settle = "about 900 requests a level would settle it";
        LevelModel model;
        model.set_comparisons({known}, {});
        QCOMPARE(model.headerData(5, Qt::Horizontal).toString(), "Δ, 95 %");
        QCOMPARE(model.headerData(5, Qt::Horizontal, Qt::ToolTipRole).toString(), "Δ, 95 % interval, %");
        QCOMPARE(text(model, 2, 4), "−12.9");
        QCOMPARE(text(model, 2, 5), "−14.0 to −11.8");
        // Both ends are copied, not the one that it is sorted by.
        QVERIFY(report::to_csv(shown_table(model, nullptr, "Levels")).find("−14.0 to −11.8") != std::string::npos);
        QCOMPARE(text(model, 1, 4), "~"); // no percentage where none is shown
        QCOMPARE(text(model, 1, 5), "−1.0 to +4.0");
        QCOMPARE(text(model, 0, 5), "—");
        QVERIFY(model.index(2, 1).data(Qt::ToolTipRole).toString().startsWith("95 % interval 39.20 to 40.10"));
        QVERIFY(model.index(2, 2).data(why_role).toString().startsWith("95 % interval 34.10 to 34.80"));
        QVERIFY(model.index(1, 6).data(Qt::ToolTipRole).toString().contains("About 900 requests"));
        TableProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(5, Qt::AscendingOrder); // by its lower end
        QCOMPARE(text(proxy, 0, 5), "−14.0 to −11.8");
        QCOMPARE(text(proxy, 3, 5), "—");
    }

    void a_figure_shows_the_state_it_is_in_data()
    {
        QTest::addColumn<bool>("few");
        QTest::addColumn<bool>("converted");
        QTest::addColumn<bool>("comparable");
        QTest::addColumn<QStringList>("row");
        QTest::newRow("plain") << false << false << true << QStringList{"22.20", "14.70", "0.66"};
        QTest::newRow("too few requests") << true << false << true << QStringList{"22.20ⁿ", "14.70ⁿ", "0.66ⁿ"};
        QTest::newRow("converted") << false << true << true << QStringList{"22.20", "14.70", "0.66†"};
        QTest::newRow("not comparable") << false << false << false << QStringList{"22.20", "14.70", "≠"};
    }
    void a_figure_shows_the_state_it_is_in()
    {
        QFETCH(bool, few);
        QFETCH(bool, converted);
        QFETCH(bool, comparable);
        QFETCH(QStringList, row);
        auto known = comparison();
        auto& delta = known.levels[0].deltas[0];
        delta.base_few_samples = delta.candidate_few_samples = few;
        delta.converted = converted;
        delta.base_samples = 12;
        if (!comparable) delta.ratio.reset(), delta.change_percent.reset();
        LevelModel model;
        model.set_comparisons({known}, {});
        for (int i = 0; i < 3; ++i) QCOMPARE(text(model, 0, i + 1), row[i]);
        // Grey, and never by colour alone: the mark, and the reason.
        QCOMPARE(model.index(0, 1).data(Qt::ForegroundRole).isValid(), few);
        const auto why = model.index(0, 3).data(Qt::ToolTipRole).toString();
        QCOMPARE(why.contains("ⁿ 12 and an unknown number of requests are too few for median"), few);
        QVERIFY(!model.index(0, 0).data(Qt::ForegroundRole).isValid());
    }

    // The side that has too few, not both.
    void few_requests_are_marked_where_they_are()
    {
        for (const bool of_base : {true, false}) {
            auto known = comparison();
            auto& delta = known.levels[0].deltas[0];
            (of_base ? delta.base_few_samples : delta.candidate_few_samples) = true;
            LevelModel model;
            model.set_comparisons({known}, {});
            QCOMPARE(text(model, 0, 1), of_base ? "22.20ⁿ" : "22.20");
            QCOMPARE(text(model, 0, 2), of_base ? "14.70" : "14.70ⁿ");
            QCOMPARE(text(model, 0, 3), "0.66ⁿ");
            QCOMPARE(model.index(0, 1).data(Qt::ForegroundRole).isValid(), of_base);
            QCOMPARE(model.index(0, 2).data(Qt::ForegroundRole).isValid(), !of_base);
        }
    }

    void differences_are_in_the_unit_of_their_metric()
    {
        auto scores = accuracy();
        AccuracyModel model;
        model.set_comparisons({scores}, {});
        QCOMPARE(model.headerData(5, Qt::Horizontal).toString(), "Δ, points");
        for (auto& delta : scores.accuracy)
            if (!delta.is_group) delta.proportion = false;
        model.set_comparisons({scores}, {});
        QCOMPARE(model.headerData(5, Qt::Horizontal).toString(), "Δ"); // groups are proportions still
        QVERIFY(text(model, 0, 5).endsWith(" pt"));
        for (auto& delta : scores.accuracy) delta.proportion = false;
        model.set_comparisons({scores}, {});
        QCOMPARE(model.headerData(5, Qt::Horizontal).toString(), "Δ");
        QVERIFY(!text(model, 0, 5).contains("pt"));
        QVERIFY(model.headerData(5, Qt::Horizontal, Qt::ToolTipRole).toString().contains("the metric's own unit"));
    }

    void the_load_has_a_column_where_labels_do_not_say_it()
    {
        auto sweep = comparison();
        for (auto& l : sweep.levels) l.label = "constant " + std::to_string(l.index);
        LevelModel model;
        model.set_comparisons({sweep}, {});
        QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), "Load");
        QCOMPARE(text(model, 2, 1), "44.0");
        QCOMPARE(text(model, 2, 2), "39.60");
    }

    void sorting_goes_by_value_and_absent_comes_last()
    {
        LevelModel model;
        model.set_comparisons({comparison()}, {});
        TableProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(1, Qt::AscendingOrder);
        QCOMPARE(text(proxy, 0, 1), "22.20");
        QCOMPARE(text(proxy, 2, 1), "100.50"); // as text it would stand first
        QCOMPARE(text(proxy, 3, 1), "—");
        proxy.sort(1, Qt::DescendingOrder);
        QCOMPARE(text(proxy, 0, 1), "100.50");
        QCOMPARE(text(proxy, 3, 1), "—");
    }

    void groups_fold_and_ties_are_marked()
    {
        AccuracyModel model;
        model.set_comparisons({accuracy()}, {});
        QCOMPARE(model.rowCount(), 2);
        const auto mmlu = model.index(0, 0);
        const auto stem = model.index(0, 0, mmlu);
        QCOMPARE(stem.data().toString(), "stem");
        QCOMPARE(text(model, 0, 0, stem), "anatomy");
        QCOMPARE(text(model, 0, 3), "★ 0.6322");
        QCOMPARE(text(model, 1, 3), "= 0.7449");
        QCOMPARE(text(model, 1, 4), "= 0.7449");
        QCOMPARE(text(model, 0, 5), "−0.11");
    }

    void a_copied_table_has_what_is_shown()
    {
        AccuracyModel model;
        model.set_comparisons({accuracy()}, {});
        const auto table = shown_table(model, nullptr, "Accuracy");
        QCOMPARE(table.rows.size(), std::size_t{4});
        QCOMPARE(table.rows[2][0].text, std::string("    anatomy"));
        QCOMPARE(table.rows[2][3].value, 0.61);
        QVERIFY(table.columns[3].numeric);
        QVERIFY(QString::fromStdString(report::to_markdown(table)).contains("anatomy"));
    }
};

QTEST_MAIN(TestTables)
#include "test_tables.moc"
