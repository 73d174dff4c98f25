// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/library/catalogue.h"
#include "places.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace kneepoint;

/// What scripts/demo.sh measures, with shorter levels: program, simulated endpoints and import together.
class TestSimulatedSweeps : public QObject {
    Q_OBJECT

private slots:
    void base_and_compressed_become_runs_to_compare()
    {
        const QString program = qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM");
        if (!QFile::exists(program)) QSKIP("kneepoint-load is not built.");
        const QTemporaryDir dir;
        QProcess script;
        script.start(tests::source_path("scripts/simulated_sweeps.sh"), {program, dir.path(), "1.5"});
        QVERIFY(script.waitForFinished(120000));
        QVERIFY2(script.exitCode() == 0, script.readAllStandardError().constData());
        Progress progress;
        const std::vector<std::filesystem::path> paths{dir.path().toStdString()};
        const auto catalogue = library::scan(paths, progress);
        QVERIFY(catalogue.problems.empty());
        QCOMPARE(catalogue.runs.size(), std::size_t(2));
        const Run& base = catalogue.runs[0];
        const Run& compressed = catalogue.runs[1];
        QCOMPARE(base.setup.scheme, std::string("BF16"));
        QCOMPARE(compressed.setup.scheme, std::string("FP8-dynamic"));
        for (const Run& run : catalogue.runs) {
            QCOMPARE(run.levels.size(), std::size_t(7));
            QVERIFY(run.problems.empty());
            for (const Level& level : run.levels) QVERIFY(level.requests.successful.value_or(0) > 0);
        }
        const auto itl = [](const Run& run) { return run.levels[0].value(MetricId::itl, Statistic::median()).value(); };
        QVERIFY(itl(compressed) < itl(base)); // 3.5 and 4.9 ms, as the presets say
    }
};

QTEST_APPLESS_MAIN(TestSimulatedSweeps)
#include "test_simulated_sweeps.moc"
