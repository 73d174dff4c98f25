// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"
#include "kneepoint/base/file.h"
#include "kneepoint/base/work.h"
#include "kneepoint/hosts/files.h"
#include "part_file.h"

#include "lab.h"

#include <QDirIterator>
#include <QRandomGenerator>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// Files to and from a host behind a real ssh. Row numbers are those of the table of faults.
class TestFiles : public QObject {
    Q_OBJECT

    std::unique_ptr<Sshd> m_sshd;
    std::unique_ptr<Shell> m_shell;
    std::unique_ptr<QTemporaryDir> m_folder;

    void connect_again()
    {
        const auto host = m_sshd->host();
        m_shell = std::make_unique<Shell>(host.name, launch(host));
        m_shell->start();
        QVERIFY(QTest::qWaitFor([&] { return m_shell->is_ready(); }, 20000));
    }
    std::string path(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::filesystem::path local(const char* name) const { return path(name); }
    static std::string random_bytes(std::size_t size)
    {
        std::string bytes(size, '\0');
        QRandomGenerator generator(42);
        for (std::size_t at = 0; at + 4 <= size; at += 4) {
            const auto value = generator.generate();
            std::memcpy(bytes.data() + at, &value, 4);
        }
        return bytes;
    }
    RemoteFile write_there(const char* name, const std::string& content) const
    {
        write_text(m_folder->filePath(name), QByteArray::fromStdString(content));
        return {.path = path(name), .size = content.size(), .sha256 = sha256(content)};
    }
    QStringList parts_left() const { return QDir(m_folder->path()).entryList({"*.part"}, QDir::Files | QDir::Hidden); }
    static QString part_of(const std::filesystem::path& file)
    {
        return QString::fromStdString(part_name(file).string());
    }

private slots:
    void initTestCase()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
    }
    void cleanupTestCase()
    {
        m_shell.reset();
        m_sshd.reset();
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        if (!m_shell || !m_shell->is_ready()) connect_again();
    }

    void upload_is_whole_and_private_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("empty") << 0;
        QTest::newRow("one byte") << 1;
        QTest::newRow("a piece") << (4 << 20);
        QTest::newRow("pieces") << (9 << 20) + 7;
    }
    void upload_is_whole_and_private()
    {
        QFETCH(int, size);
        const auto content = random_bytes(static_cast<std::size_t>(size));
        const auto name = path("it's a \"name\"\n$(touch x)");
        std::uint64_t told = 0;
        const auto here = work_done_here(Work::hashing), all = work_done(Work::hashing);
        const auto done = QCoro::waitFor(upload(m_shell.get(), content, name, Access::owner_runs,
                                                {.progress = [&](std::uint64_t bytes) { told = bytes; }}));
        QVERIFY2(done, done ? "" : to_string(done.error()).c_str());
        QVERIFY(work_done(Work::hashing) - all >= content.size());
        QCOMPARE(work_done_here(Work::hashing), here); // this is the window's thread
        QVERIFY(*read_file(name) == content);
        QCOMPARE(told, content.size());
        struct stat info{};
        ::stat(name.c_str(), &info);
        QCOMPARE(info.st_mode & 0777U, 0700U);
        QVERIFY(parts_left().isEmpty());
        const auto described = QCoro::waitFor(describe(m_shell.get(), name));
        QCOMPARE(described->size, content.size());
        QCOMPARE(described->sha256, sha256(content));
    }

    void a_refused_upload_leaves_the_old_file()
    {
        QVERIFY(QDir(m_folder->path()).mkdir("folder"));
        const auto onto_folder = QCoro::waitFor(upload(m_shell.get(), "new", path("folder"), Access::owner));
        QCOMPARE(onto_folder.error().kind, ErrorKind::unsupported);
        const auto nowhere = QCoro::waitFor(upload(m_shell.get(), "new", path("no/such"), Access::owner));
        QCOMPARE(nowhere.error().kind, ErrorKind::not_found);
        QVERIFY(parts_left().isEmpty());
        QVERIFY(QDir(m_folder->filePath("folder")).isEmpty());
    }

    void rows_28_30_full_and_read_only_disks()
    {
        const auto disk = m_folder->filePath("disk");
        QVERIFY(QDir().mkdir(disk));
        if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=64k", "none", disk}) != 0)
            QSKIP("a small disk cannot be mounted here; it needs root");
        const auto name = disk.toStdString() + "/file";
        QVERIFY(QCoro::waitFor(upload(m_shell.get(), "old", name, Access::owner)));
        const auto full = QCoro::waitFor(upload(m_shell.get(), random_bytes(1 << 20), name, Access::owner));
        const auto kept = *read_file(name);
        const auto left = QDir(disk).entryList(QDir::Files | QDir::Hidden);
        const auto here = write_there("large", random_bytes(1 << 20));
        const auto local_full = QCoro::waitFor(download(m_shell.get(), here, name + ".copy"));
        const auto part_size = QFileInfo(part_of(name + ".copy")).size();
        // Not while the shell of the failed upload still has its file open.
        const bool closed =
            QTest::qWaitFor([&] { return QProcess::execute("mount", {"-o", "remount,ro", disk}) == 0; });
        const auto read_only = QCoro::waitFor(upload(m_shell.get(), "new", name, Access::owner));
        QProcess::execute("mount", {"-o", "remount,rw,size=4m", disk});
        const auto resumed = QCoro::waitFor(download(m_shell.get(), here, name + ".copy"));
        const auto copied = read_file(name + ".copy");
        QProcess::execute("umount", {"-l", disk});
        QVERIFY2(!full && full.error().text.contains("disk is full"), to_string(full.error()).c_str());
        QCOMPARE(kept, "old");
        QCOMPARE(left, QStringList{"file"});
        QVERIFY(closed && !read_only);
        QCOMPARE(read_only.error().kind, ErrorKind::permission);
        // Row 38: the local disk. What came is kept, and the next call goes on from there.
        QVERIFY(!local_full);
        QCOMPARE(local_full.error().kind, ErrorKind::io);
        QVERIFY(part_size > 0);
        QVERIFY(resumed);
        QCOMPARE(sha256(*copied), here.sha256);
    }

    void words_of_the_system_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* words, ErrorKind kind) {
            QTest::newRow(words) << QByteArray(words) << static_cast<int>(kind);
        };
        row("sh: 1: cannot open x: Permission denied", ErrorKind::permission);
        row("cat: write error: Disk quota exceeded", ErrorKind::io);
        row("sh: 1: cannot create x: Directory nonexistent", ErrorKind::not_found);
        row("", ErrorKind::io);
    }
    void words_of_the_system()
    {
        QFETCH(QByteArray, words);
        QFETCH(int, kind);
        const auto error = file_failure({.status = 1, .err = words.toStdString()}, "x").error();
        QCOMPARE(static_cast<int>(error.kind), kind);
        QCOMPARE(error.place, "x");
        QVERIFY(error.text.ends_with('.'));
    }

    void ranges_of_a_growing_file()
    {
        const auto file = write_there("-log", "0123456789");
        const auto range = [&](std::uint64_t offset, std::uint64_t length) {
            return QCoro::waitFor(read_range(m_shell.get(), file.path, offset, length));
        };
        QCOMPARE(*range(0, 4), "0123");
        QCOMPARE(*range(4, 100), "456789");
        QCOMPARE(*range(10, 5), "");
        QCOMPARE(*range(1000, 5), "");
        QCOMPARE(range(0, std::uint64_t{1} << 40).error().kind, ErrorKind::too_large);
        QCOMPARE(QCoro::waitFor(read_range(m_shell.get(), path("none"), 0, 5)).error().kind, ErrorKind::not_found);
        QCOMPARE(QCoro::waitFor(read_range(m_shell.get(), path("none"), 3, 5)).error().kind, ErrorKind::not_found);
        QCOMPARE(QCoro::waitFor(describe(m_shell.get(), path("none"))).error().kind, ErrorKind::not_found);
        QCOMPARE(QCoro::waitFor(describe(m_shell.get(), path(""))).error().kind, ErrorKind::unsupported);
    }

    void row_12_a_download_cut_in_the_middle_goes_on_there()
    {
        const auto content = random_bytes(60 << 20);
        const auto file = write_there("large", content);
        const auto cut =
            QCoro::waitFor(download(m_shell.get(), file, local("copy"), {.progress = [&](std::uint64_t done) {
                                        if (done > (10U << 20) && m_shell->process_id() > 0)
                                            ::kill(static_cast<pid_t>(m_shell->process_id()), SIGKILL);
                                    }}));
        QVERIFY(!cut);
        QCOMPARE(cut.error().kind, ErrorKind::io);
        QVERIFY(!QFile::exists(m_folder->filePath("copy")));
        const auto kept = static_cast<std::uint64_t>(QFileInfo(part_of(local("copy"))).size());
        QVERIFY(kept > (10U << 20) && kept < content.size());
        connect_again();
        std::uint64_t first = 0;
        const auto done =
            QCoro::waitFor(download(m_shell.get(), file, local("copy"), {.progress = [&](std::uint64_t bytes) {
                                        if (first == 0) first = bytes;
                                    }}));
        QVERIFY2(done, done ? "" : to_string(done.error()).c_str());
        QVERIFY(first > kept);
        QCOMPARE(sha256(*read_file(local("copy"))), file.sha256);
        QVERIFY(parts_left().isEmpty());
    }

    void rows_34_35_damaged_bytes_data()
    {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QByteArray>("there");
        QTest::addColumn<bool>("arrives");
        QTest::newRow("damaged part") << QByteArray("01x3") << QByteArray("0123456789") << true;
        QTest::newRow("part too long") << QByteArray("012345678901234") << QByteArray("0123456789") << true;
        QTest::newRow("whole part") << QByteArray("0123456789") << QByteArray("0123456789") << true;
        QTest::newRow("changed there") << QByteArray() << QByteArray("0123x56789") << false;
        QTest::newRow("cut there") << QByteArray() << QByteArray("0123") << false;
        QTest::newRow("longer there") << QByteArray() << QByteArray("0123456789more") << true;
        QTest::newRow("gone there") << QByteArray() << QByteArray() << false;
    }
    void rows_34_35_damaged_bytes()
    {
        QFETCH(QByteArray, part);
        QFETCH(QByteArray, there);
        QFETCH(bool, arrives);
        auto file = write_there("file", "0123456789");
        write_text(m_folder->filePath("file"), there);
        if (there.isNull()) QFile::remove(m_folder->filePath("file"));
        if (!part.isNull()) write_text(part_of(local("copy")), part);
        const auto done = QCoro::waitFor(download(m_shell.get(), file, local("copy")));
        QCOMPARE(done.has_value(), arrives);
        QCOMPARE(QFile::exists(m_folder->filePath("copy")), arrives);
        if (arrives) QCOMPARE(*read_file(local("copy")), "0123456789");
        if (!arrives && !there.isNull()) QCOMPARE(done.error().kind, ErrorKind::unreadable);
    }

    void a_stopped_download_keeps_its_part()
    {
        const auto file = write_there("large", random_bytes(60 << 20));
        std::stop_source stop;
        const auto done = QCoro::waitFor(download(m_shell.get(), file, local("copy"),
                                                  {.stop = stop.get_token(), .progress = [&](std::uint64_t bytes) {
                                                       if (bytes > (5U << 20)) stop.request_stop();
                                                   }}));
        QCOMPARE(done.error().kind, ErrorKind::cancelled);
        QVERIFY(QFile::exists(part_of(local("copy"))));
        QCOMPARE(result_of(m_shell->run({.argv = {"echo", "on"}}))->out, "on\n");
    }

    void many_small_files_come_together()
    {
        std::vector<RemoteFile> files;
        QDir(m_folder->path()).mkpath("there/points/1");
        for (int i = 0; i < 200; ++i) {
            const auto name = "points/1/" + std::to_string(i) + (i == 7 ? "-$(x)'" : "") + ".json";
            const auto content = random_bytes(static_cast<std::size_t>(3000 + i));
            write_text(m_folder->filePath(QString::fromStdString("there/" + name)), QByteArray::fromStdString(content));
            files.push_back({.path = name, .size = content.size(), .sha256 = sha256(content)});
        }
        QElapsedTimer clock;
        clock.start();
        const auto fetch = [&] {
            return QCoro::waitFor(download_all(m_shell.get(), path("there"), files, local("here")));
        };
        const auto here = work_done_here(Work::hashing);
        QVERIFY(fetch());
        QCOMPARE(work_done_here(Work::hashing), here);
        qInfo("200 files in %lld ms", clock.elapsed());
        for (const auto& file : files) QCOMPARE(sha256(*read_file(local("here") / file.path)), file.sha256);
        // One that changed after it was described is refused; all others come all the same.
        std::filesystem::remove_all(local("here"));
        write_text(m_folder->filePath("there/points/1/100.json"), "short");
        const auto refused = fetch();
        QCOMPARE(refused.error().kind, ErrorKind::unreadable);
        QVERIFY(refused.error().place.contains("100.json"));
        for (const auto& file : files)
            QCOMPARE(std::filesystem::exists(local("here") / file.path), file.path != "points/1/100.json");
    }

    void speed_beside_plain_cat()
    {
        const auto file = write_there("large", random_bytes(60 << 20));
        const auto host = m_sshd->host();
        QElapsedTimer clock;
        clock.start();
        output_of("sh", {"-c", "ssh -F \"$1\" lab 'cat \"'\"$2\"'\"' >\"$3\"", "sh", m_sshd->path("ssh_config"),
                         QString::fromStdString(file.path), m_folder->filePath("plain")});
        const auto plain = clock.restart();
        const auto here = work_done_here(Work::hashing), all = work_done(Work::hashing);
        QVERIFY(QCoro::waitFor(download(m_shell.get(), file, local("copy"))));
        const auto ours = clock.elapsed();
        QVERIFY(work_done(Work::hashing) - all >= (60U << 20));
        QVERIFY2(work_done_here(Work::hashing) - here < 1'000, "the name of its part, at most");
        qInfo("60 MB: ssh cat %lld ms with its log-in, download with hash %lld ms", plain, ours);
        QCOMPARE(QFileInfo(m_folder->filePath("plain")).size(), 60 << 20);
    }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"
