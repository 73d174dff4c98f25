// SPDX-License-Identifier: GPL-3.0-or-later
#include "marker_scanner.h"

#include <QElapsedTimer>
#include <QTest>

#include <vector>

using kneepoint::hosts::MarkerScanner;

class TestMarkerScanner : public QObject {
    Q_OBJECT

    struct Found {
        std::string plain;
        std::vector<std::string> marks;
        std::size_t most_held = 0;
    };
    static Found scan(std::string_view stream, std::size_t piece)
    {
        Found found;
        MarkerScanner scanner("token");
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            scanner.feed(stream.substr(at, piece));
            while (auto words = scanner.next([&](std::string_view bytes) { found.plain.append(bytes); }))
                found.marks.push_back(*words);
            found.most_held = std::max(found.most_held, scanner.held());
        }
        return found;
    }

private slots:
    void marks_in_pieces_of_every_size()
    {
        const std::string stream = "a\n@token:1@\n\n@token:2:0@\n\n@tok\n@token\n@token:3@\nb@";
        for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
            const auto found = scan(stream, piece);
            QCOMPARE(found.marks, (std::vector<std::string>{"1", "2:0", "3"}));
            QCOMPARE(found.plain, std::string("a\n@tok\n@tokenb@"));
        }
    }

    /// The host knows the token, too: what looks like a mark and never ends is kept by nobody.
    void a_mark_that_never_ends_is_none_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::newRow("no end") << "\n@token:" + QByteArray(20'000'000, 'x');
        QTest::newRow("begins over and over") << QByteArray("\n@token:").repeated(1'000'000);
        QTest::newRow("long words") << "\n@token:" + QByteArray(101, 'x') + "@\n" + QByteArray(200, 'y');
    }
    void a_mark_that_never_ends_is_none()
    {
        QFETCH(QByteArray, stream);
        const auto found = scan(std::string_view(stream.constData(), static_cast<std::size_t>(stream.size())), 65536);
        QVERIFY(found.marks.empty());
        QVERIFY2(found.most_held < 250, qPrintable(QString::number(found.most_held)));
        QVERIFY(found.plain.size() + 250 > static_cast<std::size_t>(stream.size()));
    }

    void many_marks_at_once_take_no_time()
    {
        QElapsedTimer clock;
        clock.start();
        const auto stream = QByteArray("\n@token:1@\n").repeated(500'000);
        const auto found = scan(stream.toStdString(), std::size_t(stream.size()));
        QCOMPARE(found.marks.size(), std::size_t{500'000});
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_APPLESS_MAIN(TestMarkerScanner)
#include "test_marker_scanner.moc"
