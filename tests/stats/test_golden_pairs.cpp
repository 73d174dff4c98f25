// SPDX-License-Identifier: GPL-3.0-or-later
// Every number of golden_paired.json (NumPy, SciPy) recomputed from the sample files it was made of, to 1e-12.
#include "numbers.h"
#include "sample_files.h"

#include "kneepoint/results/accuracy.h"
#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/documents.h"
#include "kneepoint/stats/flips.h"
#include "kneepoint/stats/group_mean.h"
#include "kneepoint/stats/mcnemar.h"
#include "kneepoint/stats/permutation.h"
#include "kneepoint/stats/perplexity.h"
#include "kneepoint/stats/recovery.h"

using namespace kneepoint;
using namespace kneepoint::stats;
using namespace kneepoint::tests;

namespace {

const Json& golden()
{
    static const Json file = Json::parse(content(shared("fixtures/lm_eval/live/golden_paired.json")));
    return file;
}

struct Sides {
    TaskRows base, candidate;
};

/// "kp_arith|exact_match,strict-match" of one of the three pairs of runs.
struct Name {
    std::string task, metric, filter;
    explicit Name(const std::string& key)
        : task(key.substr(0, key.find('|'))), metric(key.substr(task.size() + 1, key.find(',') - task.size() - 1)),
          filter(key.substr(key.find(',') + 1))
    {}
    int block() const { return filter == "flexible-extract" ? 1 : 0; }
};

Sides sides(const std::string& pair, const Name& name)
{
    const auto& entry = golden().at(pair);
    const auto rows = [&](const char* side) {
        const auto folder = shared("fixtures/lm_eval/live/") / entry.at(side).get<std::string>();
        return task_rows(sample_file(folder, name.task), name.filter, name.block());
    };
    return {rows("base"), rows("compressed")};
}

/// Squared error of a question from [gold, "[p0 p1]"], as the golden file has it.
std::vector<double> brier(const TaskRows& task)
{
    std::vector<double> result;
    for (const auto& row : task.rows) {
        auto text = row.at("brier_score").at(1).get<std::string>();
        const auto gold = row.at("brier_score").at(0).get<std::size_t>();
        std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
        std::istringstream in(text);
        double sum = 0, share = 0;
        for (std::size_t i = 0; in >> share; ++i) sum += std::pow(share - (i == gold ? 1 : 0), 2);
        result.push_back(sum);
    }
    return result;
}

std::vector<double> scores(const TaskRows& task, const std::string& metric)
{
    return metric == "brier_score" ? brier(task) : task.scores(metric);
}

std::vector<WeightedLogLikelihood> weighted(const TaskRows& task, const std::string& metric)
{
    std::vector<WeightedLogLikelihood> result;
    for (const auto& row : task.rows)
        result.push_back({row.at(metric).at(0).get<double>(), row.at(metric).at(1).get<double>()});
    return result;
}

void add_rows(bool (*wanted)(const Json& task))
{
    QTest::addColumn<QString>("pair");
    QTest::addColumn<QString>("task");
    for (const auto& [pair, entry] : golden().items())
        for (const auto& [task, numbers] : entry.at("tasks").items())
            if (wanted(numbers))
                QTest::newRow((pair + " " + task).c_str())
                    << QString::fromStdString(pair) << QString::fromStdString(task);
}

} // namespace

#define GOLDEN_TASK()                                                                                                  \
    QFETCH(QString, pair);                                                                                             \
    QFETCH(QString, task);                                                                                             \
    const Name name(task.toStdString());                                                                               \
    const auto& expected = golden().at(pair.toStdString()).at("tasks").at(task.toStdString());                         \
    const auto [base, candidate] = sides(pair.toStdString(), name)

class TestGoldenPairs : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { KNEEPOINT_NEEDS_SHARED(); }

    void means_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        add_rows([](const Json& task) { return task.contains("se_paired"); });
    }
    void means()
    {
        GOLDEN_TASK();
        const auto a = scores(base, name.metric), b = scores(candidate, name.metric);
        const auto result = compare_documents({base.number, base.hash, a}, {candidate.number, candidate.hash, b});
        QCOMPARE(result.why, WhyUnpaired::is_paired);
        QCOMPARE(result.pairs.key, DocumentKey::hash);
        QCOMPARE(result.pairs.share, 1.0);
        const auto& paired = *result.paired;
        QCOMPARE(paired.n, expected.at("n").get<std::size_t>());
        VERIFY_CLOSE(paired.base.value, expected.at("mean_base"));
        VERIFY_CLOSE(paired.candidate.value, expected.at("mean_compressed"));
        VERIFY_CLOSE(paired.base.standard_error, expected.at("se_base"));
        VERIFY_CLOSE(paired.candidate.standard_error, expected.at("se_compressed"));
        // A mean difference that cancels to 0 is 0 to the rounding of the scores, which relative digits cannot say.
        QVERIFY(std::fabs(paired.delta - expected.at("diff").get<double>()) < 1e-15);
        VERIFY_CLOSE(paired.standard_error, expected.at("se_paired"));
        QCOMPARE(paired.test.has_value(), !expected.at("z_paired").is_null());
        if (paired.test && expected.at("diff") != 0) {
            VERIFY_CLOSE(paired.test->z, expected.at("z_paired"));
            VERIFY_CLOSE(paired.test->p, expected.at("p_paired_normal"));
            VERIFY_CLOSE(paired.test->p_t, expected.at("p_paired_t"));
            VERIFY_CLOSE(paired.test->interval.low, expected.at("ci95_paired")[0]);
            VERIFY_CLOSE(paired.test->interval.high, expected.at("ci95_paired")[1]);
        }
        const auto unpaired = unpaired_difference(paired.base, paired.candidate);
        QCOMPARE(unpaired.has_value(), !expected.at("z_unpaired").is_null());
        if (unpaired && expected.at("diff") != 0) {
            VERIFY_CLOSE(unpaired->standard_error, expected.at("se_unpaired"));
            VERIFY_CLOSE(unpaired->z, expected.at("z_unpaired"));
            VERIFY_CLOSE(unpaired->p, expected.at("p_unpaired_normal"));
        }
        if (expected.contains("recovery_log_delta_se")) {
            const auto ratio = ratio_of_means(*paired_means(a, b));
            VERIFY_CLOSE(100 * ratio->value, expected.at("recovery_percent"));
            if (expected.at("se_paired") == 0) { // NumPy's 2.6e-9 is what rounding leaves of equal sides
                QCOMPARE(*ratio->log_error, 0.0);
                QVERIFY(!ratio->interval);
                return;
            }
            VERIFY_CLOSE(*ratio->log_error, expected.at("recovery_log_delta_se"));
            VERIFY_CLOSE(100 * ratio->interval->low, expected.at("recovery_ci95_percent")[0]);
            VERIFY_CLOSE(100 * ratio->interval->high, expected.at("recovery_ci95_percent")[1]);
        }
    }

    void outcomes_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        add_rows([](const Json& task) { return task.contains("n11"); });
    }
    void outcomes()
    {
        GOLDEN_TASK();
        const auto a = scores(base, name.metric), b = scores(candidate, name.metric);
        const auto counts = contingency(a, b);
        const Contingency wanted{expected.at("n11"), expected.at("n10"), expected.at("n01"), expected.at("n00")};
        QCOMPARE(*counts, wanted);
        const auto test = mcnemar(*counts);
        VERIFY_CLOSE(test.exact_p, expected.at("mcnemar_exact_p"));
        VERIFY_CLOSE(test.mid_p, expected.at("mcnemar_mid_p"));
        QCOMPARE(test.chi_squared.has_value(), !expected.at("mcnemar_chi2_cc").is_null());
        if (test.chi_squared) VERIFY_CLOSE(*test.chi_squared, expected.at("mcnemar_chi2_cc"));
        VERIFY_CLOSE(100 * flips(*counts)->all, expected.at("flips_percent"));
        const auto low = wilson_interval(wanted.both + wanted.only_base, wanted.total());
        VERIFY_CLOSE(low->low, expected.at("wilson95_base")[0]);
        VERIFY_CLOSE(low->high, expected.at("wilson95_base")[1]);
        const auto high = wilson_interval(wanted.both + wanted.only_candidate, wanted.total());
        VERIFY_CLOSE(high->low, expected.at("wilson95_compressed")[0]);
        VERIFY_CLOSE(high->high, expected.at("wilson95_compressed")[1]);
        // The sign-flip test of differences of one size is McNemar's exact one.
        const auto signs = sign_flip_test(differences(a, b));
        QVERIFY(signs->exact);
        VERIFY_CLOSE(signs->p, expected.at("mcnemar_exact_p"));
    }

    void options_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        add_rows([](const Json& task) { return task.contains("mean_kl"); });
    }
    void options()
    {
        GOLDEN_TASK();
        const auto shift =
            option_shift(base.options(), candidate.options(), base.scores("acc"), candidate.scores("acc"));
        QCOMPARE(shift->left_out, std::size_t(0));
        // Differences of nearly equal distributions cancel: NumPy's own last digits go at about 1e-16 / KL.
        QVERIFY(std::fabs(shift->mean_kl - expected.at("mean_kl").get<double>()) <
                1e-12 * expected.at("mean_kl").get<double>() + 1e-15);
        QCOMPARE(shift->changed, expected.at("argmax_changed").get<std::size_t>());
        QCOMPARE(shift->wrong_to_other_wrong, expected.at("wrong_to_other_wrong").get<std::size_t>());
        VERIFY_CLOSE(shift->mean_margin_base, expected.at("mean_top_margin_base"));
    }

    void perplexities_data()
    {
        KNEEPOINT_NEEDS_SHARED();
        add_rows([](const Json& task) { return task.contains("delta_nats_per_unit"); });
    }
    void perplexities()
    {
        GOLDEN_TASK();
        const auto a = weighted(base, name.metric), b = weighted(candidate, name.metric);
        const auto result = perplexity_difference(a, b);
        const auto value = [&](double nats) { return name.metric == "bits_per_byte" ? bits(nats) : perplexity(nats); };
        VERIFY_CLOSE(value(result->base), expected.at("base"));
        VERIFY_CLOSE(value(result->candidate), expected.at("compressed"));
        VERIFY_CLOSE(result->delta, expected.at("delta_nats_per_unit"));
        VERIFY_CLOSE(result->standard_error, expected.at("se_delta_ratio"));
        VERIFY_CLOSE(*result->z, expected.at("z"));
        if (name.metric != "bits_per_byte") VERIFY_CLOSE(100 * result->increase, expected.at("increase_percent"));
        const auto bootstrap = bootstrap_perplexity(a, b, {.draws = 4000});
        QVERIFY(std::fabs(bootstrap->standard_error / result->standard_error - 1) < 0.1);
    }

    void families()
    {
        for (const auto& entry : golden()) {
            const auto& family = entry.at("family");
            Family p;
            for (const auto& value : family.at("p")) p.emplace_back(value.get<double>());
            const auto adjusted = holm(p), rate = benjamini_hochberg(p);
            for (std::size_t i = 0; i < p.size(); ++i) {
                VERIFY_CLOSE(*adjusted[i], family.at("holm")[i]);
                VERIFY_CLOSE(*rate[i], family.at("bh")[i]);
            }
        }
    }

    void groups_of_tasks()
    {
        const std::map<std::string, std::vector<std::string>> members = {
            {"kp_know", {"kp_know_city", "kp_know_river", "kp_know_animal", "kp_know_colour"}},
            {"kp_know_places", {"kp_know_city", "kp_know_river"}},
            {"kp_macro", {"kp_endings", "kp_claims"}}};
        for (const auto& [pair, entry] : golden().items())
            for (const auto& [group, tasks] : members) {
                std::vector<Member> base, difference;
                for (const auto& task : tasks) {
                    const auto [left, right] = sides(pair, Name(task + "|acc,none"));
                    const auto paired = *paired_difference(left.scores("acc"), right.scores("acc"));
                    base.push_back({paired.base.value, double(paired.n), paired.base.standard_error});
                    difference.push_back({paired.delta, double(paired.n), paired.standard_error});
                }
                const auto& expected = entry.at("groups").at(group);
                VERIFY_CLOSE(stratified_mean(base)->value, expected.at("base").at("weighted"));
                VERIFY_CLOSE(stratified_mean(base)->standard_error, expected.at("base").at("stratified_se"));
                const auto mean = *stratified_mean(difference);
                VERIFY_CLOSE(mean.value, expected.at("paired").at("weighted_diff"));
                VERIFY_CLOSE(mean.standard_error, expected.at("paired").at("weighted_se"));
            }
    }

    void groups_that_cannot_be()
    {
        const std::vector<Member> no_error = {{0.5, 10, not_a_number}}, negative = {{0.5, 10, -1}};
        QVERIFY(!stratified_mean({}) && !stratified_mean(no_error) && !stratified_mean(negative));
    }

    void macro_averages()
    {
        const std::map<std::string, std::vector<std::string>> members = {
            {"kp_know", {"kp_know_city", "kp_know_river", "kp_know_animal", "kp_know_colour"}},
            {"kp_macro", {"kp_endings", "kp_claims"}}};
        for (const auto& [pair, entry] : golden().items())
            for (const auto& [group, tasks] : members) {
                std::vector<Means> means;
                for (const auto& task : tasks) {
                    const auto [base, candidate] = sides(pair, Name(task + "|acc,none"));
                    means.push_back(*paired_means(base.scores("acc"), candidate.scores("acc")));
                }
                const auto& expected = entry.at("groups").at(group);
                const auto macro = *means_over_tasks(means);
                VERIFY_CLOSE(macro.base.value, expected.at("base").at("macro"));
                VERIFY_CLOSE(macro.candidate.standard_error, expected.at("compressed").at("macro_se"));
                VERIFY_CLOSE(macro.candidate.value - macro.base.value, expected.at("paired").at("macro_diff"));
                const double variance = std::pow(macro.base.standard_error, 2) +
                                        std::pow(macro.candidate.standard_error, 2) - 2 * macro.covariance;
                const double squared = std::pow(expected.at("paired").at("macro_se").get<double>(), 2);
                QVERIFY(std::fabs(variance - squared) <= 1e-12 * squared + 1e-18);
            }
    }
};

QTEST_GUILESS_MAIN(TestGoldenPairs)
#include "test_golden_pairs.moc"
