// SPDX-License-Identifier: GPL-3.0-or-later
#include "said_test.h"

#include <QTest>

using namespace kneepoint::tests::layouts;

/// Sentences on one latency, over every layout that a table of it may have.
class TestLatenciesSaid : public SaidTest {
    Q_OBJECT

private slots:
    void sentences_data() override;
};

void TestLatenciesSaid::sentences_data()
{
    add_columns();
    const std::vector<Layout> every_layout{{"sides in columns", sides_in_columns},
                                           {"sides in rows", sides_in_rows},
                                           {"a table for each side", a_table_for_each_side},
                                           {"metric in title", metric_in_title},
                                           {"html table", html_table},
                                           {"html spans", html_spans},
                                           {"html sides", html_sides}};
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
    rows(right, every_layout,
         {"FP8 lowers the ITL by 17 to 31 %.", "FP8 reduces ITL by 17-31% compared to BF16.",
          "The ITL of FP8 is up to 31 % lower than the ITL of BF16.",
          "Going from BF16 to FP8 lowers the ITL by 17 % to 31 %.", "With FP8, the ITL is 1.20x to 1.44x lower.",
          "ITL is reduced by between 17 % and 31 % when switching from BF16 to FP8.",
          "At 32 streams, FP8 brings the ITL down from 36.0 ms to 25.0 ms.", "FP8 is up to 1.44x faster than BF16.",
          "At a concurrency of 32 streams FP8 needs 31 % less ITL.", "On average, FP8 reduces the ITL by 23 %."});
    rows(wrong, every_layout,
         {"FP8 lowers the ITL by 30 to 45 %.", "BF16 reduces ITL by 17-31% compared to FP8.",
          "The ITL of FP8 is up to 45 % lower than the ITL of BF16.",
          "Going from FP8 to BF16 lowers the ITL by 17 % to 31 %.", "With FP8, the ITL is 1.50x to 1.84x lower.",
          "At 32 streams, FP8 brings the ITL down from 36.0 ms to 20.0 ms.", "FP8 is up to 1.84x faster than BF16.",
          "On average, FP8 reduces the ITL by 40 %."});
    rows(right, every_layout,
         {"Between 1 and 32 streams, FP8 cuts ITL by 17-31 %.", "With a single stream FP8 saves 2 ms of ITL.",
          "At 16 streams, ITL is 25 % lower (15.0 ms vs 20.0 ms).",
          "FP8 has lower ITL than BF16 at every number of streams.", "BF16 has a higher ITL than FP8.",
          "ITL under FP8 is 69-83 % of BF16.", "FP8 never has a higher ITL than BF16.",
          "At 32 streams, the ITL of BF16 is 44 % higher than that of FP8.",
          "At 32 streams BF16 is 1.44x slower than FP8.", "FP8 reduces ITL by more than 16 % at all loads.",
          "The reduction in ITL with FP8 is at least 16.6 %.", "For 8 or more streams, FP8 lowers ITL by 20-31 %.",
          "FP8 improves ITL by a factor of 1.2 to 1.44.",
          "ITL decreases by 20 % at 8 streams, by 25 % at 16 streams and by 31 % at 32 streams with FP8."});
    rows(wrong, every_layout,
         {"At 16 streams, ITL is 45 % lower with FP8.", "ITL under FP8 is 89-93 % of BF16.",
          "At 32 streams, the ITL of BF16 is 84 % higher than that of FP8.",
          "FP8 reduces ITL by more than 26 % at all loads.", "The reduction in ITL with FP8 is at least 26 %.",
          "ITL decreases by 40 % at 8 streams with FP8."});
    rows(not_wrong, every_layout,
         {"FP8 lowers the ITL by 31 %.", "FP8 is 25 % faster.", "ITL is 1.3x lower with FP8.",
          "At 64 streams, FP8 lowers ITL by 40 %.", "Under heavy load FP8 lowers ITL by 31 %.",
          "At low concurrency, FP8 lowers ITL by only 17 %.", "FP8 lowers the ITL by about a quarter.",
          "FP8 lowers TTFT by 60 %.", "FP8 doubles the throughput.", "The p99 ITL is 2x higher.",
          "FP8 needs half the memory.", "INT4 lowers ITL by 60 %.", "FP8 lowers ITL by 40 % on B200.",
          "FP8 with CUDA graphs lowers ITL by 45 %.", "Prefix caching reduces ITL by 50 %.",
          "Speculative decoding gives another 2x.", "Chunked prefill reduces the ITL by 40 %."});
    rows(not_wrong, every_layout, {"The ITL advantage of FP8 grows from 17 % at 1 stream to 31 % at 32 streams."});
    rows(right, {{"sides in columns", sides_in_columns}}, {"FP8 lowers the inter-token latency by 17 to 31 %."});
    rows(not_wrong, {{"old and new", old_and_new}, {"old and new alone", old_and_new_alone}},
         {"The latency of new is lower by about a quarter.", "New is faster by 20-44 %.",
          "Old was 44 % slower at 32 streams.", "Latency shrinks by a sixth at 1 stream.",
          "New improves p99 latency by 60 %.", "New handles 1.4x more requests.",
          "The new release has 1.44x the speed at 32 streams.", "New reaches 2x on GPUs with more memory.",
          "The old version needs up to 44 % more time.", "Speed-ups are between 1.2x and 1.44x.",
          "Average speed-up: 1.31x.", "The geometric mean speed-up is 1.30x.", "The median speed-up is 1.29x.",
          "The speed-up grows with the number of streams, from 1.20x to 1.44x.", "The speedup at 32 streams is 1.44x.",
          "The best speedup, 1.44x, is at 32 streams.", "The smallest speedup is 1.20x.", "Speedup > 1.2x everywhere.",
          "New: 10.0 ms at 1 stream, 25.0 ms at 32 streams."});
    rows(wrong, {{"old and new", old_and_new}, {"old and new alone", old_and_new_alone}},
         {"Speed-ups are between 1.4x and 1.84x.", "Average speed-up: 1.71x.", "The speedup at 32 streams is 1.84x.",
          "The old version needs up to 84 % more time."});
}

QTEST_APPLESS_MAIN(TestLatenciesSaid)
#include "moc_said_test.cpp"
#include "test_latencies_said.moc"
