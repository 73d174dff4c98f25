// SPDX-License-Identifier: GPL-3.0-or-later
// What results can hold that no one expects: every comparison ends, says why, and shows no number that is none.
#include "kneepoint/compare/comparison.h"
#include "requests.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::with_requests;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Comparison compared(const Run& base, const Run& candidate)
{
    Progress progress;
    const bool accuracy = base.kind == RunKind::accuracy;
    const auto side = [&](const Run& run) {
        return Subject{run.id, run.id, accuracy ? nullptr : &run, accuracy ? &run : nullptr, {}};
    };
    return compare_runs(side(base), side(candidate), {}, progress);
}

bool finite(const std::optional<double>& value)
{
    return !value || std::isfinite(*value);
}

bool finite(const std::optional<Interval>& interval)
{
    return !interval || (std::isfinite(interval->low) && std::isfinite(interval->high));
}

void verify_numbers(const Comparison& comparison)
{
    for (const auto& level : comparison.levels)
        for (const auto& delta : level.deltas) {
            QVERIFY2(finite(delta.ratio) && finite(delta.change_percent) && finite(delta.p) && finite(delta.interval),
                     delta.why.c_str());
            QVERIFY(delta.ratio || delta.verdict == Judgement::unknown);
            QVERIFY(!delta.why.empty());
        }
    for (const auto& one : comparison.equal_load) QVERIFY(std::isfinite(one.ratio));
    for (const auto& score : comparison.accuracy) {
        QVERIFY2(finite(score.p) && finite(score.z) && finite(score.interval) && finite(score.recovery_percent),
                 score.why.c_str());
        QVERIFY(finite(score.recovery_interval) && finite(score.recovery_above_chance_percent) &&
                finite(score.recovery_above_chance_interval));
        QVERIFY(finite(score.chance) && finite(score.non_inferiority_p) && finite(score.equivalence_p));
        if (score.paired && score.paired->resampled)
            QVERIFY(finite(std::optional(score.paired->resampled->interval)) &&
                    finite(score.paired->resampled->recovery_interval));
        QVERIFY(!score.why.empty());
    }
    const auto& summary = comparison.accuracy_summary;
    QVERIFY(finite(summary.recovery_of_means_percent) && finite(summary.recovery_of_means_interval));
    if (summary.resampled)
        QVERIFY(finite(std::optional(summary.resampled->delta_interval)) &&
                finite(summary.resampled->recovery_interval));
}

Run one_score(const std::string& id, double value, std::optional<double> error, std::vector<double> outcomes = {})
{
    auto run = tests::accuracy(id, id, "m", {tests::score("t", "acc", value, error, outcomes.size())});
    if (outcomes.empty()) return run;
    TaskSamples samples;
    samples.task = "t";
    samples.filter = "none";
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        samples.doc_id.push_back(std::int64_t(i));
        samples.doc_hash.push_back(std::to_string(i));
    }
    samples.scores["acc"] = std::move(outcomes);
    run.samples.push_back(std::move(samples));
    return run;
}

/// 40 texts of 10 to 49 words, each `times` times, whose perplexity a word is near exp(nats).
Run texts(const std::string& id, double nats, int times)
{
    auto run = tests::accuracy(id, id, "m", {tests::score("t", "word_perplexity", 0, {}, std::uint64_t(40 * times))});
    run.scores[0].higher_is_better = run.scores[0].proportion = false;
    auto& samples = run.samples.emplace_back();
    samples.task = "t";
    samples.filter = "none";
    double sum = 0, words = 0;
    for (int i = 0; i < 40 * times; ++i) {
        const int text = i % 40;
        const double weight = 10 + text, own = -weight * (nats + 0.05 * std::sin(text * nats));
        samples.doc_id.push_back(i);
        samples.doc_hash.push_back(std::to_string(text));
        samples.loglikelihoods["word_perplexity"].push_back({own, weight});
        sum += own;
        words += weight;
    }
    run.scores[0].value = std::exp(-sum / words);
    return run;
}

} // namespace

class TestOddData : public QObject {
    Q_OBJECT
private slots:
    void latencies_data()
    {
        QTest::addColumn<double>("base");
        QTest::addColumn<double>("candidate");
        QTest::addColumn<int>("requests");
        QTest::newRow("n = 1") << 10.0 << 8.0 << 1;
        QTest::newRow("none") << 10.0 << 8.0 << 0;
        QTest::newRow("NaN") << not_a_number << 8.0 << 200;
        QTest::newRow("infinite") << 10.0 << std::numeric_limits<double>::infinity() << 200;
        QTest::newRow("0 / 0") << 0.0 << 0.0 << 200;
        QTest::newRow("negative") << -1.0 << 8.0 << 200;
        QTest::newRow("tiny") << 1e-300 << 1e-300 << 200;
        QTest::newRow("huge") << 1e300 << 1e-300 << 200;
    }
    void latencies()
    {
        QFETCH(double, base);
        QFETCH(double, candidate);
        QFETCH(int, requests);
        const auto run = [&](const char* id, double median) {
            std::vector<Level> levels;
            for (const int streams : {1, 2, 4, 8, 16})
                levels.push_back(with_requests(tests::streams(streams, median),
                                               {.median = median, .spread = 0.1, .requests = requests}));
            return tests::performance(id, id, "m", levels);
        };
        verify_numbers(compared(run("b", base), run("c", candidate)));
    }

    void different_numbers_of_levels_and_requests()
    {
        const auto base = tests::performance("b", "b", "m", {with_requests(tests::streams(4, 10), {.requests = 5000})});
        const auto candidate = tests::performance("c", "c", "m",
                                                  {with_requests(tests::streams(4, 10), {.requests = 130, .seed = 2}),
                                                   with_requests(tests::streams(8, 10), {.requests = 90, .seed = 3})});
        verify_numbers(compared(base, candidate));
        verify_numbers(compared(candidate, base));
    }

    void columns_of_unequal_length_are_left_alone()
    {
        auto level = with_requests(tests::streams(4, 10), {.requests = 300});
        level.columns.itl_ms.resize(10);
        level.columns.output_tokens.clear();
        level.columns.start_s.clear();
        const auto run = tests::performance("b", "b", "m", {level});
        verify_numbers(compared(run, run));
    }

    void scores_data()
    {
        QTest::addColumn<double>("base");
        QTest::addColumn<double>("base_error");
        QTest::addColumn<double>("candidate");
        QTest::addColumn<double>("candidate_error");
        QTest::addColumn<int>("verdict");
        QTest::newRow("perfect on both sides") << 1.0 << 0.0 << 1.0 << 0.0 << int(Judgement::unknown);
        QTest::newRow("perfect base") << 1.0 << 0.0 << 0.9 << 0.02 << int(Judgement::worse);
        QTest::newRow("0 / 0") << 0.0 << 0.0 << 0.0 << 0.0 << int(Judgement::unknown);
        QTest::newRow("from 0") << 0.0 << 0.0 << 0.5 << 0.01 << int(Judgement::better);
        QTest::newRow("NaN") << not_a_number << 0.01 << 0.5 << 0.01 << int(Judgement::unknown);
        QTest::newRow("error NaN") << 0.5 << not_a_number << 0.5 << 0.01 << int(Judgement::unknown);
        QTest::newRow("negative error") << 0.5 << -1.0 << 0.5 << 0.01 << int(Judgement::unknown);
    }
    void scores()
    {
        QFETCH(double, base);
        QFETCH(double, base_error);
        QFETCH(double, candidate);
        QFETCH(double, candidate_error);
        const auto comparison = compared(one_score("b", base, base_error), one_score("c", candidate, candidate_error));
        verify_numbers(comparison);
        QTEST(int(comparison.accuracy[0].verdict), "verdict");
    }

    // 40 of 40 right on both sides: nothing varies, so no loss is claimed, nor that there is none: of 40 questions none
    // flips in 5 % of trials at a share of 7.2 %.
    void all_ties()
    {
        const std::vector<double> right(40, 1);
        const auto comparison = compared(one_score("b", 1, 0, right), one_score("c", 1, 0, right));
        verify_numbers(comparison);
        QCOMPARE(comparison.accuracy[0].verdict, Judgement::inconclusive);
        QCOMPARE(comparison.accuracy[0].finding.difference, Difference::none_shown);
        QVERIFY(std::fabs(comparison.accuracy[0].bounds->high - (1 - std::pow(0.05, 1.0 / 40))) < 1e-12);
    }

    void one_document()
    {
        const auto comparison = compared(one_score("b", 1, {}, {1}), one_score("c", 0, {}, {0}));
        verify_numbers(comparison);
        QCOMPARE(comparison.accuracy[0].verdict, Judgement::unknown);
    }

    // Documents that stand twice on one side only are left out of the pairs, which are then too few.
    void duplicate_documents()
    {
        std::vector<double> outcomes;
        for (int i = 0; i < 40; ++i) outcomes.push_back(i % 2);
        auto base = one_score("b", 0.5, 0.08, outcomes), candidate = one_score("c", 0.5, 0.08, outcomes);
        for (auto& hash : base.samples[0].doc_hash) hash = "the same";
        const auto comparison = compared(base, candidate);
        verify_numbers(comparison);
        QCOMPARE(comparison.accuracy[0].test, std::string("unpaired-z"));
        QVERIFY(!comparison.accuracy[0].why_unpaired.empty());
        for (auto& hash : candidate.samples[0].doc_hash) hash = "the same";
        QCOMPARE(compared(base, candidate).accuracy[0].paired->documents, std::size_t(40));
    }

    // 40 different documents, each twice: what is known is known of 40, and a repeat tells nothing.
    void repeated_documents_are_one_cluster()
    {
        std::vector<double> left, right;
        for (int i = 0; i < 40; ++i) {
            left.push_back(i % 2);
            right.push_back(i % 8 == 1 ? 0 : i % 2); // 5 of 20 lost
        }
        const auto once = compared(one_score("b", 0.5, 0.08, left), one_score("c", 0.375, 0.08, right)).accuracy[0];
        QCOMPARE(once.test, std::string("mcnemar-exact"));
        QCOMPARE(once.paired->clusters, std::size_t(40));
        auto twice_left = left, twice_right = right;
        twice_left.insert(twice_left.end(), left.begin(), left.end());
        twice_right.insert(twice_right.end(), right.begin(), right.end());
        auto base = one_score("b", 0.5, 0.05, twice_left), candidate = one_score("c", 0.375, 0.05, twice_right);
        for (auto* run : {&base, &candidate})
            for (std::size_t i = 0; i < 80; ++i) run->samples[0].doc_hash[i] = std::to_string(i % 40);
        const auto comparison = compared(base, candidate);
        verify_numbers(comparison);
        const auto& row = comparison.accuracy[0];
        QCOMPARE(row.test, std::string("paired-clustered-t"));
        QCOMPARE(row.paired->documents, std::size_t(80));
        QCOMPARE(row.paired->clusters, std::size_t(40));
        // Equal clusters of two: the error of the mean is that of the 40 documents (Miller, equation 8).
        QVERIFY(std::fabs(*row.standard_error - *once.standard_error) < 1e-12);
        QVERIFY2(row.why.find("equal documents as one cluster") != std::string::npos, row.why.c_str());
        QVERIFY(std::fabs(row.paired->resampled->interval.low - once.paired->resampled->interval.low) < 0.02);
    }

    // The same texts twice say as much of a perplexity as once.
    void repeated_texts_are_one_cluster()
    {
        const auto once = compared(texts("b", 2.0, 1), texts("c", 2.1, 1)).accuracy[0];
        QCOMPARE(once.test, std::string("paired-log-ratio"));
        const auto comparison = compared(texts("b", 2.0, 2), texts("c", 2.1, 2));
        verify_numbers(comparison);
        const auto& row = comparison.accuracy[0];
        QCOMPARE(row.test, std::string("paired-clustered-log-ratio"));
        QCOMPARE(row.paired->documents, std::size_t(80));
        QCOMPARE(row.paired->clusters, std::size_t(40));
        QVERIFY(std::fabs(*row.standard_error - *once.standard_error) < 1e-12);
        QVERIFY(std::fabs(*row.p - *once.p) < 1e-12);
        QVERIFY(std::fabs(row.interval->low - once.interval->low) < 1e-12);
        QVERIFY(std::fabs(*row.non_inferiority_p - *once.non_inferiority_p) < 1e-12);
        QVERIFY2(row.why.find("equal documents as one cluster") != std::string::npos, row.why.c_str());
    }

    // Thousands of tasks with their documents: fewer draws, and still seconds.
    void thousands_of_tasks_with_documents()
    {
        const auto many = [](const char* id, int wrong) {
            auto run = one_score(id, 0.5, 0.1, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
            const auto score = run.scores[0];
            const auto samples = run.samples[0];
            run.scores.clear();
            run.samples.clear();
            for (int i = 0; i < 4000; ++i) {
                auto& task = run.samples.emplace_back(samples);
                run.scores.emplace_back(score).task = task.task = "task_" + std::to_string(i);
                if (i % 2 == wrong) task.scores["acc"][1] = 0;
                run.scores.back().value = i % 2 == wrong ? 0.4 : 0.5;
            }
            return run;
        };
        QElapsedTimer timer;
        timer.start();
        const auto comparison = compared(many("b", 2), many("c", 1));
        qInfo("4000 paired tasks: %lld ms", static_cast<long long>(timer.elapsed()));
        verify_numbers(comparison);
        // 2e10 / (4000 x 1000) is 5000 draws (docs/statistics.md, section 10).
        QCOMPARE(comparison.accuracy[1].paired->resampled->draws, std::size_t(5000));
        QCOMPARE(comparison.accuracy_summary.flips.lost, std::uint64_t(2000));
        QCOMPARE(comparison.accuracy_summary.flips.documents, std::uint64_t(40000));
    }

    void too_many_tasks_for_any_draw()
    {
        auto base = one_score("b", 0.5, 0.1, {0, 1}), candidate = one_score("c", 0, 0.1, {0, 0});
        TaskSamples other = base.samples[0];
        for (int i = 0; i < 11000; ++i) {
            other.task = "other_" + std::to_string(i);
            base.samples.push_back(other);
        }
        const auto row = compared(base, candidate).accuracy[0];
        QVERIFY(row.paired && !row.paired->resampled);
        QVERIFY(row.p.has_value());
    }

    void lower_is_better_turns_every_answer()
    {
        auto base = one_score("b", 0.20, 0.005), candidate = one_score("c", 0.30, 0.005);
        base.scores[0].higher_is_better = candidate.scores[0].higher_is_better = false;
        QCOMPARE(compared(base, candidate).accuracy[0].verdict, Judgement::worse);
        QCOMPARE(compared(candidate, base).accuracy[0].verdict, Judgement::better);
    }

    void thousands_of_tasks()
    {
        std::vector<TaskScore> base, candidate;
        for (int i = 0; i < 5000; ++i) {
            base.push_back(tests::score("task_" + std::to_string(i), "acc", 0.5, 0.02, 600));
            candidate.push_back(base.back());
            candidate.back().value = 0.5 + 0.02 * (i % 5 - 2);
        }
        QElapsedTimer timer;
        timer.start();
        std::vector<Comparison> comparisons{
            compared(tests::accuracy("b", "b", "m", base), tests::accuracy("c", "c", "m", candidate))};
        QCOMPARE(adjust_for_many(comparisons), std::size_t(5000));
        QVERIFY2(timer.elapsed() < 20000, "seconds at most, on a machine that is busy with nothing else");
        verify_numbers(comparisons[0]);
        // z of 1.4 at most: among 5000 tests nothing is shown.
        for (const auto& score : comparisons[0].accuracy) QCOMPARE(score.finding.difference, Difference::none_shown);
    }
};

QTEST_GUILESS_MAIN(TestOddData)
#include "test_odd_data.moc"
