// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/claims/claims.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

/// Documents with one table each in the layouts that are met, and a check of one sentence under one of them. What holds
/// is worked out from the figures, beside each document.
namespace kneepoint::tests::layouts {

using claims::Kind;
using claims::Verdict;

/// Latencies of 1, 8, 16 and 32 streams: 12, 15, 20, 36 ms before and 10, 12, 15, 25 ms after. Saved: 16.7, 20, 25 and
/// 30.6 %; speed-up 1.20, 1.25, 1.33, 1.44; the mean saving is 23.1 %, the saving of the means 25.3 %.
inline constexpr const char* old_and_new =
    "# Results\n\n|Streams|Old latency (ms)|New latency (ms)|Speedup|\n|-|-|-|-|\n"
    "|1|12.0|10.0|1.20x|\n|8|15.0|12.0|1.25x|\n|16|20.0|15.0|1.33x|\n|32|36.0|25.0|1.44x|\n";
inline constexpr const char* old_and_new_alone = "# Results\n\n|Streams|Old latency (ms)|New latency (ms)|\n|-|-|-|\n"
                                                 "|1|12.0|10.0|\n|8|15.0|12.0|\n|16|20.0|15.0|\n|32|36.0|25.0|\n";
inline constexpr const char* sides_in_columns = "# Results\n\n|Streams|BF16 ITL (ms)|FP8 ITL (ms)|\n|-|-|-|\n"
                                                "|1|12.0|10.0|\n|8|15.0|12.0|\n|16|20.0|15.0|\n|32|36.0|25.0|\n";
inline constexpr const char* sides_in_rows =
    "# Results\n\n|Model|Streams|ITL (ms)|\n|-|-|-|\n|BF16|1|12.0|\n|BF16|8|15.0|\n|BF16|16|20.0|\n|BF16|32|36.0|\n"
    "|FP8|1|10.0|\n|FP8|8|12.0|\n|FP8|16|15.0|\n|FP8|32|25.0|\n";
inline constexpr const char* a_table_for_each_side =
    "# Results\n\n## BF16\n\n|Streams|ITL (ms)|\n|-|-|\n|1|12.0|\n|8|15.0|\n|16|20.0|\n|32|36.0|\n\n"
    "## FP8\n\n|Streams|ITL (ms)|\n|-|-|\n|1|10.0|\n|8|12.0|\n|16|15.0|\n|32|25.0|\n\n## Discussion\n";
inline constexpr const char* metric_in_title = "# ITL (ms)\n\n|Streams|BF16|FP8|\n|-|-|-|\n"
                                               "|1|12.0|10.0|\n|8|15.0|12.0|\n|16|20.0|15.0|\n|32|36.0|25.0|\n";
/// Headers of two lines, and both sides beside each other under a category that spans rows; figures as above.
inline constexpr const char* html_spans =
    "# Results\n\n<table><tr><th rowspan=2>Streams</th><th colspan=2>ITL "
    "(ms)</th></tr><tr><th>BF16</th><th>FP8</th></tr>"
    "<tr><td>1</td><td>12.0</td><td>10.0</td></tr><tr><td>8</td><td>15.0</td><td>12.0</td></tr>"
    "<tr><td>16</td><td>20.0</td><td>15.0</td></tr><tr><td>32</td><td>36.0</td><td>25.0</td></tr></table>\n";
inline constexpr const char* html_sides =
    "# Results\n\n<table><tr><th>Model</th><th>Streams</th><th>ITL (ms)</th></tr>"
    "<tr><td rowspan=4>BF16</td><td>1</td><td>12.0</td></tr><tr><td>8</td><td>15.0</td></tr>"
    "<tr><td>16</td><td>20.0</td></tr><tr><td>32</td><td>36.0</td></tr>"
    "<tr><td rowspan=4>FP8</td><td>1</td><td>10.0</td></tr><tr><td>8</td><td>12.0</td></tr>"
    "<tr><td>16</td><td>15.0</td></tr><tr><td>32</td><td>25.0</td></tr></table>\n";
inline constexpr const char* html_table =
    "# Results\n\n<table><tr><th>Streams</th><th>BF16 ITL (ms)</th><th>FP8 ITL (ms)</th></tr>"
    "<tr><td>1</td><td>12.0</td><td>10.0</td></tr><tr><td>8</td><td>15.0</td><td>12.0</td></tr>"
    "<tr><td>16</td><td>20.0</td><td>15.0</td></tr><tr><td>32</td><td>36.0</td><td>25.0</td></tr>"
    "</table>\n";

/// Of BF16: FP8 keeps 99.1, 99.5, 98.0 %, the average 98.9 %; INT4 keeps 96.4, 98.0, 93.0 %, the average 95.9 %.
/// Lost points: FP8 0.5, 0.4, 1.4, average 0.76; INT4 2.0, 1.6, 4.9, average 2.83.
inline constexpr const char* tasks_in_columns =
    "# Results\n\n|Model|arc_challenge|hellaswag|gsm8k|Average|\n|-|-|-|-|-|\n|BF16|55.0|80.0|70.0|68.33|\n"
    "|FP8|54.5|79.6|68.6|67.57|\n|INT4|53.0|78.4|65.1|65.50|\n";
inline constexpr const char* tasks_in_rows =
    "# Results\n\n|Benchmark|BF16|FP8|INT4|\n|-|-|-|-|\n|arc_challenge|55.0|54.5|53.0|\n|hellaswag|80.0|79.6|78.4|\n"
    "|gsm8k|70.0|68.6|65.1|\n|Average|68.33|67.57|65.50|\n";
inline constexpr const char* shares_without_average =
    "# Results\n\n|Model|arc_challenge|hellaswag|gsm8k|\n|-|-|-|-|\n|BF16|0.550|0.800|0.700|\n"
    "|FP8|0.545|0.796|0.686|\n|INT4|0.530|0.784|0.651|\n";
inline constexpr const char* model_card =
    "# Llama-3.1-8B-Instruct-FP8\n\n"
    "|Benchmark|Llama-3.1-8B-Instruct|Llama-3.1-8B-Instruct-FP8 (this model)|Recovery|\n|-|-|-|-|\n"
    "|ARC-Challenge (25-shot, acc_norm)|55.0|54.5|99.1%|\n|HellaSwag (10-shot)|80.0|79.6|99.5%|\n"
    "|GSM8K (5-shot)|70.0|68.6|98.0%|\n|**Average**|**68.33**|**67.57**|**98.9%**|\n";

/// A card with a category of tasks that spans rows. FP8 keeps 99.1, 99.5, 98.0 and 98.9 %.
inline constexpr const char* html_card =
    "# "
    "Llama-3.1-8B-Instruct-FP8\n\n<table>\n<thead>\n<tr><th>Category</th><th>Benchmark</th><th>Llama-3.1-8B-Instruct</"
    "th>"
    "<th>Llama-3.1-8B-Instruct-FP8<br>(this model)</th><th>Recovery</th></tr>\n</thead>\n<tbody>\n"
    "<tr><td rowspan=\"4\"><strong>OpenLLM V1</strong></td><td>ARC-Challenge (25-shot)</td><td>55.0</td><td>54.5</td>"
    "<td>99.1%</td></tr>\n<tr><td>HellaSwag (10-shot)</td><td>80.0</td><td>79.6</td><td>99.5%</td></tr>\n"
    "<tr><td>GSM8K (5-shot)</td><td>70.0</td><td>68.6</td><td>98.0%</td></tr>\n"
    "<tr><td><strong>Average</strong></td><td><strong>68.33</strong></td><td><strong>67.57</strong></td>"
    "<td><strong>98.9%</strong></td></tr>\n</tbody>\n</table>\n";

/// FP8 against BF16: throughput 1.5x, TTFT -25 %, ITL -33.3 %, memory -46.9 %. INT4: 1.8x, -16.7 %, -50 %, -65.6 %
/// (34.4 % left, a factor of 2.91). INT4 against FP8: throughput +20 %, TTFT +11.1 %.
inline constexpr const char* several_metrics =
    "# Results\n\n|Model|Throughput (tok/s)|TTFT (ms)|ITL (ms)|Memory (GB)|\n|-|-|-|-|-|\n|BF16|1000|120.0|24.0|16.0|\n"
    "|FP8|1500|90.0|16.0|8.5|\n|INT4|1800|100.0|12.0|5.5|\n";
/// TTFT -20, -25, -40 %; throughput +20, +30, +50 %, on average +33.3 %.
inline constexpr const char* versions_of_models =
    "# Results\n\n|Model|TTFT v0.5 (ms)|TTFT v0.6 (ms)|Throughput v0.5 (tok/s)|Throughput v0.6 (tok/s)|\n|-|-|-|-|-|\n"
    "|Llama 8B|100|80|1000|1200|\n|Qwen 14B|200|150|800|1040|\n|Mistral 22B|400|240|500|750|\n";
/// INT8 throughput 1.6, 1.5, 1.1; INT4 2.4, 1.75, 0.9. INT8 latency -37.5, -33.2, -9 %; INT4 latency -58.5 % at
/// batch 1.
inline constexpr const char* batches =
    "# Results\n\n|Model|Batch size|Throughput (tok/s)|Latency (ms)|\n|-|-|-|-|\n|FP16|1|50|20.0|\n|FP16|8|320|25.0|\n"
    "|FP16|64|1600|40.0|\n|INT8|1|80|12.5|\n|INT8|8|480|16.7|\n|INT8|64|1760|36.4|\n|INT4|1|120|8.3|\n"
    "|INT4|8|560|14.3|\n|INT4|64|1440|44.4|\n";
/// FP8: MMLU 99.56 %, GSM8K 99.52 %, throughput 1.48x, size -43.5 %. W4A16: MMLU 97.95 %, GSM8K 96.74 % (-2.7 points),
/// throughput 1.9x, size -64.6 % (35.4 % left, a factor of 2.82).
inline constexpr const char* scores_and_speed =
    "# Quantized Llama 3.1\n\n|Model|MMLU|GSM8K|Throughput (tok/s)|Size (GB)|\n|-|-|-|-|-|\n"
    "|Llama-3.1-8B-Instruct|68.3|82.8|1000|16.1|\n|Llama-3.1-8B-Instruct-FP8|68.0|82.4|1480|9.1|\n"
    "|Llama-3.1-8B-Instruct-W4A16|66.9|80.1|1900|5.7|\n";

/// Perplexity: Q8_0 +0.18 %, Q4_K_M +2.4 %, Q2_K +27.1 %; size 53, 30 and 20 % of FP16; speed 1.75, 2.75 and 3 times.
inline constexpr const char* perplexities =
    "# Results\n\n|Model|Perplexity (wikitext)|Size (GB)|Speed (tok/s)|\n|-|-|-|-|\n|FP16|5.47|13.5|40|\n"
    "|Q8_0|5.48|7.2|70|\n|Q4_K_M|5.60|4.1|110|\n|Q2_K|6.95|2.7|120|\n";
/// SGLang against vLLM: +25 %, p50 -25 %, p99 +10 %; against TGI: +66.7 %, p50 -40 %. vLLM against TGI: +33.3 %, p99
/// -40 %.
inline constexpr const char* engines =
    "# Results\n\n|Engine|Throughput (req/s)|TTFT p50 (ms)|TTFT p99 (ms)|\n|-|-|-|-|\n|vLLM|12.0|80|300|\n"
    "|SGLang|15.0|60|330|\n|TGI|9.0|100|500|\n";
/// FP8 against BF16: 1.5 on the H100, 1.1 on the A100.
inline constexpr const char* gpus =
    "# Benchmark\n\n## H100\n\n|Model|Throughput (tok/s)|\n|-|-|\n|BF16|2000|\n|FP8|3000|\n\n"
    "## A100\n\n|Model|Throughput (tok/s)|\n|-|-|\n|BF16|1000|\n|FP8|1100|\n\n## Summary\n";
/// The same in one table, and one with the models in columns: H100 against A100 2.0 (BF16) and 2.73 (FP8).
inline constexpr const char* gpus_in_a_column =
    "# Benchmark\n\n|GPU|Model|Throughput (tok/s)|\n|-|-|-|\n|H100|BF16|2000|\n|H100|FP8|3000|\n|A100|BF16|1000|\n"
    "|A100|FP8|1100|\n\n## Summary\n";
inline constexpr const char* gpus_beside_models =
    "# Benchmark\n\n|GPU|BF16 throughput (tok/s)|FP8 throughput (tok/s)|\n|-|-|-|\n|NVIDIA H100|2000|3000|\n"
    "|NVIDIA A100|1000|1100|\n\n## Summary\n";
/// Ratios that follow from no other column; TTFT -25 and -16.7 %.
inline constexpr const char* ratios_without_sources =
    "# Results\n\n|Model|TTFT (ms)|E2E speedup|Cost reduction|\n|-|-|-|-|\n|BF16|120|1.00x|0%|\n"
    "|FP8|90|1.62x|38%|\n|INT4|100|1.95x|49%|\n";
/// MMLU -0.4, -0.2, -0.1 points (kept 99.4, 99.7, 99.9 %); GSM8K -2.1, -0.4, -0.1 points (97.2, 99.5, 99.9 %).
inline constexpr const char* before_and_after_of_models =
    "# Results\n\n|Model|Size|Baseline MMLU|Quantized MMLU|Baseline GSM8K|Quantized GSM8K|\n|-|-|-|-|-|-|\n"
    "|Llama|8B|66.6|66.2|75.2|73.1|\n|Qwen|14B|78.5|78.3|84.4|84.0|\n|Mistral|24B|80.7|80.6|88.0|87.9|\n";

/// Scores: MMLU -0.05, GSM-8K 99.0 %, average 99.4 %. Latency: -37.5, -33.3, -50 %, that is 1.6, 1.5 and 2 times.
inline constexpr const char* card_of_two_tables =
    "# Llama-3.1-8B-Instruct-FP8\n\n## Accuracy\n\n"
    "|Benchmark|Llama-3.1-8B-Instruct|Llama-3.1-8B-Instruct-FP8 (this model)|Recovery|\n|-|-|-|-|\n"
    "|MMLU (5-shot)|67.95|67.90|99.9%|\n|GSM-8K (CoT, 8-shot)|82.79|81.96|99.0%|\n|Winogrande "
    "(5-shot)|77.90|77.35|99.3%|\n"
    "|**Average**|**76.21**|**75.74**|**99.4%**|\n\n## Performance\n\n"
    "|Use case|Llama-3.1-8B-Instruct latency (s)|Llama-3.1-8B-Instruct-FP8 latency (s)|Latency speedup|\n|-|-|-|-|\n"
    "|Chat|4.0|2.5|1.60|\n|RAG|6.6|4.4|1.50|\n|Code|10.0|5.0|2.00|\n\n## Notes\n\n";
/// Int4 against BF16: speed +20.9 and +20.2 %, memory -44.0 %. Int8: speed -10.2 and +20.6 %, memory -11.4 GB.
inline constexpr const char* units_in_cells =
    "# Results\n\n|Quantization|Speed (2048 tokens)|Speed (8192 tokens)|GPU memory (8192 tokens)|\n|-|-|-|-|\n"
    "|BF16|30.70|21.73|38.94GB|\n|Int8|27.56|26.20|27.54GB|\n|Int4|37.11|26.11|21.79GB|\n";

/// Headers of two lines. TTFT -20, -25, -30 %; ITL -16.7, -20, -30.6 %.
inline constexpr const char* groups_of_sides =
    "# Results\n\n| | BF16 | | FP8 | |\n|-|-|-|-|-|\n|Streams|TTFT (ms)|ITL (ms)|TTFT (ms)|ITL (ms)|\n"
    "|1|100.0|12.0|80.0|10.0|\n|8|120.0|15.0|90.0|12.0|\n|32|200.0|36.0|140.0|25.0|\n";
inline constexpr const char* repeated_sides =
    "# Results\n\n|Streams|BF16|BF16|FP8|FP8|\n|-|-|-|-|-|\n| |TTFT (ms)|ITL (ms)|TTFT (ms)|ITL (ms)|\n"
    "|1|100.0|12.0|80.0|10.0|\n|8|120.0|15.0|90.0|12.0|\n|32|200.0|36.0|140.0|25.0|\n";
inline constexpr const char* groups_of_metrics =
    "# Results\n\n| | TTFT (ms) | | ITL (ms) | |\n|-|-|-|-|-|\n|Streams|BF16|FP8|BF16|FP8|\n"
    "|1|100.0|80.0|12.0|10.0|\n|8|120.0|90.0|15.0|12.0|\n|32|200.0|140.0|36.0|25.0|\n";
/// p50 -20, -30, -40 %; p99 -5, -20, -40 %; MMLU -0.2 points, GSM8K -1.0 points (98.7 % kept).
inline constexpr const char* percentiles_and_scores =
    "# Release notes\n\n## Latency\n\n|Concurrency|p50 before (ms)|p50 after (ms)|p99 before (ms)|p99 after (ms)|\n"
    "|-|-|-|-|-|\n|1|40|32|60|57|\n|16|80|56|160|128|\n|64|200|120|500|300|\n\n"
    "## Accuracy\n\n|Task|Before|After|\n|-|-|-|\n|MMLU|66.0|65.8|\n|GSM8K|75.0|74.0|\n\n";

/// Mistral: ITL -20 %, throughput +50 %; Llama: -25 %, +60 %; Phi: -40 %, +10 %.
inline constexpr const char* models_beside_sides =
    "# Results\n\n|Version|Model|ITL (ms)|Throughput (tok/s)|\n|-|-|-|-|\n|BF16|Mistral 7B|200.0|1000|\n"
    "|FP8|Mistral 7B|160.0|1500|\n|BF16|Llama 3.1 8B|20.0|2000|\n|FP8|Llama 3.1 8B|15.0|3200|\n"
    "|BF16|Phi-3 mini|50.0|4000|\n|FP8|Phi-3 mini|30.0|4400|\n";
inline constexpr const char* models_before_sides =
    "# Results\n\n|Model|Version|ITL (ms)|Throughput (tok/s)|\n|-|-|-|-|\n|Mistral 7B|BF16|200.0|1000|\n"
    "|Mistral 7B|FP8|160.0|1500|\n|Llama 3.1 8B|BF16|20.0|2000|\n|Llama 3.1 8B|FP8|15.0|3200|\n"
    "|Phi-3 mini|BF16|50.0|4000|\n|Phi-3 mini|FP8|30.0|4400|\n";
inline constexpr const char* a_table_for_each_model =
    "# Results\n\n## Mistral 7B\n\n|Version|ITL (ms)|Throughput "
    "(tok/s)|\n|-|-|-|\n|BF16|200.0|1000|\n|FP8|160.0|1500|\n\n"
    "## Llama 3.1 8B\n\n|Version|ITL (ms)|Throughput (tok/s)|\n|-|-|-|\n|BF16|20.0|2000|\n|FP8|15.0|3200|\n\n"
    "## Phi-3 mini\n\n|Version|ITL (ms)|Throughput (tok/s)|\n|-|-|-|\n|BF16|50.0|4000|\n|FP8|30.0|4400|\n\n## "
    "Summary\n";

/// Kernels and servers under headings of their own. GEMV 2.00 and 10.0 times, GEMM 1.60 and 5.0 times as fast; tokens
/// +20 and +25 %.
inline constexpr const char* notebook =
    "# Notes\n\n## Kernels\n\n|#|Step|GEMV (ms)|GEMM (ms)|GEMV Speedup|\n|-|-|-|-|-|\n|0|Baseline|40.0|80.0|1.0x|\n"
    "|1|Table lookup|20.0|50.0|2.0x|\n|2|Cached weights|4.0|16.0|10.0x|\n\n## Servers\n\n|#|Step|tok/s|\n|-|-|-|\n"
    "|1|Baseline|4.00|\n|2|Graphs|4.80|\n|3|Graphs and pinning|5.00|\n\n## Last words\n";
/// Models over five questions each with N answers; FP8 loses 0.5, 1.0 and 1.5 %.
inline constexpr const char* models_in_rows_of_averages =
    "# Results\n\n|Model|FP16 avg|FP8 avg|Delta|\n|-|-|-|-|\n|Alpha 8B Chat|60.0|59.7|-0.5%|\n|Beta "
    "7B|50.0|49.5|-1.0%|\n"
    "|Gamma 2 9B|40.0|39.4|-1.5%|\n";
/// Counted answers beside scores: of FP16 Q8 keeps 99.5 %, Q4 97.5 %.
inline constexpr const char* counted_answers =
    "# Results\n\n## small-3 (baseline: FP16)\n\n|Quant|N|Coherence (vs FP16)|Key Avg|\n|-|-|-|-|\n"
    "|FP16|250|0.700 (+0.0%)|0.8000|\n|Q8_0|250|0.693 (-1.0%)|0.7960|\n|Q4_K_M|250|0.686 (-2.0%)|0.7800|\n\n"
    "## Speed\n\n|Model|Quant|TTFT mean (ms)|Native "
    "tok/s|\n|-|-|-|-|\n|small-3|FP16|1400|60.0|\n|small-3|Q8_0|20|90.0|\n"
    "|small-3|Q4_K_M|14|120.0|\n\n## Remarks\n";
/// The model stands beside the first of its rows alone. Alpha: INT8 1.5 times, INT4 1.8 times, size -50 and -70 %;
/// Beta: INT8 1.6 times, INT4 2.0 times, size -50 and -75 %.
inline constexpr const char* models_once =
    "# Results\n\n|Model|Technique|Tokens/second|Model size (GB)|\n|-|-|-|-|\n|Alpha-7B|Base (bfloat16)|100.0|10.0|\n"
    "||int8wo|150.0|5.0|\n||int4wo-64|180.0|3.0|\n|Beta-8B|Base (bfloat16)|90.0|16.0|\n||int8wo|144.0|8.0|\n"
    "||int4wo-64|180.0|4.0|\n\n";
/// A card of a model whose name has a word for a cache; averages 80.00 and 79.60, kept 99.5 %.
inline constexpr const char* card_with_kv =
    "# Some-70B-FP8-KV\n\n|Benchmark|Some-70B|Some-70B-FP8-KV (this model)|\n|-|-|-|\n|arc_challenge|70.00|69.80|\n"
    "|hellaswag|90.00|89.40|\n|**Average Accuracy**|**80.00**|**79.60**|\n\n";
/// Kernels of one scheme; nothing is measured without it.
inline constexpr const char* kernels_alone =
    "# Package\n\n## INT4 GEMM vs INT4 GEMV vs FP16\n\n## Benchmarks\n\n|Model|Version|Decode tokens/s|\n|-|-|-|\n"
    "|Alpha 7B|GEMM|150.0|\n|Alpha 7B|GEMV|180.0|\n|Beta 13B|GEMM|90.0|\n|Beta 13B|GEMV|110.0|\n\n"
    "## Hints\n";

inline std::vector<claims::Claim> said_in(const std::string& document, const std::string& sentence)
{
    Progress progress;
    auto found =
        claims::check_document(document + "\n" + sentence + "\n", {}, progress).value_or(claims::Review{}).claims;
    std::erase_if(found, [](const claims::Claim& claim) { return claim.kind == Kind::table_cell; });
    return found;
}

enum Expectation : int {
    right,    ///< some claim holds, none is contradicted
    wrong,    ///< contradicted
    open,     ///< neither
    not_wrong ///< true, or of something that no table has: not contradicted
};

struct Layout {
    const char *name, *document;
};

inline void add_columns()
{
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<int>("expected");
}

inline void rows(Expectation expected, const std::vector<Layout>& layouts, const std::vector<const char*>& sentences)
{
    for (const auto& layout : layouts)
        for (const auto* sentence : sentences)
            QTest::addRow("%s: %s", layout.name, sentence)
                << QString(layout.document) << QString(sentence) << static_cast<int>(expected);
}

inline void check(const QString& document, const QString& sentence, int expected)
{
    const auto found = said_in(document.toStdString(), sentence.toStdString());
    QString told;
    for (const auto& c : found)
        told += QString::fromStdString("[" + c.stated + "] " + std::string(claims::to_string(c.verdict)) + ": " +
                                       c.why + "\n");
    const auto contradicted = std::ranges::count(found, Verdict::contradicts, &claims::Claim::verdict);
    const auto held = std::ranges::count(found, Verdict::holds, &claims::Claim::verdict) +
                      std::ranges::count(found, Verdict::rounded, &claims::Claim::verdict);
    if (expected == wrong) {
        QVERIFY2(contradicted > 0, qPrintable(told));
        QVERIFY2(found.size() > 1 || held == 0, qPrintable(told)); // a part of the sentence may be true
        return;
    }
    QVERIFY2(contradicted == 0, qPrintable(told));
    if (expected == right) QVERIFY2(held > 0, qPrintable(told));
    if (expected == open) QVERIFY2(held == 0, qPrintable(told));
}

} // namespace kneepoint::tests::layouts
