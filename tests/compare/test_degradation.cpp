// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/compare/comparison.h"
#include "kneepoint/import/formats.h"

#include <QTest>

using namespace kneepoint;

/// The ratio of seed 000 from a report instead of a console: its row 0 unrounded (22.1568 and 14.6561 ms, from the
/// notebooks beside the seed), its row 9 anywhere between what prints as 39.6 and 34.5 ms.
class TestDegradation : public QObject {
    Q_OBJECT

    static QByteArray level(const char* strategy, const char* concurrency, const QByteArray& itl)
    {
        return QByteArray(
                   R"({"type_": "generative_benchmark", "config": {"strategy": {"type_": "STRATEGY"}}, "metrics": )"
                   R"({"request_totals": {"successful": 11, "errored": 0, "incomplete": 0, "total": 11}, )"
                   R"("request_concurrency": {"successful": {"mean": LOAD, "median": LOAD}}, )"
                   R"("inter_token_latency_ms": {"successful": {"mean": ITL, "median": ITL}}}, )"
                   R"("start_time": 1765188672.0, "end_time": 1765188792.0, "duration": 120.0})")
            .replace("STRATEGY", strategy)
            .replace("LOAD", concurrency)
            .replace("ITL", itl);
    }

private slots:
    void unrounded_row_0_data()
    {
        QTest::addColumn<QByteArray>("low");
        QTest::addColumn<QByteArray>("high");
        QTest::addColumn<QString>("ratio");
        QTest::newRow("base, least") << QByteArray("22.1568") << QByteArray("39.551") << "1.79";
        QTest::newRow("base, as printed") << QByteArray("22.1568") << QByteArray("39.6") << "1.79";
        QTest::newRow("base, most") << QByteArray("22.1568") << QByteArray("39.6499") << "1.79";
        QTest::newRow("compressed, least") << QByteArray("14.6561") << QByteArray("34.45") << "2.35";
        QTest::newRow("compressed, as printed") << QByteArray("14.6561") << QByteArray("34.5") << "2.35";
        QTest::newRow("compressed, most") << QByteArray("14.6561") << QByteArray("34.5499") << "2.36";
    }
    void unrounded_row_0()
    {
        QFETCH(QByteArray, low);
        QFETCH(QByteArray, high);
        const auto report = R"({"metadata": {"version": 1, "guidellm_version": "0.5.0"}, "args": {}, "benchmarks": [)" +
                            level("synchronous", "1.0", low) + ", " + level("constant", "34.0", high) + "]}";
        Progress progress;
        const auto read = import::guidellm_json(report.toStdString(), {"report.json", {}}, progress);
        QVERIFY2(read.has_value(), read ? "" : read.error().text.c_str());
        const auto found = compare::capacity_of(read->runs.front(), {}).itl_degradation;
        QVERIFY(found.has_value());
        QTEST(QString::fromStdString(format_decimal(found->ratio, 2)), "ratio");
        QVERIFY2(found->why.ends_with("unrounded figures)"), found->why.c_str());
    }
};

QTEST_APPLESS_MAIN(TestDegradation)
#include "test_degradation.moc"
