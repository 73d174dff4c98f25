// SPDX-License-Identifier: GPL-3.0-or-later
// Llama-2-70b-chat against CodeLlama-34b on three MMLU subjects: figures computed with NumPy and SciPy from the same
// sample files, as far as they were written down. Files of this age (0.4.0) have no document hashes.
#include "numbers.h"
#include "sample_files.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/bootstrap.h"
#include "kneepoint/stats/documents.h"
#include "kneepoint/stats/flips.h"
#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/recovery.h"

using namespace kneepoint;
using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

struct Expected {
    const char* task;
    std::size_t n;
    const char *z_unpaired, *p_unpaired, *error, *z, *p;
    std::uint64_t lost, gained;
    const char *exact, *flips, *changed, *kl, *recovery;
};

constexpr Expected subjects[] = {
    {"high_school_geography", 198, "-2.8517", "0.004349", "0.035293", "-3.7207", "0.000199", 39, 13, "0.000409541",
     "26.26", "34.34", "0.463772", "82.67"},
    {"marketing", 234, "-2.7741", "0.005535", "0.029025", "-3.2392", "0.001199", 35, 13, "0.00208811", "20.51", "23.50",
     "0.401342", "89.37"},
    {"abstract_algebra", 100, "-0.1480", "0.8823", "0.043797", "-0.2283", "0.8194", 10, 9, "1.0", "19", "30",
     "0.349305", "97.14"},
};

TaskRows rows(const std::string& model, const std::string& task)
{
    const auto folder = shared("fixtures/lm_eval/04_0.4.0_results_json_array_samples/eval/mmlu/" + model);
    return task_rows(sample_file(folder, "mmlu_" + task), "none", 0);
}

/// The value, rounded to as many decimals as the text has, is the text.
bool reads(double value, const std::string& text)
{
    const auto point = text.find('.');
    return format_decimal(value, point == std::string::npos ? 0 : int(text.size() - point - 1)) == text;
}

} // namespace

#define VERIFY_READS(value, text)                                                                                      \
    QVERIFY2(reads((value), (text)),                                                                                   \
             qPrintable(QString::number((value), 'g', 12) + " is not " + QString::fromStdString(text)))

class TestGoldenLlama : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { KNEEPOINT_NEEDS_SHARED(); }

    void subject_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(subjects)); ++i) QTest::newRow(subjects[i].task) << i;
    }
    void subject()
    {
        QFETCH(int, index);
        const auto& expected = subjects[index];
        const auto base = rows("llama_mmlu", expected.task), candidate = rows("codellama_mmlu", expected.task);
        const auto a = base.scores("acc"), b = candidate.scores("acc");
        const auto result = compare_documents({base.number, base.hash, a}, {candidate.number, candidate.hash, b});
        QCOMPARE(result.pairs.key, DocumentKey::number);
        const auto& paired = *result.paired;
        QCOMPARE(paired.n, expected.n);
        VERIFY_READS(paired.standard_error, expected.error);
        VERIFY_READS(paired.test->z, expected.z);
        VERIFY_READS(paired.test->p, expected.p);
        const auto unpaired = unpaired_difference(paired.base, paired.candidate);
        VERIFY_READS(unpaired->z, expected.z_unpaired);
        VERIFY_READS(unpaired->p, expected.p_unpaired);
        const auto counts = *contingency(a, b);
        QCOMPARE(counts.only_base, expected.lost);
        QCOMPARE(counts.only_candidate, expected.gained);
        VERIFY_READS(mcnemar(counts).exact_p, expected.exact);
        VERIFY_READS(100 * flips(counts)->all, expected.flips);
        const auto shift = *option_shift(base.options(), candidate.options(), a, b);
        VERIFY_READS(shift.mean_kl, expected.kl);
        VERIFY_READS(100.0 * double(shift.changed) / double(expected.n), expected.changed);
        VERIFY_READS(100 * ratio_of_means(*paired_means(a, b))->value, expected.recovery);
    }

    void intervals_of_recovery_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("low");
        QTest::addColumn<QString>("high");
        QTest::newRow("geography") << "high_school_geography" << "74.51" << "91.72";
        QTest::newRow("marketing") << "marketing" << "83.37" << "95.81";
        QTest::newRow("algebra") << "abstract_algebra" << "75.7" << "124.6";
    }
    void intervals_of_recovery()
    {
        QFETCH(QString, task);
        QFETCH(QString, low);
        QFETCH(QString, high);
        const auto name = task.toStdString();
        const auto means =
            paired_means(rows("llama_mmlu", name).scores("acc"), rows("codellama_mmlu", name).scores("acc"));
        const auto ratio = ratio_of_means(*means);
        VERIFY_READS(100 * ratio->interval->low, low.toStdString());
        VERIFY_READS(100 * ratio->interval->high, high.toStdString());
    }

    /// Their bootstrap had other random numbers: equal within the error of a percentile of so many draws.
    void bootstrap_of_geography()
    {
        const auto a = rows("llama_mmlu", "high_school_geography").scores("acc");
        const auto b = rows("codellama_mmlu", "high_school_geography").scores("acc");
        const auto paired = paired_difference(a, b);
        VERIFY_READS(paired->test->interval.low, "-0.2005");
        VERIFY_READS(paired->test->interval.high, "-0.0621");
        VERIFY_READS(*paired->correlation, "0.42");
        const auto difference = bootstrap_difference({a, b});
        // One step of the difference is 1/198 = 0.0051: the percentile is one of two neighbours.
        QVERIFY(std::fabs(difference->interval.low + 0.202) < 0.0056);
        QVERIFY(std::fabs(difference->interval.high + 0.061) < 0.0056);
        QVERIFY(std::fabs(difference->standard_error / paired->standard_error - 1) < 0.03);
        const auto ratio = bootstrap_ratio({a, b});
        QVERIFY(std::fabs(100 * ratio->interval.low - 74.2) < 0.4);
        QVERIFY(std::fabs(100 * ratio->interval.high - 91.5) < 0.4);
    }

    /// 57 MMLU subjects of two variants of one model: unpaired z from the results files.
    void many_subjects_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        QTest::addColumn<QString>("variant");
        QTest::addColumn<int>("raw");
        QTest::addColumn<int>("bonferroni");
        QTest::addColumn<int>("holms");
        QTest::addColumn<int>("rates");
        QTest::newRow("alpha -1") << "-1.0" << 0 << 0 << 0 << 0;
        QTest::newRow("alpha -5") << "-5.0" << 35 << 10 << 10 << 32;
    }
    void many_subjects();
};

void TestGoldenLlama::many_subjects()
{
    QFETCH(QString, variant);
    const std::string folder = "fixtures/lm_eval/10_0.4.12dev_mmlu_groups_variants/steering_eval/results/full_eval/";
    std::map<std::string, Json> runs;
    for (const auto& entry : std::filesystem::directory_iterator(shared(folder)))
        for (const auto& alpha : {std::string("0.0"), variant.toStdString()})
            if (entry.path().string().find("_alpha" + alpha + ".pt") != std::string::npos)
                runs[alpha] = Json::parse(content(entry.path()));
    QCOMPARE(runs.size(), std::size_t(2));
    const auto &base = runs["0.0"].at("results"), &candidate = runs[variant.toStdString()];
    Family p;
    for (const auto& [task, numbers] : candidate.at("results").items()) {
        if (!task.starts_with("mmlu_") || candidate.at("group_subtasks").contains(task)) continue;
        const auto estimate = [](const Json& n) { return Estimate{n.at("acc,none"), n.at("acc_stderr,none")}; };
        p.emplace_back(unpaired_difference(estimate(base.at(task)), estimate(numbers))->p);
    }
    QCOMPARE(p.size(), std::size_t(57));
    const auto found = [](const Family& family, double level) {
        return int(std::ranges::count_if(family, [level](const auto& member) { return *member < level; }));
    };
    const auto smallest = [](const Family& family) { return std::ranges::min_element(family)->value(); };
    QTEST(found(p, 0.05), "raw");
    QTEST(found(p, 0.05 / 57), "bonferroni");
    QTEST(found(holm(p), 0.05), "holms");
    QTEST(found(benjamini_hochberg(p), 0.05), "rates");
    if (variant == "-5.0") {
        QCOMPARE(QString::number(smallest(p), 'e', 3), "1.938e-19");
        QCOMPARE(QString::number(smallest(holm(p)), 'e', 3), "1.105e-17");
        QCOMPARE(QString::number(smallest(benjamini_hochberg(p)), 'e', 3), "1.105e-17");
    }
}

QTEST_GUILESS_MAIN(TestGoldenLlama)
#include "test_golden_llama.moc"
