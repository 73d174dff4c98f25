// SPDX-License-Identifier: GPL-3.0-or-later
// Paired tests of groups: figures of golden_paired.json (NumPy), and what leaves a group unpaired.
#include "live_pairs.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::close_to;
using tests::compared_scores;

namespace {

struct Task {
    const char* name;
    int n, right;     ///< of the base; the first ones
    int lost, gained; ///< by the candidate
};

/// A run of a group "g" over these tasks, with samples.
Run group_run(const std::string& id, bool is_base, std::initializer_list<Task> tasks, bool by_documents = true)
{
    double sum = 0, size = 0;
    std::vector<TaskScore> scores;
    std::vector<TaskSamples> all;
    for (const auto& task : tasks) {
        auto& samples = all.emplace_back();
        samples.task = task.name;
        samples.filter = "none";
        for (int i = 0; i < task.n; ++i) {
            const bool of_base = i < task.right;
            const bool right = is_base ? of_base : of_base ? i >= task.lost : i < task.right + task.gained;
            samples.doc_id.push_back(i);
            samples.doc_hash.push_back(task.name + std::to_string(i));
            samples.scores["acc"].push_back(right ? 1 : 0);
        }
        const double p = double(is_base ? task.right : task.right - task.lost + task.gained) / task.n;
        auto& score = scores.emplace_back(
            tests::score(task.name, "acc", p, std::sqrt(p * (1 - p) / (task.n - 1)), std::uint64_t(task.n)));
        score.group = "g";
        score.depth = 1;
        const double weight = by_documents ? task.n : 1;
        sum += weight * p;
        size += weight;
    }
    auto group = tests::score("g", "acc", sum / size, 0.02, {});
    group.is_group = true;
    scores.insert(scores.begin(), group);
    auto run = tests::accuracy(id, id, "m", scores);
    run.samples = std::move(all);
    return run;
}

/// Every question of a task has as many options, equally likely.
void add_options(TaskSamples& samples, std::size_t options)
{
    samples.option_loglikelihoods.assign(samples.doc_id.size(), std::vector<double>(options, -1.0));
}

AccuracyDelta compared_groups(std::initializer_list<Task> tasks, bool by_documents = true)
{
    return compared_scores(group_run("b", true, tasks, by_documents), group_run("c", false, tasks, by_documents))
        .accuracy[0];
}

/// Variance of the mean difference of one task: outcomes of 0/1 questions, divisor n - 1.
double variance(int n, int lost, int gained)
{
    const double mean = double(gained - lost) / n;
    return (lost + gained - n * mean * mean) / (n - 1) / n;
}

} // namespace

class TestAccuracyGroups : public QObject {
    Q_OBJECT

private slots:
    void chance_of_a_group_data()
    {
        QTest::addColumn<int>("options_of_first");
        QTest::addColumn<bool>("by_documents");
        QTest::addColumn<double>("chance"); // below 0: none
        QTest::newRow("by documents") << 4 << true << (100 * 0.25 + 300 * 0.5) / 400;
        QTest::newRow("plain mean of tasks") << 4 << false << 0.375;
        QTest::newRow("a task without options") << 0 << true << -1.0;
    }
    void chance_of_a_group()
    {
        QFETCH(int, options_of_first);
        QFETCH(bool, by_documents);
        QFETCH(double, chance);
        const std::initializer_list<Task> tasks{{"a", 100, 70, 30, 10}, {"b", 300, 200, 30, 10}};
        auto base = group_run("b", true, tasks, by_documents), candidate = group_run("c", false, tasks, by_documents);
        for (auto* run : {&base, &candidate}) {
            if (options_of_first > 0) add_options(run->samples[0], std::size_t(options_of_first));
            add_options(run->samples[1], 2);
        }
        const auto row = compared_scores(base, candidate).accuracy[0];
        QVERIFY(row.paired);
        QCOMPARE(row.chance.has_value(), chance >= 0);
        if (chance < 0) return;
        QVERIFY(close_to(*row.chance, chance));
        QVERIFY(close_to(*row.recovery_above_chance_percent, 100 * (*row.candidate - chance) / (*row.base - chance)));
        QVERIFY(row.recovery_above_chance_interval->low < *row.recovery_above_chance_percent);
    }

    void live_groups_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        tests::add_live_pairs();
    }
    void live_groups()
    {
        QFETCH(QString, pair);
        const auto golden = tests::golden_pair(pair);
        const auto comparison = tests::compared_live(golden);
        int groups = 0;
        for (const auto& row : comparison.accuracy) {
            if (!row.is_group || row.metric != "acc") continue;
            ++groups;
            const auto inner = row.task.rfind(':'); // 0.4.13 writes "kp_know::kp_know_places"
            const auto& group = golden["groups"].at(inner == std::string::npos ? row.task : row.task.substr(inner + 1));
            // kp_macro asks for the plain mean, which 0.4.3 did not heed: the file's own value tells.
            const bool plain = group["base"]["file_value"] == group["base"]["macro"];
            const auto& expected = group["paired"];
            QVERIFY2(row.paired && row.why_unpaired.empty(), row.why_unpaired.c_str());
            QCOMPARE(row.test, std::string("paired-stratified-z"));
            const double difference = expected[plain ? "macro_diff" : "weighted_diff"];
            const double error = expected[plain ? "macro_se" : "weighted_se"];
            QVERIFY(std::fabs(*row.delta - difference) < 1e-12);
            QVERIFY(close_to(*row.standard_error, error));
            QVERIFY(close_to(*row.z, difference / error));
            QVERIFY(close_to(*row.p, std::erfc(std::fabs(difference / error) / std::numbers::sqrt2)));
            QVERIFY(close_to(row.interval->low, difference - 1.959963984540054 * error));
            QVERIFY(close_to(row.bounds->high, difference + 1.644853626951473 * error));
            // Percentiles of 10,000 draws move by 3 % of an error, and few distinct sums add their steps.
            QVERIFY(row.paired->resampled && row.paired->resampled->draws == 10000);
            QVERIFY(std::fabs(row.paired->resampled->interval.low - row.interval->low) < 0.25 * error);
            QVERIFY(std::fabs(row.paired->resampled->interval.high - row.interval->high) < 0.25 * error);
            QVERIFY(row.paired->resampled->recovery_interval->low < 100 * *row.candidate / *row.base);
        }
        QCOMPARE(groups, 4);
    }

    // Two tasks of one group: only what varies inside tasks is error (Cochran 1977, 5.4).
    void strata_data()
    {
        QTest::addColumn<bool>("by_documents");
        QTest::newRow("weighted by documents") << true;
        QTest::newRow("plain mean") << false;
    }
    void strata()
    {
        QFETCH(bool, by_documents);
        const auto row = compared_groups({{"one", 400, 300, 40, 10}, {"two", 100, 50, 5, 15}}, by_documents);
        const double first = by_documents ? 0.8 : 0.5, second = 1 - first;
        const double error = std::sqrt(first * first * variance(400, 40, 10) + second * second * variance(100, 5, 15));
        QCOMPARE(row.test, std::string("paired-stratified-z"));
        QVERIFY(close_to(*row.delta, first * -30 / 400 + second * 10 / 100));
        QVERIFY(close_to(*row.standard_error, error));
        QCOMPARE(row.paired->tasks, std::size_t(2));
        QCOMPARE(row.paired->documents, std::size_t(500));
        QCOMPARE(*row.paired->lost, std::uint64_t(45));
        QCOMPARE(*row.paired->gained, std::uint64_t(25));
        QVERIFY2(row.why.find("paired over 2 tasks, n = 500") != std::string::npos, row.why.c_str());
        QVERIFY(row.recovery_interval.has_value());
        QCOMPARE(row.finding.basis, Basis::scores);
    }

    // 5 lost of 500 and none gained: z says 0.025, but 2 / 2^5 = 0.0625 of equal models do the same.
    void few_flips_are_tested_exactly()
    {
        const auto row = compared_groups({{"one", 400, 300, 4, 0}, {"two", 100, 50, 1, 0}});
        QCOMPARE(row.test, std::string("mcnemar-exact"));
        QVERIFY(close_to(*row.p, 0.0625));
        QVERIFY(row.interval->low < 0 && row.interval->high > 0);
        QVERIFY2(row.why.find("paired over 2 tasks, McNemar") != std::string::npos, row.why.c_str());
        QCOMPARE(*row.non_inferiority_p <= 0.05, row.finding.loss == Loss::acceptable);
    }

    void nothing_moved()
    {
        const auto row = compared_groups({{"one", 400, 300, 0, 0}, {"two", 100, 50, 0, 0}});
        QVERIFY(row.paired.has_value());
        QCOMPARE(row.test, std::string("mcnemar-exact"));
        QCOMPARE(*row.p, 1.0);
        QVERIFY(close_to(row.bounds->high, 1 - std::pow(0.05, 1.0 / 500)));
    }

    void unpaired_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("why");
        QTest::newRow("a task without samples") << 0 << "two: no samples of the candidate make up this score";
        QTest::newRow("a task on one side") << 1 << "two: only the base has it";
        QTest::newRow("no tasks") << 2 << "no task of the group has this score";
        QTest::newRow("another value") << 3 << "its tasks' scores do not make up the group's";
        QTest::newRow("few flips, plain")
            << 4 << "fewer than 25 of its questions flipped, too few for a plain mean of tasks";
        QTest::newRow("another version") << 5 << "two: not comparable: task version 1 (base) and 2 (candidate)";
    }
    void unpaired()
    {
        QFETCH(int, what);
        QFETCH(QString, why);
        const auto make = [what](const char* id, bool is_base) {
            const int lost = what == 4 ? 4 : 40;
            return group_run(id, is_base, {{"one", 400, 300, lost, 0}, {"two", 100, 50, 5, 0}}, what != 4);
        };
        auto base = make("b", true), candidate = make("c", false);
        if (what == 0) candidate.samples.pop_back();
        if (what == 1) candidate.scores.pop_back();
        if (what == 2) base.scores.resize(1), candidate.scores.resize(1);
        if (what == 3) *base.scores[0].value += 0.001;
        if (what == 5) base.scores[2].version = "1", candidate.scores[2].version = "2";
        const auto row = compared_scores(base, candidate).accuracy[0];
        QVERIFY(!row.paired);
        QCOMPARE(QString::fromStdString(row.why_unpaired), why);
        QCOMPARE(row.test, std::string("unpaired-z"));
        QVERIFY2(row.why.find("unpaired, because " + why.toStdString()) != std::string::npos, row.why.c_str());
    }

    void groups_within_groups()
    {
        const auto nest = [](Run run) {
            for (auto& score : run.scores)
                if (!score.is_group) score.group = "inner";
            auto inner = run.scores[0];
            inner.task = inner.alias = "inner";
            inner.group = "g";
            run.scores.insert(run.scores.begin() + 1, inner);
            return run;
        };
        const std::initializer_list<Task> tasks = {{"one", 400, 300, 40, 10}, {"two", 100, 50, 5, 15}};
        const auto comparison = compared_scores(nest(group_run("b", true, tasks)), nest(group_run("c", false, tasks)));
        QCOMPARE(comparison.accuracy[0].paired->tasks, std::size_t(2));
        QCOMPARE(*comparison.accuracy[0].z, *comparison.accuracy[1].z);
        QCOMPARE(comparison.accuracy_summary.flips.tasks, std::size_t(2)); // not counted again in the groups
    }

    void groups_that_hold_each_other_end()
    {
        auto run = group_run("b", true, {{"one", 400, 300, 40, 10}});
        auto other = run.scores[0];
        other.task = "h";
        other.group = "g";
        run.scores[0].group = "h";
        run.scores.push_back(other);
        QVERIFY(!compared_scores(run, run).accuracy.empty());
    }
};

QTEST_GUILESS_MAIN(TestAccuracyGroups)
#include "test_accuracy_groups.moc"
