// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "shared.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace {

QString seed(const char* file)
{
    return QString::fromStdString(kneepoint::tests::shared(std::string("seeds/") + file).string());
}

QString fixture(const char* folder)
{
    return QString::fromStdString(kneepoint::tests::shared(std::string("fixtures/seeds/") + folder).string());
}

QJsonObject claim(const QJsonObject& document, int line, const QString& stated)
{
    for (const auto& entry : document["claims"].toArray())
        if (entry.toObject()["line"].toInt() == line && entry.toObject()["stated"].toString() == stated)
            return entry.toObject();
    return {};
}

int count(const QJsonObject& document, const char* verdict)
{
    return document["counts"].toObject()[QLatin1String(verdict)].toInt();
}

} // namespace

/// `kneepoint claims` as a program: exit codes, text, JSON, and documents against measured files.
class TestClaimsCommand : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString document(const QByteArray& markdown)
    {
        QFile file(m_folder.filePath("document.md"));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return {};
        file.write(markdown);
        return file.fileName();
    }

private slots:
    void exit_code_follows_the_verdicts_data()
    {
        QTest::addColumn<QByteArray>("markdown");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");
        const QByteArray table =
            "|Model|Old latency (ms)|New latency (ms)|Speedup|\n|-|-|-|-|\n|a|10.0|5.0|2.00x|\n|b|9.0|6.0|1.50x|\n";
        QTest::newRow("all hold") << table + "|c|8.0|2.0|4.00x|\n" << 0 << QByteArray("3 hold");
        QTest::newRow("one contradicts") << table + "|c|8.0|2.0|4.50x|\n|d|6.0|3.0|2.00x|\n"
                                         << 1 << QByteArray("8.0/2.0 = 4, rounded 4.00x");
        QTest::newRow("no claim") << QByteArray("# A title\n") << 1 << QByteArray("0 claims");
    }
    void exit_code_follows_the_verdicts()
    {
        QFETCH(QByteArray, markdown);
        const auto ran = run({"claims", document(markdown)});
        QTEST(ran.exit, "exit");
        QFETCH(QByteArray, says);
        QVERIFY2(ran.output.contains(says), ran.output + ran.errors);
    }

    void no_permission_is_one_sentence()
    {
        if (geteuid() == 0) QSKIP("root may read everything");
        const auto file = document("# A\n");
        QFile::setPermissions(file, {});
        const auto ran = run({"claims", file});
        QCOMPARE(ran.exit, 3);
        QCOMPARE(ran.errors.count('\n'), 1);
    }

    void a_folder_is_no_document()
    {
        const auto ran = run({"claims", m_folder.path()});
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.errors.contains("It is a folder, not a file."), ran.errors);
    }

    void a_binary_file_is_refused()
    {
        const auto ran = run({"claims", document(QByteArray("\x7f"
                                                            "ELF\0\0\0\1",
                                                            8))});
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.errors.contains("document.md"), ran.errors);
    }

    // seeds.md section 3, D2 and D5.
    void json_of_bitsandbytes()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto ran = run({"claims", seed("002_7f11da570c81d2a2.txt"), "--json"});
        QCOMPARE(ran.exit, 1);
        const auto json = ran.json();
        QCOMPARE(json["schema"].toString(), "kneepoint.claims/1");
        QCOMPARE(json["tables"].toInt(), 6);
        int held = 0, rounded = 0;
        for (const auto& entry : json["claims"].toArray()) {
            const auto one = entry.toObject();
            if (one["kind"].toString() != "table-cell") continue;
            held += one["verdict"].toString() == "holds";
            rounded += one["verdict"].toString() == "rounded";
        }
        QCOMPARE(held, 46 + 47);
        QCOMPARE(rounded, 1);
        const auto latency = claim(json, 13, "40-45%");
        QCOMPARE(latency["verdict"].toString(), "contradicts");
        QCOMPARE(QString::number(latency["computed"].toDouble(), 'f', 1), "38.5");
        QVERIFY(latency["rows"].toArray().size() >= 5);
        QCOMPARE(json["problems"].toArray().size(), 2); // the regressions, by latency and by throughput
    }

    // The console tables of the seed are in the fixtures: all 360 figures are as measured.
    void guidellm_document_against_its_results()
    {
        KNEEPOINT_NEEDS_SHARED();
        const QTemporaryDir data;
        for (const auto* file : {"guidellm_console_base.txt", "guidellm_console_compressed.txt"})
            QVERIFY(QFile::copy(fixture(file), data.filePath(file)));
        const auto json = run({"claims", seed("000_5097a34ca0fa11ad.txt"), "--data", data.path(), "--json"}).json();
        QCOMPARE(json["runs"].toInt(), 2);
        int measured = 0;
        for (const auto& entry : json["claims"].toArray()) {
            const auto one = entry.toObject();
            if (one["kind"].toString() != "table-cell") continue;
            ++measured;
            QVERIFY2(one["verdict"].toString() == "holds",
                     qPrintable(one["text"].toString() + ": " + one["why"].toString()));
        }
        QCOMPARE(measured, 2 * 10 * 18);
    }

    // 56 scores of 7 runs; n = 250 and the largest |z| of seed_acceptance.json (seeds.003.noise).
    void quantization_document_against_its_results()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto json = run({"claims", seed("003_5e5aed43e814174c.txt"), "--data",
                               fixture("neighbours/llm-quantization-a40/eval_results"), "--json"})
                              .json();
        QCOMPARE(json["runs"].toInt(), 7);
        int measured = 0;
        for (const auto& entry : json["claims"].toArray()) {
            const auto one = entry.toObject();
            const auto rows = one["rows"].toArray();
            if (one["kind"].toString() != "table-cell" || rows.isEmpty() || rows[0].toObject()["file"].isNull() ||
                !rows[0].toObject()["line"].isNull())
                continue;
            ++measured;
            QVERIFY2(one["verdict"].toString() == "holds",
                     qPrintable(one["text"].toString() + ": " + one["why"].toString()));
        }
        QCOMPARE(measured, 7 * 8);
        QString noise;
        for (const auto& entry : json["problems"].toArray())
            if (entry.toObject()["code"].toString() == "accuracy-noise") noise = entry.toObject()["text"].toString();
        QVERIFY2(noise.contains("n = 250") && noise.contains("0.74") && noise.contains("INT4-W4A16"),
                 qPrintable(noise));
        QVERIFY(claim(json, 109, "83.2%")["why"].toString().contains("within the noise"));
        QVERIFY(count(json, "contradicts") > 0);
    }
};

QTEST_APPLESS_MAIN(TestClaimsCommand)
#include "test_claims_command.moc"
