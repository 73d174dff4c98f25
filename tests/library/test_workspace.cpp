// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder.h"
#include "kneepoint/library/workspace.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::library;
using tests::Folder;

class TestWorkspace : public QObject {
    Q_OBJECT
private slots:
    void round_trip();
    void refused_data();
    void refused();
    void unknown_keys();
    void missing();
    void remembered();
    void recognised();
};

void TestWorkspace::round_trip()
{
    const Folder folder;
    const Workspace workspace{.folders = {"../results", "/data/ä \"b\""},
                              .pairs = {{"0123456789", {"abcdef0123", "abcdef0123-2"}}, {"ffffffffff", {}}},
                              .labels = {{"0123456789", "the base"}},
                              .schemes = {{"abcdef0123", "W4A16"}},
                              .slos = {"ttft:p95<=200ms"},
                              .accuracy_margin = 2.5,
                              .report_sections_off = {"methods"}};
    QVERIFY(save_workspace(workspace, folder / "deep/er/w.kneepoint"));
    const auto loaded = load_workspace(folder / "deep/er/w.kneepoint");
    QVERIFY(loaded);
    QVERIFY(*loaded == workspace);
    QVERIFY(save_workspace({}, folder / "empty"));
    QVERIFY(load_workspace(folder / "empty") == Workspace{});
}

void TestWorkspace::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* text, ErrorKind kind, const char* says) {
        QTest::addRow("%s", name) << text << static_cast<int>(kind) << says;
    };
    row("empty", "", ErrorKind::unreadable, "no JSON");
    row("cut", R"({"schema": "kneepoint.workspace/1", "fol)", ErrorKind::unreadable, "no JSON");
    row("other", R"({"a": 1})", ErrorKind::unsupported, "no workspace");
    row("list", "[]", ErrorKind::unsupported, "no workspace");
    row("newer", R"({"schema": "kneepoint.workspace/2"})", ErrorKind::unsupported, "version 2");
    row("odd version", R"({"schema": "kneepoint.workspace/x"})", ErrorKind::unsupported, "no workspace");
    row("folders", R"({"schema": "kneepoint.workspace/1", "folders": "a"})", ErrorKind::invalid, "\"folders\"");
    row("pair", R"({"schema": "kneepoint.workspace/1", "pairs": [{"base": "a"}, {"candidates": []}]})",
        ErrorKind::invalid, "pairs[1].base");
    row("candidates", R"({"schema": "kneepoint.workspace/1", "pairs": [{"base": "a", "candidates": [1]}]})",
        ErrorKind::invalid, "pairs[0].candidates");
    row("label", R"({"schema": "kneepoint.workspace/1", "labels": {"a": 1}})", ErrorKind::invalid, "labels.a");
    for (const auto* margin : {"\"1\"", "-1", "101", "[]", "true"})
        row(margin, qPrintable(QString(R"({"schema": "kneepoint.workspace/1", "accuracy_margin": %1})").arg(margin)),
            ErrorKind::invalid, "\"accuracy_margin\"");
}

void TestWorkspace::refused()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    QFETCH(QString, says);
    const Folder folder;
    folder.write("w", text.toStdString());
    const auto loaded = load_workspace(folder / "w");
    QVERIFY(!loaded);
    QCOMPARE(static_cast<int>(loaded.error().kind), kind);
    QVERIFY2(loaded.error().text.contains(says.toStdString()), loaded.error().text.c_str());
}

void TestWorkspace::unknown_keys()
{
    const Folder folder;
    folder.write(
        "w", R"({"schema": "kneepoint.workspace/1", "later": {"x": 1}, "slos": ["itl:mean<=9ms"], "labels": null})");
    const auto loaded = load_workspace(folder / "w");
    QVERIFY(loaded);
    QCOMPARE(loaded->slos, (std::vector<std::string>{"itl:mean<=9ms"}));
}

void TestWorkspace::missing()
{
    const Folder folder;
    QCOMPARE(load_workspace(folder / "absent").error().kind, ErrorKind::not_found);
}

void TestWorkspace::remembered()
{
    qputenv("XDG_STATE_HOME", "/state");
    const auto one = remembered_workspace("/data/results");
    QVERIFY(one.string().starts_with("/state/kneepoint/workspaces/"));
    QCOMPARE(remembered_workspace("/data/results/"), one);
    QCOMPARE(remembered_workspace("/data/x/../results"), one);
    QVERIFY(remembered_workspace("/data/results2") != one);
    qputenv("XDG_STATE_HOME", "relative"); // to be ignored
    qputenv("HOME", "/home/a");
    QVERIFY(remembered_workspace("/data").string().starts_with("/home/a/.local/state/kneepoint/workspaces/"));
}

void TestWorkspace::recognised()
{
    const Folder folder;
    QVERIFY(save_workspace({}, folder / "w"));
    folder.write("r.json", tests::accuracy_result(0.5));
    QVERIFY(is_workspace(folder / "w"));
    QVERIFY(!is_workspace(folder / "r.json"));
    QVERIFY(!is_workspace(folder.path()));
    QVERIFY(!is_workspace(folder / "absent"));
}

QTEST_GUILESS_MAIN(TestWorkspace)
#include "test_workspace.moc"
