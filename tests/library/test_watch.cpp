// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder.h"
#include "kneepoint/library/watch.h"

#include <QSignalSpy>
#include <QTest>

using namespace kneepoint;
using namespace std::chrono_literals;
using library::Watch;
using tests::Folder;

class TestWatch : public QObject {
    Q_OBJECT
private slots:
    void tells_changes();
    void polls_what_is_not_watched();
    void tells_once();
    void stops();
    void other_paths();
};

namespace {

/// What the watch tells next, relative to the folder.
QStringList told(QSignalSpy& spy, const Folder& folder)
{
    if (spy.isEmpty() && !spy.wait(10000)) return {"nothing"};
    QStringList files;
    for (const auto& file : spy.takeFirst().at(0).toStringList())
        files.append(file.mid(static_cast<qsizetype>(folder.path().string().size()) + 1));
    return files;
}

void settle(Watch& watch, std::vector<std::filesystem::path> paths)
{
    QSignalSpy ready(&watch, &Watch::ready);
    watch.set_paths(std::move(paths));
    QVERIFY(ready.wait(10000));
}

} // namespace

void TestWatch::tells_changes()
{
    const Folder folder;
    folder.write("a/one.json", "1");
    Watch watch({.settle = 20ms, .poll = 200ms}, nullptr);
    settle(watch, {folder.path()});
    QSignalSpy spy(&watch, &Watch::changed);
    folder.write("a/two.json", "2");
    QCOMPARE(told(spy, folder), QStringList{"a/two.json"});
    folder.write("a/one.json", "changed");
    QCOMPARE(told(spy, folder), QStringList{"a/one.json"});
    const auto seen = watch.seen(QString::fromStdString((folder / "a/one.json").string()));
    QVERIFY(seen);
    QCOMPARE(seen->first, std::uint64_t{7}); // "changed"
    folder.write("new/three.json", "3");
    QCOMPARE(told(spy, folder), QStringList{"new/three.json"});
    std::filesystem::remove(folder / "a/two.json");
    QCOMPARE(told(spy, folder), QStringList{"a/two.json"});
    QVERIFY(!watch.seen(QString::fromStdString((folder / "a/two.json").string())));
}

void TestWatch::polls_what_is_not_watched()
{
    const Folder folder;
    for (int i = 0; i < 8; ++i) folder.write(std::to_string(i) + "/f.json", "x");
    Watch watch({.settle = 20ms, .poll = 100ms, .folders = 3}, nullptr);
    settle(watch, {folder.path()});
    QCOMPARE(watch.watched_folders(), 3);
    QSignalSpy spy(&watch, &Watch::changed);
    folder.write("7/f.json", "longer");
    QCOMPARE(told(spy, folder), QStringList{"7/f.json"});
}

void TestWatch::tells_once()
{
    const Folder folder;
    Watch watch({.settle = 300ms, .poll = 60s}, nullptr);
    settle(watch, {folder.path()});
    QSignalSpy spy(&watch, &Watch::changed);
    for (int i = 0; i < 20; ++i) folder.write(std::to_string(10 + i), "x");
    QCOMPARE(told(spy, folder).size(), 20);
    QTest::qWait(500);
    QVERIFY(spy.isEmpty());
}

void TestWatch::stops()
{
    const Folder folder;
    Watch watch({.settle = 10ms, .poll = 20ms}, nullptr);
    settle(watch, {folder.path()});
    watch.set_paths({});
    QSignalSpy spy(&watch, &Watch::changed);
    folder.write("a", "x");
    QTest::qWait(200);
    QVERIFY(spy.isEmpty());
    QCOMPARE(watch.watched_folders(), 0);
}

void TestWatch::other_paths()
{
    const Folder one, two;
    one.write("a", "x");
    two.write("b", "y");
    Watch watch({.settle = 10ms, .poll = 50ms}, nullptr);
    QSignalSpy spy(&watch, &Watch::changed);
    watch.set_paths({one.path()});
    watch.set_paths({two.path()}); // while the first look may still run
    QTest::qWait(300);
    QVERIFY(spy.isEmpty());
    two.write("c", "z");
    QCOMPARE(told(spy, two), QStringList{"c"});
}

QTEST_GUILESS_MAIN(TestWatch)
#include "test_watch.moc"
