// SPDX-License-Identifier: GPL-3.0-or-later
#include "convert_definitions.h"
#include "kneepoint/compare/comparison.h"
#include "kneepoint/import/import.h"
#include "runs.h"
#include "shared.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kneepoint;
using namespace kneepoint::compare;

namespace {

Distribution defined(double value, const char* definition)
{
    auto result = tests::values(value);
    result.definition = definition;
    return result;
}

/// Ten output tokens in 1.1 s, the first after 0.1 s: 100 ms decode each by decode_only, 110 ms with TTFT.
Run with(const char* id, MetricId metric, double value, const char* definition)
{
    auto run = tests::performance(id, std::string(id) + ".json", "m", {tests::streams(1, 1)});
    auto& metrics = run.levels[0].metrics;
    metrics[MetricId::ttft] = defined(100, "ttft.from_send");
    metrics[MetricId::request_latency] = defined(1.1, "latency.end_to_end");
    metrics[MetricId::output_tokens] = defined(10, "tokens.per_request");
    metrics[metric] = defined(value, definition);
    return run;
}

Comparison compared(const Run& base, const Run& candidate)
{
    Progress progress;
    return compare_runs({base.id, "base", &base, nullptr, {}}, {candidate.id, "new", &candidate, nullptr, {}}, {},
                        progress);
}

const Delta* mean_of(const Comparison& comparison, MetricId metric)
{
    for (const auto& delta : comparison.levels.at(0).deltas)
        if (delta.metric == metric && delta.statistic == Statistic::mean()) return &delta;
    return nullptr;
}

bool has(const Comparison& comparison, std::string_view code)
{
    return std::ranges::find(comparison.problems, code, &Problem::code) != comparison.problems.end();
}

Run imported(const std::string& below)
{
    Progress progress;
    auto result =
        import::import_bytes(tests::content(tests::shared("fixtures/guidellm/" + below)), {below, {}}, progress);
    return result && !result->runs.empty() ? std::move(result->runs.front()) : Run{};
}

bool near(double a, double b)
{
    return std::fabs(a - b) <= 1e-9 * std::fabs(b);
}

} // namespace

class TestDefinitions : public QObject {
    Q_OBJECT
private slots:
    void means_are_converted_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<QString>("from");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("to");
        QTest::addColumn<double>("converted");
        const int itl = static_cast<int>(MetricId::itl), tpot = static_cast<int>(MetricId::tpot);
        QTest::newRow("TPOT, as newer tools") << tpot << "tpot.decode_only" << 100. << "tpot.with_ttft" << 110.;
        QTest::newRow("TPOT, as older tools") << tpot << "tpot.with_ttft" << 110. << "tpot.decode_only" << 100.;
        QTest::newRow("ITL of gaps") << itl << "itl.gaps" << 90. << "itl.token_weighted" << 1000. / 9;
    }
    void means_are_converted()
    {
        QFETCH(int, metric);
        QFETCH(QString, from);
        QFETCH(double, value);
        QFETCH(QString, to);
        QFETCH(double, converted);
        const auto id = static_cast<MetricId>(metric);
        const auto run = with("b", id, value, from.toUtf8());
        const auto result = compare::converted(run.levels[0], id, to.toStdString());
        QVERIFY(result && result->mean && !result->median);
        QVERIFY2(near(*result->mean, converted), qPrintable(QString::number(*result->mean)));
        QCOMPARE(result->converted_from, from.toStdString());
        QVERIFY(!compare::converted(run.levels[0], id, "latency.end_to_end"));
    }

    void a_pair_is_brought_to_the_newer_definition()
    {
        const auto base = with("b", MetricId::tpot, 100, "tpot.decode_only");
        const auto candidate = with("c", MetricId::tpot, 55, "tpot.with_ttft");
        const auto comparison = compared(base, candidate);
        const auto* tpot = mean_of(comparison, MetricId::tpot);
        QVERIFY(tpot && tpot->base && near(*tpot->base, 110) && near(*tpot->ratio, 0.5));
        QVERIFY(tpot->converted);
        QVERIFY2(tpot->why.ends_with("base converted from tpot.decode_only to tpot.with_ttft)"), tpot->why.c_str());
        QVERIFY(!mean_of(comparison, MetricId::itl)->converted);
        QVERIFY(has(comparison, "definitions-converted") && !has(comparison, "definitions-differ"));
        const auto& differences = comparison.setup_differences;
        const auto row = std::ranges::find(differences, "definitions.tpot_ms", &SetupDifference::what);
        QVERIFY(row != differences.end());
        QCOMPARE(row->problem, std::string("definitions-converted"));
    }

    void the_newer_side_is_converted_when_only_it_can_be()
    {
        auto base = with("b", MetricId::tpot, 100, "tpot.decode_only");
        base.levels[0].metrics.erase(MetricId::output_tokens);
        const auto comparison = compared(base, with("c", MetricId::tpot, 55, "tpot.with_ttft"));
        const auto* tpot = mean_of(comparison, MetricId::tpot);
        QVERIFY(tpot && tpot->candidate && near(*tpot->candidate, 45) && tpot->converted);
    }

    void what_cannot_be_converted_is_refused_data()
    {
        QTest::addColumn<int>("missing");
        for (const auto id : {MetricId::ttft, MetricId::request_latency, MetricId::output_tokens})
            QTest::newRow(metric_info(id).key.data()) << static_cast<int>(id);
    }
    void what_cannot_be_converted_is_refused()
    {
        QFETCH(int, missing);
        auto base = with("b", MetricId::tpot, 100, "tpot.decode_only");
        auto candidate = with("c", MetricId::tpot, 55, "tpot.with_ttft");
        for (auto* run : {&base, &candidate}) run->levels[0].metrics.erase(static_cast<MetricId>(missing));
        const auto comparison = compared(base, candidate);
        QVERIFY(!mean_of(comparison, MetricId::tpot)->ratio);
        QVERIFY(has(comparison, "definitions-differ") && !has(comparison, "definitions-converted"));
    }

    // GuideLLM 0.3.1 writes TPOT without TTFT, and lists the requests that it counts. Over them, 0.4's formula is the
    // sum of latencies over the sum of output tokens; expected figures: that sum, from the file.
    void a_real_report_is_converted_request_by_request_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("0.3.0, simulator") << "v0.3/llmd-sim_constant10_60s.json";
        QTest::newRow("0.2, Qwen3") << "v0.2/qwen3-32b-fp8_concurrent50_30s_incomplete.json";
    }
    void a_real_report_is_converted_request_by_request()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        const auto run = imported(file.toStdString());
        QCOMPARE(run.levels.size(), std::size_t(1));
        const auto& level = run.levels[0];
        double latency = 0, tokens = 0;
        for (std::size_t i = 0; i < level.columns.size(); ++i)
            if (level.columns.outcome[i] == Outcome::successful) {
                latency += 1000 * level.columns.latency_s[i];
                tokens += level.columns.output_tokens[i];
            }
        const auto result = compare::converted(level, MetricId::tpot, "tpot.with_ttft");
        QVERIFY(result && result->mean && result->median && result->percentile(95));
        // The last token comes a moment before the request ends.
        QVERIFY2(std::fabs(*result->mean - latency / tokens) < 2e-3 * latency / tokens,
                 qPrintable(QString("%1 %2").arg(*result->mean).arg(latency / tokens)));
        QCOMPARE(result->count, level.requests.successful);
    }

    void old_and_new_reports_are_compared_by_tpot()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto old_tool = imported("live/0.3.1/concurrent/report.json");
        const auto new_tool = imported("live/0.6.1/concurrent/benchmarks.json");
        const auto comparison = compared(old_tool, new_tool);
        const auto* tpot = mean_of(comparison, MetricId::tpot);
        QVERIFY(tpot && tpot->ratio && tpot->converted);
        QVERIFY(has(comparison, "definitions-converted") && !has(comparison, "definitions-differ"));
    }
};

QTEST_GUILESS_MAIN(TestDefinitions)
#include "test_definitions.moc"
