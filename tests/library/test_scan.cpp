// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder.h"
#include "shared.h"

#include <QElapsedTimer>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <set>
#include <thread>

using namespace kneepoint;
using tests::accuracy_result;
using tests::Folder;
using tests::reason;
using tests::scanned;
namespace fs = std::filesystem;

class TestScan : public QObject {
    Q_OBJECT
private slots:
    void empty_folder();
    void odd_files();
    void odd_places();
    void links();
    void no_permission();
    void changing_file();
    void archives();
    void many_files();
    void limits();
    void incremental();
    void cancel();
    void several_roots();
    void missing();
    void pasted();
    void all_fixtures();
};

void TestScan::empty_folder()
{
    const Folder folder;
    const auto found = scanned(folder.path());
    QVERIFY(found.runs.empty() && found.skipped.empty() && found.problems.empty());
    QCOMPARE(found.files, 0U);
    QCOMPARE(found.base, folder.path());
}

void TestScan::odd_files()
{
    const Folder folder;
    using namespace std::string_literals;
    const auto result = accuracy_result(0.5);
    std::string utf16 = "\xFF\xFE";
    for (const char c : accuracy_result(0.6)) utf16 += c, utf16 += '\0';
    folder.write("empty.json", "");
    folder.write("utf16.json", utf16);
    folder.write("bom.json", "\xEF\xBB\xBF" + accuracy_result(0.7));
    folder.write("latin1.json", R"({"results": {"piqa": {"acc,none": 0.5, "alias": ")"
                                "\xE9"
                                R"("}}, "configs": {}})");
    folder.write("cut.json", result.substr(0, result.size() / 2));
    folder.write("x.json/inside.json", result);
    folder.write("notes.txt", "remember");
    folder.write("results.pkl", "\x80\x04\x95\x10"s);
    const auto found = scanned(folder.path());
    QCOMPARE(found.files, 8U);
    QCOMPARE(reason(found, "empty.json"), "The file is empty.");
    QVERIFY(reason(found, "latin1.json").contains("not UTF-8"));
    QVERIFY(!reason(found, "cut.json").empty());
    QVERIFY(!reason(found, "notes.txt").empty());
    QVERIFY(reason(found, "results.pkl").contains("json.dump"));
    std::set<std::string> files;
    for (const auto& run : found.runs) files.insert(run.file());
    QCOMPARE(files, (std::set<std::string>{"bom.json", "utf16.json", "x.json/inside.json"}));
    for (const auto& run : found.runs) QCOMPARE(run.id.size(), 10U);
    // The damaged ones are problems, too.
    QCOMPARE(std::ranges::count(found.problems, Severity::error, &Problem::severity), 2);
}

void TestScan::odd_places()
{
    const Folder folder;
    folder.write(".git/config", "x");
    folder.write("__pycache__/a.pyc", "x");
    folder.write(".hidden.json", accuracy_result(0.5));
    QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    const auto socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    (folder / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
    QCOMPARE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const auto found = scanned(folder.path());
    ::close(socket);
    QVERIFY(found.runs.empty());
    QCOMPARE(reason(found, "pipe"), "A named pipe is not read.");
    QCOMPARE(reason(found, "socket"), "A socket is not read.");
    QVERIFY(reason(found, ".git").contains("Hidden folders"));
    QVERIFY(!reason(found, "__pycache__").empty());
    QCOMPARE(reason(found, ".hidden.json"), "Hidden files are not read.");
    QCOMPARE(found.skipped.size(), 5U);
}

void TestScan::links()
{
    const Folder folder;
    folder.write("a/results.json", accuracy_result(0.5));
    fs::create_directory_symlink(folder.path(), folder / "a/loop");
    fs::create_directory_symlink(folder / "a", folder / "b");
    fs::create_symlink("nowhere", folder / "broken");
    const auto found = scanned(folder.path());
    QCOMPARE(found.runs.size(), 1U);
    QVERIFY(reason(found, "a/loop").contains("read already"));
    QVERIFY(reason(found, "b").contains("read already"));
    QCOMPARE(reason(found, "broken"), "The link leads nowhere.");
}

void TestScan::no_permission()
{
    if (::geteuid() == 0) QSKIP("root may read everything");
    const Folder folder;
    folder.write("closed/results.json", accuracy_result(0.5));
    folder.write("locked.json", accuracy_result(0.5));
    fs::permissions(folder / "locked.json", fs::perms::none);
    fs::permissions(folder / "closed", fs::perms::none);
    const auto found = scanned(folder.path());
    fs::permissions(folder / "closed", fs::perms::owner_all);
    QVERIFY(reason(found, "closed").contains("No permission"));
    QVERIFY(reason(found, "locked.json").contains("No permission"));
    QCOMPARE(found.problems.size(), 2U);
}

void TestScan::changing_file()
{
    const Folder folder;
    folder.write("growing.log", std::string(8 << 20, 'x'));
    std::jthread writer([&](const std::stop_token& stop) {
        std::ofstream out(folder / "growing.log", std::ios::app);
        while (!stop.stop_requested()) out << "more" << std::flush;
    });
    std::string why;
    for (QElapsedTimer timer; !why.contains("changed while it was read") &&
                              (timer.isValid() ? timer.elapsed() < 5000 : (timer.start(), true));)
        why = reason(scanned(folder.path()), "growing.log");
    QVERIFY2(why.contains("changed while it was read"), why.c_str());
}

void TestScan::archives()
{
    const Folder folder;
    const auto content = accuracy_result(0.5);
    auto* out = archive_write_new();
    archive_write_set_format_zip(out);
    archive_write_open_filename(out, (folder / "all.zip").c_str());
    for (const auto* name : {"base/r.json", "../r.json", "base/notes.txt"}) {
        auto* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        const auto text = std::string_view(name).ends_with("txt") ? std::string("notes") : content;
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_write_header(out, entry);
        archive_write_data(out, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    folder.write("r.json", content);
    const auto found = scanned(folder.path());
    QCOMPARE(found.runs.size(), 1U);
    QCOMPARE(found.runs[0].provenance.files.at(0).file, "all.zip!base/r.json");
    QCOMPARE(found.runs[0].provenance.files.at(0).sha256, sha256(tests::content(folder / "all.zip")));
    QCOMPARE(found.runs[0].provenance.files.at(1).file, "r.json");
    QCOMPARE(found.runs[0].id, sha256(content).substr(0, 10));
    QVERIFY(reason(found, "all.zip!../r.json").contains("leads out"));
    QVERIFY(!reason(found, "all.zip!base/notes.txt").empty());
}

void TestScan::many_files()
{
    const Folder folder;
    fs::create_directory(folder / "many");
    for (int i = 0; i < 10000; ++i)
        std::ofstream(folder / ("many/" + std::to_string(i) + ".json")) << accuracy_result(i / 10000.0);
    QElapsedTimer timer;
    timer.start();
    const auto found = scanned(folder.path());
    qInfo("10,000 files in %lld ms", static_cast<long long>(timer.elapsed()));
    QCOMPARE(found.runs.size(), 10000U);
    QCOMPARE(found.files, 10000U);
    QVERIFY(std::ranges::is_sorted(found.runs, {}, &Run::file));
    QVERIFY(found == scanned(folder.path()));
}

void TestScan::limits()
{
    const Folder folder;
    for (const auto* name : {"a.txt", "b.txt", "c.txt", "d/e/f.txt"}) folder.write(name, std::string(100, 'x'));
    Progress progress;
    const auto few = library::scan(std::array{folder.path()}, progress, {.files = 2});
    QCOMPARE(few.problems.size(), 1U);
    QCOMPARE(few.problems[0].code, "too-many-files");
    const auto shallow = library::scan(std::array{folder.path()}, progress, {.depth = 1});
    QVERIFY(reason(shallow, "d/e").contains("deeper"));
    const auto small = library::scan(std::array{folder.path()}, progress, {.file_bytes = 99});
    QVERIFY(reason(small, "a.txt").contains("at most 99"));
}

void TestScan::incremental()
{
    const Folder folder;
    folder.write("a.json", accuracy_result(0.5));
    folder.write("b.json", accuracy_result(0.6));
    const auto first = scanned(folder.path());
    // Equal size and time: the content is not looked at again.
    const auto time = fs::last_write_time(folder / "a.json");
    folder.write("a.json", accuracy_result(0.4));
    fs::last_write_time(folder / "a.json", time);
    folder.write("b.json", accuracy_result(0.123));
    fs::last_write_time(folder / "b.json", time + std::chrono::seconds(5));
    folder.write("c.json", accuracy_result(0.7));
    const auto second = scanned(folder.path(), &first);
    QCOMPARE(second.runs.size(), 3U);
    QCOMPARE(second.runs[0].scores.at(0).value, 0.5);
    QCOMPARE(second.runs[1].scores.at(0).value, 0.123);
    fs::remove(folder / "a.json");
    QCOMPARE(scanned(folder.path(), &second).runs.size(), 2U);
}

void TestScan::cancel()
{
    const Folder folder;
    for (int i = 0; i < 5; ++i) folder.write(std::to_string(i) + ".json", accuracy_result(0.1 * i));
    std::stop_source stop;
    int calls = 0;
    Progress progress(stop.get_token(), [&](double, std::string_view) {
        if (++calls == 1) stop.request_stop();
    });
    const auto found = library::scan(std::array{folder.path()}, progress);
    QVERIFY(found.cancelled);
    QVERIFY(found.runs.size() < 5);
}

void TestScan::several_roots()
{
    const Folder folder;
    folder.write("base/r.json", accuracy_result(0.5));
    folder.write("int8/r.json", accuracy_result(0.6));
    folder.write("other/r.json", accuracy_result(0.7));
    Progress progress;
    const auto found = library::scan(std::array{folder / "base", folder / "int8", folder / "int8/r.json"}, progress);
    QCOMPARE(found.base, folder.path());
    QCOMPARE(found.runs.size(), 2U);
    QCOMPARE(found.runs[0].file(), "base/r.json");
    QCOMPARE(found.runs[1].file(), "int8/r.json");
    QCOMPARE(scanned(folder / "base/r.json").runs.at(0).file(), "r.json");
    QVERIFY(found.run(found.runs[1].id) == &found.runs[1]);
    QVERIFY(found.run("no such") == nullptr);
}

void TestScan::missing()
{
    const Folder folder;
    const auto found = scanned(folder / "absent");
    QCOMPARE(found.skipped.size(), 1U);
    QVERIFY(found.skipped[0].why.contains("No such file"));
}

void TestScan::pasted()
{
    const auto found = library::from_clipboard(accuracy_result(0.5));
    QVERIFY(found);
    QCOMPARE(found->runs.size(), 1U);
    QCOMPARE(found->runs[0].file(), "clipboard");
    QVERIFY(!library::from_clipboard("hello"));
    QVERIFY(!library::from_clipboard(""));
}

void TestScan::all_fixtures()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto root = tests::shared("fixtures");
    const auto found = scanned(root);
    std::set<std::string> known;
    for (const auto& run : found.runs)
        for (const auto& source : run.provenance.files) known.insert(source.file);
    for (const auto& [file, why] : found.skipped) {
        QVERIFY2(why.ends_with('.'), file.c_str());
        known.insert(file);
    }
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        ++files;
        const auto name = utf8_path(entry.path().lexically_relative(fs::absolute(root)));
        const auto relative = utf8_path(entry.path().lexically_normal().lexically_relative(root.lexically_normal()));
        QVERIFY2(known.contains(relative) || known.contains(name), relative.c_str());
    }
    QCOMPARE(found.files, files);
    std::set<std::string> ids;
    for (const auto& run : found.runs) QVERIFY2(ids.insert(run.id).second, run.file().c_str());
    for (const auto& run : found.runs) QVERIFY2(run.provenance.files.front().sha256.size() == 64, run.file().c_str());
}

QTEST_GUILESS_MAIN(TestScan)
#include "test_scan.moc"
