// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/search.h"
#include "sim_virtual_load.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace kneepoint;
using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

using Measured = std::function<Probe(double load)>;

std::vector<Probe> searched(const Measured& measure, const SearchBounds& bounds,
                            std::optional<double> (*next)(std::span<const Probe>, const SearchBounds&))
{
    std::vector<Probe> probes;
    while (const auto load = next(probes, bounds)) {
        probes.push_back(measure(*load));
        if (probes.size() > 200) break; // a search without an end
    }
    return probes;
}

/// A server that works on `places` requests at a time, each for a second; the others wait.
Probe of_places(double load, double places)
{
    const double latency = std::max(1.0, load / places);
    return {.load = load, .latency_s = latency, .requests_per_s = load / latency};
}

/// A simulated server whose step takes 10 ms, and so much more for each sequence.
SimModel batch_of(int most, double sequence_ms)
{
    return {.step_ms = 10, .sequence_ms = sequence_ms, .max_batch = most, .kv_tokens = 10000000};
}

Probe simulated(const SimModel& model, double load)
{
    const auto result = VirtualLoad(model, 16, 50).streams(int(load), 60);
    double sum = 0;
    for (const double latency : result.latency_s) sum += latency;
    return {
        .load = load, .latency_s = sum / double(result.latency_s.size()), .requests_per_s = result.tokens_per_s / 50};
}

Level level_with(double ttft_p95, double tokens_per_s, std::uint64_t errored = 0)
{
    Level level;
    level.requests = {100, errored, 0};
    level.metrics[MetricId::ttft].percentiles = {{95, ttft_p95, {}}};
    level.metrics[MetricId::output_tokens_per_second].mean = tokens_per_s;
    return level;
}

} // namespace

class TestSearch : public QObject {
    Q_OBJECT

private slots:
    void the_knee_is_where_the_places_end_data()
    {
        QTest::addColumn<double>("places");
        for (const double places : {2.0, 3.0, 8.0, 24.0, 100.0, 300.0}) QTest::addRow("%g", places) << places;
    }
    void the_knee_is_where_the_places_end()
    {
        QFETCH(double, places);
        const SearchBounds bounds;
        const auto probes = searched([&](double load) { return of_places(load, places); }, bounds, next_knee_load);
        QVERIFY(probes.size() <= 20);
        const auto knee = find_knee(probes);
        QVERIFY(knee.has_value());
        QVERIFY2(knee->below <= places && places <= knee->above, qPrintable(QString::number(knee->load)));
        QVERIFY(std::abs(knee->load - places) <= std::max(1.0, 0.1 * places));
        QCOMPARE(knee_conclusion(probes, bounds).status, std::string("found"));
    }

    void the_knee_of_a_simulated_server_is_its_largest_batch_data()
    {
        QTest::addColumn<int>("batch");
        QTest::newRow("16") << 16;
        QTest::newRow("48") << 48;
    }
    void the_knee_of_a_simulated_server_is_its_largest_batch()
    {
        QFETCH(int, batch);
        const auto probes =
            searched([&](double load) { return simulated(batch_of(batch, 0.02), load); }, {}, next_knee_load);
        const auto knee = find_knee(probes);
        QVERIFY(knee.has_value());
        QVERIFY2(knee->load >= 0.7 * batch && knee->load <= 1.3 * batch, qPrintable(QString::number(knee->load)));
    }

    void what_does_not_bend_has_no_knee()
    {
        const SearchBounds bounds{.most = 64, .levels = 20};
        const auto probes = searched([](double load) { return of_places(load, 1e9); }, bounds, next_knee_load);
        QCOMPARE(probes.size(), std::size_t(7)); // 1 to 64
        QVERIFY(!find_knee(probes));
        const auto conclusion = knee_conclusion(probes, bounds);
        QCOMPARE(conclusion.status, std::string("none"));
        QVERIFY(conclusion.text.find("64 streams") != std::string::npos);
    }

    void a_server_that_breaks_down_ends_the_doubling()
    {
        const auto probes = searched(
            [](double load) { return load < 16 ? of_places(load, 4) : Probe{.load = load, .met = Probe::Met::no}; }, {},
            next_knee_load);
        for (const Probe& probe : probes) QVERIFY(probe.load <= 16);
    }

    void every_search_is_bounded()
    {
        // Latencies and verdicts without any order.
        int n = 0;
        const auto noise = [&](double load) {
            ++n;
            return Probe{.load = load,
                         .latency_s = 1 + (n * 7919 % 13),
                         .requests_per_s = load,
                         .met = n % 3 == 0 ? Probe::Met::no : Probe::Met::yes};
        };
        const SearchBounds few{.most = 1e9, .levels = 9};
        QVERIFY(searched(noise, few, next_knee_load).size() <= 9);
        QVERIFY(searched(noise, few, next_limit_load).size() <= 9);
        const auto never = searched([](double load) { return of_places(load, 1e12); },
                                    {.kind = LoadKind::rate, .most = INFINITY, .levels = 9}, next_limit_load);
        QCOMPARE(never.size(), std::size_t(9));
    }

    void the_most_load_that_meets_data()
    {
        QTest::addColumn<double>("limit"); ///< the most that meets
        QTest::addColumn<bool>("by_rate");
        QTest::newRow("not even one") << 0.5 << false;
        QTest::newRow("one") << 1.0 << false;
        QTest::newRow("23") << 23.0 << false;
        QTest::newRow("447") << 447.0 << false;
        QTest::newRow("2.7 req/s") << 2.7 << true;
    }
    void the_most_load_that_meets()
    {
        QFETCH(double, limit);
        QFETCH(bool, by_rate);
        const SearchBounds bounds{.kind = by_rate ? LoadKind::rate : LoadKind::streams};
        const auto probes = searched(
            [&](double load) { return Probe{.load = load, .met = load <= limit ? Probe::Met::yes : Probe::Met::no}; },
            bounds, next_limit_load);
        const Limit found = find_limit(probes);
        QVERIFY(found.misses && *found.misses > limit);
        QCOMPARE(found.meets.has_value(), limit >= 1);
        if (!found.meets) return;
        QVERIFY(*found.meets <= limit);
        QVERIFY(*found.misses / *found.meets <= 1.0501 || (!by_rate && *found.misses - *found.meets <= 1));
    }

    void a_load_that_no_level_missed_is_no_limit()
    {
        const SearchBounds bounds{.most = 32};
        const auto probes = searched([](double load) { return Probe{.load = load}; }, bounds, next_limit_load);
        const auto conclusion = limit_conclusion(probes, bounds, parse_slo("ttft:p95<=200ms").value());
        QCOMPARE(conclusion.status, std::string("not-reached"));
        QCOMPARE(*conclusion.streams, 32.0);
        QVERIFY(conclusion.text.ends_with("no more was tried, so it is no limit."));
    }

    /// Half a millisecond for each sequence over 10 ms: ITL reaches 20 ms with 20 sequences.
    void the_limit_of_a_simulated_server()
    {
        const auto model = batch_of(256, 0.5);
        const auto probes = searched(
            [&](double load) {
                const auto result = VirtualLoad(model, 16, 50).streams(int(load), 60);
                return Probe{.load = load, .met = median(result.itl_ms) <= 20 ? Probe::Met::yes : Probe::Met::no};
            },
            {}, next_limit_load);
        const Limit found = find_limit(probes);
        QVERIFY(found.meets && *found.meets >= 19 && *found.meets <= 20);
        QVERIFY(found.misses && *found.misses <= 21);
    }

    void levels_are_judged_by_their_objectives_data()
    {
        QTest::addColumn<QByteArray>("slo");
        QTest::addColumn<double>("ttft");
        QTest::addColumn<double>("tokens");
        QTest::addColumn<int>("errored");
        QTest::addColumn<int>("met");
        const auto row = [](const char* name, const char* slo, double ttft, double tokens, int errored,
                            Probe::Met met) {
            QTest::newRow(name) << QByteArray(slo) << ttft << tokens << errored << int(met);
        };
        row("met", "ttft:p95<=200ms", 200, 0, 0, Probe::Met::yes);
        row("missed", "ttft:p95<=200ms", 200.1, 0, 0, Probe::Met::no);
        row("more load may reach it", "ttft:p95<=200ms,output_tokens_per_s>=500", 150, 400, 0, Probe::Met::not_yet);
        row("more load cannot help", "ttft:p95<=200ms,output_tokens_per_s>=500", 250, 400, 0, Probe::Met::no);
        row("both", "ttft:p95<=200ms,output_tokens_per_s>=500", 150, 500, 0, Probe::Met::yes);
        row("few failed", "ttft:p95<=200ms", 150, 0, 1, Probe::Met::yes);
        row("many failed", "ttft:p95<=200ms", 150, 0, 2, Probe::Met::no);
        row("a figure is missing", "itl:p99<=50ms", 150, 0, 0, Probe::Met::no);
    }
    void levels_are_judged_by_their_objectives()
    {
        QFETCH(QByteArray, slo);
        QFETCH(double, ttft);
        QFETCH(double, tokens);
        QFETCH(int, errored);
        QFETCH(int, met);
        const auto level = level_with(ttft, tokens, std::uint64_t(errored));
        QCOMPARE(int(judged(level, parse_slo(slo.toStdString()).value())), met);
    }

    /// Where throughput is asked for, low loads cannot meet it and are no violation.
    void a_throughput_is_reached_from_below()
    {
        const auto probes = searched(
            [](double load) {
                return Probe{.load = load,
                             .met = load > 40   ? Probe::Met::no
                                    : load < 10 ? Probe::Met::not_yet
                                                : Probe::Met::yes};
            },
            {}, next_limit_load);
        QVERIFY(std::abs(*find_limit(probes).meets - 39) <= 1);
    }
};

QTEST_APPLESS_MAIN(TestSearch)
#include "test_search.moc"
