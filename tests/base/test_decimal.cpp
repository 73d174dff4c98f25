// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"

#include <QTest>

#include <cmath>

using namespace kneepoint;

class TestDecimal : public QObject {
    Q_OBJECT
private slots:
    void rounds_half_away_from_zero_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("decimals");
        QTest::addColumn<QString>("text");
        QTest::newRow("seed 003, memory") << 44.845 << 2 << "44.85"; // printf gives 44.84
        QTest::newRow("seed 000, degradation") << 34.5 / 14.7 << 2 << "2.35";
        QTest::newRow("half") << 0.5 << 0 << "1";
        QTest::newRow("negative half") << -2.5 << 0 << "-3";
        QTest::newRow("1.005") << 1.005 << 2 << "1.01";
        QTest::newRow("carry") << 9.995 << 2 << "10.00";
        QTest::newRow("all nines") << 999.96 << 1 << "1000.0";
        QTest::newRow("pads") << 7.0 << 3 << "7.000";
        QTest::newRow("no negative zero") << -0.04 << 1 << "0.0";
        QTest::newRow("large") << 1e22 << 1 << "10000000000000000000000.0";
        QTest::newRow("tiny") << 5e-324 << 2 << "0.00";
        QTest::newRow("not a number") << std::nan("") << 2 << "nan";
        QTest::newRow("minus infinity") << double(-INFINITY) << 2 << "-inf";
    }
    void rounds_half_away_from_zero()
    {
        QFETCH(double, value);
        QFETCH(int, decimals);
        QTEST(QString::fromStdString(format_decimal(value, decimals)), "text");
    }

    void parses_decimals_only_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        QTest::addColumn<double>("value");
        QTest::newRow("plain") << QByteArray(" 44.0 ") << true << 44.0;
        QTest::newRow("signed") << QByteArray("+3.8") << true << 3.8;
        QTest::newRow("exponent") << QByteArray("-2.5e3") << true << -2500.0;
        QTest::newRow("leading point") << QByteArray(".71") << true << 0.71;
        for (const char* bad : {"", "nan", "inf", "0x10", "--1", "1,5", "12 ms", "-", "∞"})
            QTest::addRow("refuses '%s'", bad) << QByteArray(bad) << false << 0.0;
    }
    void parses_decimals_only()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        const auto parsed = parse_decimal(text.toStdString());
        QCOMPARE(parsed.has_value(), good);
        if (good) QTEST(*parsed, "value");
    }

    void facts_are_readable_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("a mean") << QByteArray("448.34710691823864") << QByteArray("448.35");
        QTest::newRow("a share") << QByteArray("0.3522012578616352") << QByteArray("0.35");
        QTest::newRow("small") << QByteArray("0.0123456") << QByteArray("0.0123");
        QTest::newRow("a driver") << QByteArray("535.129") << QByteArray("535.129");
        QTest::newRow("a version") << QByteArray("0.10.25000") << QByteArray("0.10.25000");
        QTest::newRow("words") << QByteArray("FLASH_ATTN") << QByteArray("FLASH_ATTN");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void facts_are_readable()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(readable_figure(text.toStdString())), shown);
    }

    void counts_printed_decimals()
    {
        QCOMPARE(printed_decimals("44.0"), 1);
        QCOMPARE(printed_decimals("7"), 0);
        QVERIFY(!printed_decimals("--"));
    }
};

QTEST_APPLESS_MAIN(TestDecimal)
#include "test_decimal.moc"
