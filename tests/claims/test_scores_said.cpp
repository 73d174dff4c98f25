// SPDX-License-Identifier: GPL-3.0-or-later
#include "said_test.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences on scores of tasks, over tables of tasks in columns, in rows and in a model card.
class TestScoresSaid : public SaidTest {
    Q_OBJECT

private slots:
    void sentences_data() override;
};

void TestScoresSaid::sentences_data()
{
    add_columns();
    const std::vector<Layout> with_average{{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}};
    auto every_layout = with_average;
    every_layout.push_back({"shares without average", shares_without_average});
    rows(right, every_layout,
         {"INT4 keeps 93 % of BF16 on gsm8k.", "FP8 keeps 98.9 % of BF16.",
          "INT4 retains 93.0 % of the BF16 score on gsm8k.", "FP8 recovers 98.9 % of the accuracy of BF16 on average.",
          "FP8 preserves 98.9% of the baseline accuracy.", "INT4 is 4.9 points lower than BF16 on gsm8k.",
          "On gsm8k, INT4 drops 4.9 points.", "INT4 loses 7 % on gsm8k.", "FP8 is within 1.2 % of BF16 on average.",
          "FP8 stays within 2 % of BF16 on every task.", "FP8 retains more than 98 % of BF16 accuracy.",
          "On hellaswag FP8 loses 0.4 percentage points.", "INT4 never loses more than 7.1 % on any task.",
          "FP8 keeps at least 97.9 % on every task.", "The accuracy recovery of FP8 is 98.9 %.",
          "FP8 recovers almost 99 % of the BF16 accuracy.", "INT4 keeps 98 % of BF16 on hellaswag and 93 % on gsm8k.",
          "FP8 loses 1.1 % on average."});
    rows(wrong, every_layout,
         {"INT4 keeps 97 % of BF16 on gsm8k.", "FP8 keeps 99.8 % of BF16.",
          "INT4 retains 98.0 % of the BF16 score on gsm8k.", "FP8 recovers 97.2 % of the accuracy of BF16 on average.",
          "FP8 preserves 99.9% of the baseline accuracy.", "INT4 is 1.2 points lower than BF16 on gsm8k.",
          "On gsm8k, INT4 drops 2.9 points.", "INT4 loses 2 % on gsm8k.", "FP8 is within 0.3 % of BF16 on average.",
          "FP8 stays within 1 % of BF16 on every task.", "FP8 retains more than 99.5 % of BF16 accuracy.",
          "On hellaswag FP8 loses 1.4 percentage points.", "FP8 keeps at least 99 % on every task.",
          "The accuracy recovery of FP8 is 99.9 %.", "INT4 gains 7 % on gsm8k."});
    // Medians over the tasks: 2.0 points and 96.4 % of INT4, 0.5 points of FP8.
    rows(right, every_layout,
         {"The median drop of INT4 is 2.0 points.", "The median recovery of INT4 is 96.4 %.",
          "FP8 has a median loss of 0.5 points."});
    rows(open, every_layout,
         {"The geometric mean speed-up is 1.30x.", "FP8 is 1.5x faster than BF16.", "Average speed-up: 1.3x."});
    rows(wrong, every_layout, {"The median drop of INT4 is 1.0 points.", "The median recovery of INT4 is 98.4 %."});
    rows(right, {{"model card", model_card}, {"html card", html_card}},
         {"The model recovers 98.9 % of the unquantized model.",
          "Llama-3.1-8B-Instruct-FP8 achieves an average recovery of 98.9%.",
          "It achieves an average score of 67.57, whereas the unquantized model achieves 68.33.",
          "On GSM8K the quantized model keeps 98 % of the original score.", "FP8 loses 1.4 points on GSM8K.",
          "HellaSwag drops from 80.0 to 79.6."});
    rows(wrong, {{"model card", model_card}, {"html card", html_card}},
         {"The model recovers 99.9 % of the unquantized model.",
          "Llama-3.1-8B-Instruct-FP8 achieves an average recovery of 99.7%.",
          "On GSM8K the quantized model keeps 99.5 % of the original score.", "FP8 loses 3.4 points on GSM8K."});
    rows(not_wrong, with_average,
         {"FP8 outperforms INT4 on all tasks.",
          "FP8 beats INT4 on every benchmark.",
          "BF16 outperforms FP8 on all tasks.",
          "INT4 has the lowest score on gsm8k.",
          "FP8 is better than INT4 on hellaswag.",
          "INT4 does not outperform FP8 on any task.",
          "No quantized model exceeds BF16 on any task.",
          "FP8 is not better than BF16 on gsm8k.",
          "INT4 has a lower average than FP8.",
          "FP8 trails BF16 by 1.4 points on gsm8k.",
          "INT4 scores 65.1 on gsm8k.",
          "INT4 scores 65.1 on gsm8k, 4.9 points below BF16.",
          "The gap between FP8 and BF16 is 0.4 points on hellaswag.",
          "FP8 and INT4 lose 1.4 and 4.9 points on gsm8k, respectively.",
          "On gsm8k, accuracy falls from 70.0 for BF16 to 65.1 for INT4.",
          "BF16 scores 4.9 points higher than INT4 on gsm8k.",
          "BF16 is 7.5 % better than INT4 on gsm8k.",
          "Only INT4 loses more than 2 % on gsm8k.",
          "FP8 matches BF16 within 0.5 points on hellaswag.",
          "INT4 retains between 93 % and 98 % of the BF16 scores.",
          "Quantized models recover between 93 % and 99.5 % of the BF16 score on every task.",
          "The average drop is 0.8 points for FP8 and 2.8 points for INT4.",
          "FP8 shows an average recovery of 98.9 %, INT4 of 95.9 %.",
          "INT4 gives up 4.9 points on gsm8k.",
          "FP8 is almost on par with BF16 (98.9 % recovery)."});
    rows(wrong, with_average,
         {"INT4 outperforms FP8 on all tasks.", "FP8 outperforms BF16 on all tasks.",
          "FP8 has the lowest score on gsm8k.", "INT4 is better than FP8 on hellaswag.", "INT4 scores 68.1 on gsm8k.",
          "FP8 trails BF16 by 3.4 points on gsm8k.", "FP8 matches BF16 within 0.2 points on hellaswag.",
          "The average drop is 1.8 points for FP8 and 3.8 points for INT4.",
          "FP8 shows an average recovery of 99.9 %, INT4 of 97.9 %.",
          "BF16 scores 2.9 points higher than INT4 on gsm8k.",
          "INT4 retains between 96 % and 99 % of the BF16 scores."});
    rows(wrong, with_average, {"FP8 and INT4 lose 4.9 and 1.4 points on gsm8k, respectively."});
    rows(right, every_layout,
         {"On average FP8 keeps 98.9 % and INT4 95.8 % of the BF16 accuracy.",
          "Average accuracy recovery: 98.9 % (FP8).", "FP8 (98.9 % recovery) is closer to BF16 than INT4.",
          "INT4 falls short of BF16 by 4.9 points on gsm8k.", "INT4 is 4.9 points behind BF16 on gsm8k.",
          "INT4 lags BF16 by 4.9 points on gsm8k.", "The drop on gsm8k is 1.4 points for FP8 and 4.9 points for INT4.",
          "gsm8k: -1.4 points with FP8, -4.9 points with INT4.", "FP8 is only 0.4 points worse than BF16 on hellaswag.",
          "The largest drop, 4.9 points, is on gsm8k with INT4.",
          "FP8 retains over 97 % of the BF16 score on all tasks.",
          "INT4 keeps 96.4 % on arc_challenge, 98 % on hellaswag and 93 % on gsm8k.",
          "INT4 preserves about 93 % of the gsm8k score of BF16.",
          "INT4 retains just 93 % of the original gsm8k accuracy.", "BF16 is ahead of INT4 by 4.9 points on gsm8k.",
          "FP8 gains 3.5 points over INT4 on gsm8k.", "FP8 is 5.4 % better than INT4 on gsm8k."});
    rows(wrong, every_layout,
         {"On average FP8 keeps 97.1 % of the BF16 accuracy.", "INT4 falls short of BF16 by 2.9 points on gsm8k.",
          "INT4 is 2.9 points behind BF16 on gsm8k.", "gsm8k: -0.4 points with FP8.",
          "FP8 retains over 99 % of the BF16 score on all tasks.",
          "INT4 keeps 98.4 % on arc_challenge and 93 % on gsm8k.",
          "INT4 retains just 83 % of the original gsm8k accuracy.", "BF16 is ahead of INT4 by 1.9 points on gsm8k.",
          "FP8 gains 7.5 points over INT4 on gsm8k."});
    rows(not_wrong, every_layout,
         {"FP8 keeps 98 % of BF16.", "INT4 keeps 93 % of BF16.", "INT4 keeps 98 % of the accuracy.",
          "FP8 loses less than 1 point.", "INT4 drops 4.9 points.", "INT4 with GPTQ keeps 97 % on gsm8k.",
          "Fine-tuning recovers 99 % of the loss.", "FP8 recovers 99.5 % on hellaswag after calibration.",
          "Using 4-bit weights keeps 99 % of MMLU.", "INT4 improves by 2 % with a larger calibration set.",
          "The standard error is below 1 % on gsm8k.", "Both models agree on 97 % of the gsm8k answers.",
          "FP8 and BF16 give the same answer in 96 % of cases.", "95 % confidence intervals overlap.",
          "About 10 % of gsm8k prompts were truncated.", "gsm8k has 1319 items, 3 % of which are ambiguous.",
          "We report 5-shot accuracy on gsm8k with 95 % confidence.",
          "With a margin of 1 %, FP8 is equivalent to BF16."});
    rows(not_wrong, with_average,
         {"Among the quantized models, FP8 has the highest gsm8k score.", "FP8 is the best quantized model on gsm8k.",
          "FP8 has the best average of the two quantized models.", "INT4 does not have the highest score on gsm8k.",
          "FP8 has the second-highest gsm8k score.", "FP8 has the highest gsm8k score after BF16.",
          "The lowest recovery, 93 %, is that of INT4 on gsm8k.", "FP8 is one of the best models on gsm8k.",
          "BF16 has the highest score on all tasks.", "The highest score on hellaswag is 80.0.",
          "INT4 shows the largest drop on gsm8k (4.9 points).", "INT4 scores lowest on gsm8k (65.1).",
          "FP8 offers the best trade-off.", "Best gsm8k: BF16 (70.0).",
          "Of the quantized models FP8 keeps the most accuracy."});
    rows(wrong, with_average,
         {"INT4 has the highest score on gsm8k.", "FP8 has the lowest gsm8k score.", "FP8 has the highest average.",
          "BF16 has the lowest score on hellaswag."});
    rows(not_wrong, with_average,
         {"FP8 is practically lossless (99 % recovery).",
          "FP8 has a 1.1 % lower average than BF16.",
          "FP8 averages 67.57, 0.76 below BF16.",
          "The average falls by 0.76 points to 67.57 with FP8.",
          "INT4 trades 2.83 points of average accuracy.",
          "INT4 recovers 96 % on average.",
          "gsm8k suffers most: 7 % relative loss with INT4.",
          "FP8 costs 0.5, 0.4 and 1.4 points on arc_challenge, hellaswag and gsm8k.",
          "On arc_challenge and hellaswag FP8 loses at most 0.5 points.",
          "On hellaswag both quantized models stay within 2 % of BF16.",
          "INT4 loses 2 points on arc_challenge, 1.6 on hellaswag and 4.9 on gsm8k.",
          "Recovery ranges from 93.0 % to 98.0 % for INT4 and from 98.0 % to 99.5 % for FP8.",
          "FP8 recovers at least 98 % of BF16 on each task, INT4 at least 93 %.",
          "FP8 halves the loss of INT4.",
          "INT4 loses 3.5x as many points as FP8 on gsm8k.",
          "The accuracy of FP8 is 3.5 points higher than that of INT4 on gsm8k.",
          "Random guessing would reach 25 % on arc_challenge.",
          "INT4 answers 65.1 % of gsm8k correctly.",
          "gsm8k accuracy: 70.0 (BF16), 68.6 (FP8), 65.1 (INT4).",
          "With FP8 we see 68.6 % on gsm8k, with INT4 65.1 %.",
          "FP8 keeps 98 % of gsm8k.",
          "INT4 drops to 65.1 on gsm8k, a 7 % decrease.",
          "Accuracy on gsm8k decreases from 70.0 to 65.1 (7 %) with INT4."});
    rows(wrong, {{"model card", model_card}}, {"Llama-3.1-8B-Instruct-FP8 achieves an average score of 69.57."});
    rows(wrong, with_average, {"FP8 achieves an average score of 69.57."});
    rows(right, with_average, {"FP8 achieves an average score of 67.57."});
}

QTEST_APPLESS_MAIN(TestScoresSaid)
#include "moc_said_test.cpp"
#include "test_scores_said.moc"
