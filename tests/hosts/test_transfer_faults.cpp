// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/manifest.h"
#include "part_file.h"

#include "files_fixture.h"
#include "proxy.h"

#include <QDateTime>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// Transfers that are cut, disturbed or met by others. Row numbers are those of the table of faults.
class TestTransferFaults : public QObject {
    Q_OBJECT

    std::unique_ptr<Sshd> m_sshd;
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString& name) const { return m_folder->filePath(name); }
    std::string text_path(const QString& name) const { return path(name).toStdString(); }
    std::filesystem::path local(const QString& name) const { return text_path(name); }

private slots:
    void initTestCase()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
    }
    void cleanupTestCase() { m_sshd.reset(); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void row_12_an_upload_that_was_cut_goes_on_there_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("in the second piece") << (qint64{6} << 20);
        QTest::newRow("in the last piece") << (qint64{13} << 20);
    }
    void row_12_an_upload_that_was_cut_goes_on_there()
    {
        QFETCH(qint64, bytes);
        const auto content = random_bytes((14 << 20) + 3);
        Proxy proxy(m_sshd->port());
        auto shell = connected(proxy.through(m_sshd->host()));
        QVERIFY(shell);
        proxy.reset_after(bytes);
        const auto cut = QCoro::waitFor(upload(shell.get(), content, text_path("file"), Access::owner));
        QVERIFY(!cut);
        QCOMPARE(cut.error().kind, ErrorKind::io);
        QVERIFY(proxy.was_reset());
        QVERIFY(!QFile::exists(path("file")));
        shell = connected(proxy.through(m_sshd->host()));
        QVERIFY(shell);
        std::uint64_t first = 0;
        proxy.reset_after(-1);
        const auto done = QCoro::waitFor(
            upload(shell.get(), content, text_path("file"), Access::owner, {.progress = [&](std::uint64_t moved) {
                       if (first == 0) first = moved;
                   }}));
        QVERIFY2(done, done ? "" : to_string(done.error()).c_str());
        QVERIFY2(first >= (4U << 20), qPrintable(QString::number(first)));
        QVERIFY2(proxy.passed() < static_cast<std::int64_t>(content.size()), "it began again");
        QVERIFY(*read_file(local("file")) == content);
        QCOMPARE(hidden_and_parts(m_folder->path()), QStringList());
    }

    void an_upload_meets_what_is_there()
    {
        const auto content = random_bytes((5 << 20) + 1);
        const auto draft = QString::fromStdString("file.kneepoint-" + sha256(content).substr(0, 16) + ".part");
        write_text(path(draft), QByteArray(5 << 20, 'x'));                // damaged
        write_text(path("file.kneepoint-0123456789abcdef.part"), "old");  // given up, of another content
        write_text(path("file.kneepoint-fedcba9876543210.part"), "new");  // of an upload that is under way
        write_text(path("other.kneepoint-0123456789abcdef.part"), "old"); // of another file
        for (const char* old : {"file.kneepoint-0123456789abcdef.part", "other.kneepoint-0123456789abcdef.part"})
            output_of("touch", {"-d", "3 hours ago", path(old)});
        auto shell = connected(m_sshd->host());
        const auto put = [&] {
            return QCoro::waitFor(upload(shell.get(), content, text_path("file"), Access::owner_runs));
        };
        QVERIFY(put());
        QVERIFY(*read_file(local("file")) == content);
        QCOMPARE(hidden_and_parts(m_folder->path()),
                 (QStringList{"file.kneepoint-fedcba9876543210.part", "other.kneepoint-0123456789abcdef.part"}));
        // What is there already is not sent again.
        struct stat before{}, after{};
        ::stat(text_path("file").c_str(), &before);
        QVERIFY(put());
        ::stat(text_path("file").c_str(), &after);
        QCOMPARE(before.st_ino, after.st_ino);
    }

    void row_19_two_put_the_same_file_there_at_once_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("small") << 5000;
        QTest::newRow("pieces") << (9 << 20);
    }
    void row_19_two_put_the_same_file_there_at_once()
    {
        QFETCH(int, size);
        const auto content = random_bytes(static_cast<std::size_t>(size));
        auto one = connected(m_sshd->host()), other = connected(m_sshd->host());
        for (int round = 0; round < 5; ++round) {
            QFile::remove(path("file"));
            std::vector<Result<void>> results;
            for (auto* shell : {one.get(), other.get()})
                upload(shell, content, text_path("file"), Access::owner).then([&](Result<void> result) {
                    results.push_back(std::move(result));
                });
            QVERIFY(QTest::qWaitFor([&] { return results.size() == 2; }, 60'000));
            for (const auto& result : results) QVERIFY2(result, result ? "" : to_string(result.error()).c_str());
            QVERIFY(*read_file(local("file")) == content);
            QCOMPARE(hidden_and_parts(m_folder->path()), QStringList());
        }
    }

    void row_34_a_file_that_changed_does_not_keep_the_others()
    {
        QDir(m_folder->path()).mkdir("there");
        std::vector<RemoteFile> files;
        for (int i = 0; i < 12; ++i) {
            const auto name = QString("%1.json").arg(i);
            const auto size = i == 5 ? std::size_t{3} << 20 : std::size_t{2000}; // a large one among them
            files.push_back(
                written(path("there/" + name), random_bytes(size + static_cast<std::size_t>(i)), name.toStdString()));
        }
        write_text(path("there/3.json"), text_of(path("there/3.json")) + "grown, and no longer what it was");
        write_text(path("there/5.json"), "cut");
        QFile::remove(path("there/7.json"));
        auto shell = connected(m_sshd->host());
        const auto got = QCoro::waitFor(download_all(shell.get(), text_path("there"), files, local("here")));
        QVERIFY(!got);
        QVERIFY2(got.error().text.starts_with("2 files") && got.error().place.ends_with("5.json"),
                 to_string(got.error()).c_str());
        for (const auto& file : files) {
            const bool comes = file.path != "5.json" && file.path != "7.json";
            QCOMPARE(std::filesystem::exists(local("here") / file.path), comes);
            if (comes)
                QCOMPARE(sha256(*read_file(local("here") / file.path)), file.sha256); // what was listed of 3.json
        }
        QCOMPARE(hidden_and_parts(path("here")), QStringList());
    }

    void row_36_no_listed_file_is_a_part()
    {
        QDir(m_folder->path()).mkdir("there");
        std::vector<RemoteFile> files;
        for (const char* name : {"large", "large.part"})
            files.push_back(written(path(QString("there/") + name), random_bytes((2 << 20) + files.size()), name));
        auto shell = connected(m_sshd->host());
        QVERIFY(QCoro::waitFor(download_all(shell.get(), text_path("there"), files, local("here"))));
        for (const auto& file : files) QCOMPARE(sha256(*read_file(local("here") / file.path)), file.sha256);
        QVERIFY(!check_name(part_name("here/large").filename().string()));
        QVERIFY(!check_name("points/.Kneepoint-x/a"));
        QVERIFY(part_name(std::string(255, 'a')).filename().string().size() < 100);
    }

    void row_36_nothing_is_written_outside()
    {
        auto shell = connected(m_sshd->host());
        written(path("x"), "outside");
        for (const char* name : {"../x", "/tmp/kneepoint-x", "a/../../x", "", "a\nb", ".kneepoint-1.part"}) {
            const std::vector<RemoteFile> files{{.path = "x", .size = 7, .sha256 = sha256("outside")},
                                                {.path = name, .size = 7, .sha256 = sha256("outside")}};
            const auto got =
                QCoro::waitFor(download_all(shell.get(), m_folder->path().toStdString(), files, local("here")));
            QVERIFY(!got);
            QCOMPARE(got.error().kind, ErrorKind::invalid);
        }
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{"x"});
    }

    void row_40_hostile_names_are_only_names()
    {
        auto shell = connected(m_sshd->host());
        QDir(m_folder->path()).mkdir("there");
        QDir(m_folder->path()).mkdir("here");
        QStringList names;
        for (const char* name : {"$(touch pwned)",
                                 "`touch pwned`",
                                 ";touch pwned",
                                 "|touch pwned",
                                 "-rf",
                                 "--",
                                 "-",
                                 "'",
                                 "\"",
                                 "\\",
                                 "*",
                                 "?",
                                 "[a]",
                                 " ",
                                 "a b",
                                 "~",
                                 "#",
                                 "a\nb",
                                 "$IFS",
                                 "!x",
                                 "\x7f",
                                 "\t",
                                 "%s",
                                 "x=1",
                                 "\xc3\xa4",
                                 "if=",
                                 "a'\"$(x)\n"})
            names << QString::fromUtf8(name);
        for (const auto& name : names) {
            const auto there = text_path("there/" + name), here = text_path("here/" + name);
            const auto put = QCoro::waitFor(upload(shell.get(), "content", there, Access::owner));
            QVERIFY2(put, qPrintable(name));
            auto file = QCoro::waitFor(describe(shell.get(), there));
            QVERIFY2(file && file->sha256 == sha256("content"), qPrintable(name));
            QCOMPARE(*QCoro::waitFor(read_range(shell.get(), there, 3, 100)), std::string("tent"));
            QVERIFY2(QCoro::waitFor(download(shell.get(), *file, here)), qPrintable(name));
        }
        names.sort();
        for (const char* folder : {"there", "here"}) {
            auto found = QDir(path(folder)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
            found.sort();
            QCOMPARE(found, names);
        }
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 (QStringList{"here", "there"}));
    }

    void the_thread_of_the_shell_never_waits_for_a_hash()
    {
        // Already here and large: to leave it alone, all of it is hashed.
        const auto size = std::size_t{400} << 20;
        QDir(m_folder->path()).mkdir("here");
        for (const auto& name : {path("there"), path("here/there")}) {
            write_text(name, "");
            QVERIFY(QFile::resize(name, static_cast<qint64>(size)));
        }
        const RemoteFile file{
            .path = "there", .size = size, .sha256 = output_of("sha256sum", {path("there")}).left(64).toStdString()};
        auto shell = connected({.name = "here", .where = ThisComputer{}, .prepare = {}});
        qint64 longest = 0;
        QElapsedTimer since, whole;
        QTimer ticks;
        connect(&ticks, &QTimer::timeout, this, [&] { longest = std::max(longest, since.restart()); });
        ticks.start(2);
        since.start();
        whole.start();
        QVERIFY(QCoro::waitFor(download_all(shell.get(), text_path(""), {file}, local("here"))));
        longest = std::max(longest, since.elapsed());
        const auto took = whole.elapsed();
        QVERIFY2(longest < took / 2, qPrintable(QString("%1 of %2 ms").arg(longest).arg(took)));
    }

    void row_38_what_a_full_local_disk_stopped_goes_on()
    {
        const auto disk = path("disk");
        QVERIFY(QDir().mkdir(disk));
        if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=1m", "none", disk}) != 0)
            QSKIP("a small disk cannot be mounted here; it needs root");
        std::vector<RemoteFile> files;
        for (const char* name : {"a", "b", "c"})
            files.push_back(written(path(name), random_bytes(600'000 + files.size()), name));
        auto shell = connected(m_sshd->host());
        const auto fetch = [&] {
            return QCoro::waitFor(
                download_all(shell.get(), m_folder->path().toStdString(), files, disk.toStdString() + "/results"));
        };
        const auto full = fetch();
        const auto kept = QDir(disk + "/results").entryList(QDir::Files);
        QProcess::execute("mount", {"-o", "remount,rw,size=8m", disk});
        const auto resumed = fetch();
        bool right = true;
        for (const auto& file : files)
            right &= sha256(*read_file((disk + "/results/").toStdString() + file.path)) == file.sha256;
        QProcess::execute("umount", {"-l", disk});
        QVERIFY(!full);
        QCOMPARE(full.error().kind, ErrorKind::io);
        QVERIFY2(full.error().text.contains("written here"), full.error().text.c_str());
        QCOMPARE(kept, QStringList{"a"});
        QVERIFY(resumed);
        QVERIFY(right);
    }
};

QTEST_GUILESS_MAIN(TestTransferFaults)
#include "test_transfer_faults.moc"
