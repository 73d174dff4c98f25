// SPDX-License-Identifier: GPL-3.0-or-later
// What the window writes: in order, off its thread, and known as its own.
#include "shell/writer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <sys/stat.h>

#include <atomic>
#include <memory>

using namespace kneepoint::ui;

class TestWriter : public QObject {
    Q_OBJECT

    static int put(const QString& name, const QByteArray& content)
    {
        QFile file(name);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? 0 : 1;
    }
    static std::optional<Writer::FileState> state(const QString& name)
    {
        struct stat now{};
        if (::stat(name.toUtf8().constData(), &now) != 0) return {};
        return Writer::FileState(now.st_size, std::int64_t{now.st_mtim.tv_sec} * 1'000'000'000 + now.st_mtim.tv_nsec);
    }

private slots:
    void works_in_order_on_another_thread()
    {
        Writer writer;
        QList<int> done;
        std::atomic<bool> elsewhere = true;
        for (int i = 0; i < 5; ++i)
            writer.start(
                {},
                [i, &elsewhere, here = QThread::currentThread()] {
                    QThread::msleep(static_cast<unsigned long>(10 - 2 * i));
                    if (QThread::currentThread() == here) elsewhere = false;
                    return i;
                },
                this, [&done](int result) { done << result; });
        QVERIFY(done.isEmpty());
        QTRY_COMPARE(done, (QList<int>{0, 1, 2, 3, 4}));
        QVERIFY(elsewhere);
    }

    void finishes_before_it_goes_and_tells_only_who_is_there()
    {
        const QTemporaryDir folder;
        bool told = false;
        {
            Writer writer;
            auto listener = std::make_unique<QObject>();
            writer.start({}, [] { return 0; }, listener.get(), [&told](int) { told = true; });
            writer.start(
                {},
                [name = folder.filePath("late")] {
                    QThread::msleep(50);
                    return put(name, "late");
                },
                this, [](int) {});
            listener.reset();
            QTest::qWait(20);
        }
        QVERIFY(!told);
        QVERIFY(QFile::exists(folder.filePath("late")));
    }

    void knows_its_own_files_until_others_change_them()
    {
        const QTemporaryDir folder;
        const auto name = folder.filePath("report.md"), other = folder.filePath("other.md");
        Writer writer;
        bool done = false;
        writer.start(
            {name},
            [name] {
                QThread::msleep(30);
                return put(name, "ours");
            },
            this, [&done](int) { done = true; });
        QVERIFY2(writer.is_own(name, std::nullopt), "while it is being written");
        QVERIFY(!writer.is_own(other, std::nullopt));
        QTRY_VERIFY(done);
        QVERIFY2(!writer.is_own(name, std::nullopt), "that it went is news");
        QVERIFY2(writer.is_own("/by/another/path/report.md", state(name)), "seen as it was left");
        QVERIFY2(!writer.is_own(name, state(name)), "once");
        QCOMPARE(put(name, "theirs"), 0);
        QVERIFY(!writer.is_own(name, state(name)));
    }

    void forgets()
    {
        const QTemporaryDir folder;
        const auto name = folder.filePath("report.md");
        Writer writer;
        bool done = false;
        writer.start({name}, [name] { return put(name, "ours"); }, this, [&done](int) { done = true; });
        QTRY_VERIFY(done);
        writer.forget();
        QVERIFY(!writer.is_own(name, state(name)));
    }
};

QTEST_GUILESS_MAIN(TestWriter)
#include "test_writer.moc"
