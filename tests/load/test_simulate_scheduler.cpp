// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/sim_scheduler.h"

#include "sim_virtual_load.h"

#include <QTest>

#include <chrono>

using namespace kneepoint;
using namespace kneepoint::load;
using kneepoint::tests::median;
using kneepoint::tests::VirtualLoad;
using std::chrono::microseconds;

namespace {

/// A server that is easy to compute by hand: steps of 10 ms, 1 ms per decoding sequence, 0.1 ms per prompt token.
SimModel by_hand()
{
    return {.name = "by hand",
            .step_ms = 10,
            .sequence_ms = 1,
            .context_us = 0,
            .prefill_us = 100,
            .front_end_ms = 0,
            .noise = 0,
            .step_tokens = 64,
            .max_batch = 4,
            .kv_tokens = 1600,
            .block_tokens = 16};
}

/// One measured row: fixed concurrency, median ITL of completed requests, output tokens/s of all.
struct StreamsRow {
    int streams;
    double itl_ms;
    double tokens_per_s;
};

// The fixed-concurrency table of the H200 case: 1033 prompt and 512 output tokens, 12 s.
constexpr StreamsRow h200_bf16[] = {{1, 4.90, 201},   {2, 4.95, 395},   {4, 5.06, 760},  {8, 5.29, 1395},
                                    {16, 5.95, 2477}, {32, 6.81, 4002}, {64, 9.21, 5468}};
constexpr StreamsRow h200_fp8[] = {{1, 3.46, 284},   {2, 3.53, 551},   {4, 3.62, 1053}, {8, 3.80, 1963},
                                   {16, 4.13, 3413}, {32, 5.68, 4900}, {64, 7.15, 7532}};

/// Request rate, and the medians of TTFT, ITL, latency and concurrency that two published sweeps print; the rates are
/// their median input tokens per second over 1033.
struct RateRow {
    double rate;
    double ttft_ms;
    double itl_ms;
    double latency_s;
    double concurrency;
};
constexpr RateRow l40s_bf16[] = {{0.294, 130.4, 24.3, 12.5, 3},  {0.503, 133.6, 25.6, 13.2, 6},
                                 {0.712, 133.5, 27.1, 14.0, 10}, {0.921, 138.7, 28.6, 14.7, 13},
                                 {1.132, 140.2, 32.0, 16.5, 18}, {1.339, 143.2, 33.9, 17.5, 23},
                                 {1.547, 146.8, 36.0, 18.5, 28}, {1.769, 147.0, 39.6, 20.4, 34}};
constexpr RateRow l40s_int8[] = {{0.440, 99.4, 16.1, 8.3, 4},    {0.755, 99.1, 17.2, 8.9, 6},
                                 {1.069, 104.4, 18.8, 9.7, 10},  {1.381, 104.9, 20.4, 10.5, 14},
                                 {1.698, 106.9, 22.7, 11.7, 19}, {2.012, 108.3, 24.7, 12.7, 25},
                                 {2.325, 121.6, 31.1, 16.0, 36}, {2.646, 119.7, 34.5, 17.8, 44}};

bool within(double value, double expected, double share)
{
    if (std::abs(value / expected - 1) <= share) return true;
    qWarning("%g is not within %g %% of %g", value, share * 100, expected);
    return false;
}

std::vector<std::uint64_t> hashes(std::initializer_list<std::uint64_t> values)
{
    return values;
}

} // namespace

class SimulateSchedulerTest : public QObject {
    Q_OBJECT
private slots:
    void h200_presets_give_the_measured_table_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<int>("streams");
        QTest::addColumn<double>("itl_ms");
        QTest::addColumn<double>("tokens_per_s");
        const auto add = [](const char* preset, const StreamsRow& row) {
            QTest::addRow("%s %d streams", preset, row.streams)
                << QString(preset) << row.streams << row.itl_ms << row.tokens_per_s;
        };
        for (const StreamsRow& row : h200_bf16) add("h200-8b-bf16", row);
        for (const StreamsRow& row : h200_fp8) add("h200-8b-fp8", row);
    }

    void h200_presets_give_the_measured_table()
    {
        QFETCH(QString, preset);
        QFETCH(int, streams);
        QFETCH(double, itl_ms);
        QFETCH(double, tokens_per_s);
        const auto result = VirtualLoad(*sim_model(preset.toStdString()), 1033, 512).streams(streams, 12);
        QVERIFY(within(median(result.itl_ms), itl_ms, 0.10));
        QVERIFY(within(result.tokens_per_s, tokens_per_s, 0.10));
    }

    void l40s_presets_resemble_the_published_sweeps_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QList<double>>("row");
        const auto add = [](const char* preset, const RateRow& row) {
            QTest::addRow("%s %g requests/s", preset, row.rate)
                << QString(preset) << QList<double>{row.rate, row.ttft_ms, row.itl_ms, row.latency_s, row.concurrency};
        };
        for (const RateRow& row : l40s_bf16) add("l40s-8b-bf16", row);
        for (const RateRow& row : l40s_int8) add("l40s-8b-int8", row);
    }

    void l40s_presets_resemble_the_published_sweeps()
    {
        QFETCH(QString, preset);
        QFETCH(QList<double>, row);
        const auto result = VirtualLoad(*sim_model(preset.toStdString()), 1033, 512).rate(row[0], 120);
        QVERIFY(within(median(result.ttft_ms), row[1], 0.10));
        QVERIFY(within(median(result.itl_ms), row[2], 0.10));
        QVERIFY(within(median(result.latency_s), row[3], 0.10));
        QVERIFY(std::abs(median(result.concurrency) - row[4]) <= 1 + 0.15 * row[4]);
    }

    void synchronous_requests_of_the_l40s_presets()
    {
        // The sweeps' first rows: latency 11.4 and 7.6 s, TTFT 115.9 and 87.9 ms, ITL 22.2 and 14.7 ms.
        const auto base = VirtualLoad(*sim_model("l40s-8b-bf16"), 1033, 512).streams(1, 60);
        QVERIFY(within(median(base.ttft_ms), 115.9, 0.10));
        QVERIFY(within(median(base.itl_ms), 22.2, 0.05));
        QVERIFY(within(median(base.latency_s), 11.4, 0.05));
        const auto compressed = VirtualLoad(*sim_model("l40s-8b-int8"), 1033, 512).streams(1, 60);
        QVERIFY(within(median(compressed.ttft_ms), 87.9, 0.10));
        QVERIFY(within(median(compressed.itl_ms), 14.7, 0.05));
        QVERIFY(within(median(compressed.latency_s), 7.6, 0.05));
    }

    void throughput_rows_of_the_l40s_presets_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<double>("ttft_ms");
        QTest::addColumn<double>("itl_ms");
        QTest::addColumn<double>("latency_s");
        QTest::newRow("bf16") << "l40s-8b-bf16" << 33854.1 << 55.7 << 62.3;
        QTest::newRow("int8") << "l40s-8b-int8" << 36149.3 << 63.9 << 70.4;
    }

    void throughput_rows_of_the_l40s_presets()
    {
        QFETCH(QString, preset);
        QFETCH(double, ttft_ms);
        QFETCH(double, itl_ms);
        QFETCH(double, latency_s);
        // Far more requests than the KV cache holds, for two minutes.
        const auto result = VirtualLoad(*sim_model(preset.toStdString()), 1033, 512).streams(256, 120);
        QVERIFY(within(median(result.ttft_ms), ttft_ms, 0.10));
        QVERIFY(within(median(result.itl_ms), itl_ms, 0.10));
        QVERIFY(within(median(result.latency_s), latency_s, 0.10));
    }

    void steps_of_one_request()
    {
        SimScheduler scheduler(by_hand(), 1);
        QCOMPARE(scheduler.begin_step().count(), 0);
        QVERIFY(scheduler.add({.id = 7, .prompt_tokens = 20, .output_tokens = 3}));
        QCOMPARE(scheduler.waiting(), std::size_t{1});
        QCOMPARE(scheduler.begin_step(), microseconds(12'000)); // 10 + 20 x 0.1
        QCOMPARE(scheduler.running(), std::size_t{1});
        auto tokens = scheduler.end_step();
        QCOMPARE(tokens.size(), std::size_t{1});
        QCOMPARE(tokens[0].id, std::uint64_t{7});
        QCOMPARE(tokens[0].index, 0);
        QCOMPARE(scheduler.begin_step(), microseconds(11'000)); // 10 + 1
        QCOMPARE(scheduler.end_step()[0].last, false);
        QCOMPARE(scheduler.begin_step(), microseconds(11'000));
        QCOMPARE(scheduler.end_step()[0].last, true);
        QCOMPARE(scheduler.running(), std::size_t{0});
        QCOMPARE(scheduler.kv_usage(), 0.0);
        QCOMPARE(scheduler.counters().output_tokens, 3);
        QCOMPARE(scheduler.counters().prompt_tokens, 20);
    }

    void long_prompts_are_computed_in_chunks_beside_decodes()
    {
        SimScheduler scheduler(by_hand(), 1);
        scheduler.add({.id = 1, .prompt_tokens = 4, .output_tokens = 10});
        scheduler.begin_step();
        scheduler.end_step();
        scheduler.add({.id = 2, .prompt_tokens = 100, .output_tokens = 2});
        QCOMPARE(scheduler.begin_step(), microseconds(17'300)); // 10 + 1 decode + 63 x 0.1: the budget is 64
        QCOMPARE(scheduler.step_tokens(), 64);
        QCOMPARE(scheduler.end_step().size(), std::size_t{1});
        QCOMPARE(scheduler.begin_step(), microseconds(14'700)); // 10 + 1 + the other 37
        const auto tokens = scheduler.end_step();
        QCOMPARE(tokens.size(), std::size_t{2});
        QCOMPARE(tokens[1].id, std::uint64_t{2});
    }

    void the_batch_is_bounded_and_first_come_first_served()
    {
        SimScheduler scheduler(by_hand(), 1);
        for (std::uint64_t id = 1; id <= 6; ++id) scheduler.add({.id = id, .prompt_tokens = 1, .output_tokens = 2});
        scheduler.begin_step();
        QCOMPARE(scheduler.running(), std::size_t{4});
        QCOMPARE(scheduler.waiting(), std::size_t{2});
        scheduler.end_step();
        scheduler.begin_step();
        scheduler.end_step();
        scheduler.begin_step();
        const auto tokens = scheduler.end_step();
        QCOMPARE(tokens.size(), std::size_t{2});
        QCOMPARE(tokens[0].id, std::uint64_t{5});
    }

    void the_youngest_gives_way_when_the_cache_is_full()
    {
        SimModel model = by_hand();
        model.kv_tokens = 64; // four blocks
        SimScheduler scheduler(model, 1);
        QVERIFY(!scheduler.add({.id = 9, .prompt_tokens = 60, .output_tokens = 5}));
        scheduler.add({.id = 1, .prompt_tokens = 30, .output_tokens = 20});
        scheduler.add({.id = 2, .prompt_tokens = 30, .output_tokens = 20});
        std::vector<std::uint64_t> finished;
        std::map<std::uint64_t, int> produced;
        while (scheduler.begin_step().count() > 0) {
            QVERIFY(scheduler.kv_usage() <= 1.0);
            for (const SimToken& token : scheduler.end_step()) {
                QCOMPARE(token.index, produced[token.id]++); // nothing twice, nothing left out
                if (token.last) finished.push_back(token.id);
            }
        }
        QCOMPARE(scheduler.counters().preemptions, 1);
        QCOMPARE(finished, hashes({1, 2}));
        QCOMPARE(produced[1], 20);
        QCOMPARE(produced[2], 20);
        QCOMPARE(scheduler.kv_usage(), 0.0);
    }

    void requests_wait_for_the_cache()
    {
        SimModel model = by_hand();
        model.kv_tokens = 64;
        SimScheduler scheduler(model, 1);
        scheduler.add({.id = 1, .prompt_tokens = 40, .output_tokens = 2});
        scheduler.add({.id = 2, .prompt_tokens = 20, .output_tokens = 2});
        scheduler.begin_step();
        QCOMPARE(scheduler.running(), std::size_t{1});
        QCOMPARE(scheduler.waiting(), std::size_t{1});
    }

    void shared_prefixes_are_computed_once()
    {
        SimScheduler scheduler(by_hand(), 1);
        scheduler.add({.id = 1, .prompt_tokens = 40, .output_tokens = 1, .prefix_hashes = {11, 12}});
        scheduler.begin_step();
        scheduler.end_step();
        scheduler.add({.id = 2, .prompt_tokens = 40, .output_tokens = 1, .prefix_hashes = {11, 13}});
        QCOMPARE(scheduler.begin_step(), microseconds(12'400)); // 16 of the 40 tokens are there
        scheduler.end_step();
        // A prompt that is there as a whole: its last block is computed again, as something has to make a token.
        scheduler.add({.id = 3, .prompt_tokens = 32, .output_tokens = 1, .prefix_hashes = {11, 12}});
        QCOMPARE(scheduler.begin_step(), microseconds(11'600));
        scheduler.end_step();
        QCOMPARE(scheduler.counters().prefix_queries, 112);
        QCOMPARE(scheduler.counters().prefix_hits, 32);
    }

    void cached_blocks_give_way_to_requests()
    {
        SimKvCache cache(4);
        SimKvCache::Holding first;
        QVERIFY(cache.take(first, hashes({1, 2}), 0, 1));
        QCOMPARE(cache.used(), 3);
        SimKvCache::Holding second;
        QCOMPARE(cache.cached_prefix(hashes({1, 2, 3})), std::size_t{2});
        QVERIFY(cache.take(second, hashes({1, 2, 3}), 2, 0));
        QCOMPARE(cache.used(), 4);
        QVERIFY(!cache.grow(first));
        cache.release(first);
        QCOMPARE(cache.used(), 3);
        cache.release(second);
        QCOMPARE(cache.used(), 0);
        QCOMPARE(cache.cached_prefix(hashes({1, 2, 3})), std::size_t{3});
        SimKvCache::Holding third;
        QVERIFY(cache.take(third, {}, 0, 3));
        QCOMPARE(cache.cached_prefix(hashes({1, 2, 3})), std::size_t{1}); // the end goes before the beginning
    }

    void cancelled_requests_free_what_they_held()
    {
        SimScheduler scheduler(by_hand(), 1);
        for (std::uint64_t id = 1; id <= 5; ++id) scheduler.add({.id = id, .prompt_tokens = 10, .output_tokens = 50});
        scheduler.begin_step();
        scheduler.cancel(2);
        scheduler.cancel(5);
        scheduler.cancel(99);
        QCOMPARE(scheduler.end_step().size(), std::size_t{3});
        QCOMPARE(scheduler.waiting(), std::size_t{0});
        for (const std::uint64_t id : {1, 3, 4}) scheduler.cancel(id);
        QCOMPARE(scheduler.begin_step().count(), 0);
        QCOMPARE(scheduler.kv_usage(), 0.0);
    }

    void nothing_is_lost_under_random_load_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 50; ++seed) QTest::addRow("seed %d", seed) << seed;
    }

    void nothing_is_lost_under_random_load()
    {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto draw = [&](int from, int to) { return std::uniform_int_distribution(from, to)(random); };
        SimModel model = by_hand();
        model.kv_tokens = draw(8, 20) * model.block_tokens; // tight: preemptions and evictions
        SimScheduler scheduler(model, 1);
        std::map<std::uint64_t, int> lengths;
        std::map<std::uint64_t, int> produced;
        for (std::uint64_t id = 1; id <= 60;) {
            if (draw(0, 2) > 0) {
                SimJob job{.id = id, .prompt_tokens = draw(1, 80), .output_tokens = draw(1, 40)};
                // Chains that share their beginnings.
                for (std::uint64_t block = 1; block <= std::uint64_t(job.prompt_tokens / 16); ++block)
                    job.prefix_hashes.push_back(block <= 2 ? block : id * 100 + block);
                lengths[id++] = job.output_tokens;
                QVERIFY(scheduler.add(std::move(job)));
            }
            if (draw(0, 9) == 0) {
                const auto victim = std::uint64_t(draw(1, int(id)));
                scheduler.cancel(victim);
                lengths.erase(victim);
            }
            scheduler.begin_step();
            for (const SimToken& token : scheduler.end_step()) QCOMPARE(token.index, produced[token.id]++);
            QVERIFY(scheduler.kv_usage() <= 1.0);
            QVERIFY(scheduler.running() <= 4);
        }
        while (scheduler.begin_step().count() > 0)
            for (const SimToken& token : scheduler.end_step()) QCOMPARE(token.index, produced[token.id]++);
        for (const auto& [id, length] : lengths) QCOMPARE(produced[id], length);
        QCOMPARE(scheduler.waiting(), std::size_t{0});
        QCOMPARE(scheduler.kv_usage(), 0.0);
    }

    void the_same_seed_gives_the_same_times()
    {
        const SimModel model = *sim_model("l40s-8b-int8");
        const auto total = [&](std::uint64_t seed) {
            SimScheduler scheduler(model, seed);
            scheduler.add({.id = 1, .prompt_tokens = 100, .output_tokens = 50});
            SimScheduler::Duration sum{};
            for (auto step = scheduler.begin_step(); step.count() > 0; step = scheduler.begin_step()) {
                sum += step;
                scheduler.end_step();
            }
            return sum;
        };
        QCOMPARE(total(1), total(1));
        QVERIFY(total(1) != total(2));
    }

    void unknown_presets_are_refused_with_the_list()
    {
        const auto model = sim_model("tpu");
        QVERIFY(!model);
        QVERIFY(model.error().text.find("h200-8b-fp8") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SimulateSchedulerTest)
#include "test_simulate_scheduler.moc"
