// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"

#include <QTest>

using namespace kneepoint;
using namespace std::string_literals;

class TestText : public QObject {
    Q_OBJECT
private slots:
    void decodes_what_editors_save_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << QByteArray("a±b") << true;
        QTest::newRow("byte-order mark") << QByteArray("\357\273\277a±b") << true;
        QTest::newRow("UTF-16 little endian") << QByteArray("\377\376a\0\xB1\0b\0", 8) << true;
        QTest::newRow("UTF-16 big endian") << QByteArray("\xFE\xFF\0a\0\xB1\0b", 8) << true;
        QTest::newRow("UTF-16 without a mark") << QByteArray("a\0\xB1\0b\0", 6) << true;
        QTest::newRow("Latin-1") << QByteArray("a\261b") << false;
        QTest::newRow("cut sequence") << QByteArray("a\xC2") << false;
        QTest::newRow("overlong") << QByteArray("\xC0\xAF") << false;
        QTest::newRow("UTF-16 with a high surrogate alone") << QByteArray("\xFF\xFE\x00\xD8\x41\x00", 6) << false;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
    }
    void decodes_what_editors_save()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, good);
        const auto text = utf8_text(bytes.toStdString());
        QCOMPARE(text.has_value(), good);
        if (good)
            QCOMPARE(QString::fromStdString(*text), QString("a±b"));
        else
            QCOMPARE(text.error().kind, ErrorKind::unreadable);
    }

    void strips_terminal_sequences() { QCOMPARE(without_ansi("\x1b[1;32mok\x1b[0m done"), "ok done"s); }

    void hashes_as_fips_180_4_says()
    {
        QCOMPARE(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"s);
    }
};

QTEST_APPLESS_MAIN(TestText)
#include "test_text.moc"
