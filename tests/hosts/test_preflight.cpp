// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/preflight.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <string>

using namespace kneepoint;
using namespace kneepoint::hosts;
using Seconds = std::chrono::duration<double>;

/// What follows from facts alone: no host is asked.
class TestPreflight : public QObject {
    Q_OBJECT

private slots:
    /// Capabilities and rule: the seeds' reference, "Effective configuration".
    void schemes_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("capability");
        QTest::addColumn<QString>("effective");
        QTest::addColumn<bool>("native");
        QTest::addColumn<bool>("runs");
        QTest::newRow("FP8 on H200") << "FP8-dynamic" << 90 << "W8A8" << true << true;
        QTest::newRow("FP8 on L4") << "W8A8-FP8" << 89 << "W8A8" << true << true;
        QTest::newRow("FP8 on A40") << "W8A8-FP8" << 86 << "W8A16" << false << true;
        QTest::newRow("FP8 on A100") << "FP8-dynamic" << 80 << "W8A16" << false << true;
        QTest::newRow("FP8 on V100") << "FP8-dynamic" << 70 << "W8A16" << false << false;
        QTest::newRow("INT8 on A100") << "W8A8-INT8" << 80 << "W8A8" << true << true;
        QTest::newRow("INT8 on T4") << "W8A8-INT8" << 75 << "W8A8" << true << true;
        QTest::newRow("INT8 on V100") << "W8A8-INT8" << 70 << "W8A8" << false << false;
        QTest::newRow("INT4 on A100") << "INT4-W4A16" << 80 << "W4A16" << true << true;
        QTest::newRow("INT8 weights on T4") << "W8A16" << 75 << "W8A16" << true << true;
        QTest::newRow("not compressed") << "BF16" << 80 << "" << true << true;
        QTest::newRow("not known") << "" << 80 << "" << true << true;
    }
    void schemes()
    {
        QFETCH(QString, scheme);
        QFETCH(int, capability);
        QFETCH(QString, effective);
        QFETCH(bool, native);
        QFETCH(bool, runs);
        const auto rule = native_scheme(scheme.toStdString(), {capability / 10, capability % 10});
        QCOMPARE(rule.effective, effective.toStdString());
        QCOMPARE(rule.native, native);
        QCOMPARE(rule.runs, runs);
    }

    void levels_that_tell_nothing_data()
    {
        QTest::addColumn<double>("length");
        QTest::addColumn<double>("takes");
        QTest::addColumn<bool>("throughput");
        QTest::addColumn<int>("verdict");
        // The real H200 case: 512 streams for 25 s, where no request finished.
        QTest::newRow("no wave") << 25.0 << 26.0 << true << static_cast<int>(Verdict::bad);
        QTest::newRow("two waves") << 52.0 << 26.0 << true << static_cast<int>(Verdict::warning);
        QTest::newRow("four latencies") << 20.0 << 5.0 << false << static_cast<int>(Verdict::warning);
        QTest::newRow("five latencies") << 25.0 << 5.0 << false << -1;
        QTest::newRow("not known") << 1.0 << 0.0 << true << -1;
    }
    void levels_that_tell_nothing()
    {
        QFETCH(double, length);
        QFETCH(double, takes);
        QFETCH(bool, throughput);
        QFETCH(int, verdict);
        const auto checks = level_checks(
            {{.name = "x", .length = Seconds(length), .throughput = throughput, .request_takes = Seconds(takes)}});
        QCOMPARE(checks.empty() ? -1 : static_cast<int>(checks[0].verdict), verdict);
    }

    void without_a_plan_only_what_every_run_wants_is_bad()
    {
        Facts facts{.nvidia_smi = "nvidia-smi is not there"};
        facts.tools = {{.name = "vllm", .path = "/opt/vllm", .version = "0.25.1"}, {.name = "guidellm"}};
        const auto checks = preflight_without_plan(facts);
        const auto verdict = [&](std::string_view what) {
            return std::ranges::find(checks, what, &Check::what)->verdict;
        };
        QCOMPARE(verdict("GPU"), Verdict::warning);
        QCOMPARE(verdict("vllm"), Verdict::good);
        QCOMPARE(verdict("guidellm"), Verdict::warning);
        QCOMPARE(verdict("lm_eval"), Verdict::warning);
        QCOMPARE(verdict("setsid"), Verdict::bad);
    }
};

QTEST_GUILESS_MAIN(TestPreflight)
#include "test_preflight.moc"
