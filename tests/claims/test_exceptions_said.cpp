// SPDX-License-Identifier: GPL-3.0-or-later
#include "said_test.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences that leave something out: settings, tasks, metrics, sides and tables.
class TestExceptionsSaid : public SaidTest {
    Q_OBJECT

private slots:
    void sentences_data() override;
};

void TestExceptionsSaid::sentences_data()
{
    add_columns();
    rows(right, {{"batches", batches}},
         {"INT4 is faster than FP16 everywhere but at batch size 64.",
          "INT4 outperforms FP16 at all batch sizes except 64.", "INT4 is faster than FP16 except at batch size 64.",
          "INT4 outperforms FP16 at every batch size other than 64.",
          "INT4 is faster than FP16 except at batch size 64, where it is 10 % slower.",
          "INT8 improves throughput by at least 50 % at all batch sizes except 64.",
          "Apart from batch size 64, INT4 has the highest throughput.",
          "With the exception of batch size 64, INT4 has lower latency than FP16.",
          "INT4 is faster than FP16 except at batch sizes 8 and 64."});
    rows(wrong, {{"batches", batches}},
         {"INT4 outperforms FP16 at all batch sizes except 8.", "INT4 is faster than FP16 except at batch size 8.",
          "INT4 is faster than FP16 everywhere but at batch size 1.",
          "INT4 is faster than FP16 except at batch size 64, where it is 30 % slower.",
          "INT8 improves throughput by at least 55 % at all batch sizes except 64.",
          "INT8 improves throughput by at least 50 % at all batch sizes but 8.",
          "Apart from batch size 8, INT4 has the highest throughput."});
    rows(open, {{"batches", batches}},
         {"INT4 is faster than FP16 except at long prompts.", "INT4 is faster than FP16 except at batch size 128.",
          "INT8 is faster than FP16 except at batch size 64."}); // it is faster there as well
    rows(right, {{"several metrics", several_metrics}},
         {"Except for TTFT, INT4 is better than FP8.", "INT4 beats FP8 in everything but TTFT.",
          "INT4 is better than FP8 in all metrics except TTFT.",
          "All models except BF16 need less than 9 GB of memory."});
    rows(wrong, {{"several metrics", several_metrics}}, {"INT4 is better than FP8 in all metrics except memory."});
    rows(right, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"FP8 loses at most 0.5 points on every task but gsm8k.", "Except on gsm8k, FP8 stays within 1 % of BF16.",
          "With the exception of gsm8k, FP8 stays within 1 % of BF16 on every task.",
          "INT4 keeps at least 96 % of BF16 on all tasks except gsm8k.",
          "INT4 loses less than 2.1 points on all tasks except gsm8k.",
          "All models except INT4 keep at least 98 % of BF16 on every task.",
          "Apart from INT4, no model loses more than 2 points on gsm8k.",
          "INT4 keeps 98 % on every task except arc_challenge and gsm8k."});
    rows(wrong, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"FP8 loses at most 0.5 points on every task but hellaswag.",
          "INT4 keeps at least 99 % of BF16 on all tasks except gsm8k.",
          "INT4 loses less than 1.1 points on all tasks except gsm8k.",
          "All models except FP8 keep at least 98 % of BF16 on every task.",
          "INT4 keeps at least 96 % of BF16 on all tasks except hellaswag.",
          "FP8 beats BF16 on all tasks except gsm8k."});
    rows(open, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"FP8 beats INT4 on all tasks except gsm8k.", // there as well
          "FP8 stays within 1 % of BF16 on all tasks except gsm8k and MMLU.",
          "INT4 keeps 99 % on all tasks except those with long answers."});
    rows(right, {{"gpus", gpus}}, {"On all GPUs except the A100, FP8 is 1.5x faster than BF16."});
    rows(not_wrong, {{"gpus", gpus}}, {"FP8 is 1.5x faster than BF16 on all GPUs but the A100."});
}

QTEST_APPLESS_MAIN(TestExceptionsSaid)
#include "moc_said_test.cpp"
#include "test_exceptions_said.moc"
