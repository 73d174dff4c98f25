// SPDX-License-Identifier: GPL-3.0-or-later
#include "said_test.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences in the manner of notebooks, reports and READMEs, whose figures are often of another table than the nearest
/// or of none. The expectations follow from the figures that stand beside the documents.
class TestReportsSaid : public SaidTest {
    Q_OBJECT

private slots:
    void sentences_data() override;
    void counts_and_numbers_give_no_formula()
    {
        const auto found = said_in(counted_answers, "");
        QVERIFY(found.empty());
        kneepoint::Progress progress;
        const auto review = kneepoint::claims::check_document(counted_answers, {}, progress);
        QVERIFY(review);
        for (const auto& claim : review->claims) {
            QVERIFY2(claim.verdict != Verdict::contradicts, claim.why.c_str());
            QVERIFY2(claim.why.find("250") == std::string::npos, claim.why.c_str());
        }
    }
};

void TestReportsSaid::sentences_data()
{
    add_columns();
    rows(not_wrong, {{"notebook", notebook}},
         {"GEMV (one row): 0.30 ms, 140 GOPS (133x faster than baseline)",
          "Result: 40.0 ms -> 4.0 ms (10x cumulative speedup)", "Result: 8.0 ms -> 4.0 ms (2x speedup)",
          "Memory compression: 16x (64 MB FP32 -> 4 MB packed)",
          "Max throughput with one server: a batch (ISL/OSL=2048/128) of long prompts is 1.9x faster.",
          "The new kernel gives an 8x speedup."});
    rows(right, {{"notebook", notebook}}, {"Table lookup makes GEMV 2.0x faster than the baseline."});
    rows(wrong, {{"notebook", notebook}},
         {"Table lookup makes GEMV 3.0x faster than the baseline.",
          "Graphs give 60 % more throughput than the baseline."});
    rows(right, {{"models in rows of averages", models_in_rows_of_averages}},
         {"Across Alpha 8B, Beta 7B, and Gamma 2 9B: FP8 loses 0.5-1.5 % on average.",
          "On Gamma 2 9B FP8 loses 1.5 %."});
    rows(open, {{"models in rows of averages", models_in_rows_of_averages}},
         {"For 95 % of all uses, FP8 is the right choice."});
    rows(not_wrong, {{"counted answers", counted_answers}},
         {"small-3 at Q4_K_M reaches 2x the speed of FP16 at acceptable quality (-2.5 pp).",
          "The TTFT drop from Q6_K to Q4_K_M for small-3 is large: 1046 ms to 14 ms.", "Q4_K_M saves 50 % of the cost.",
          "Q4_K_M saves 30-60 % depending on the model."});
    rows(right, {{"models once", models_once}},
         {"int4wo-64 is 1.8x faster than the baseline on Alpha-7B and 2.0x on Beta-8B.",
          "int8wo halves the model size.", "For Beta-8B, int4wo-64 has the highest tokens per second.",
          "int4wo-64 reduces the model size by 70-75 %."});
    rows(wrong, {{"models once", models_once}},
         {"int4wo-64 is 2.8x faster than the baseline on Alpha-7B.", "int4wo-64 halves the model size.",
          "For Beta-8B, int8wo has the highest tokens per second."});
    rows(not_wrong, {{"models once", models_once}},
         {"int8wo is 1.6x faster than the base.", "int4wo-64 is 2x faster."}); // on Beta alone
    rows(right, {{"card with kv", card_with_kv}},
         {"It achieves an average score of 79.60, whereas the unquantized model achieves 80.00.",
          "The FP8-KV model keeps 99.5 % of the average score."});
    rows(wrong, {{"card with kv", card_with_kv}}, {"Some-70B-FP8-KV achieves an average score of 81.60."});
    rows(open, {{"kernels alone", kernels_alone}},
         {"FP16 (non-quantized): recommended for the highest throughput.", "FP16 has the highest throughput."});
}

QTEST_APPLESS_MAIN(TestReportsSaid)
#include "moc_said_test.cpp"
#include "test_reports_said.moc"
