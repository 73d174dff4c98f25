// SPDX-License-Identifier: GPL-3.0-or-later
// Recovery, perplexity, flips, families, margins, power. Expected values: SciPy 1.17 unless a row says so.
#include "numbers.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/flips.h"
#include "kneepoint/stats/margin.h"
#include "kneepoint/stats/perplexity.h"
#include "kneepoint/stats/power.h"
#include "kneepoint/stats/recovery.h"

using namespace kneepoint;
using namespace kneepoint::stats;
using namespace kneepoint::tests;

class TestJudging : public QObject {
    Q_OBJECT

private slots:
    void recovery_of_model_cards_data()
    {
        QTest::addColumn<double>("base");
        QTest::addColumn<double>("candidate");
        QTest::addColumn<QString>("percent");
        // Averages and recoveries printed by the neuralmagic model cards.
        QTest::newRow("Mixtral-8x7B FP8") << 73.48 << 73.19 << "99.61";
        QTest::newRow("Llama-3-70B FP8") << 79.51 << 79.16 << "99.56";
        QTest::newRow("Mixtral-8x22B FP8") << 79.15 << 78.47 << "99.14";
    }
    void recovery_of_model_cards()
    {
        QFETCH(double, base);
        QFETCH(double, candidate);
        QFETCH(QString, percent);
        const auto ratio = ratio_of_means({{base, 0}, {candidate, 0}});
        QCOMPARE(QString::fromStdString(format_decimal(100 * ratio->value, 2)), percent);
        QVERIFY(!ratio->interval);
    }

    void chance_corrected()
    {
        const Means means{{0.30, 0.02}, {0.27, 0.02}};
        VERIFY_CLOSE(ratio_of_means(means)->value, 0.9);
        QVERIFY(std::fabs(ratio_of_means(means, 0.25)->value - 0.4) < 1e-12);
        QVERIFY(ratio_of_means(means, 0.25)->interval->low < ratio_of_means(means)->interval->low);
        QVERIFY(!ratio_of_means(means, 0.30));
        QVERIFY(!ratio_of_means(means, 0.28)); // the candidate lies below chance
        QVERIFY(!ratio_of_means(means, not_a_number));
    }

    void lower_is_better()
    {
        const auto ratio = ratio_of_means({{17.25, 0.3}, {51.61, 0.9}});
        const auto recovery = inverse(*ratio);
        VERIFY_CLOSE(recovery->value, 17.25 / 51.61);
        VERIFY_CLOSE(recovery->interval->low, 1 / ratio->interval->high);
        QVERIFY(!inverse({.value = 0}));
    }

    void ratios_without_meaning()
    {
        QVERIFY(!ratio_of_means({{0, 0}, {0, 0}}));
        QVERIFY(!ratio_of_means({{0, 0.1}, {0.5, 0.1}}));
        QVERIFY(!ratio_of_means({{-2, 0.1}, {-1, 0.1}}));
        QVERIFY(!ratio_of_means({{0.5, 0.1}, {not_a_number, 0.1}}));
        const auto lost = ratio_of_means({{0.02, 0.01}, {0, 0}});
        QCOMPARE(lost->value, 0.0);
        QVERIFY(!lost->interval);
    }

    void means_of_two_kinds()
    {
        const Means tasks[] = {{{0.8, 0.01}, {0.76, 0.01}, 0.00005}, {{0.2, 0.02}, {0.22, 0.02}, 0.0001}};
        VERIFY_CLOSE(ratio_of_means(*means_over_tasks(tasks))->value, 0.98);
        VERIFY_CLOSE(mean_of_ratios(tasks)->value, 1.025);
        VERIFY_CLOSE(means_over_tasks(tasks)->base.standard_error, std::hypot(0.01, 0.02) / 2);
        QVERIFY(mean_of_ratios(tasks)->standard_error);
        QVERIFY(!means_over_tasks({}) && !mean_of_ratios({}));
        const Means with_zero[] = {tasks[0], {{0, 0}, {0.1, 0.1}}};
        QVERIFY(!mean_of_ratios(with_zero));
        QVERIFY(ratio_of_means(*means_over_tasks(with_zero)));
    }

    void perplexities()
    {
        // exp(-sum / weights) and the difference of logarithms, by hand.
        const std::vector<WeightedLogLikelihood> base = {{-20, 10}, {-44, 20}, {-30, 10}},
                                                 candidate = {{-21, 10}, {-46, 20}, {-33, 10}};
        QCOMPARE(*nats_per_unit(base), 2.35);
        VERIFY_CLOSE(perplexity(2.35), std::exp(2.35));
        VERIFY_CLOSE(bits(std::log(2)), 1.0);
        const auto result = perplexity_difference(base, candidate);
        VERIFY_CLOSE(result->delta, 0.15);
        VERIFY_CLOSE(result->standard_error, std::sqrt((0.25 + 1 + 2.25) * 1.5) / 40);
        VERIFY_CLOSE(result->increase, std::expm1(0.15));
        VERIFY_CLOSE(perplexity_difference(candidate, base)->delta, -0.15);
        QVERIFY(!perplexity_difference(base, base)->p);
        QVERIFY(!perplexity_difference(base, {}));
        auto other_text = candidate;
        other_text[1].weight = 21;
        QVERIFY(!perplexity_difference(base, other_text));
        QVERIFY(!nats_per_unit({}));
        QVERIFY(!nats_per_unit(std::vector<WeightedLogLikelihood>{{-1, 0}}));
        QVERIFY(!nats_per_unit(std::vector<WeightedLogLikelihood>{{not_a_number, 1}}));
    }

    void options_of_a_question()
    {
        const Options p = {-1.2, -0.3, -2.5, -4.0}, q = {-1.0, -0.9, -2.0, -3.0};
        QVERIFY(close(*kl_divergence(p, q), 0.10998146124602069, 1e-11));
        VERIFY_CLOSE(*top_margin(p), 0.3848205349475842);
        QCOMPARE(*kl_divergence(p, p), 0.0);
        // Only differences of log-likelihoods count.
        QVERIFY(std::fabs(*kl_divergence(Options{-101.2, -100.3}, Options{-1.2, -0.3})) < 1e-12);
        QCOMPARE(*chosen_option(Options{-1, -0.5, -0.5}), std::size_t(1));
        QVERIFY(!chosen_option({}) && !chosen_option(Options{-1, not_a_number}));
        QVERIFY(!kl_divergence({}, {}) && !kl_divergence(p, Options{-1}) &&
                !kl_divergence(p, Options{1, 2, 3, infinity}));
        QVERIFY(!top_margin(Options{-1}));
    }

    void shift_of_a_task()
    {
        const std::vector<Options> base = {{-1, -2}, {-1, -2, -3}, {-1, -2}, {-1}},
                                   candidate = {{-2, -1}, {-3, -1, -2}, {-1, not_a_number}, {-1, -2}};
        const auto shift = option_shift(base, candidate, std::vector{1., 0., 0., 0.}, std::vector{0., 0., 0., 0.});
        QCOMPARE(shift->questions, std::size_t(2));
        QCOMPARE(shift->left_out, std::size_t(2));
        QCOMPARE(shift->changed, std::size_t(2));
        QCOMPARE(shift->wrong_to_other_wrong, std::size_t(1));
        QVERIFY(!option_shift({}, {}));
        QVERIFY(!option_shift(base, candidate, std::vector{1.}, std::vector{1.}));
        QVERIFY(!flips({}));
    }

    void families()
    {
        // SciPy's false_discovery_control; Holm by hand.
        const Family p = {0.01, 0.04, std::nullopt, 0.03, 0.005, not_a_number, 1.5};
        const auto rate = benjamini_hochberg(p), wise = holm(p);
        const Family expected_rate = {0.02, 0.04, std::nullopt, 0.04, 0.02, std::nullopt, std::nullopt};
        const Family expected_wise = {0.03, 0.06, std::nullopt, 0.06, 0.02, std::nullopt, std::nullopt};
        for (std::size_t i = 0; i < p.size(); ++i) {
            QCOMPARE(rate[i].has_value(), expected_rate[i].has_value());
            QCOMPARE(wise[i].has_value(), expected_wise[i].has_value());
            if (rate[i]) VERIFY_CLOSE(*rate[i], *expected_rate[i]);
            if (wise[i]) VERIFY_CLOSE(*wise[i], *expected_wise[i]);
        }
        QVERIFY(holm({}).empty());
        // Thousands of tasks: never below p, never above 1, BH never above Holm, order kept.
        Family many;
        std::mt19937_64 random(5);
        for (int i = 0; i < 5000; ++i) many.emplace_back(std::pow(double(random() >> 11) * 0x1p-53, 3));
        const auto a = holm(many), b = benjamini_hochberg(many);
        for (std::size_t i = 0; i < many.size(); ++i) QVERIFY(*many[i] <= *b[i] && *b[i] <= *a[i] && *a[i] <= 1);
    }

    void margins()
    {
        const auto loss = non_inferiority({-0.002, 0.004}, 0.01);
        VERIFY_CLOSE(loss->bound, -0.008579414507805888);
        VERIFY_CLOSE(loss->p, 0.022750131948179195);
        QVERIFY(loss->met);
        VERIFY_CLOSE(non_inferiority({-0.002, 0.004}, 0.01, 0.05, 20)->p, 0.02963276772328522);
        const auto both = equivalence({-0.002, 0.004}, 0.01);
        VERIFY_CLOSE(both->p, 0.022750131948179195);
        VERIFY_CLOSE(both->interval.high, 0.004579414507805889);
        QVERIFY(both->met);
        // A large gain is not inferior, and not equivalent.
        QVERIFY(non_inferiority({0.05, 0.004}, 0.01)->met);
        QVERIFY(!equivalence({0.05, 0.004}, 0.01)->met);
        QVERIFY(equivalence({0.05, 0.004}, 0.01)->p > 0.999);
        // Not significant and not shown to be harmless: 92 % recovery with p = .08 is no pass.
        QVERIFY(!non_inferiority({-0.052, 0.0299}, 0.01)->met);
    }

    void margins_without_an_answer()
    {
        QVERIFY(!non_inferiority({0, 0}, 0.01) && !equivalence({0, 0}, 0.01));
        QVERIFY(!non_inferiority({0, 0.1}, 0) && !non_inferiority({0, 0.1}, -1));
        QVERIFY(!non_inferiority({not_a_number, 0.1}, 0.01) && !equivalence({0, not_a_number}, 0.01));
        QVERIFY(!equivalence({0, 0.1}, 0.01, 0.6) && !equivalence({0, 0.1}, 0.01, 0.05, 0));
    }

    void power_table_data()
    {
        // lm_eval.md 8.3: p = .7, power 80 %, alpha 5 %.
        QTest::addColumn<int>("n");
        QTest::addColumn<QString>("unpaired");
        QTest::addColumn<QString>("ten");
        QTest::addColumn<QString>("five");
        QTest::newRow("100") << 100 << "0.182" << "0.089" << "0.063";
        QTest::newRow("250") << 250 << "0.115" << "0.056" << "0.040";
        QTest::newRow("541") << 541 << "0.078" << "0.038" << "0.027";
        QTest::newRow("1319") << 1319 << "0.050" << "0.024" << "0.017";
        QTest::newRow("10042") << 10042 << "0.018" << "0.009" << "0.006";
        QTest::newRow("14042") << 14042 << "0.015" << "0.007" << "0.005";
    }
    void power_table()
    {
        QFETCH(int, n);
        const auto shown = [n](const ItemVariance& variance) {
            return QString::fromStdString(format_decimal(*detectable_difference(variance, std::uint64_t(n)), 3));
        };
        QTEST(shown(unpaired_variance(0.7)), "unpaired");
        QTEST(shown(paired_variance(0.10)), "ten");
        QTEST(shown(paired_variance(0.05)), "five");
    }

    void items_needed_are_enough()
    {
        for (const double difference : {0.001, 0.01, 0.2}) {
            const auto n = *items_needed(paired_variance(0.1), difference);
            QVERIFY(*detectable_difference(paired_variance(0.1), n) <= difference);
            QVERIFY(n == 1 || *detectable_difference(paired_variance(0.1), n - 1) > difference);
        }
        // More samples of each item help only with what varies within it.
        const ItemVariance sampled{0.02, 0.1, 0.1, 4, 4};
        VERIFY_CLOSE(sampled.total(), 0.07);
        QVERIFY(!items_needed(paired_variance(0.1), 0) && !items_needed(paired_variance(-1), 0.1));
        QVERIFY(!items_needed(paired_variance(0.1), 1e-12) && !items_needed(paired_variance(not_a_number), 0.1));
        QVERIFY(!detectable_difference(paired_variance(0.1), 0));
        QVERIFY(!detectable_difference(paired_variance(0.1), 10, {.power = 2}));
    }

    void items_that_settle()
    {
        const auto n = *items_to_settle({-0.002, 0.01}, 1000, 0.01);
        const double error = 0.01 * std::sqrt(1000.0 / double(n));
        QVERIFY(non_inferiority({-0.002, error}, 0.01)->met);
        QVERIFY(!items_to_settle({-0.02, 0.01}, 1000, 0.01));
        QVERIFY(!items_to_settle({not_a_number, 0.01}, 1000, 0.01));
    }
};

QTEST_GUILESS_MAIN(TestJudging)
#include "test_judging.moc"
