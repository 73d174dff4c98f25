// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"
#include "shared.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::import;

namespace {

Result<Imported> read(const std::string& text)
{
    Progress progress;
    return nvidia_smi_csv(text, {"gpu.csv", {}}, progress);
}

std::string fact(const Run& run, const std::string& key)
{
    const auto found = run.setup.facts.find(key);
    return found == run.setup.facts.end() ? "absent" : found->second.value;
}

} // namespace

class TestNvidiaSmi : public QObject {
    Q_OBJECT
private slots:
    void one_row();
    void absent_values();
    void older_columns();
    void several_gpus();
    void broken();
    void h200_data();
    void h200();
};

void TestNvidiaSmi::one_row()
{
    const auto result = read("index, name, driver_version, power.draw [W], power.limit [W], clocks.current.sm [MHz]\r\n"
                             "0, NVIDIA L40S, 550.54.15, 71.50 W, 350.00 W, 2520 MHz\r\n");
    QVERIFY(result);
    QCOMPARE(result->runs.size(), 1U);
    const auto& run = result->runs.front();
    QCOMPARE(run.kind, RunKind::environment);
    QCOMPARE(run.setup.gpu, "NVIDIA L40S");
    QCOMPARE(fact(run, "gpu.driver"), "550.54.15");
    QCOMPARE(fact(run, "gpu.power_max_w"), "71.5");
    QCOMPARE(fact(run, "gpu.power_limit_w"), "350");
    QCOMPARE(fact(run, "gpu.samples"), "1");
    QCOMPARE(fact(run, "gpu.power_cap_share"), "absent");
    QVERIFY(run.problems.empty());
}

void TestNvidiaSmi::absent_values()
{
    const auto result =
        read("name, power.draw [W], clocks_event_reasons.active\nGPU, [N/A], [Not Supported]\nGPU, [N/A], [N/A]\n");
    QVERIFY(result);
    QCOMPARE(fact(result->runs[0], "gpu.power_max_w"), "absent");
    QCOMPARE(fact(result->runs[0], "gpu.power_cap_share"), "absent");
}

void TestNvidiaSmi::older_columns()
{
    const auto result = read("name, clocks_throttle_reasons.active, clocks.sm\nGPU, 0x0000000000000004, 1200\nGPU, "
                             "0x0000000000000020, 1500\n");
    QVERIFY(result);
    const auto& run = result->runs[0];
    QCOMPARE(fact(run, "gpu.power_cap_samples"), "1");
    QCOMPARE(fact(run, "gpu.power_cap_share"), "0.5");
    QCOMPARE(fact(run, "gpu.sm_clock_min_mhz"), "1200");
    QCOMPARE(run.problems.size(), 2U);
    QCOMPARE(run.problems[0].code, "thermal-limit");
    QCOMPARE(run.problems[1].text,
             "The GPU was at its power limit in 1 of 2 samples (50 %), with the SM clock down to 1200 of 1500 MHz; "
             "the limit is part of what was measured.");
}

void TestNvidiaSmi::several_gpus()
{
    const auto result = read("index, name, clocks_event_reasons.sw_power_cap\n0, GPU, Active\n1, GPU, Not Active\n");
    QVERIFY(result);
    QCOMPARE(fact(result->runs[0], "gpu.count"), "2");
    QCOMPARE(fact(result->runs[0], "gpu.power_cap_samples"), "1");
}

void TestNvidiaSmi::broken()
{
    QVERIFY(!read(""));
    QVERIFY(!read("name, power.draw [W]\n"));
    // The last row is still being written.
    const auto result = read("name, power.draw [W]\nGPU, 10 W\nGPU");
    QVERIFY(result);
    QCOMPARE(fact(result->runs[0], "gpu.samples"), "1");
}

void TestNvidiaSmi::h200_data()
{
    // h200_case.md: the power cap was active in 216 of 292 samples of base, 65 of 293 of fp8; SM clock down to 1425
    // MHz.
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("capped");
    QTest::addColumn<QString>("samples");
    QTest::addColumn<QString>("clock");
    QTest::addRow("base") << "base" << "216" << "292" << "1440";
    QTest::addRow("fp8") << "fp8" << "65" << "293" << "1425";
}

void TestNvidiaSmi::h200()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, file);
    QFETCH(QString, capped);
    QFETCH(QString, samples);
    QFETCH(QString, clock);
    const auto result =
        read(tests::content(tests::shared("fixtures/h200/" + file.toStdString() + "/nvidia-smi_sweep.csv")));
    QVERIFY(result);
    const auto& run = result->runs[0];
    QCOMPARE(fact(run, "gpu.power_cap_samples"), capped.toStdString());
    QCOMPARE(fact(run, "gpu.samples"), samples.toStdString());
    QCOMPARE(fact(run, "gpu.sm_clock_min_mhz"), clock.toStdString());
    QCOMPARE(fact(run, "gpu.power_limit_w"), "700");
    QCOMPARE(run.setup.gpu, "NVIDIA H200");
}

QTEST_APPLESS_MAIN(TestNvidiaSmi)
#include "test_nvidia_smi.moc"
