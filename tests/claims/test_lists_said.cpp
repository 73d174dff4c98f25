// SPDX-License-Identifier: GPL-3.0-or-later
#include "said_test.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences of lists in parallel: "A and B reach 1.4x and 1.6x, respectively". The expectations follow from the
/// figures that stand beside the documents.
class TestListsSaid : public SaidTest {
    Q_OBJECT

private slots:
    void sentences_data() override;
};

void TestListsSaid::sentences_data()
{
    add_columns();
    rows(right, {{"several metrics", several_metrics}},
         {"With FP8, TTFT and ITL fall by 25 % and 33 %, respectively.",
          "FP8 lowers TTFT and ITL by 25 % and 33 %, respectively.",
          "FP8 and INT4 reach 1.5x and 1.8x the throughput of BF16, respectively.",
          "FP8 and INT4 deliver 1500 tok/s and 1800 tok/s, respectively.",
          "FP8 and INT4 deliver 1500 and 1800 tok/s, respectively.",
          "FP8, INT4 and BF16 need 8.5, 5.5 and 16.0 GB of memory, respectively.",
          "Throughput and ITL improve by 80 % and 50 % with INT4, respectively.",
          "The throughput of FP8 and INT4 is 50 % and 80 % higher than that of BF16, respectively."});
    rows(wrong, {{"several metrics", several_metrics}},
         {"With FP8, TTFT and ITL fall by 33 % and 25 %, respectively.",
          "FP8 lowers TTFT and ITL by 45 % and 33 %, respectively.",
          "FP8 and INT4 reach 1.8x and 1.5x the throughput of BF16, respectively.",
          "FP8 and INT4 deliver 1800 and 1500 tok/s, respectively.",
          "FP8, INT4 and BF16 need 5.5, 8.5 and 16.0 GB of memory, respectively.",
          "The throughput of FP8 and INT4 is 80 % and 50 % higher than that of BF16, respectively."});
    rows(open, {{"several metrics", several_metrics}},
         {"FP8 and INT4 lower TTFT, ITL and memory by 25 % and 50 %, respectively.",
          "FP8 improves throughput by 50 % and 80 %, respectively."});
    rows(not_wrong, {{"several metrics", several_metrics}},
         {"FP8 and INT4 lower TTFT and ITL by 25 % and 50 %, respectively.",
          "FP8 and INT4 lower ITL and TTFT by 45 % and 60 %, respectively.", // which list with which?
          "FP8 is faster and smaller than BF16, respectively."});
    rows(right, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"FP8 loses 0.5, 0.4 and 1.4 points on arc_challenge, hellaswag and gsm8k, respectively.",
          "FP8 scores 54.5, 79.6 and 68.6 on arc_challenge, hellaswag and gsm8k, respectively.",
          "On gsm8k, FP8 and INT4 keep 98 % and 93 % of BF16, respectively."});
    rows(wrong, {{"tasks in columns", tasks_in_columns}, {"tasks in rows", tasks_in_rows}},
         {"FP8 loses 1.4, 0.4 and 0.5 points on arc_challenge, hellaswag and gsm8k, respectively.",
          "FP8 scores 54.5, 68.6 and 79.6 on arc_challenge, hellaswag and gsm8k, respectively.",
          "On gsm8k, FP8 and INT4 keep 93 % and 98 % of BF16, respectively."});
    rows(right, {{"batches", batches}},
         {"At batch sizes 1, 8 and 64, INT8 has 1.6x, 1.5x and 1.1x the throughput of FP16, respectively.",
          "INT8 has 60 %, 50 % and 10 % more throughput than FP16 at batch sizes 1, 8 and 64, respectively."});
    rows(wrong, {{"batches", batches}},
         {"At batch sizes 1, 8 and 64, INT8 has 1.1x, 1.5x and 1.6x the throughput of FP16, respectively."});
    rows(right, {{"gpus", gpus}}, {"On the H100 and A100, FP8 is 1.5x and 1.1x faster than BF16, respectively."});
    rows(wrong, {{"gpus", gpus}}, {"On the H100 and A100, FP8 is 1.1x and 1.5x faster than BF16, respectively."});
}

QTEST_APPLESS_MAIN(TestListsSaid)
#include "moc_said_test.cpp"
#include "test_lists_said.moc"
