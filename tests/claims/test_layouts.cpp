// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/claims/claims.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;
using claims::Kind;
using claims::Verdict;

namespace {

/// Latencies of 1, 8, 16 and 32 streams: 12, 15, 20, 36 ms before and 10, 12, 15, 25 ms after. Saved: 16.7, 20, 25 and
/// 30.6 %; speed-up 1.20, 1.25, 1.33, 1.44; the mean saving is 23.1 %, the saving of the means 25.3 %.
const char* const old_and_new =
    "# Results\n\n|Streams|Old latency (ms)|New latency (ms)|Speedup|\n|-|-|-|-|\n"
    "|1|12.0|10.0|1.20x|\n|8|15.0|12.0|1.25x|\n|16|20.0|15.0|1.33x|\n|32|36.0|25.0|1.44x|\n";
const char* const old_and_new_alone = "# Results\n\n|Streams|Old latency (ms)|New latency (ms)|\n|-|-|-|\n"
                                      "|1|12.0|10.0|\n|8|15.0|12.0|\n|16|20.0|15.0|\n|32|36.0|25.0|\n";
const char* const sides_in_columns = "# Results\n\n|Streams|BF16 ITL (ms)|FP8 ITL (ms)|\n|-|-|-|\n"
                                     "|1|12.0|10.0|\n|8|15.0|12.0|\n|16|20.0|15.0|\n|32|36.0|25.0|\n";
const char* const sides_in_rows =
    "# Results\n\n|Model|Streams|ITL (ms)|\n|-|-|-|\n|BF16|1|12.0|\n|BF16|8|15.0|\n|BF16|16|20.0|\n|BF16|32|36.0|\n"
    "|FP8|1|10.0|\n|FP8|8|12.0|\n|FP8|16|15.0|\n|FP8|32|25.0|\n";
const char* const a_table_for_each_side =
    "# Results\n\n## BF16\n\n|Streams|ITL (ms)|\n|-|-|\n|1|12.0|\n|8|15.0|\n|16|20.0|\n|32|36.0|\n\n"
    "## FP8\n\n|Streams|ITL (ms)|\n|-|-|\n|1|10.0|\n|8|12.0|\n|16|15.0|\n|32|25.0|\n\n## Discussion\n";
const char* const metric_in_title = "# ITL (ms)\n\n|Streams|BF16|FP8|\n|-|-|-|\n"
                                    "|1|12.0|10.0|\n|8|15.0|12.0|\n|16|20.0|15.0|\n|32|36.0|25.0|\n";
const char* const html_table =
    "# Results\n\n<table><tr><th>Streams</th><th>BF16 ITL (ms)</th><th>FP8 ITL (ms)</th></tr>"
    "<tr><td>1</td><td>12.0</td><td>10.0</td></tr><tr><td>8</td><td>15.0</td><td>12.0</td></tr>"
    "<tr><td>16</td><td>20.0</td><td>15.0</td></tr><tr><td>32</td><td>36.0</td><td>25.0</td></tr>"
    "</table>\n";

/// Of BF16: FP8 keeps 99.1, 99.5, 98.0 %, the average 98.9 %; INT4 keeps 96.4, 98.0, 93.0 %, the average 95.9 %.
/// Lost points: FP8 0.5, 0.4, 1.4, average 0.76; INT4 2.0, 1.6, 4.9, average 2.83.
const char* const tasks_in_columns =
    "# Results\n\n|Model|arc_challenge|hellaswag|gsm8k|Average|\n|-|-|-|-|-|\n|BF16|55.0|80.0|70.0|68.33|\n"
    "|FP8|54.5|79.6|68.6|67.57|\n|INT4|53.0|78.4|65.1|65.50|\n";
const char* const tasks_in_rows =
    "# Results\n\n|Benchmark|BF16|FP8|INT4|\n|-|-|-|-|\n|arc_challenge|55.0|54.5|53.0|\n|hellaswag|80.0|79.6|78.4|\n"
    "|gsm8k|70.0|68.6|65.1|\n|Average|68.33|67.57|65.50|\n";
const char* const shares_without_average =
    "# Results\n\n|Model|arc_challenge|hellaswag|gsm8k|\n|-|-|-|-|\n|BF16|0.550|0.800|0.700|\n"
    "|FP8|0.545|0.796|0.686|\n|INT4|0.530|0.784|0.651|\n";
const char* const model_card =
    "# Llama-3.1-8B-Instruct-FP8\n\n"
    "|Benchmark|Llama-3.1-8B-Instruct|Llama-3.1-8B-Instruct-FP8 (this model)|Recovery|\n|-|-|-|-|\n"
    "|ARC-Challenge (25-shot, acc_norm)|55.0|54.5|99.1%|\n|HellaSwag (10-shot)|80.0|79.6|99.5%|\n"
    "|GSM8K (5-shot)|70.0|68.6|98.0%|\n|**Average**|**68.33**|**67.57**|**98.9%**|\n";

/// FP8 against BF16: throughput 1.5x, TTFT -25 %, ITL -33.3 %, memory -46.9 %. INT4: 1.8x, -16.7 %, -50 %, -65.6 %
/// (34.4 % left, a factor of 2.91). INT4 against FP8: throughput +20 %, TTFT +11.1 %.
const char* const several_metrics =
    "# Results\n\n|Model|Throughput (tok/s)|TTFT (ms)|ITL (ms)|Memory (GB)|\n|-|-|-|-|-|\n|BF16|1000|120.0|24.0|16.0|\n"
    "|FP8|1500|90.0|16.0|8.5|\n|INT4|1800|100.0|12.0|5.5|\n";
/// TTFT -20, -25, -40 %; throughput +20, +30, +50 %, on average +33.3 %.
const char* const versions_of_models =
    "# Results\n\n|Model|TTFT v0.5 (ms)|TTFT v0.6 (ms)|Throughput v0.5 (tok/s)|Throughput v0.6 (tok/s)|\n|-|-|-|-|-|\n"
    "|Llama 8B|100|80|1000|1200|\n|Qwen 14B|200|150|800|1040|\n|Mistral 22B|400|240|500|750|\n";
/// INT8 throughput 1.6, 1.5, 1.1; INT4 2.4, 1.75, 0.9. INT8 latency -37.5, -33.2, -9 %; INT4 latency -58.5 % at
/// batch 1.
const char* const batches =
    "# Results\n\n|Model|Batch size|Throughput (tok/s)|Latency (ms)|\n|-|-|-|-|\n|FP16|1|50|20.0|\n|FP16|8|320|25.0|\n"
    "|FP16|64|1600|40.0|\n|INT8|1|80|12.5|\n|INT8|8|480|16.7|\n|INT8|64|1760|36.4|\n|INT4|1|120|8.3|\n"
    "|INT4|8|560|14.3|\n|INT4|64|1440|44.4|\n";
/// FP8: MMLU 99.56 %, GSM8K 99.52 %, throughput 1.48x, size -43.5 %. W4A16: MMLU 97.95 %, GSM8K 96.74 % (-2.7 points),
/// throughput 1.9x, size -64.6 % (35.4 % left, a factor of 2.82).
const char* const scores_and_speed =
    "# Quantized Llama 3.1\n\n|Model|MMLU|GSM8K|Throughput (tok/s)|Size (GB)|\n|-|-|-|-|-|\n"
    "|Llama-3.1-8B-Instruct|68.3|82.8|1000|16.1|\n|Llama-3.1-8B-Instruct-FP8|68.0|82.4|1480|9.1|\n"
    "|Llama-3.1-8B-Instruct-W4A16|66.9|80.1|1900|5.7|\n";

std::vector<claims::Claim> said_in(const std::string& document, const std::string& sentence)
{
    Progress progress;
    auto found =
        claims::check_document(document + "\n" + sentence + "\n", {}, progress).value_or(claims::Review{}).claims;
    std::erase_if(found, [](const claims::Claim& claim) { return claim.kind == Kind::table_cell; });
    return found;
}

/// A claim about a figure, not one that a comparison within the sentence makes beside it.
bool is_of_a_figure(const claims::Claim& claim)
{
    return std::ranges::any_of(claim.stated, [](char c) { return c >= '0' && c <= '9'; }) ||
           claim.stated.find("half") != std::string::npos || claim.stated.find("twice") != std::string::npos ||
           claim.stated.find("halves") != std::string::npos;
}

enum Expectation : int { right, wrong, open, not_wrong };

} // namespace

/// Sentences as announcements, model cards and papers say them, each over tables of several layouts, true and false.
/// What holds is worked out from the figures of the tables, beside them.
class TestLayouts : public QObject {
    Q_OBJECT

private slots:
    void sentences_data();
    void sentences()
    {
        QFETCH(QString, document);
        QFETCH(QString, sentence);
        QFETCH(int, expected);
        const auto found = said_in(document.toStdString(), sentence.toStdString());
        QString told;
        for (const auto& c : found)
            told += QString::fromStdString("[" + c.stated + "] " + std::string(claims::to_string(c.verdict)) + ": " +
                                           c.why + "\n");
        const auto count = [&](Verdict verdict, bool figures_only) {
            return std::ranges::count_if(found, [&](const claims::Claim& c) {
                return c.verdict == verdict && (!figures_only || is_of_a_figure(c));
            });
        };
        const auto contradicted = count(Verdict::contradicts, false);
        const auto held = count(Verdict::holds, false) + count(Verdict::rounded, false);
        switch (expected) {
        case right:
            QVERIFY2(contradicted == 0 && held > 0, qPrintable(told));
            break;
        case wrong:
            QVERIFY2(contradicted > 0, qPrintable(told));
            QVERIFY2(found.size() > 1 || held == 0, qPrintable(told));
            break;
        case open:
            QVERIFY2(contradicted == 0 && held == 0, qPrintable(told));
            break;
        default:
            QVERIFY2(contradicted == 0, qPrintable(told));
        }
    }
};

void TestLayouts::sentences_data()
{
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<int>("expected");
    struct Layout {
        const char *name, *document;
    };
    const auto rows = [](Expectation expected, const std::vector<Layout>& layouts,
                         const std::vector<const char*>& sentences) {
        for (const auto& layout : layouts)
            for (const auto* sentence : sentences)
                QTest::addRow("%s: %s", layout.name, sentence)
                    << QString(layout.document) << QString(sentence) << static_cast<int>(expected);
    };
    rows(right, {{"old and new", old_and_new}, {"old and new alone", old_and_new_alone}},
         {"The latency of new is lower by 17-31 %.",
          "The latency of the new version is 17 to 31 % lower than that of the old one.",
          "New lowers the latency by 17–31 % over old.", "The speedup is up to 1.44x.",
          "We see a speed-up of 1.20x to 1.44x.", "New is 1.2-1.44x faster.",
          "At 8 streams the latency of new is 20 % lower.", "Compared to old, new cuts latency by at least 16 %.",
          "Latency drops from 36.0 ms to 25.0 ms at 32 streams.", "Old is 1.20x to 1.44x slower than new.",
          "New is 1.25x faster than old at 8 streams."});
    rows(wrong, {{"old and new", old_and_new}, {"old and new alone", old_and_new_alone}},
         {"The latency of new is lower by 35-50 %.", "The latency of old is 17 to 31 % lower than that of new.",
          "The speedup is up to 1.60x.", "We see a speed-up of 1.30x to 1.44x.", "New is 1.5-1.8x faster.",
          "At 8 streams the latency of new is 31 % lower.", "Compared to old, new cuts latency by at least 25 %.",
          "New is 1.44x faster than old at 8 streams.", "Old is 1.5x to 2x slower than new."});
    rows(right,
         {{"sides in columns", sides_in_columns},
          {"sides in rows", sides_in_rows},
          {"a table for each side", a_table_for_each_side},
          {"metric in title", metric_in_title},
          {"html table", html_table}},
         {"FP8 lowers the ITL by 17 to 31 %.", "FP8 reduces ITL by 17-31% compared to BF16.",
          "The ITL of FP8 is up to 31 % lower than the ITL of BF16.",
          "Going from BF16 to FP8 lowers the ITL by 17 % to 31 %.", "With FP8, the ITL is 1.20x to 1.44x lower.",
          "ITL is reduced by between 17 % and 31 % when switching from BF16 to FP8.",
          "At 32 streams, FP8 brings the ITL down from 36.0 ms to 25.0 ms.", "FP8 is up to 1.44x faster than BF16.",
          "At a concurrency of 32 streams FP8 needs 31 % less ITL.", "On average, FP8 reduces the ITL by 23 %."});
    rows(wrong,
         {{"sides in columns", sides_in_columns},
          {"sides in rows", sides_in_rows},
          {"a table for each side", a_table_for_each_side},
          {"metric in title", metric_in_title},
          {"html table", html_table}},
         {"FP8 lowers the ITL by 30 to 45 %.", "BF16 reduces ITL by 17-31% compared to FP8.",
          "The ITL of FP8 is up to 45 % lower than the ITL of BF16.",
          "Going from FP8 to BF16 lowers the ITL by 17 % to 31 %.", "With FP8, the ITL is 1.50x to 1.84x lower.",
          "At 32 streams, FP8 brings the ITL down from 36.0 ms to 20.0 ms.", "FP8 is up to 1.84x faster than BF16.",
          "On average, FP8 reduces the ITL by 40 %."});
    rows(right,
         {{"tasks in columns", tasks_in_columns},
          {"tasks in rows", tasks_in_rows},
          {"shares without average", shares_without_average}},
         {"INT4 keeps 93 % of BF16 on gsm8k.", "FP8 keeps 98.9 % of BF16.",
          "INT4 retains 93.0 % of the BF16 score on gsm8k.", "FP8 recovers 98.9 % of the accuracy of BF16 on average.",
          "FP8 preserves 98.9% of the baseline accuracy.", "INT4 is 4.9 points lower than BF16 on gsm8k.",
          "On gsm8k, INT4 drops 4.9 points.", "INT4 loses 7 % on gsm8k.", "FP8 is within 1.2 % of BF16 on average.",
          "FP8 stays within 2 % of BF16 on every task.", "FP8 retains more than 98 % of BF16 accuracy.",
          "On hellaswag FP8 loses 0.4 percentage points.", "INT4 never loses more than 7.1 % on any task.",
          "FP8 keeps at least 97.9 % on every task.", "The accuracy recovery of FP8 is 98.9 %.",
          "FP8 recovers almost 99 % of the BF16 accuracy.", "INT4 keeps 98 % of BF16 on hellaswag and 93 % on gsm8k.",
          "FP8 loses 1.1 % on average."});
    rows(wrong,
         {{"tasks in columns", tasks_in_columns},
          {"tasks in rows", tasks_in_rows},
          {"shares without average", shares_without_average}},
         {"INT4 keeps 97 % of BF16 on gsm8k.", "FP8 keeps 99.8 % of BF16.",
          "INT4 retains 98.0 % of the BF16 score on gsm8k.", "FP8 recovers 97.2 % of the accuracy of BF16 on average.",
          "FP8 preserves 99.9% of the baseline accuracy.", "INT4 is 1.2 points lower than BF16 on gsm8k.",
          "On gsm8k, INT4 drops 2.9 points.", "INT4 loses 2 % on gsm8k.", "FP8 is within 0.3 % of BF16 on average.",
          "FP8 stays within 1 % of BF16 on every task.", "FP8 retains more than 99.5 % of BF16 accuracy.",
          "On hellaswag FP8 loses 1.4 percentage points.", "FP8 keeps at least 99 % on every task.",
          "The accuracy recovery of FP8 is 99.9 %.", "INT4 gains 7 % on gsm8k."});
    rows(right, {{"model card", model_card}},
         {"The model recovers 98.9 % of the unquantized model.",
          "Llama-3.1-8B-Instruct-FP8 achieves an average recovery of 98.9%.",
          "It achieves an average score of 67.57, whereas the unquantized model achieves 68.33.",
          "On GSM8K the quantized model keeps 98 % of the original score.", "FP8 loses 1.4 points on GSM8K.",
          "HellaSwag drops from 80.0 to 79.6."});
    rows(wrong, {{"model card", model_card}},
         {"The model recovers 99.9 % of the unquantized model.",
          "Llama-3.1-8B-Instruct-FP8 achieves an average recovery of 99.7%.",
          "On GSM8K the quantized model keeps 99.5 % of the original score.", "FP8 loses 3.4 points on GSM8K."});
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
    rows(not_wrong, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
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
    rows(wrong, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"INT4 outperforms FP8 on all tasks.", "FP8 outperforms BF16 on all tasks.",
          "FP8 has the lowest score on gsm8k.", "INT4 is better than FP8 on hellaswag.", "INT4 scores 68.1 on gsm8k.",
          "FP8 trails BF16 by 3.4 points on gsm8k.", "FP8 matches BF16 within 0.2 points on hellaswag.",
          "The average drop is 1.8 points for FP8 and 3.8 points for INT4.",
          "FP8 shows an average recovery of 99.9 %, INT4 of 97.9 %.",
          "BF16 scores 2.9 points higher than INT4 on gsm8k.",
          "INT4 retains between 96 % and 99 % of the BF16 scores."});
    rows(open, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"FP8 and INT4 lose 4.9 and 1.4 points on gsm8k, respectively."});
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
    rows(not_wrong,
         {{"old and new", old_and_new},
          {"tasks in columns", tasks_in_columns},
          {"several metrics", several_metrics},
          {"scores and speed", scores_and_speed}},
         {"We used 8x H100 GPUs with tensor parallelism of 4.", "Each test was repeated 3 times.",
          "Quantization reduces the number of bits from 16 to 4, cutting disk size by about 75 %.",
          "GPTQ is 3.2x faster on A100.", "The calibration used 512 samples and took 2.5x longer than expected.",
          "We kept 10 % of the data for validation.", "Over 90 % of users prefer it.",
          "vLLM 0.6.0 was used with 95 % GPU memory utilization.", "p99 latency is 2x higher."});
}

QTEST_APPLESS_MAIN(TestLayouts)
#include "test_layouts.moc"
