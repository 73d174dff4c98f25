// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

/// What the built programs need from the system says which floors were mixed: docs/architecture.md.
class TestFloors : public QObject {
    Q_OBJECT

    static QStringList needed(const QString& program)
    {
        QProcess readelf;
        readelf.start("readelf", {"-d", program});
        if (!readelf.waitForFinished() || readelf.exitCode() != 0) return {};
        QStringList libraries;
        static const QRegularExpression line(R"(\(NEEDED\).*\[(.+)\])");
        auto matches = line.globalMatch(QString::fromUtf8(readelf.readAllStandardOutput()));
        while (matches.hasNext()) libraries << matches.next().captured(1);
        return libraries;
    }

private slots:
    void programs_need_only_what_their_floor_may_use_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("forbidden");
        QTest::newRow("floor 0: results, base")
            << QStringLiteral(KNEEPOINT_FLOOR0_PROBE) << "Qt|customplot|simdjson|archive|yaml|cmark|csv";
        QTest::newRow("floor 1: import, stats, compare, report, claims")
            << QStringLiteral(KNEEPOINT_FLOOR1_PROBE) << "Qt|customplot";
        QTest::newRow("floor 2: hosts")
            << QStringLiteral(KNEEPOINT_FLOOR2_PROBE)
            << "Qt6(Gui|Widgets|Charts|Svg|PrintSupport|Sql)|customplot|simdjson|archive|yaml|cmark|csv";
        QTest::newRow("floor 3: library")
            << QStringLiteral(KNEEPOINT_FLOOR3_PROBE) << "Qt6(Gui|Widgets|Charts|Svg|PrintSupport)|customplot";
    }
    void programs_need_only_what_their_floor_may_use()
    {
        QFETCH(QString, program);
        QFETCH(QString, forbidden);
        const auto libraries = needed(program);
        QVERIFY2(!libraries.isEmpty(), qPrintable("readelf says nothing of " + program));
        const auto wrong = libraries.filter(QRegularExpression(forbidden));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(", ")));
    }

    void the_program_needs_its_window_libraries()
    {
        const auto libraries = needed(qEnvironmentVariable("KNEEPOINT_PROGRAM"));
        QVERIFY(!libraries.filter("Qt6Widgets").isEmpty());
        QVERIFY(!libraries.filter("qcustomplot", Qt::CaseInsensitive).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestFloors)
#include "test_floors.moc"
