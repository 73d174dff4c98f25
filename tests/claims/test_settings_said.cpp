// SPDX-License-Identifier: GPL-3.0-or-later
#include "said_test.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences on tables of settings, models and versions, and of headers in two lines.
class TestSettingsSaid : public SaidTest {
    Q_OBJECT

private slots:
    void sentences_data() override;
};

void TestSettingsSaid::sentences_data()
{
    add_columns();
    rows(right, {{"versions of models", versions_of_models}},
         {"v0.6 reduces TTFT by 20 to 40 %.", "Compared to v0.5, throughput improves by 20-50%.",
          "Throughput is up to 1.5x higher than in v0.5.",
          "On Qwen 14B, v0.6 is 25 % faster in TTFT and has 30 % more throughput.",
          "For Llama 8B, TTFT drops from 100 ms to 80 ms.", "v0.6 outperforms v0.5 in throughput on all models.",
          "TTFT improves by at least 20 %.", "The largest gain is on Mistral 22B, where throughput rises by 50 %.",
          "v0.5 is 1.25x to 1.67x slower in TTFT than v0.6.", "On average, v0.6 has 33 % more throughput."});
    rows(wrong, {{"versions of models", versions_of_models}},
         {"v0.6 reduces TTFT by 30 to 60 %.", "Compared to v0.5, throughput improves by 60-90%.",
          "Throughput is up to 2.5x higher than in v0.5.", "On Qwen 14B, v0.6 has 50 % more throughput.",
          "For Llama 8B, TTFT drops from 100 ms to 60 ms.", "TTFT improves by at least 35 %.",
          "v0.5 reduces TTFT by 20 to 40 % compared to v0.6.", "On average, v0.6 has 60 % more throughput."});
    rows(right, {{"batches", batches}},
         {"INT4 is 2.4x faster than FP16 at batch size 1.", "At batch size 64, INT4 is 10 % slower than FP16.",
          "INT8 outperforms FP16 at every batch size.", "INT4 outperforms FP16 at batch size <= 8.",
          "INT4 outperforms INT8 up to batch size 8.", "INT8 improves throughput by 10 % to 60 %.",
          "With a batch of 8, INT8 raises throughput from 320 to 480 tok/s.", "INT8 lowers latency by up to 37.5 %.",
          "At batch size 64 INT8 has the highest throughput.", "INT4 has the lowest latency at batch size 1.",
          "INT4 cuts the latency of FP16 by 58 % at batch size 1.", "INT8 is never slower than FP16.",
          "INT4 reaches 75 % higher throughput at batch size 8 compared with FP16."});
    rows(wrong, {{"batches", batches}},
         {"INT4 is 3.4x faster than FP16 at batch size 1.", "At batch size 64, INT4 is 30 % slower than FP16.",
          "INT8 improves throughput by 30 % to 80 %.",
          "With a batch of 8, INT8 raises throughput from 320 to 580 tok/s.", "INT8 lowers latency by up to 60 %.",
          "INT4 cuts the latency of FP16 by 38 % at batch size 1.",
          "At batch size 64, INT4 is 10 % faster than FP16."});
    rows(wrong, {{"batches", batches}},
         {"INT4 outperforms FP16 at every batch size.", "INT4 has the highest throughput at batch size 64.",
          "INT8 is never faster than FP16.", "INT4 is not faster than FP16 at batch size 1."});
    rows(not_wrong, {{"batches", batches}},
         {"INT4 is not faster than FP16 at batch size 64.", "INT4 outperforms FP16 at all batch sizes but one.",
          "INT4 is faster than FP16 except at batch size 64.", "INT4 does not outperform FP16 at batch size 64."});
    rows(right, {{"batches", batches}},
         {"INT4 is 1.5x as fast as INT8 at batch size 1.", "At batch size 64, INT4 is about 10 % slower than FP16."});
    rows(wrong, {{"batches", batches}},
         {"INT4 is twice as fast as INT8 at batch size 1.", "INT4 has twice the throughput of INT8 at batch size 1.",
          "INT8 has half the latency of FP16 at batch size 64."});
    // H100 against A100: 2 times with BF16, 2.73 times with FP8.
    const std::vector<Layout> every_gpu{
        {"gpus", gpus}, {"gpus in a column", gpus_in_a_column}, {"gpus beside models", gpus_beside_models}};
    rows(right, every_gpu,
         {"The H100 is twice as fast as the A100 with BF16.", "The H100 delivers 2.7x the FP8 throughput of the A100.",
          "FP8 is 2.7x faster on H100 than on A100.", "Moving from A100 to H100 doubles BF16 throughput.",
          "The H100 has a higher throughput than the A100.",
          "Compared to the A100, the H100 has 2.0x to 2.7x the throughput.",
          "The A100 has half the BF16 throughput of the H100.", "With BF16 the A100 is 50 % slower than the H100."});
    rows(wrong, every_gpu,
         {"The H100 is three times as fast as the A100 with BF16.",
          "The H100 delivers 3.7x the FP8 throughput of the A100.", "FP8 is 4x faster on H100 than on A100.",
          "Moving from A100 to H100 triples BF16 throughput.", "The A100 has a higher throughput than the H100.",
          "Compared to the A100, the H100 has 3.0x to 3.7x the throughput.",
          "With BF16 the A100 is 70 % slower than the H100."});
    rows(not_wrong, every_gpu,
         {"The H100 is 3x faster than the A100 with INT4.", "The H100 is 4x faster than the V100.",
          "The H100 costs 3x as much as the A100.", "FP8 on A100 is slower than BF16 on H100.",
          "The speed-up of FP8 is larger on H100 than on A100.", "FP8 on H100 is 3x faster than BF16 on A100.",
          "On H100 FP8 is 50 % faster, on A100 10 %.", "The H100 has 3x the memory bandwidth of the A100."});
    // Medians 1.5 and 1.75; geometric means (1.6 x 1.5 x 1.1)^(1/3) = 1.382 and (2.4 x 1.75 x 0.9)^(1/3) = 1.558.
    rows(right, {{"batches", batches}},
         {"INT8 has a median speed-up of 1.5x in throughput.",
          "INT4 has a median speedup of 1.75x over FP16 in throughput.",
          "INT8 has a geometric mean throughput speedup of 1.38x.",
          "INT8 is 1.38x faster in throughput (geometric mean).", "The geomean throughput gain of INT4 is 56 %."});
    rows(wrong, {{"batches", batches}},
         {"INT8 has a median speed-up of 1.9x in throughput.", "INT8 has a geometric mean throughput speedup of 1.58x.",
          "INT8 has a geometric mean throughput speedup of 1.40x.", // the arithmetic one
          "The geomean throughput gain of INT4 is 76 %."});
    rows(not_wrong, {{"batches", batches}},
         {"INT8 lowers the median latency by 60 %.", "The harmonic mean speed-up of INT8 in throughput is 1.9x."});
    rows(right, {{"gpus", gpus}},
         {"On H100, FP8 is 1.5x faster than BF16.", "On A100 FP8 gives 10 % more throughput.",
          "FP8 improves throughput by 10 % to 50 %.", "FP8 improves throughput by up to 1.5x.",
          "On the H100, FP8 raises throughput from 2000 to 3000 tok/s.",
          "FP8 outperforms BF16 on both GPUs in throughput."});
    rows(wrong, {{"gpus", gpus}},
         {"On H100, FP8 is 2.5x faster than BF16.", "On A100 FP8 gives 50 % more throughput.",
          "FP8 improves throughput by up to 2.2x.", "On the H100, FP8 raises throughput from 2000 to 4000 tok/s."});
    rows(not_wrong, {{"gpus", gpus}},
         {"FP8 is 1.5x faster than BF16.", "FP8 gives 50 % more throughput than BF16.",
          "On L40S FP8 is 1.9x faster than BF16.", "With 8 GPUs FP8 scales to 3x.",
          "The H100 is twice as fast as the A100 with BF16.", "H100 delivers 2.7x the FP8 throughput of A100."});
    rows(right, {{"before and after of models", before_and_after_of_models}},
         {"Quantization costs at most 0.4 points on MMLU.", "On GSM8K, Llama loses 2.1 points.",
          "The quantized models retain at least 97 % of the baseline GSM8K score.",
          "Qwen keeps 99.7 % of its baseline MMLU score.", "The MMLU drop ranges from 0.1 to 0.4 points.",
          "Mistral loses only 0.1 points on both MMLU and GSM8K.", "Llama drops from 75.2 to 73.1 on GSM8K.",
          "MMLU recovery is above 99 % for all models.", "GSM8K recovery of Llama is 97.2 %."});
    rows(wrong, {{"before and after of models", before_and_after_of_models}},
         {"Quantization costs at most 0.2 points on MMLU.", "On GSM8K, Llama loses 4.1 points.",
          "The quantized models retain at least 99 % of the baseline GSM8K score.",
          "Qwen keeps 97.7 % of its baseline MMLU score.", "Llama drops from 75.2 to 70.1 on GSM8K.",
          "GSM8K recovery of Llama is 99.2 %."});
    rows(not_wrong, {{"batches", batches}},
         {"At batch 1, INT4 is 2.4x as fast as FP16, at batch 8 1.75x, but at batch 64 it is 10 % slower.",
          "INT8 gives 60 % more throughput at batch 1 and 10 % more at batch 64.",
          "The speed-up of INT8 shrinks from 1.6x at batch size 1 to 1.1x at batch size 64.",
          "For small batches INT4 is up to 2.4x faster.", "INT8 has between 1.1x and 1.6x the throughput of FP16.",
          "Throughput of INT4 peaks at 1440 tok/s.", "Except at batch size 64, INT4 is the fastest.",
          "INT4 wins at batch sizes 1 and 8, INT8 at 64.", "INT8 improves throughput by 10-60 %, INT4 by up to 140 %.",
          "INT4 loses 10 % of throughput at batch size 64.",
          "With batch size 1 latency falls from 20.0 ms to 8.3 ms (INT4).",
          "At batch size 8, latency is 25.0 ms for FP16, 16.7 ms for INT8 and 14.3 ms for INT4.",
          "INT4 is faster than INT8 at batch sizes 1 and 8.", "INT4 more than doubles throughput at batch size 1.",
          "INT8 never loses throughput.", "INT8 has at least 10 % more throughput than FP16 at every batch size."});
    rows(not_wrong, {{"versions of models", versions_of_models}},
         {"TTFT went from 400 ms to 240 ms for Mistral 22B.", "Mistral 22B gains the most: 50 % more throughput.",
          "The speed-up in TTFT ranges from 1.25x (Llama 8B) to 1.67x (Mistral 22B).",
          "Compared with v0.5, v0.6 has 20 % (Llama 8B), 30 % (Qwen 14B) and 50 % (Mistral 22B) more throughput.",
          "v0.6 is faster than v0.5 for all models.", "v0.6 halves nothing, but lowers TTFT by up to 40 %.",
          "Upgrading from v0.5 to v0.6 lowers TTFT by 20-40 %.", "Upgrading to v0.6 raises throughput by 20-50 %.",
          "v0.6 brings 1.2x-1.5x throughput and 20-40 % lower TTFT.",
          "v0.5 needs 25 % more TTFT than v0.6 on Llama 8B.",
          "Llama 8B has 2.4x the throughput of Mistral 22B with v0.5... and 1.6x with v0.6.",
          "Qwen 14B is twice as slow to the first token as Llama 8B with v0.5.",
          "Larger models gain more: 20 % at 8B, 30 % at 14B and 50 % at 22B."});
    rows(not_wrong, {{"before and after of models", before_and_after_of_models}},
         {"Larger models lose less: 0.4 points for Llama, 0.2 for Qwen and 0.1 for Mistral on MMLU.",
          "Mistral retains 99.9 % on MMLU and GSM8K.", "Average MMLU loss is 0.23 points.",
          "GSM8K drops by 2.1 points for Llama but only by 0.4 points for Qwen.",
          "The GSM8K recovery is 97.2 %, 99.5 % and 99.9 % for Llama, Qwen and Mistral.",
          "No model loses more than 2.1 points.", "All models retain more than 97 % on GSM8K.",
          "Quantized Qwen scores 84.0 on GSM8K (84.4 before).", "Qwen is 11.9 points better than Llama on MMLU.",
          "Quantization never costs more than 3 % on any benchmark."});
    rows(right, {{"percentiles and scores", percentiles_and_scores}},
         {"p50 latency drops by 20 % to 40 %.", "p99 latency is reduced by 5-40 %.",
          "At a concurrency of 64, p99 falls from 500 ms to 300 ms.",
          "At concurrency 64 both p50 and p99 are 40 % lower.", "p50 improves by up to 40 %.",
          "MMLU loses 0.2 points and GSM8K 1.0 points.", "GSM8K keeps 98.7 % of its score.",
          "On GSM8K accuracy falls from 75.0 to 74.0."});
    rows(wrong, {{"percentiles and scores", percentiles_and_scores}},
         {"p50 latency drops by 50 % to 70 %.", "At a concurrency of 64, p99 falls from 500 ms to 200 ms.",
          "p50 improves by up to 60 %.", "GSM8K keeps 96.7 % of its score."});
    rows(not_wrong, {{"percentiles and scores", percentiles_and_scores}},
         {"Latency drops by up to 40 %.", "Tail latency improves by 40 % under load.", "The p95 latency falls by 60 %.",
          "At concurrency 16 latency is 20-30 % lower.", "With 64 clients the tail is 40 % shorter.",
          "MMLU is unchanged within 0.5 points.", "Accuracy is preserved: -0.2 points on MMLU."});
    rows(right,
         {{"groups of sides", groups_of_sides},
          {"repeated sides", repeated_sides},
          {"groups of metrics", groups_of_metrics}},
         {"FP8 lowers TTFT by 20 to 30 %.", "FP8 lowers ITL by 17 to 31 %.",
          "At 32 streams, TTFT falls from 200.0 ms to 140.0 ms.",
          "The ITL of FP8 is up to 31 % lower than that of BF16.", "FP8 is 1.25x to 1.43x faster in TTFT."});
    rows(wrong,
         {{"groups of sides", groups_of_sides},
          {"repeated sides", repeated_sides},
          {"groups of metrics", groups_of_metrics}},
         {"FP8 lowers TTFT by 35 to 60 %.", "BF16 lowers ITL by 17 to 31 %.",
          "At 32 streams, TTFT falls from 200.0 ms to 100.0 ms.",
          "The ITL of FP8 is up to 51 % lower than that of BF16."});
    rows(not_wrong, {{"groups of sides", groups_of_sides}, {"groups of metrics", groups_of_metrics}},
         {"The average speed-up is 1.34x.", "The geometric mean speed-up is 1.34x."}); // of TTFT alone
    rows(right,
         {{"models beside sides", models_beside_sides},
          {"models before sides", models_before_sides},
          {"a table for each model", a_table_for_each_model}},
         {"For Llama 3.1 8B, FP8 reduces ITL by 25 %.", "FP8 reduces ITL by 20-40 %.", "FP8 reduces ITL by up to 40 %.",
          "FP8 has 60 % higher throughput than BF16 on Llama 3.1 8B.",
          "FP8 reduces ITL by 20 % on Mistral 7B and by 40 % on Phi-3 mini.",
          "Throughput improves by 50 % (Mistral 7B), 60 % (Llama 3.1 8B) and 10 % (Phi-3 mini).",
          "On Phi-3 mini, throughput goes from 4000 tok/s to 4400 tok/s.",
          "FP8 has lower ITL than BF16 on all models."});
    rows(wrong,
         {{"models beside sides", models_beside_sides},
          {"models before sides", models_before_sides},
          {"a table for each model", a_table_for_each_model}},
         {"For Llama 3.1 8B, FP8 reduces ITL by 45 %.", "FP8 reduces ITL by up to 60 %.",
          "FP8 has 90 % higher throughput than BF16 on Llama 3.1 8B.",
          "FP8 reduces ITL by 20 % on Mistral 7B and by 60 % on Phi-3 mini.",
          "Throughput improves by 50 % (Mistral 7B), 90 % (Llama 3.1 8B) and 10 % (Phi-3 mini).",
          "On Phi-3 mini, throughput goes from 4000 tok/s to 5400 tok/s."});
}

QTEST_APPLESS_MAIN(TestSettingsSaid)
#include "moc_said_test.cpp"
#include "test_settings_said.moc"
