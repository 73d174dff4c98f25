// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"

#include "kneepoint/load/measure.h"

using namespace kneepoint;
using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

/// The level of a run with this seed that ends first.
LevelResult measured(const std::string& url, std::uint64_t seed)
{
    const QTemporaryDir dir;
    RunManifest manifest;
    manifest.client = client_of(url);
    manifest.client.content.prompt_tokens = 160;
    manifest.client.content.output_tokens = 2;
    manifest.client.content.seed = manifest.profile.seed = seed;
    manifest.profile.kind = ProfileKind::concurrent;
    manifest.profile.streams = {2};
    manifest.profile.stop.requests = 20;
    auto folder = RunFolder::create(dir.filePath("r").toStdString(), manifest);
    LevelResult result;
    if (!folder || !measure(manifest, *folder, {}, {.level_ended = [&](const LevelResult& r) { result = r; }}))
        qFatal("The level was not measured.");
    return result;
}

} // namespace

class TestPrefixCache : public QObject {
    Q_OBJECT

private slots:
    void the_servers_counters_are_read_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("there");
        QTest::addColumn<double>("queries");
        QTest::addColumn<double>("hits");
        QTest::newRow("vLLM 0.10 and later")
            << QByteArray("# HELP vllm:prefix_cache_queries_total Prefix cache queries\n"
                          "# TYPE vllm:prefix_cache_queries_total counter\n"
                          "vllm:prefix_cache_queries_total{engine=\"0\",model_name=\"m\"} 1024.0\n"
                          "vllm:prefix_cache_queries_created{engine=\"0\",model_name=\"m\"} 1.7e+09\n"
                          "vllm:prefix_cache_hits_total{engine=\"0\",model_name=\"m\"} 96.0\n")
            << true << 1024.0 << 96.0;
        QTest::newRow("vLLM 0.8") << QByteArray("vllm:gpu_prefix_cache_queries_total{model_name=\"m\"} 2e3\n"
                                                "vllm:gpu_prefix_cache_hits_total{model_name=\"m\"} 5\n")
                                  << true << 2000.0 << 5.0;
        QTest::newRow("two engines, a brace and a blank in the name, a time")
            << QByteArray("vllm:prefix_cache_queries_total{engine=\"0\",model_name=\"a} b\"} 10 1700000000\r\n"
                          "vllm:prefix_cache_queries_total{engine=\"1\",model_name=\"a} b\"} 20\r\n"
                          "vllm:prefix_cache_hits_total{engine=\"1\"} 7")
            << true << 30.0 << 7.0;
        QTest::newRow("without labels") << QByteArray("vllm:prefix_cache_queries_total 3\n") << true << 3.0 << 0.0;
        QTest::newRow("another server") << QByteArray("sglang:cache_hit_rate 0.5\n") << false << 0.0 << 0.0;
        QTest::newRow("no numbers") << QByteArray(
                                           "vllm:prefix_cache_queries_total{ NaN\nvllm:prefix_cache_queries_total"
                                           "\nvllm:prefix_cache_queries_total{} x\n")
                                    << false << 0.0 << 0.0;
        QTest::newRow("a page") << QByteArray("<html>prefix_cache_</html>") << false << 0.0 << 0.0;
        QTest::newRow("nothing") << QByteArray() << false << 0.0 << 0.0;
    }
    void the_servers_counters_are_read()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, there);
        QFETCH(double, queries);
        QFETCH(double, hits);
        const auto counts = read_prefix_cache_counts(text.toStdString());
        QCOMPARE(counts.has_value(), there);
        if (!counts) return;
        QCOMPARE(counts->queries, queries);
        QCOMPARE(counts->hits, hits);
    }

    void a_share_needs_counters_that_grew()
    {
        QCOMPARE(*(PrefixCacheCounts{30, 12}.hit_share_since({10, 2})), 0.5);
        QVERIFY(!(PrefixCacheCounts{10, 2}.hit_share_since({10, 2})));
        QVERIFY(!(PrefixCacheCounts{5, 1}.hit_share_since({10, 2}))); // started anew
        QVERIFY(!(PrefixCacheCounts{50, 1}.hit_share_since({10, 2})));
    }

    void a_second_run_with_the_same_seed_is_told_of()
    {
        SimulatorOptions options;
        options.model = *sim_model("h200-8b-fp8");
        options.model_name = "simulated";
        const auto server = Simulator::start(options);
        QVERIFY(server);
        const auto told = [](const LevelResult& result) {
            return std::ranges::any_of(result.reasons, [](const std::string& reason) {
                return reason.find("prefix cache") != std::string::npos;
            });
        };
        const LevelResult first = measured((*server)->url(), 1);
        QCOMPARE(*first.prefix_cache_share, 0.0);
        QVERIFY(!told(first));
        const LevelResult again = measured((*server)->url(), 1);
        QVERIFY(*again.prefix_cache_share > 0.8);
        QVERIFY(told(again));
        const LevelResult other = measured((*server)->url(), 2);
        QCOMPARE(*other.prefix_cache_share, 0.0);
        QVERIFY(!told(other));
    }

    void a_server_that_does_not_tell_leaves_it_open()
    {
        const ScriptedServer server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(!prefix_cache_counts(client_of(server.url())));
    }
};

QTEST_GUILESS_MAIN(TestPrefixCache)
#include "test_prefix_cache.moc"
