// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_support.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <tuple>

using namespace kneepoint;
using namespace kneepoint::tests;
using nlohmann::json;

class TestConsoleReport : public QObject {
    Q_OBJECT
private slots:
    void agrees_with_the_report_of_the_same_run_data();
    void agrees_with_the_report_of_the_same_run();
};

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

void TestConsoleReport::agrees_with_the_report_of_the_same_run_data()
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

void TestConsoleReport::agrees_with_the_report_of_the_same_run()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, console);
    QFETCH(QString, report);
    QFETCH(QString, release);
    QFETCH(QStringList, labels);
    const auto imported = read_console(content(shared(console.toStdString())));
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

QTEST_APPLESS_MAIN(TestConsoleReport)
#include "test_console_report.moc"
