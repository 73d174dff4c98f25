// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"
#include "shared.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

using namespace kneepoint;
using namespace kneepoint::tests;
using nlohmann::json;

namespace {

Result<import::Imported> read(const std::string& text)
{
    Progress progress;
    return import::guidellm_csv(text, {"report.csv", {}}, progress);
}

bool has_code(const Problems& problems, std::string_view code)
{
    return std::ranges::find(problems, code, &Problem::code) != problems.end();
}

const std::array<std::pair<MetricId, const char*>, 12> keys{{
    {MetricId::ttft, "time_to_first_token_ms"},
    {MetricId::itl, "inter_token_latency_ms"},
    {MetricId::tpot, "time_per_output_token_ms"},
    {MetricId::request_latency, "request_latency"},
    {MetricId::prompt_tokens, "prompt_token_count"},
    {MetricId::output_tokens, "output_token_count"},
    {MetricId::total_tokens, "total_token_count"},
    {MetricId::concurrency, "request_concurrency"},
    {MetricId::requests_per_second, "requests_per_second"},
    {MetricId::prompt_tokens_per_second, "prompt_tokens_per_second"},
    {MetricId::output_tokens_per_second, "output_tokens_per_second"},
    {MetricId::total_tokens_per_second, "tokens_per_second"},
}};

} // namespace

class TestGuidellmCsv : public QObject {
    Q_OBJECT
private slots:
    void agrees_with_the_report_of_the_same_run_data();
    void agrees_with_the_report_of_the_same_run();
    void keeps_intervals_and_goodput();
    void refuses_or_reads_every_cut();
    void says_what_is_wrong_data();
    void says_what_is_wrong();
};

void TestGuidellmCsv::agrees_with_the_report_of_the_same_run_data()
{
    QTest::addColumn<QString>("csv");
    QTest::addColumn<QString>("report");
    QTest::addColumn<QString>("release");
    QTest::addColumn<int>("ragged"); // rows that do not fit the header
    const auto live = [](const char* folder, const char* name, const char* release, int ragged) {
        const auto path = QString("fixtures/guidellm/live/") + folder + "/" + name;
        QTest::newRow(folder) << path + ".csv" << path + ".json" << release << ragged;
    };
    live("0.5.4/concurrent", "benchmarks", "0.5", 2);
    live("0.5.4/sweep", "benchmarks", "0.5", 0);
    live("0.6.1/concurrent", "benchmarks", "0.5", 2);
    live("0.6.1/sweep", "benchmarks", "0.5", 4);
    live("0.7.4/concurrent", "report", "0.7", 0);
    live("0.7.4/sweep", "report", "0.7", 0);
    for (const char* name : {"concurrent", "constant", "goodput", "knee", "knee_limited", "poisson", "progress-logfile",
                             "sweep", "synchronous"})
        live((std::string("0.8.1/") + name).c_str(), "report", "0.8", 0);
    const QString again = "fixtures/guidellm/csv-reexported/";
    QTest::newRow("0.3.1 written again") << again + "v0.3.1_writer__llmd-sim_constant10_60s.csv"
                                         << "fixtures/guidellm/v0.3/llmd-sim_constant10_60s.json" << "0.3" << 0;
    QTest::newRow("0.5.0 written again") << again + "v0.5.0_writer__gpt-oss-20b_tp4_sync_aime.csv"
                                         << "fixtures/guidellm/v0.5dev/gpt-oss-20b_tp4_sync_aime.json" << "0.5" << 0;
    QTest::newRow("0.7.3 written again") << again + "v0.7.3_writer__mock_constant-2-4.csv"
                                         << "fixtures/guidellm/v2-0.8dev/mock_constant-2-4_no-samples.json" << "0.7"
                                         << 0;
}

void TestGuidellmCsv::agrees_with_the_report_of_the_same_run()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, csv);
    QFETCH(QString, report);
    QFETCH(QString, release);
    QFETCH(int, ragged);
    const auto imported = read(content(shared(csv.toStdString())));
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(QString::fromStdString(run.format), "guidellm-csv/" + release);
    QVERIFY(!run.setup.model.empty());
    QVERIFY(run.setup.facts.contains("load.profile"));
    const auto benchmarks = json::parse(content(shared(report.toStdString())))["benchmarks"];
    QCOMPARE(run.levels.size(), benchmarks.size());
    int misfits = 0;
    for (std::size_t i = 0; i < run.levels.size(); ++i) {
        const auto& level = run.levels[i];
        const bool misfit = has_code(level.problems, "ragged-row");
        misfits += misfit ? 1 : 0;
        if (misfit) QVERIFY(level.metric(MetricId::request_latency) && !level.metric(MetricId::ttft));
        QVERIFY(level.strategy != Strategy::unknown && level.requests.successful && level.duration_s);
        for (const auto& [id, key] : keys) {
            const auto* got = level.metric(id);
            if (!got) {
                QVERIFY2(misfit || !benchmarks[i]["metrics"].contains(key) || release == "0.3", key);
                continue;
            }
            const auto& want = benchmarks[i]["metrics"][key]["successful"];
            QCOMPARE(got->mean.value(), want["mean"].get<double>());
            QCOMPARE(got->median.value(), want["median"].get<double>());
            QCOMPARE(got->stddev.value(), want["std_dev"].get<double>());
            QCOMPARE(got->percentile(95).value(), want["percentiles"]["p95"].get<double>());
            QCOMPARE(got->percentile(0.1).value(), want["percentiles"]["p001"].get<double>());
            QCOMPARE(got->max.value(), want["max"].get<double>());
        }
    }
    QCOMPARE(misfits, ragged);
}

void TestGuidellmCsv::keeps_intervals_and_goodput()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto imported = read(content(shared("fixtures/guidellm/live/0.8.1/goodput/report.csv")));
    QVERIFY(imported);
    const auto& level = imported->runs.front().levels.front();
    QCOMPARE(level.label, std::string("2 streams"));
    const auto* ttft = level.metric(MetricId::ttft);
    QCOMPARE(ttft->mean_interval->low, 32.19988608242309);
    QCOMPARE(ttft->mean_interval->high, 35.57359910129273);
    const auto quarter = std::ranges::find(ttft->percentiles, 25.0, &Percentile::rank);
    QVERIFY(quarter->interval);
    QVERIFY(!ttft->percentiles.front().interval);
    QCOMPARE(level.value(MetricId::goodput, Statistic::mean()), 9.5);
    QCOMPARE(level.value(MetricId::slo_attainment, Statistic::mean()), 1.0);
    QCOMPARE(imported->runs.front().tool.version, std::string("0.8.1"));
    // The run on a real GPU: no request completed at 256 streams, which is no data and never 0 ms.
    const auto streams = read(content(shared("fixtures/h200/base/streams.csv")));
    QVERIFY2(streams, streams ? "" : streams.error().text.c_str());
    const auto& last = streams->runs.front().levels.back();
    QCOMPARE(last.streams, 256);
    QVERIFY(has_code(last.problems, "no-success") && !last.metric(MetricId::ttft) &&
            !last.metric(MetricId::request_latency));
    QCOMPARE(std::round(streams->runs.front().levels[3].value(MetricId::ttft, Statistic::median()).value()), 189.0);
}

void TestGuidellmCsv::refuses_or_reads_every_cut()
{
    KNEEPOINT_NEEDS_SHARED();
    for (const char* file : {"live/0.8.1/sweep/report.csv", "live/0.6.1/concurrent/benchmarks.csv",
                             "csv-reexported/v0.3.1_writer__llmd-sim_constant10_60s.csv"}) {
        const auto text = content(shared(std::string("fixtures/guidellm/") + file));
        for (std::size_t i = 0; i < 64; ++i) {
            const auto part = read(text.substr(0, text.size() * i / 64));
            if (part)
                QCOMPARE(part->runs.size(), 1U);
            else
                QVERIFY(part.error().text.ends_with('.'));
        }
    }
}

void TestGuidellmCsv::says_what_is_wrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("another CSV") << QByteArray("a,b,c,d\n1,2,3,4\n");
    QTest::newRow("header without rows") << QByteArray("Type,Run Id,Id,Name\n");
    QTest::newRow("two header rows") << QByteArray(
        "Run Info,Run Info,Benchmark,Timings\nRun ID,Run Index,Strategy,Duration\n");
    QTest::newRow("header rows that disagree")
        << QByteArray("Run Info,Run Info,Benchmark,Timings\nRun ID\n,,,\n1,2,3,4\n");
    QTest::newRow("quote without end") << QByteArray("Type,Run Id,Id,Name\n\"a,b\n");
    QTest::newRow("binary") << QByteArray("Type,Run Id,Id,Name\0\x01\xff\n", 24);
    QTest::newRow("a line of 1 MB") << QByteArray(1 << 20, ',');
}

void TestGuidellmCsv::says_what_is_wrong()
{
    QFETCH(QByteArray, text);
    const auto imported = read(text.toStdString());
    QVERIFY(!imported);
    QVERIFY(imported.error().text.ends_with('.'));
}

QTEST_APPLESS_MAIN(TestGuidellmCsv)
#include "test_guidellm_csv.moc"
