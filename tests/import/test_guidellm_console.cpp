// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_support.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <array>
#include <tuple>

using namespace kneepoint;
using namespace kneepoint::tests;
using nlohmann::json;

class TestGuidellmConsole : public QObject {
    Q_OBJECT
private slots:
    void reads_every_cell_of_the_seed_data();
    void reads_every_cell_of_the_seed();
    void reads_both_models_of_the_seed_document();
    void reads_the_h200_tables();
    void reads_every_published_layout_data();
    void reads_every_published_layout();
    void keeps_what_0_8_adds();
    void leaves_out_zeros_that_mean_missing();
};

void TestGuidellmConsole::reads_every_cell_of_the_seed_data()
{
    KNEEPOINT_NEEDS_SHARED();
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("tables");
    QTest::newRow("base") << "guidellm_console_base.txt" << "base";
    QTest::newRow("compressed") << "guidellm_console_compressed.txt" << "compressed";
}

void TestGuidellmConsole::reads_every_cell_of_the_seed()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, file);
    QFETCH(QString, tables);
    const auto imported = read_console(content(shared("fixtures/seeds/" + file.toStdString())));
    QVERIFY(imported);
    QCOMPARE(imported->runs.size(), 1U);
    const auto& levels = imported->runs.front().levels;
    QCOMPARE(levels.size(), 10U);
    const auto acceptance = json::parse(content(shared("reference/seed_acceptance.json")));
    int cells = 0;
    for (const std::string part : {"_latency", "_throughput"}) {
        const auto& table = acceptance["seeds"]["000"]["tables"][tables.toStdString() + part];
        for (std::size_t row = 0; row < 10; ++row)
            for (std::size_t column = 1; column < table["columns"].size(); ++column, ++cells)
                QCOMPARE(printed(value(levels[row], table["columns"][column]["id"])),
                         table["rows"][row][column].get<std::string>());
    }
    QCOMPARE(cells, 180);
    QCOMPARE(levels[0].label, std::string("synchronous"));
    QCOMPARE(levels[1].label, std::string("throughput"));
    QCOMPARE(levels[2].label, std::string("constant #1"));
    QCOMPARE(levels[9].label, std::string("constant #8"));
    QCOMPARE(levels[9].index, 9);
    QCOMPARE(levels[9].metric(MetricId::tpot)->definition, std::string("tpot.with_ttft"));
    QCOMPARE(imported->runs.front().format, std::string("guidellm-console/0.4"));
    QVERIFY(imported->problems.empty());
}

void TestGuidellmConsole::reads_both_models_of_the_seed_document()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto imported = read_console(content(shared("seeds/000_5097a34ca0fa11ad.txt")));
    QVERIFY(imported);
    QCOMPARE(imported->runs.size(), 2U);
    const auto& [base, compressed] = std::tie(imported->runs[0], imported->runs[1]);
    QCOMPARE(base.setup.facts.at("source.heading").value, std::string("Performance Results for Base Model"));
    QCOMPARE(base.setup.facts.at("source.role").value, std::string("base"));
    QCOMPARE(base.setup.model, std::string("LLama-3.1-8B-Instruct"));
    QCOMPARE(compressed.setup.facts.at("source.heading").value,
             std::string("Performance results for compressed model"));
    QCOMPARE(compressed.setup.facts.at("source.role").value, std::string("candidate"));
    QCOMPARE(compressed.setup.model, std::string("LLama-3.1-8B-Instruct-int8-dynamic"));
    QCOMPARE(compressed.setup.scheme, std::string("W8A8-INT8"));
    QCOMPARE(compressed.setup.facts.at("numbers").value, std::string("printed"));
    for (const auto& run : imported->runs) QCOMPARE(run.levels.size(), 10U);
    const auto alone = read_console(content(shared("fixtures/seeds/guidellm_console_compressed.txt")));
    QVERIFY(alone);
    for (std::size_t i = 0; i < 10; ++i)
        for (const auto& [id, distribution] : alone->runs.front().levels[i].metrics)
            QCOMPARE(compressed.levels[i].metric(id)->median, distribution.median);
}

void TestGuidellmConsole::reads_the_h200_tables()
{
    KNEEPOINT_NEEDS_SHARED();
    // Figures of h200_case.md; the console prints one decimal and all tables twice.
    const auto streams = read_console(content(shared("fixtures/h200/base/streams_console.txt")));
    QVERIFY(streams);
    QCOMPARE(streams->runs.size(), 1U);
    QVERIFY(has_code(streams->problems, "printed-twice"));
    const auto& run = streams->runs.front();
    QCOMPARE(run.setup.model, std::string("llama-3.1-8b-dummy"));
    QCOMPARE(run.setup.facts.at("load.profile").value, std::string("concurrent"));
    QCOMPARE(run.setup.facts.at("server.target").value, std::string("http://127.0.0.1:8000"));
    QCOMPARE(run.setup.facts.at("workload.prompt_tokens").value, std::string("1024"));
    QCOMPARE(run.setup.facts.at("workload.output_tokens").value, std::string("512"));
    QCOMPARE(run.levels.size(), 9U);
    const std::array<std::array<const char*, 3>, 8> expected{{{"34.3", "4.9", "201.2"},
                                                              {"42.5", "5.0", "394.9"},
                                                              {"96.5", "5.1", "759.5"},
                                                              {"189.1", "5.3", "1395.4"},
                                                              {"236.0", "6.0", "2476.6"},
                                                              {"577.5", "6.8", "4002.2"},
                                                              {"928.6", "9.2", "5467.5"},
                                                              {"1737.7", "15.4", "5549.0"}}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& level = run.levels[i];
        QCOMPARE(printed(level.value(MetricId::ttft, Statistic::median())), std::string(expected[i][0]));
        QCOMPARE(printed(level.value(MetricId::itl, Statistic::median())), std::string(expected[i][1]));
        QCOMPARE(printed(level.value(MetricId::output_tokens_per_second, Statistic::mean())),
                 std::string(expected[i][2]));
        QVERIFY(!has_code(level.problems, "no-success") && !has_code(level.problems, "all-missing"));
    }
    QCOMPARE(run.levels[0].requests.successful, 4U);
    QCOMPARE(run.levels[0].requests.incomplete, 1U);
    const auto& none = run.levels[8];
    QCOMPARE(none.streams, 256);
    QVERIFY(!none.metric(MetricId::ttft) && !none.metric(MetricId::itl) && !none.metric(MetricId::request_latency));
    QVERIFY(has_code(none.problems, "no-success"));
    QCOMPARE(printed(none.value(MetricId::output_tokens_per_second, Statistic::mean())), std::string("6641.5"));
    QVERIFY(!run.void_result);
    for (const char* file : {"base/sweep_console.txt", "fp8/sweep_console.txt", "fp8/streams_console.txt",
                             "base_sweep512_degenerate/sweep_console.txt"}) {
        const auto imported = read_console(content(shared(std::string("fixtures/h200/") + file)));
        QVERIFY2(imported && imported->runs.size() == 1, file);
        QVERIFY2(imported->runs.front().levels.size() >= 9, file);
    }
}

void TestGuidellmConsole::reads_every_published_layout_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("strategy");
    QTest::addColumn<QList<double>>(
        "figures"); // latency, TTFT, ITL, TPOT median; requests/s, concurrency, output tok/s mean
    QTest::newRow("v0.2/stripped_sweep-first-sync_console.txt")
        << "0.3" << "synchronous" << QList<double>{0.64, 16.4, 4.9, 4.9, 1.55, 1.00, 198.1};
    QTest::newRow("v0.4-console/llama3.1-8b_constant1_30s_console.txt")
        << "0.4" << "constant" << QList<double>{0.4, 23.2, 7.8, 8.1, 1.0, 0.4, 49.7};
    QTest::newRow("v0.5dev/gpt-oss-20b_tp4_sync_aime_console.log")
        << "0.5" << "synchronous" << QList<double>{30.6, 47.7, 29.9, 29.9, 0.0, 1.0, 33.4};
    QTest::newRow("v0.6-console/qwen3.6-35b_gb10_sync_reasoning-zero-ttft_console.txt")
        << "0.6" << "synchronous" << QList<double>{8.6, -1, -1, 33.8, 0.1, 1.0, 34.5};
    QTest::newRow("v0.7-console/qwen2.5-1.5b_cpu_concurrent2-4_console.txt")
        << "0.7" << "concurrent #1" << QList<double>{5.0, 206.4, 76.4, 78.5, 0.4, 2.0, 25.7};
}

void TestGuidellmConsole::reads_every_published_layout()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, format);
    QFETCH(QString, strategy);
    QFETCH(QList<double>, figures);
    const auto imported = read_console(content(shared(std::string("fixtures/guidellm/") + QTest::currentDataTag())));
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(QString::fromStdString(run.format), "guidellm-console/" + format);
    const auto& level = run.levels.front();
    QCOMPARE(QString::fromStdString(level.label), strategy);
    const std::array<std::pair<MetricId, Statistic>, 7> columns{
        {{MetricId::request_latency, Statistic::median()},
         {MetricId::ttft, Statistic::median()},
         {MetricId::itl, Statistic::median()},
         {MetricId::tpot, Statistic::median()},
         {MetricId::requests_per_second, Statistic::mean()},
         {MetricId::concurrency, Statistic::mean()},
         {MetricId::output_tokens_per_second, Statistic::mean()}}};
    for (int i = 0; i < 7; ++i) {
        const auto [metric, statistic] = columns[static_cast<std::size_t>(i)];
        QCOMPARE(level.value(metric, statistic).value_or(-1), figures[i]);
    }
    const auto& tpot = level.metric(MetricId::tpot)->definition;
    QCOMPARE(tpot, format == "0.3" ? std::string("tpot.decode_only") : std::string("tpot.with_ttft"));
    const auto& rate = level.metric(MetricId::requests_per_second)->definition;
    QCOMPARE(rate, format == "0.3" ? std::string("rate.span")
                                   : std::string(format == "0.4" ? "rate.window" : "rate.window_all"));
}

void TestGuidellmConsole::keeps_what_0_8_adds()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto goodput = read_console(content(shared("fixtures/guidellm/live/0.8.1/goodput/stdout.txt")));
    QVERIFY(goodput);
    const auto& first = goodput->runs.front().levels.front();
    const auto* ttft = first.metric(MetricId::ttft);
    QCOMPARE(ttft->mean, 33.9);
    QVERIFY(ttft->mean_interval);
    QCOMPARE(printed(ttft->mean_interval->low), std::string("32.2"));
    QCOMPARE(printed(ttft->mean_interval->high), std::string("35.6"));
    QCOMPARE(ttft->percentile(95), 39.1);
    QVERIFY(!ttft->percentiles.front().interval);
    QCOMPARE(first.value(MetricId::goodput, Statistic::mean()), 9.5);
    QCOMPARE(first.value(MetricId::slo_attainment, Statistic::mean()), 1.0);
    QCOMPARE(printed(goodput->runs.front().levels[1].value(MetricId::slo_attainment, Statistic::mean()), 3),
             std::string("0.667"));
    QVERIFY(has_code(first.problems, "tool.warning"));
    QVERIFY(!has_code(goodput->runs.front().levels[1].problems, "tool.warning"));
    QVERIFY(has_code(goodput->runs.front().problems, "no-interval"));
    const auto limited = read_console(content(shared("fixtures/guidellm/live/0.8.1/knee_limited/stdout.txt")));
    QVERIFY(limited);
    QCOMPARE(limited->runs.front().conclusions.size(), 1U);
    QCOMPARE(limited->runs.front().conclusions.front().streams, 4.0);
    QCOMPARE(limited->runs.front().conclusions.front().status, std::string("ok"));
    const auto no_knee = read_console(content(shared("fixtures/guidellm/live/0.8.1/knee/stdout.txt")));
    QVERIFY(no_knee);
    QCOMPARE(no_knee->runs.front().conclusions.size(), 1U);
    QCOMPARE(no_knee->runs.front().conclusions.front().status, std::string("no_knee"));
}

void TestGuidellmConsole::leaves_out_zeros_that_mean_missing()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto reasoning = read_console(
        content(shared("fixtures/guidellm/v0.6-console/qwen3.6-35b_gb10_sync_reasoning-zero-ttft_console.txt")));
    QVERIFY(reasoning);
    QVERIFY(has_code(reasoning->runs.front().levels.front().problems, "all-missing"));
    for (const char* version : {"0.5.4", "0.6.1", "0.7.4", "0.8.1"}) {
        const auto failed = read_console(
            content(shared(std::string("fixtures/guidellm/live/") + version + "/err-wrongmodel/stdout.txt")));
        QVERIFY2(failed, version);
        QVERIFY2(failed->runs.front().void_result, version);
        for (const auto& level : failed->runs.front().levels) QVERIFY2(!level.metric(MetricId::ttft), version);
    }
}

QTEST_APPLESS_MAIN(TestGuidellmConsole)
#include "test_guidellm_console.moc"
