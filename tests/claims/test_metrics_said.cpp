// SPDX-License-Identifier: GPL-3.0-or-later
#include "layouts.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences on tables of several metrics, settings, models, engines and GPUs.
/// As announcements, model cards and papers say them, true and false; the expectations follow from the figures that
/// stand beside the documents.
class TestMetricsSaid : public QObject {
    Q_OBJECT

private slots:
    void sentences_data();
    void sentences()
    {
        QFETCH(QString, document);
        QFETCH(QString, sentence);
        QFETCH(int, expected);
        check(document, sentence, expected);
    }
};

void TestMetricsSaid::sentences_data()
{
    add_columns();
    rows(right, {{"several metrics", several_metrics}},
         {"FP8 delivers 1.5x the throughput of BF16.",
          "FP8 has 50 % higher throughput than BF16.",
          "INT4 delivers 1.8x higher throughput and 50 % lower ITL than BF16.",
          "INT4 halves the ITL.",
          "INT4 cuts the ITL in half.",
          "FP8 cuts memory nearly in half.",
          "FP8 needs 47 % less memory.",
          "INT4 uses 2.9x less memory than BF16.",
          "BF16 has twice the ITL of INT4.",
          "INT4 is 20 % faster than FP8 in throughput.",
          "FP8 outperforms BF16 by 50 % in throughput.",
          "FP8 reduces TTFT by 25 % (from 120.0 ms to 90.0 ms).",
          "Compared with FP8, INT4 has 11 % higher TTFT.",
          "TTFT falls from 120 ms with BF16 to 90 ms with FP8.",
          "FP8 improves TTFT by 25% and throughput by 50%.",
          "INT4 needs about a third of the memory.",
          "Memory shrinks to 34 % of BF16 with INT4.",
          "INT4 reduces memory to 5.5 GB.",
          "BF16 is 1.5x slower than FP8 in throughput.",
          "FP8 achieves a 1.33x speed-up in TTFT.",
          "INT4: throughput +80 %, ITL -50 %, memory -66 %.",
          "FP8 (1500 tok/s) has a higher throughput than BF16 (1000 tok/s)."});
    rows(wrong, {{"several metrics", several_metrics}},
         {"FP8 delivers 2.5x the throughput of BF16.", "FP8 has 80 % higher throughput than BF16.",
          "INT4 halves the TTFT.", "FP8 cuts TTFT in half.", "FP8 needs 66 % less memory.",
          "INT4 uses 4x less memory than BF16.", "INT4 has twice the ITL of BF16.",
          "INT4 is 50 % faster than FP8 in throughput.", "FP8 reduces TTFT by 50 %.",
          "Compared with FP8, INT4 has 11 % lower TTFT.", "TTFT falls from 120 ms with BF16 to 60 ms with FP8.",
          "Memory shrinks to 60 % of BF16 with INT4.", "BF16 is 2.5x slower than FP8 in throughput.",
          "FP8 achieves a 1.9x speed-up in TTFT."});
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
    rows(right, {{"scores and speed", scores_and_speed}},
         {"The FP8 model is 1.48x faster than the original model.", "FP8 retains 99.6 % of MMLU accuracy.",
          "W4A16 keeps 96.7 % of the baseline on GSM8K.", "W4A16 nearly doubles throughput (1.9x).",
          "W4A16 shrinks the model size by 65 %.", "The W4A16 model is 2.8x smaller.",
          "FP8 increases throughput by 48 % while losing only 0.3 points on MMLU.", "FP8 loses 0.5 % on GSM8K.",
          "Compared to the unquantized model, W4A16 needs 35 % of the size.",
          "W4A16 has 90 % more throughput than the baseline, at the cost of 2.7 points on GSM8K.",
          "Llama-3.1-8B-Instruct-FP8 delivers 1.48x the throughput of Llama-3.1-8B-Instruct."});
    rows(wrong, {{"scores and speed", scores_and_speed}},
         {"The FP8 model is 1.98x faster than the original model.", "FP8 retains 97.6 % of MMLU accuracy.",
          "W4A16 keeps 99.7 % of the baseline on GSM8K.", "W4A16 shrinks the model size by 35 %.",
          "The W4A16 model is 4x smaller.", "FP8 increases throughput by 88 % while losing only 0.3 points on MMLU.",
          "W4A16 has 40 % more throughput than the baseline, at the cost of 2.7 points on GSM8K.",
          "Llama-3.1-8B-Instruct-FP8 delivers 2.48x the throughput of Llama-3.1-8B-Instruct."});
    rows(not_wrong, {{"scores and speed", scores_and_speed}},
         {"We used 8x H100 GPUs with tensor parallelism of 4.", "Each test was repeated 3 times.",
          "Quantization reduces the number of bits from 16 to 4, cutting disk size by about 75 %.",
          "GPTQ is 3.2x faster on A100.", "The calibration used 512 samples and took 2.5x longer than expected.",
          "We kept 10 % of the data for validation.", "Over 90 % of users prefer it.",
          "vLLM 0.6.0 was used with 95 % GPU memory utilization.", "p99 latency is 2x higher."});
    rows(right, {{"perplexities", perplexities}},
         {"Q4_K_M raises perplexity by only 2.4 %.", "Q4_K_M is 2.4 % worse in perplexity than FP16.",
          "Q2_K increases perplexity from 5.47 to 6.95.", "Q8_0 stays within 0.2 % of the FP16 perplexity.",
          "Q4_K_M has 30 % of the size of FP16.", "Q4_K_M is 70 % smaller than FP16 and 2.75x faster.",
          "Q2_K is five times smaller.", "Q2_K has the highest perplexity.", "Q8_0 is nearly half the size of FP16.",
          "Perplexity rises by less than 3 % with Q4_K_M.", "Q4_K_M reaches 110 tok/s, 2.75x the speed of FP16.",
          "Q4_K_M runs at 110 tok/s versus 40 tok/s for FP16.", "Q2_K degrades perplexity by 27 %."});
    rows(wrong, {{"perplexities", perplexities}},
         {"Q4_K_M raises perplexity by 5.4 %.", "Q2_K increases perplexity from 5.47 to 7.95.",
          "Q4_K_M has 45 % of the size of FP16.", "Q4_K_M is 50 % smaller than FP16.", "Q2_K is eight times smaller.",
          "Q8_0 has the highest perplexity.", "Perplexity rises by less than 2 % with Q4_K_M.",
          "Q2_K degrades perplexity by 47 %.", "Q2_K lowers perplexity by 27 %."});
    rows(right, {{"engines", engines}},
         {"SGLang delivers 25 % more throughput than vLLM.", "SGLang is 1.67x faster than TGI in throughput.",
          "vLLM has 33 % higher throughput than TGI.", "SGLang has the highest throughput.",
          "SGLang has a 25 % lower p50 TTFT than vLLM.", "The p99 TTFT of SGLang is 10 % higher than that of vLLM.",
          "TGI is slower than both vLLM and SGLang in throughput.", "SGLang outperforms TGI by 67 % in throughput.",
          "Compared with TGI, vLLM cuts the p99 TTFT by 40 %.",
          "SGLang reaches 15 req/s compared to 12 req/s for vLLM.",
          "Relative to TGI, SGLang lowers p50 TTFT by 40 %."});
    rows(wrong, {{"engines", engines}},
         {"SGLang delivers 45 % more throughput than vLLM.", "SGLang is 2.67x faster than TGI in throughput.",
          "The p99 TTFT of SGLang is 10 % lower than that of vLLM.", "TGI has the highest throughput.",
          "SGLang has a 45 % lower p50 TTFT than vLLM.", "Compared with TGI, vLLM cuts the p99 TTFT by 60 %."});
    rows(not_wrong, {{"engines", engines}},
         {"SGLang is 25 % faster than TensorRT-LLM.", "SGLang delivers 40 % more throughput.",
          "At p95, SGLang is twice as fast as vLLM.", "vLLM 0.6 is 2.7x faster than vLLM 0.5.",
          "SGLang is up to 5x faster than the alternatives on shared prefixes."});
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
    rows(right, {{"several metrics", several_metrics}},
         {"FP8 and INT4 improve throughput by 50 % and 80 %, respectively.",
          "Throughput improves by 50 % (FP8) and 80 % (INT4).",
          "Speed-ups over BF16 are 1.5x (FP8) and 1.8x (INT4) in throughput.",
          "- **Throughput**: 50 % higher with FP8",
          "* ITL: -33 % (FP8), -50 % (INT4)",
          "FP8: 1.5x throughput, 0.75x TTFT, 0.67x ITL",
          "Memory: FP8 uses 8.5 GB, INT4 only 5.5 GB (66 % less than BF16).",
          "INT4 improves throughput 1.8-fold.",
          "INT4 has an ITL of 12.0 ms, half of that of BF16.",
          "With INT4 the ITL drops to 12.0 ms (-50 %).",
          "FP8 gets within 17 % of the throughput of INT4.",
          "Throughput goes up by 80 % when moving from BF16 to INT4.",
          "Using FP8 instead of BF16 raises throughput by 50 %.",
          "BF16 delivers only 56 % of the throughput of INT4.",
          "BF16 uses 1.9x as much memory as FP8.",
          "BF16 needs almost three times the memory of INT4.",
          "FP8 saves 7.5 GB of memory.",
          "ITL improves by a third with FP8.",
          "INT4 delivers 300 tok/s more than FP8.",
          "FP8 lowers TTFT by 30 ms.",
          "INT4, although 11 % slower than FP8 in TTFT, has 20 % more throughput.",
          "INT4 trades 11 % higher TTFT for 20 % more throughput compared with FP8.",
          "Switching to FP8 brings 50 % more throughput, 25 % lower TTFT and 33 % lower ITL."});
    rows(wrong, {{"several metrics", several_metrics}},
         {"Throughput improves by 20 % (FP8) and 80 % (INT4).", "- **Throughput**: 90 % higher with FP8",
          "INT4 has an ITL of 18.0 ms.", "BF16 delivers only 76 % of the throughput of INT4.",
          "BF16 uses 3.9x as much memory as FP8.", "Using FP8 instead of BF16 raises throughput by 90 %.",
          "Throughput goes up by 50 % when moving from BF16 to INT4.", "INT4 improves throughput 2.8-fold.",
          "Switching to FP8 brings 80 % more throughput and 25 % lower TTFT.", "* ITL: -33 % (FP8), -75 % (INT4)"});
    rows(not_wrong, {{"several metrics", several_metrics}},
         {"INT4 may be 3x faster on newer GPUs.", "We expect 2x more throughput.",
          "In theory INT4 needs 75 % less memory.", "Ideal memory savings are 4x.", "A 2x larger batch was possible.",
          "INT4 enables 4x longer contexts.", "The GPU was 95 % utilized.", "FP8 is 2.2x cheaper.",
          "FP8 reduces cost per token by 33 %.", "Energy drops by 40 % with FP8.", "Compilation takes 3x longer.",
          "INT4 weights are 4x smaller than BF16 weights.", "About 20 % of the requests timed out.",
          "The throughput of FP8 is not 2x higher.", "Throughput scales with 1.9x efficiency across two GPUs.",
          "Prior work reports 1.9x speedups for FP8.", "Others found FP8 to be 30 % faster.",
          "Unlike the 2x reported by others, FP8 gives 50 % more throughput."});
    rows(right, {{"ratios without sources", ratios_without_sources}},
         {"FP8 achieves an E2E speedup of 1.62x.", "E2E speedup is up to 1.95x.", "INT4 reduces cost by 49 %.",
          "FP8 lowers TTFT by 25 %."});
    rows(wrong, {{"ratios without sources", ratios_without_sources}},
         {"FP8 achieves an E2E speedup of 2.62x.", "E2E speedup is up to 2.95x.", "FP8 lowers TTFT by 45 %."});
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
    rows(right, {{"several metrics", several_metrics}}, {"FP8 lowers the time to first token by 25 %."});
    rows(not_wrong, {{"several metrics", several_metrics}},
         {"INT4 has the lowest memory.",
          "INT4 has the highest throughput but not the lowest TTFT.",
          "FP8 has the lowest TTFT.",
          "INT4 has the lowest ITL of all.",
          "The fastest model is INT4.",
          "The highest throughput gain, 80 %, comes from INT4.",
          "BF16 uses the most memory.",
          "INT4 is the smallest model.",
          "FP8 has the lowest TTFT, INT4 the highest throughput.",
          "Neither FP8 nor INT4 is slower than BF16.",
          "INT4 is faster than FP8 but has a higher TTFT.",
          "Both quantized models need less memory than BF16.",
          "FP8 and INT4 have lower ITL than BF16.",
          "No model is faster than INT4.",
          "BF16 is never faster than FP8.",
          "INT4 beats FP8 in everything but TTFT.",
          "All quantized models have higher throughput than BF16.",
          "Except for TTFT, INT4 is better than FP8.",
          "FP8 is faster than BF16, and INT4 is faster still.",
          "INT4 has a lower ITL than FP8 and a higher TTFT.",
          "FP8 is slower than INT4 in throughput but faster in TTFT."});
    rows(wrong, {{"several metrics", several_metrics}},
         {"INT4 has the lowest TTFT.", "FP8 has the highest throughput.", "BF16 has the lowest memory.",
          "INT4 has a lower TTFT than FP8.", "BF16 needs less memory than INT4.", "FP8 has a higher ITL than BF16.",
          "All quantized models have higher TTFT than BF16."});
    rows(right, {{"card of two tables", card_of_two_tables}},
         {"The FP8 model recovers 99.4 % of the average score of the unquantized model.",
          "It achieves an average score of 75.74, compared to 76.21 for the unquantized model.",
          "The quantized model is 1.5x to 2.0x faster.", "Latency improves by up to 2x in the Code use case.",
          "For RAG, FP8 is 1.5x faster than the baseline.", "FP8 loses only 0.05 points on MMLU.",
          "On GSM-8K, FP8 recovers 99.0 % of the baseline score.", "FP8 reduces latency by 33 to 50 %.",
          "The average recovery of the FP8 model is 99.4 %.", "FP8 cuts the latency for Code in half.",
          "In the Chat use case latency drops from 4.0 s to 2.5 s."});
    rows(wrong, {{"card of two tables", card_of_two_tables}},
         {"The FP8 model recovers 97.4 % of the average score of the unquantized model.",
          "The quantized model is 2.5x to 3.0x faster.", "Latency improves by up to 3x in the Code use case.",
          "For RAG, FP8 is 2.5x faster than the baseline.", "FP8 loses 1.5 points on MMLU.",
          "FP8 reduces latency by 53 to 70 %.", "In the Chat use case latency drops from 4.0 s to 1.5 s."});
    rows(not_wrong, {{"card of two tables", card_of_two_tables}},
         {"This optimization reduces the number of bits per parameter from 16 to 8, reducing the disk size and GPU "
          "memory requirements by approximately 50%.",
          "On multi-stream deployment the model is 1.8x faster.", "The model was calibrated with 512 samples.",
          "FP8 reaches 1.9x on H200 GPUs.",
          "Only the weights and activations of linear operators are quantized, which are 95 % of the parameters.",
          "Evaluation on HumanEval shows 100.4 % recovery.", "The margin of error is 1 %.",
          "vLLM 0.5.2 serves it 30 % faster."});
    rows(right, {{"units in cells", units_in_cells}},
         {"Int4 is 21 % faster than BF16 at 2048 tokens.", "Int4 needs 44 % less GPU memory than BF16.",
          "Int4 uses 21.79 GB of GPU memory.", "Int8 saves 11.4 GB of memory."});
    rows(not_wrong, {{"units in cells", units_in_cells}},
         {"Int4 is about 20 % faster than BF16.", "Int8 is 10 % slower than BF16 at 2048 tokens.",
          "Int8 is 21 % faster at 8192 tokens.", "Int4 is 20 % faster at long contexts.",
          "At 2048 tokens, Int8 is slower than BF16.", "Int8 is faster than BF16 at 8192 tokens."});
    rows(wrong, {{"units in cells", units_in_cells}}, {"Int4 needs 74 % less GPU memory than BF16."});
}

QTEST_APPLESS_MAIN(TestMetricsSaid)
#include "test_metrics_said.moc"
