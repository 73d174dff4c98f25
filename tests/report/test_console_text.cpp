// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include "kneepoint/base/text.h"

#include <QTest>

using namespace kneepoint;

class TestConsoleText : public QObject {
    Q_OBJECT

    /// Titles lose their sign and blank lines go: one of the two prints lost them on its way.
    static QStringList normalised(std::string_view text)
    {
        QStringList out;
        for (const auto line : lines(text)) {
            auto plain = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size())).trimmed();
            if (plain.startsWith("ℹ ")) plain.remove(0, 2);
            if (!plain.isEmpty()) out << plain;
        }
        return out;
    }

private slots:
    void prints_what_guidellm_printed_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("base") << "guidellm_console_base.txt";
        QTest::newRow("compressed") << "guidellm_console_compressed.txt";
    }
    void prints_what_guidellm_printed()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        const auto run = tests::console_run(file.toStdString(), "x");
        const auto expected = normalised(tests::content(tests::shared("fixtures/seeds/" + file.toStdString())));
        QCOMPARE(normalised(report::guidellm_console_text(run)), expected);
    }

    void titles_and_absent_numbers()
    {
        const auto run = tests::made_run("r", {{Strategy::concurrent, 256, 0, -1, 0}});
        const auto text = report::guidellm_console_text(run);
        QVERIFY(text.starts_with("ℹ Request Latency Statistics (Completed Requests)\n|====="));
        QVERIFY(text.find("ℹ Server Throughput Statistics\n") != std::string::npos);
        QVERIFY(text.find("| concurrent | --") != std::string::npos);
    }

    void a_run_without_levels_has_headers_only()
    {
        const auto text = report::guidellm_console_text(Run{});
        QVERIFY(text.find("| Benchmark | Request Latency ||") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestConsoleText)
#include "test_console_text.moc"
