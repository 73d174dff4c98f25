// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "shared.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

using namespace kneepoint;
using namespace kneepoint::tests;
using nlohmann::json;

namespace {

Result<import::Imported> read(const std::string& text)
{
    Progress progress;
    return import::guidellm_console(text, {"console.txt", {}}, progress);
}

/// "ttft_p95" of seed_acceptance.json.
std::optional<double> value(const Level& level, const std::string& column)
{
    const auto cut = column.rfind('_');
    auto id = replaced(column.substr(0, cut), "input_tokens", "prompt_tokens");
    id = replaced(id, "per_second", "per_s");
    return level.value(metric_from_text(id).value(), statistic_from_text(column.substr(cut + 1)).value());
}

std::string printed(std::optional<double> value, int decimals = 1)
{
    return value ? format_decimal(*value, decimals) : "--";
}

bool has_code(const Problems& problems, std::string_view code)
{
    return std::ranges::find(problems, code, &Problem::code) != problems.end();
}

} // namespace

class TestGuidellmConsole : public QObject {
    Q_OBJECT
private slots:
    void reads_every_cell_of_the_seed_data();
    void reads_every_cell_of_the_seed();
    void reads_both_models_of_the_seed_document();
    void agrees_with_the_report_of_the_same_run_data();
    void agrees_with_the_report_of_the_same_run();
    void reads_the_h200_tables();
    void reads_every_published_layout_data();
    void reads_every_published_layout();
    void keeps_what_0_8_adds();
    void leaves_out_zeros_that_mean_missing();
    void reads_boxes_of_0_1();
    void joins_wrapped_rows();
    void reads_behind_prefixes_and_colours_data();
    void reads_behind_prefixes_and_colours();
    void refuses_or_reads_every_cut();
    void says_what_is_wrong_data();
    void says_what_is_wrong();
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
    const auto imported = read(content(shared("fixtures/seeds/" + file.toStdString())));
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
    const auto imported = read(content(shared("seeds/000_5097a34ca0fa11ad.txt")));
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
    const auto alone = read(content(shared("fixtures/seeds/guidellm_console_compressed.txt")));
    QVERIFY(alone);
    for (std::size_t i = 0; i < 10; ++i)
        for (const auto& [id, distribution] : alone->runs.front().levels[i].metrics)
            QCOMPARE(compressed.levels[i].metric(id)->median, distribution.median);
}

namespace {

/// Where the JSON report of that generation keeps a metric.
struct ReportMetric {
    MetricId id;
    const char* key;
    const char* status; ///< "successful", or "total" where the console prints all requests
};

const json& statistics(const json& benchmark, const ReportMetric& metric, bool totals)
{
    return benchmark["metrics"][metric.key][totals ? metric.status : "successful"];
}

} // namespace

void TestGuidellmConsole::agrees_with_the_report_of_the_same_run_data()
{
    QTest::addColumn<QString>("console");
    QTest::addColumn<QString>("report");
    QTest::addColumn<QString>("release");
    QTest::addColumn<QStringList>("labels");
    const auto live = [](const char* folder, const char* report, const char* release, const QStringList& labels) {
        const auto path = QString("fixtures/guidellm/live/") + folder;
        QTest::newRow(folder) << path + "/stdout.txt" << path + "/" + report << release << labels;
    };
    live("0.3.1/concurrent", "report.json", "0.3", {"1 stream", "2 streams", "4 streams"});
    live("0.3.1/sweep", "report.json", "0.3",
         {"synchronous", "throughput", "constant 14.9 req/s", "constant 24.85 req/s", "constant 34.8 req/s"});
    live("0.5.4/concurrent", "benchmarks.json", "0.5", {"concurrent #1", "concurrent #2", "concurrent #3"});
    live("0.5.4/sweep", "benchmarks.json", "0.5",
         {"synchronous", "throughput", "constant #1", "constant #2", "constant #3"});
    live("0.5.4/err-server500", "report.json", "0.5", {"concurrent #1", "concurrent #2"});
    live("0.6.1/concurrent", "benchmarks.json", "0.6", {"concurrent #1", "concurrent #2", "concurrent #3"});
    live("0.6.1/sweep", "benchmarks.json", "0.6",
         {"synchronous", "throughput", "constant #1", "constant #2", "constant #3"});
    live("0.7.4/concurrent", "report.json", "0.7", {"concurrent #1", "concurrent #2", "concurrent #3"});
    live("0.7.4/sweep", "report.json", "0.7",
         {"synchronous", "throughput", "constant #1", "constant #2", "constant #3"});
    live("0.8.1/concurrent", "report.json", "0.8", {"1 stream", "2 streams", "4 streams"});
    live("0.8.1/constant", "report.json", "0.8", {"constant 2 req/s", "constant 4 req/s"});
    live("0.8.1/goodput", "report.json", "0.8", {"2 streams", "4 streams", "3 streams"});
    live("0.8.1/knee", "report.json", "0.8", {});
    live("0.8.1/knee_limited", "report.json", "0.8",
         {"1 stream", "2 streams", "3 streams", "4 streams", "6 streams", "8 streams", "12 streams", "5 streams"});
    live("0.8.1/poisson", "report.json", "0.8", {"poisson 5 req/s"});
    live("0.8.1/progress-logfile", "report.json", "0.8", {});
    live("0.8.1/sweep", "report.json", "0.8", {});
    live("0.8.1/synchronous", "report.json", "0.8", {"synchronous"});
}

void TestGuidellmConsole::agrees_with_the_report_of_the_same_run()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, console);
    QFETCH(QString, report);
    QFETCH(QString, release);
    QFETCH(QStringList, labels);
    const auto imported = read(content(shared(console.toStdString())));
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(QString::fromStdString(run.format), "guidellm-console/" + release);
    const auto benchmarks = json::parse(content(shared(report.toStdString())))["benchmarks"];
    QCOMPARE(run.levels.size(), benchmarks.size());
    const bool old = release == "0.3";
    const std::array<ReportMetric, 12> metrics{{
        {MetricId::ttft, "time_to_first_token_ms", "successful"},
        {MetricId::itl, "inter_token_latency_ms", "successful"},
        {MetricId::tpot, "time_per_output_token_ms", "successful"},
        {MetricId::request_latency, "request_latency", "successful"},
        {MetricId::prompt_tokens, "prompt_token_count", "successful"},
        {MetricId::output_tokens, "output_token_count", "successful"},
        {MetricId::total_tokens, "total_token_count", "successful"},
        {MetricId::concurrency, "request_concurrency", "total"},
        {MetricId::requests_per_second, "requests_per_second", "total"},
        {MetricId::prompt_tokens_per_second, "prompt_tokens_per_second", "total"},
        {MetricId::output_tokens_per_second, "output_tokens_per_second", "total"},
        {MetricId::total_tokens_per_second, "tokens_per_second", "total"},
    }};
    std::size_t compared = 0;
    for (std::size_t i = 0; i < run.levels.size(); ++i) {
        const auto& level = run.levels[i];
        QCOMPARE(level.index, static_cast<int>(i));
        if (!labels.isEmpty()) QCOMPARE(QString::fromStdString(level.label), labels[static_cast<int>(i)]);
        for (const auto& metric : metrics) {
            const auto* figure = level.metric(metric.id);
            if (!figure) continue;
            const auto& expected = statistics(benchmarks[i], metric, !old);
            const bool two = old && (metric.id == MetricId::request_latency || metric.id == MetricId::concurrency ||
                                     metric.id == MetricId::requests_per_second);
            const auto same = [&](std::optional<double> got, const json& want) {
                if (!got) return true;
                ++compared;
                return std::abs(*got - want.get<double>()) <= (two ? 0.00501 : 0.0501);
            };
            const auto where = level.label + " " + std::string(metric_info(metric.id).name);
            QVERIFY2(same(figure->mean, expected["mean"]), where.c_str());
            QVERIFY2(same(figure->median, expected["median"]), where.c_str());
            QVERIFY2(same(figure->percentile(95), expected["percentiles"]["p95"]), where.c_str());
            QVERIFY2(same(figure->percentile(99), expected["percentiles"]["p99"]), where.c_str());
        }
    }
    QVERIFY2(compared >= run.levels.size() * 10, std::to_string(compared).c_str());
}

void TestGuidellmConsole::reads_the_h200_tables()
{
    KNEEPOINT_NEEDS_SHARED();
    // Figures of h200_case.md; the console prints one decimal and all tables twice.
    const auto streams = read(content(shared("fixtures/h200/base/streams_console.txt")));
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
        const auto imported = read(content(shared(std::string("fixtures/h200/") + file)));
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
    const auto imported = read(content(shared(std::string("fixtures/guidellm/") + QTest::currentDataTag())));
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
    const auto goodput = read(content(shared("fixtures/guidellm/live/0.8.1/goodput/stdout.txt")));
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
    const auto limited = read(content(shared("fixtures/guidellm/live/0.8.1/knee_limited/stdout.txt")));
    QVERIFY(limited);
    QCOMPARE(limited->runs.front().conclusions.size(), 1U);
    QCOMPARE(limited->runs.front().conclusions.front().streams, 4.0);
    QCOMPARE(limited->runs.front().conclusions.front().status, std::string("ok"));
    const auto no_knee = read(content(shared("fixtures/guidellm/live/0.8.1/knee/stdout.txt")));
    QVERIFY(no_knee);
    QCOMPARE(no_knee->runs.front().conclusions.size(), 1U);
    QCOMPARE(no_knee->runs.front().conclusions.front().status, std::string("no_knee"));
}

void TestGuidellmConsole::leaves_out_zeros_that_mean_missing()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto reasoning =
        read(content(shared("fixtures/guidellm/v0.6-console/qwen3.6-35b_gb10_sync_reasoning-zero-ttft_console.txt")));
    QVERIFY(reasoning);
    QVERIFY(has_code(reasoning->runs.front().levels.front().problems, "all-missing"));
    for (const char* version : {"0.5.4", "0.6.1", "0.7.4", "0.8.1"}) {
        const auto failed =
            read(content(shared(std::string("fixtures/guidellm/live/") + version + "/err-wrongmodel/stdout.txt")));
        QVERIFY2(failed, version);
        QVERIFY2(failed->runs.front().void_result, version);
        for (const auto& level : failed->runs.front().levels) QVERIFY2(!level.metric(MetricId::ttft), version);
    }
}

namespace {

// Printed by GuideLLM 0.1 (rich), here with one panel around it; the last cell goes on in a second row.
constexpr auto box = R"(
│ Backend(type=openai_server, target=http://localhost:8080/v1, model=org/Model-8B)              │
│ Requests Data by Benchmark                                                                    │
│ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓ │
│ ┃ Benchmark                 ┃ Requests Completed ┃ Request Failed ┃ Duration   ┃ │
│ ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩ │
│ │ synchronous               │ 11/11              │ 0/11           │ 113.56 sec │ │
│ │ asynchronous@0.85 req/sec │ 86/88              │ 2/88           │ 114.59 sec │ │
│ └───────────────────────────┴────────────────────┴────────────────┴────────────┘ │
│ Performance Stats by Benchmark                                                                │
│ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┓ │
│ ┃                           ┃ Request Latency [1%, 5%, 10%, 50%, ┃ Time to First Token    ┃ │
│ ┃ Benchmark                 ┃ 90% 95%, 99%] (sec)                ┃ [1%, 50%, 99%] (ms)    ┃ │
│ ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━┩ │
│ │ synchronous               │ 3.68, 5.13, 6.94, 10.91, 13.51,    │ 1563.3, 1589.4, 1596.4 │ │
│ │                           │ 14.26, 14.87                       │                        │ │
│ │ asynchronous@0.85 req/sec │ 2.62, 6.55, 9.40, 20.66, 30.60,    │ 1594.1, 1629.7, 5345.6 │ │
│ │                           │ 32.78, 35.07                       │                        │ │
│ └───────────────────────────┴────────────────────────────────────┴────────────────────────┘ │
│ Performance Summary by Benchmark                                                              │
│ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┓ │
│ ┃ Benchmark                 ┃ Requests per Second ┃ Request Latency ┃ Inter Token Latency ┃ │
│ ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━┩ │
│ │ synchronous               │ 0.10 req/sec        │ 10.32 sec       │ 29.81 ms            │ │
│ │ asynchronous@0.85 req/sec │ 0.77 req/sec        │ 20.77 sec       │ 63.69 ms            │ │
│ └───────────────────────────┴─────────────────────┴─────────────────┴─────────────────────┘ │
)";

// One level of GuideLLM 0.3 as a terminal of 80 columns shows it.
constexpr auto wrapped = R"(Benchmarks Stats:
================================================================================
===============================================================
Metadata   | Request Stats         || Out Tok/sec| Tot Tok/sec| Req Latency 
(sec)  ||| TTFT (ms)       ||| ITL (ms)       ||| TPOT (ms)      ||
  Benchmark| Per Second| Concurrency|        mean|        mean|  mean|  median|  
p99| mean| median|  p99| mean| median| p99| mean| median| p99
-----------|-----------|------------|------------|------------|------|--------|-
-----|-----|-------|-----|-----|-------|----|-----|-------|----
synchronous|       1.55|        1.00|       198.1|       992.7|  0.64|    0.64|  
0.69| 16.8|   16.4| 21.3|  4.9|    4.9| 5.3|  4.9|    4.9| 5.2
================================================================================
===============================================================
)";

constexpr auto small = R"(ℹ Request Latency Statistics (Completed Requests)
|===========|=========|========|======|======|=====|=====|=====|=====|
| Benchmark | Request Latency || TTFT       || ITL      || TPOT     ||
| Strategy  | Sec             || ms         || ms       || ms       ||
|           | Mdn     | p95    | Mdn  | p95  | Mdn | p95 | Mdn | p95 |
|-----------|---------|--------|------|------|-----|-----|-----|-----|
| constant  | 0.4     | 0.5    | 23.2 | 30.9 | 7.8 | --  | 8.1 | 8.4 |
|===========|=========|========|======|======|=====|=====|=====|=====|
)";

} // namespace

void TestGuidellmConsole::reads_boxes_of_0_1()
{
    const auto imported = read(box);
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(run.format, std::string("guidellm-console/0.1"));
    QCOMPARE(run.setup.model, std::string("org/Model-8B"));
    QCOMPARE(run.levels.size(), 2U);
    const auto& level = run.levels[1];
    QCOMPARE(level.label, std::string("asynchronous 0.85 req/s"));
    QCOMPARE(level.target_rate, 0.85);
    QCOMPARE(level.requests.successful, 86U);
    QCOMPARE(level.requests.errored, 2U);
    QVERIFY(!level.requests.incomplete);
    QCOMPARE(level.duration_s, 114.59);
    QCOMPARE(level.metric(MetricId::request_latency)->percentile(95), 32.78);
    QCOMPARE(level.metric(MetricId::request_latency)->percentile(99), 35.07);
    QCOMPARE(level.metric(MetricId::request_latency)->mean, 20.77);
    QCOMPARE(level.metric(MetricId::ttft)->median, 1629.7);
    QCOMPARE(level.metric(MetricId::itl)->mean, 63.69);
    QCOMPARE(level.metric(MetricId::itl)->definition, std::string("itl.gaps"));
}

void TestGuidellmConsole::joins_wrapped_rows()
{
    const auto imported = read(wrapped);
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QVERIFY(has_code(imported->problems, "wrapped-rows"));
    const auto& level = imported->runs.front().levels.front();
    QCOMPARE(level.metric(MetricId::request_latency)->percentile(99), 0.69);
    QCOMPARE(level.metric(MetricId::tpot)->percentile(99), 5.2);
    QCOMPARE(level.metric(MetricId::total_tokens_per_second)->mean, 992.7);
    auto of_0_2 = std::string(wrapped);
    of_0_2 = replaced(of_0_2, "(sec)", "(ms) ");
    const auto old = read(of_0_2);
    QVERIFY(old);
    QCOMPARE(old->runs.front().format, std::string("guidellm-console/0.2"));
    QCOMPARE(old->runs.front().levels.front().metric(MetricId::request_latency)->mean, 0.64); // seconds all the same
}

void TestGuidellmConsole::reads_behind_prefixes_and_colours_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("plain") << "" << "";
    QTest::newRow("indented") << "    " << "";
    QTest::newRow("container log") << "guidellm-1  | " << "";
    QTest::newRow("carriage returns") << "" << "\r";
    QTest::newRow("colours") << "\x1b[1;32m" << "\x1b[0m";
}

void TestGuidellmConsole::reads_behind_prefixes_and_colours()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    std::string text;
    for (const auto line : lines(small)) text += before.toStdString() + std::string(line) + after.toStdString() + "\n";
    const auto imported = read(text);
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    const auto& level = imported->runs.front().levels.front();
    QCOMPARE(level.label, std::string("constant"));
    QCOMPARE(level.metric(MetricId::tpot)->percentile(95), 8.4);
    QCOMPARE(level.metric(MetricId::itl)->median, 7.8);
    QVERIFY(!level.metric(MetricId::itl)->percentile(95));
}

void TestGuidellmConsole::refuses_or_reads_every_cut()
{
    KNEEPOINT_NEEDS_SHARED();
    for (const char* file : {"guidellm/live/0.8.1/sweep/stdout.txt", "guidellm/live/0.3.1/sweep/stdout.txt",
                             "seeds/guidellm_console_base.txt"}) {
        const auto text = content(shared(std::string("fixtures/") + file));
        const auto whole = read(text);
        QVERIFY(whole);
        for (std::size_t i = 0; i < 64; ++i) {
            const auto part = read(text.substr(0, text.size() * i / 64));
            if (!part) {
                QVERIFY(!part.error().text.empty());
                continue;
            }
            QCOMPARE(part->runs.size(), 1U);
            QVERIFY(part->runs.front().levels.size() <= whole->runs.front().levels.size());
        }
    }
}

void TestGuidellmConsole::says_what_is_wrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code"); // of a problem; empty when the text is refused
    const QByteArray table(small);
    QTest::newRow("empty") << QByteArray() << "";
    QTest::newRow("prose") << QByteArray("The base model is better.\n") << "";
    QTest::newRow("another table") << QByteArray("| a | b |\n|---|---|\n| 1 | 2 |\n") << "";
    QTest::newRow("header without rows") << table.left(table.indexOf("| constant")) << "";
    QTest::newRow("rows without header") << table.mid(table.indexOf("| constant")) << "";
    QTest::newRow("binary") << QByteArray(4096, '\0') + QByteArray("|\x01|===|\xff\x7f|\n", 11) << "";
    QTest::newRow("box without its top") << QByteArray("┡━━━╇━━━┩\n│ synchronous │ 1 │\n┏━\n") << "";
    QTest::newRow("a line of 1 MB") << QByteArray(1 << 20, '|') << "";
    QTest::newRow("a line of 1 MB before the table") << QByteArray(1 << 20, 'x') + "\n" + table << "none";
    QTest::newRow("a cell missing") << QByteArray(table).replace("| 7.8 ", "") << "table-row-cells";
    QTest::newRow("a cell too many") << QByteArray(table).replace("| 7.8 ", "| 7.8 | 7.8 ") << "table-row-cells";
    QTest::newRow("headers that disagree") << QByteArray(table).replace("|| ITL ", "||||| ITL ") << "";
    QTest::newRow("no numbers") << QByteArray(table).replace("7.8", "abc").replace("23.2", "nan ") << "none";
}

void TestGuidellmConsole::says_what_is_wrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const auto imported = read(text.toStdString());
    QCOMPARE(imported.has_value(), !code.isEmpty());
    if (!imported) {
        QVERIFY(imported.error().kind == ErrorKind::unsupported || imported.error().kind == ErrorKind::unreadable);
        QVERIFY(imported.error().text.ends_with('.'));
    } else if (code != "none") {
        QVERIFY(has_code(imported->runs.front().problems, code.toStdString()));
    }
}

QTEST_APPLESS_MAIN(TestGuidellmConsole)
#include "test_guidellm_console.moc"
