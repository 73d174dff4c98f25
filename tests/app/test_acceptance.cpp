// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "shared.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace kneepoint::tests;

/// The cases of the issue, through the program as a user starts it. Numbers are those of the seed documents.
class TestAcceptance : public QObject {
    Q_OBJECT

    static QString fixture(const char* below)
    {
        return QString::fromStdString(shared(std::string("fixtures/") + below).string());
    }
    QString base() const { return fixture("seeds/guidellm_console_base.txt"); }
    QString compressed() const { return fixture("seeds/guidellm_console_compressed.txt"); }

    QJsonObject compared(const QStringList& more = {})
    {
        const auto ran = run(QStringList{"compare", "--base", base(), "--candidate", compressed(), "--json"} + more);
        if (ran.exit != 0) qWarning("%s", ran.errors.constData());
        return ran.json();
    }

    static QJsonObject capacity(const QJsonObject& comparison, const QString& side)
    {
        const auto id = side == "base" ? comparison["base"].toString() : comparison["candidates"][0].toString();
        return comparison["capacity"][id].toObject();
    }

    static QList<QJsonObject> where(const QJsonArray& list, const QJsonObject& wanted)
    {
        QList<QJsonObject> found;
        for (const auto& entry : list) {
            const auto object = entry.toObject();
            bool fits = true;
            for (auto it = wanted.begin(); it != wanted.end(); ++it) fits = fits && object[it.key()] == it.value();
            if (fits) found << object;
        }
        return found;
    }

private slots:
    void initTestCase() { KNEEPOINT_NEEDS_SHARED(); }

    void a1_console_files_hold_ten_rows()
    {
        for (const auto& file : {base(), compressed()}) {
            const auto json = run({"show", file, "--json"}).json();
            QCOMPARE(json["schema"].toString(), "kneepoint.run/1");
            QCOMPARE(json["levels"].toArray().size(), 10);
            QCOMPARE(json["levels"][2]["label"].toString(), "constant #1");
        }
        const auto level = run({"show", compressed(), "--json"}).json()["levels"][8].toObject();
        QCOMPARE(level["metrics"]["ttft_ms"]["percentiles"]["p95"].toDouble(), 959.9);
        QCOMPARE(level["metrics"]["output_tokens_per_s"]["mean"].toDouble(), 1110.9);
    }

    void a4_max_concurrency_names_the_excluded_row()
    {
        const auto json = compared();
        QCOMPARE(capacity(json, "base")["max_concurrency"].toDouble(), 34.0);
        QCOMPARE(capacity(json, "candidate")["max_concurrency"].toDouble(), 44.0);
        for (const auto& side : {QString("base"), QString("candidate")})
            QVERIFY(capacity(json, side)["excluded"].toArray().contains("throughput"));
        const auto with = compared({"--include-throughput"});
        QCOMPARE(capacity(with, "base")["max_concurrency"].toDouble(), 125.0);
        QCOMPARE(capacity(with, "candidate")["max_concurrency"].toDouble(), 194.0);
    }

    void a5_degradation()
    {
        const auto json = compared();
        QCOMPARE(QString::number(capacity(json, "candidate")["itl_degradation"].toDouble(), 'f', 2), "2.35");
        QCOMPARE(QString::number(capacity(json, "base")["itl_degradation"].toDouble(), 'f', 2), "1.78");
    }

    void a8_slo_any_and_before_first_violation()
    {
        const auto json = compared({"--slo", "ttft:p95<=200ms"});
        const auto slo = [&](const QString& side) { return capacity(json, side)["slo"][0].toObject(); };
        QCOMPARE(slo("candidate")["any"].toDouble(), 44.0);
        QCOMPARE(slo("candidate")["before_first_violation"].toDouble(), 25.0);
        QCOMPARE(slo("base")["any"].toDouble(), 34.0);
        QCOMPARE(slo("base")["before_first_violation"].toDouble(), 34.0);
        const auto synchronous = where(slo("candidate")["excluded"].toArray(), {{"label", "synchronous"}});
        QCOMPARE(synchronous.size(), 1);
        QCOMPARE(synchronous[0]["verdict"].toString(), "worse");
    }

    void a9_side_by_side_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<QString>("statistic");
        QTest::addColumn<QString>("ratio");
        QTest::addColumn<QString>("verdict");
        // seeds.md, "Side-by-side ratios compressed/base": printed inputs, half up.
        QTest::newRow("row 9 latency") << 9 << "request_latency_s" << "median" << "0.87" << "better";
        QTest::newRow("row 9 TTFT") << 9 << "ttft_ms" << "median" << "0.81" << "better";
        QTest::newRow("row 9 TTFT p95") << 9 << "ttft_ms" << "p95" << "0.84" << "better";
        QTest::newRow("row 9 ITL") << 9 << "itl_ms" << "median" << "0.87" << "better";
        QTest::newRow("row 9 output") << 9 << "output_tokens_per_s" << "mean" << "1.53" << "better";
        QTest::newRow("row 0 latency") << 0 << "request_latency_s" << "median" << "0.67" << "better";
        QTest::newRow("row 0 TTFT") << 0 << "ttft_ms" << "median" << "0.76" << "better";
        QTest::newRow("row 0 ITL") << 0 << "itl_ms" << "median" << "0.66" << "better";
        QTest::newRow("row 0 TTFT p95") << 0 << "ttft_ms" << "p95" << "3.59" << "worse";
        QTest::newRow("row 1 latency") << 1 << "request_latency_s" << "median" << "1.13" << "worse";
        QTest::newRow("row 1 ITL") << 1 << "itl_ms" << "median" << "1.15" << "worse";
        QTest::newRow("row 1 TTFT") << 1 << "ttft_ms" << "median" << "1.07" << "worse";
        QTest::newRow("row 1 output") << 1 << "output_tokens_per_s" << "mean" << "1.55" << "better";
    }
    void a9_side_by_side()
    {
        QFETCH(int, row);
        QFETCH(QString, metric);
        QFETCH(QString, statistic);
        static const auto json = compared();
        const auto found =
            where(json["levels"].toArray(),
                  {{"aligned_by", "position"}, {"index", row}, {"metric", metric}, {"statistic", statistic}});
        QCOMPARE(found.size(), 1);
        QTEST(QString::number(found[0]["ratio"].toDouble(), 'f', 2), "ratio");
        QTEST(found[0]["verdict"].toString(), "verdict");
    }

    void a10_equal_load()
    {
        const auto json = compared();
        const QList<double> expected{14.70, 15.63, 17.20, 18.80, 20.00, 22.24, 24.03, 26.45, 29.94};
        const QList<double> loads{1, 3, 6, 10, 13, 18, 23, 28, 34};
        const auto itl = where(json["equal_load"].toArray(), {{"metric", "itl_ms"}, {"statistic", "median"}});
        QCOMPARE(itl.size(), expected.size());
        for (int i = 0; i < itl.size(); ++i) {
            QCOMPARE(itl[i]["concurrency"].toDouble(), loads[i]);
            QVERIFY2(qAbs(itl[i]["candidate"].toDouble() - expected[i]) < 0.0051,
                     qPrintable(QString::number(itl[i]["candidate"].toDouble())));
            QVERIFY(itl[i]["ratio"].toDouble() > 0.6425 && itl[i]["ratio"].toDouble() < 0.7565);
        }
    }

    void c3_accuracy_retention()
    {
        const auto folder = fixture("seeds/neighbours/model-serve-flow/");
        const auto ran = run({"compare", "--base", folder + "lmeval_table_base.txt", "--candidate",
                              folder + "lmeval_table_compressed.txt", "--json"});
        QVERIFY2(ran.exit == 0, ran.errors);
        const auto summary = ran.json()["accuracy_summary"].toObject().begin()->toObject();
        QCOMPARE(QString::number(summary["mean_recovery_percent"].toDouble(), 'f', 2), "99.94");
        QCOMPARE(QString::number(summary["largest_abs_z"].toDouble(), 'f', 2), "0.82");
    }

    void h200_streams_pair_exactly()
    {
        const auto ran = run({"compare", "--base", fixture("h200/base/streams.json.gz"), "--candidate",
                              fixture("h200/fp8/streams.json.gz"), "--json"});
        QVERIFY2(ran.exit == 0, ran.errors);
        const QStringList expected{"0.71", "0.71", "0.72", "0.72", "0.69", "0.83", "0.78", "0.79"};
        const auto json = ran.json();
        const auto itl =
            where(json["levels"].toArray(), {{"metric", "itl_ms"}, {"statistic", "median"}, {"aligned_by", "streams"}});
        QCOMPARE(itl.size(), 9);
        for (int i = 0; i < expected.size(); ++i)
            QCOMPARE(QString::number(itl[i]["ratio"].toDouble(), 'f', 2), expected[i]);
        QVERIFY(itl[8]["base"].isNull());
        QVERIFY(itl[8]["candidate"].isNull());
        QVERIFY(itl[8]["ratio"].isNull());
    }

    void h200_folder_pairs_and_says_what_it_cannot_use()
    {
        const auto ran = run({"import", fixture("h200"), "--json"});
        QCOMPARE(ran.exit, 0);
        const auto json = ran.json();
        int performance = 0, accuracy = 0;
        for (const auto& pair : json["pairs"].toArray())
            (pair.toObject()["kind"].toString() == "performance" ? performance : accuracy)++;
        QCOMPARE(performance, 2);
        QCOMPARE(accuracy, 1);
        for (const auto& skipped : json["skipped"].toArray()) QVERIFY(!skipped.toObject()["why"].toString().isEmpty());
        QVERIFY2(ran.output.contains("0 of 512"), "the degenerate sweep is not called that");
        QVERIFY2(ran.output.contains("216 of 292"), "the power cap is not noted");
        // Two pairs of load tests: which one is meant cannot be guessed.
        const auto ambiguous = run({"compare", fixture("h200"), "--json"});
        QCOMPARE(ambiguous.exit, 2);
        QVERIFY(ambiguous.output.isEmpty());
        QVERIFY(ambiguous.errors.contains("--candidate"));
    }

    void report_has_the_same_bytes_twice()
    {
        const QTemporaryDir folder;
        QList<QByteArray> reports;
        for (const auto* name : {"one", "two"}) {
            const auto file = folder.filePath(QString("%1/comparison.md").arg(name));
            const auto ran =
                run({"report", "--base", base(), "--candidate", compressed(), "--slo", "ttft:p95<=200ms", "-o", file});
            QVERIFY2(ran.exit == 0, ran.errors);
            for (const auto& written : ran.output.split('\n')) {
                if (written.isEmpty()) continue;
                QFile read(QString::fromUtf8(written));
                QVERIFY2(read.open(QIODevice::ReadOnly), written);
                reports << read.readAll();
            }
        }
        QVERIFY(reports.size() >= 4);
        const auto half = reports.size() / 2;
        for (qsizetype i = 0; i < half; ++i) QCOMPARE(reports[i], reports[half + i]);
        for (const auto* text : {"44.0", "34.0", "2.35", "1.78", "959.9", "throughput"})
            QVERIFY2(reports[0].contains(text), text);
    }
};

QTEST_APPLESS_MAIN(TestAcceptance)
#include "test_acceptance.moc"
