// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/level_result.h"

#include <QTest>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::load;

namespace {

constexpr Nanoseconds ms = 1000000;

/// A token every 10 ms; from every `merge`-th on, two come in one read, at the second one's time.
RequestRecord record(std::uint64_t index, Nanoseconds start, int tokens, bool merged)
{
    RequestRecord r;
    r.index = index;
    r.scheduled = start;
    r.started = r.sent = start;
    for (int t = 0; t < tokens; ++t) {
        const bool second = merged && t % 2 == 0 && t > 0; // 1 with 2, 3 with 4, ...
        const bool first = merged && t % 2 == 1 && t + 1 < tokens;
        r.chunks.push_back({.at = start + (10 + 10 * (first ? t + 1 : t)) * ms, .tokens = 1, .merged = second});
    }
    r.first_byte = r.first_token = r.chunks.front().at;
    r.last_token = r.end = r.chunks.back().at;
    r.usage = {10, std::uint32_t(tokens), {}};
    r.outcome = OutcomeClass::ok;
    r.reads = std::uint32_t(tokens);
    return r;
}

/// One stream after another, `streams` of them side by side.
LevelRecords records_of(int streams, int each, int tokens, bool merged)
{
    LevelRecords records;
    const Nanoseconds length = (10 + 10 * tokens) * ms;
    for (int i = 0; i < each; ++i)
        for (int s = 0; s < streams; ++s)
            records.requests.push_back(record(std::uint64_t(i * streams + s), i * length, tokens, merged));
    for (const auto& r : records.requests) records.seconds = std::max(records.seconds, double(*r.end) / 1e9);
    return records;
}

LevelPlan closed_loop(int streams)
{
    LevelPlan plan;
    plan.kind = ProfileKind::concurrent;
    plan.streams = streams;
    return plan;
}

bool says(const LevelResult& result, const char* what)
{
    return std::ranges::any_of(result.reasons, [&](const std::string& r) { return r.find(what) != std::string::npos; });
}

} // namespace

class TestJudgement : public QObject {
    Q_OBJECT

private slots:
    void tokens_alone_in_their_reads_need_no_remark()
    {
        const LevelResult result = level_result(closed_loop(2), records_of(2, 20, 21, false), 0);
        QVERIFY(result.validity == Validity::valid);
        QVERIFY2(result.reasons.empty(), result.reasons.empty() ? "" : result.reasons.front().c_str());
        QCOMPARE(result.self.merged.merged, 0u);
    }

    /// Of 21 tokens 10 are behind another; the last came between 190 and 210 ms: 20 of 200 ms are open.
    void tokens_that_the_server_sends_together_are_told_of()
    {
        const LevelResult result = level_result(closed_loop(2), records_of(2, 20, 21, true), 0);
        QCOMPARE(result.self.merged.tokens, 840u);
        QCOMPARE(result.self.merged.merged, 400u);
        QVERIFY(std::abs(result.self.merged.itl_uncertainty - 0.1) < 1e-9);
        QVERIFY(result.validity == Validity::valid);
        QVERIFY(says(result, "48 % of the tokens came together with others in one read"));
        QVERIFY(says(result, "ITL is uncertain by 10 %."));
    }

    void long_answers_keep_their_itl()
    {
        const LevelResult result = level_result(closed_loop(1), records_of(1, 5, 201, true), 0);
        QVERIFY(result.self.merged.itl_uncertainty < 0.011);
        QVERIFY(says(result, "ITL is uncertain by 1.0 % at most."));
    }

    void row_57_a_client_that_reads_late_is_limited()
    {
        LevelRecords records = records_of(2, 20, 21, true);
        records.late_reads = 200; // of 840
        const LevelResult result = level_result(closed_loop(2), records, 0);
        QVERIFY(result.validity == Validity::client_limited);
        QVERIFY(says(result, "24 % of the reads were late"));
    }

    void the_steady_part_is_stated()
    {
        // Two streams of 20 requests of 220 ms; the second begins 1 s late and ends so much later.
        LevelRecords records = records_of(1, 20, 21, false);
        LevelRecords second = records_of(1, 20, 21, false);
        for (auto& r : second.requests) {
            r.index = r.index == 0 ? 1 : r.index + 100;
            for (auto* at : {&*r.started, &*r.sent, &*r.first_byte, &*r.first_token, &*r.last_token, &*r.end})
                *at += 1000 * ms;
            r.scheduled += 1000 * ms;
            for (auto& chunk : r.chunks) chunk.at += 1000 * ms;
            records.requests.push_back(r);
        }
        std::ranges::sort(records.requests, {}, &RequestRecord::index);
        records.seconds += 1;
        const LevelResult result = level_result(closed_loop(2), records, 0);
        QVERIFY(result.steady.has_value());
        QCOMPARE(result.steady->begin, 1.0);
        QVERIFY(result.steady->end > 5.1 && result.steady->end <= result.window.end);
        QVERIFY(!says(result, "steady"));
    }

    void a_level_of_one_wave_is_hardly_steady()
    {
        LevelRecords records;
        // The last of ten begins after 360 ms, the first ends after 500 ms.
        for (int s = 0; s < 10; ++s) records.requests.push_back(record(std::uint64_t(s), s * 40 * ms, 50, false));
        records.seconds = 0.87;
        const LevelResult result = level_result(closed_loop(10), records, 0);
        QVERIFY(result.validity == Validity::valid);
        QVERIFY(says(result, "The load was steady in 16 % of the window only"));
    }

    void row_55_failures_are_told_and_many_are_not_valid_data()
    {
        QTest::addColumn<int>("failed");
        QTest::addColumn<bool>("own");
        QTest::addColumn<QString>("validity");
        QTest::addColumn<QString>("said");
        QTest::newRow("none") << 0 << false << "VALID" << "";
        QTest::newRow("one in a hundred") << 2 << false << "VALID" << "2 of 200 requests failed: 2 stalled.";
        QTest::newRow("more") << 3 << false << "TARGET-SATURATED" << "3 of 200 requests failed: 2 stalled, 1 HTTP 500.";
        QTest::newRow("all") << 200 << false << "TARGET-SATURATED"
                             << "200 of 200 requests failed: 198 HTTP 500, 2 stalled.";
        QTest::newRow("for want of descriptors")
            << 3 << true << "CLIENT-LIMITED" << "had no descriptor or port left for 3 of them";
    }
    void row_55_failures_are_told_and_many_are_not_valid()
    {
        QFETCH(int, failed);
        QFETCH(bool, own);
        QFETCH(QString, validity);
        QFETCH(QString, said);
        LevelRecords records = records_of(2, 100, 21, false);
        for (int i = 0; i < failed; ++i) {
            RequestRecord& r = records.requests[std::size_t(i)];
            r.outcome = i < 2 ? OutcomeClass::stalled : OutcomeClass::status;
            r.status = i < 2 ? 200 : 500;
            r.own_limit = own;
        }
        const LevelResult result = level_result(closed_loop(2), records, 0);
        QCOMPARE(QString::fromStdString(std::string(to_string(result.validity))), validity);
        QCOMPARE(result.reasons.empty(), said.isEmpty());
        if (!said.isEmpty()) QVERIFY(says(result, said.toUtf8().constData()));
    }

    /// The server saw fewer arrivals than asked for, by this program's own bound.
    void arrivals_that_waited_here_are_not_the_servers_doing()
    {
        LevelRecords records = records_of(2, 20, 21, false);
        records.requests[7].waited = true;
        LevelPlan plan;
        plan.kind = ProfileKind::constant;
        plan.rate = 9;
        plan.max_concurrency = 2;
        const LevelResult result = level_result(plan, records, 0);
        QVERIFY(result.validity == Validity::client_limited);
        QVERIFY(says(result, "1 request waited here because 2 were in flight already, which --max-concurrency allows"));
    }

    void prompts_that_the_server_knew_are_told_of_data()
    {
        QTest::addColumn<double>("hits");
        QTest::addColumn<bool>("told");
        QTest::newRow("few") << 40.0 << false;
        QTest::newRow("many") << 370.0 << true;
    }
    void prompts_that_the_server_knew_are_told_of()
    {
        QFETCH(double, hits);
        QFETCH(bool, told);
        LevelRecords records = records_of(2, 20, 21, false);
        records.cache_before = PrefixCacheCounts{5000, 100};
        records.cache_after = PrefixCacheCounts{6000, 100 + hits};
        const LevelResult counted = level_result(closed_loop(2), records, 0);
        QVERIFY(counted.validity == Validity::valid);
        QCOMPARE(*counted.prefix_cache_share, hits / 1000);
        QCOMPARE(says(counted, "of the prompt tokens in its prefix cache already"), told);
        records.cache_after.reset(); // then by the answers' usage: 10 tokens a prompt
        for (auto& r : records.requests) r.usage.cached_tokens = told ? 5 : 0;
        QCOMPARE(*level_result(closed_loop(2), records, 0).prefix_cache_share, told ? 0.5 : 0.0);
    }

    /// 8 requests a second of 500 ms: 4 in flight on average. By chance, 6.5 against 4 in quarters of 5 s are within
    /// three standard deviations, 3 sqrt(2 x 4 x 0.5 / 5) = 2.7; at equal distances nothing is by chance.
    void requests_in_flight_grow_by_chance_where_arrivals_are_random()
    {
        LevelRecords records;
        const auto arrive = [&](double from, double to, double rate) {
            for (double at = from; at < to; at += 1 / rate)
                records.requests.push_back(
                    record(records.requests.size(), Nanoseconds(at * 1e9), 50, false)); // 10 + 490 ms
        };
        arrive(0, 14, 8);
        arrive(14, 20, 13);
        records.seconds = 20.5;
        LevelPlan plan;
        plan.kind = ProfileKind::constant;
        plan.rate = 8;
        plan.stop.seconds = 20;
        records.end = LevelEnd::duration;
        QVERIFY(level_result(plan, records, 0).validity == Validity::target_saturated);
        plan.kind = ProfileKind::poisson;
        QVERIFY(level_result(plan, records, 0).validity == Validity::valid);
    }

    /// At 10 requests a second with a latency of 220 ms: from the first ends to the last arrival.
    void arrivals_are_steady_from_the_first_end_to_the_last_arrival()
    {
        LevelRecords records;
        for (int i = 0; i < 100; ++i) records.requests.push_back(record(std::uint64_t(i), i * 100 * ms, 21, false));
        records.seconds = 10.11;
        LevelPlan plan;
        plan.kind = ProfileKind::constant;
        plan.rate = 10;
        const LevelResult result = level_result(plan, records, 0);
        QVERIFY(std::abs(result.steady->begin - 0.21) < 1e-9);
        QVERIFY(std::abs(result.steady->end - 9.9) < 1e-9);
        plan.end_rate = 20;
        const LevelResult ramp = level_result(plan, records, 0);
        QVERIFY(!ramp.steady);
        QVERIFY(!ramp.level.target_rate);
        QVERIFY(!says(ramp, "steady"));
    }
};

QTEST_APPLESS_MAIN(TestJudgement)
#include "test_judgement.moc"
