// SPDX-License-Identifier: GPL-3.0-or-later
// The log of a job: which lines are new, how long one may be, and the page under a flood.
#include "jobs/log_lines.h"
#include "jobs/log_view.h"
#include "pages/jobs_page.h"
#include "shell/session.h"
#include "told_jobs.h"
#include "window_test.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>
#include <QTimer>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;
using runs::JobState;

class TestJobLog : public QObject {
    Q_OBJECT
    OwnHome m_home;

private slots:
    void new_lines_are_found_by_the_old_ones_end_data()
    {
        QTest::addColumn<QStringList>("logs");
        QTest::addColumn<QStringList>("added");
        QTest::addColumn<bool>("continues");
        QTest::newRow("grows") << QStringList{"a\n", "a\nb\n", "a\nb\nc"} << QStringList{"a\n", "b\n", "c"} << true;
        QTest::newRow("its beginning goes")
            << QStringList{"a\nb\nc\n", "c\nd\n"} << QStringList{"a\nb\nc\n", "c\nd\n"} << false;
        QTest::newRow("moves") << QStringList{"aaaa\nbbbb\n", "aaaa\nbbbb\ncc\n"} << QStringList{"aaaa\nbbbb\n", "cc\n"}
                               << true;
        QTest::newRow("another") << QStringList{"a\nb\n", "x\ny\n"} << QStringList{"a\nb\n", "x\ny\n"} << false;
        QTest::newRow("nothing new") << QStringList{"a\n", "a\n"} << QStringList{"a\n", ""} << true;
        QTest::newRow("a line in two parts") << QStringList{"ab", "abcd\n"} << QStringList{"ab", "cd\n"} << true;
    }
    void new_lines_are_found_by_the_old_ones_end()
    {
        QFETCH(QStringList, logs);
        QFETCH(QStringList, added);
        QFETCH(bool, continues);
        LogLines lines;
        for (int i = 0; i < logs.size(); ++i) {
            const auto addition = lines.take(logs[i]);
            QCOMPARE(addition.text, added[i]);
            if (i + 1 == logs.size()) QCOMPARE(addition.continues, continues);
        }
    }

    void a_line_without_end_is_cut()
    {
        LogLines lines;
        QString log, shown;
        for (int i = 0; i < 100; ++i) {
            log += QString::number(i).repeated(500);
            shown += lines.take(log).text;
        }
        QVERIFY2(shown.size() <= LogLines::longest_line + 10, qPrintable(QString::number(shown.size())));
        shown += lines.take(log + "\nnext\n").text;
        QVERIFY(shown.endsWith("\nnext\n"));
    }

    void a_flood_of_100_MB_leaves_the_window_live()
    {
        Session session;
        ToldJobs jobs;
        jobs.add("1", JobState::running);
        JobsPage page(session, jobs);
        page.resize(1000, 700);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        auto* view = page.findChild<LogView*>();
        auto* text = page.findChild<QPlainTextEdit*>("job-log");
        const int before = view->readings();
        // 100 MB in pieces of 1 MB, each replacing the one before, as the last megabyte of a log does.
        int most_lines = 0, line = 0, turns = 0;
        QTimer heart;
        heart.start(0);
        connect(&heart, &QTimer::timeout, &page, [&] { ++turns; });
        QElapsedTimer clock, gap;
        clock.start();
        gap.start();
        qint64 longest = 0;
        for (int piece = 0; piece < 100; ++piece) {
            QString log;
            log.reserve(1 << 20);
            while (log.size() < (1 << 20)) log += QString("%1 INFO request finished in 12.3 ms\n").arg(++line);
            jobs.logs["1"] = log;
            gap.restart();
            for (int i = 0; i < 10; ++i) emit jobs.log_grew("1");
            QCoreApplication::processEvents();
            longest = std::max(longest, gap.elapsed());
            most_lines = std::max(most_lines, text->blockCount());
        }
        qInfo("100 MB in %lld ms, longest turn %lld ms, %d turns, log read %d times", clock.elapsed(), longest, turns,
              view->readings() - before);
        QVERIFY(most_lines <= LogLines::most_lines);
        QVERIFY(view->readings() - before <= clock.elapsed() / 250 + 2);
        QVERIFY(turns >= 100);
        QTRY_VERIFY(text->toPlainText().contains(QString("%1 INFO").arg(line))); // the end arrives
        auto* search = view->findChild<QLineEdit*>();
        search->setText(QString("%1 INFO").arg(line));
        QTRY_COMPARE(text->extraSelections().size(), 1);
    }
};

QTEST_MAIN(TestJobLog)
#include "test_job_log.moc"
