// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/progress.h"
#include "kneepoint/library/catalogue.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace kneepoint;

namespace {

/// A program's whole run in a folder. @return what it said when it failed, else nothing
QByteArray failure_of(const QString& program, const QStringList& arguments, const QString& folder)
{
    QProcess process;
    auto variables = QProcessEnvironment::systemEnvironment();
    variables.insert("HF_HUB_OFFLINE", "1");
    variables.insert("USE_TORCH", "0"); // there is a stand-in for it only: scripts/live.sh
    process.setProcessEnvironment(variables);
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(300'000)) return "it did not end";
    return process.exitCode() == 0 ? QByteArray() : process.readAll();
}

std::vector<Run> runs_in(const QString& path)
{
    Progress progress;
    return library::scan(std::array{std::filesystem::path(path.toStdString())}, progress).runs;
}

constexpr std::array latencies{MetricId::ttft, MetricId::itl, MetricId::request_latency};
const Statistic p95 = Statistic::percentile(95); // the page holds no medians

} // namespace

/// What kneepoint-load writes for GuideLLM, loaded and written anew by the real GuideLLM.
class TestExport : public QObject {
    Q_OBJECT
private slots:
    void guidellm_loads_our_report()
    {
        const QString guidellm = qEnvironmentVariable("KNEEPOINT_LIVE_NEWEST");
        if (guidellm.isEmpty()) QSKIP("the real GuideLLM is not installed: scripts/test.sh --live");
        const QString load = qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM");
        if (!QFile::exists(load)) QSKIP("kneepoint-load is not built here");
        QProcess endpoint;
        endpoint.start(load, {"simulate", "--ttft-ms", "20", "--itl-ms", "4"});
        QVERIFY(endpoint.waitForReadyRead(30'000));
        const QString url = QString::fromUtf8(endpoint.readLine()).split(' ').at(1).trimmed();
        const QTemporaryDir dir;
        QCOMPARE(failure_of(load,
                            {"run", "--target", url, "--streams", "1,3", "--max-requests", "12", "--prompt-tokens", "8",
                             "--output-tokens", "6", "--format", "guidellm", "-o", "ours"},
                            dir.path()),
                 QByteArray());
        endpoint.terminate();
        QVERIFY(endpoint.waitForFinished(30'000));
        QVERIFY(QDir(dir.path()).mkpath("theirs"));
        const QStringList kinds{"json", "csv", "html", "yaml"};
        QStringList arguments{"export", "../ours/guidellm.json", "--output", "kind=console"};
        for (const QString& kind : kinds) arguments << "--output" << QString("kind=%1,path=all.%1").arg(kind);
        QCOMPARE(failure_of(guidellm + "/guidellm", arguments, dir.filePath("theirs")), QByteArray());

        const auto ours = runs_in(dir.filePath("ours"));
        QCOMPARE(ours.size(), std::size_t{1});
        QCOMPARE(ours.front().levels.size(), std::size_t{2});
        for (const QString& kind : kinds) {
            const auto theirs = runs_in(dir.filePath("theirs/all." + kind));
            QVERIFY2(theirs.size() == 1 && theirs.front().levels.size() == 2, qPrintable(kind));
            for (std::size_t i = 0; i < 2; ++i) same(ours.front().levels[i], theirs.front().levels[i], kind);
        }
    }

private:
    static void same(const Level& own, const Level& other, const QString& kind)
    {
        QVERIFY2(own.streams == other.streams || !other.streams, qPrintable(kind));
        QCOMPARE(other.requests.successful, own.requests.successful);
        for (const MetricId id : latencies) {
            const auto expected = own.value(id, p95), found = other.value(id, p95);
            QVERIFY2(expected && found, qPrintable(kind));
            // Only rounding on the way through unix seconds in doubles.
            QVERIFY2(std::abs(*found - *expected) < 1e-3, qPrintable(kind));
        }
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "test_export.moc"
