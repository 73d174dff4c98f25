// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>
#include <vector>

using namespace kneepoint;
using namespace std::string_literals;
namespace fs = std::filesystem;

class TestFile : public QObject {
    Q_OBJECT

    static std::size_t entries(const fs::path& folder)
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    }

private slots:
    void failures_have_a_reason()
    {
        const QTemporaryDir folder;
        const fs::path path = folder.filePath("x").toStdString();
        QCOMPARE(read_file(path).error().kind, ErrorKind::not_found);
        QCOMPARE(read_file(folder.path().toStdString()).error().kind, ErrorKind::unreadable);
        QVERIFY(write_file(path, "hello"));
        QCOMPARE(read_file(path).value(), "hello"s);
        QCOMPARE(read_file(path, 4).error().kind, ErrorKind::too_large);
        QVERIFY(!write_file(path / "below-a-file", "x"));
        QCOMPARE(write_file(folder.path().toStdString(), "x").error().kind, ErrorKind::io);
        QCOMPARE(write_file("/proc/nothing/x", "x").error().kind, ErrorKind::io);
        QCOMPARE(entries(path.parent_path()), std::size_t{1});
    }

    void many_writers_of_one_file_leave_one_whole_file()
    {
        const QTemporaryDir folder;
        const fs::path path = folder.filePath("x").toStdString();
        constexpr std::size_t size = 200'000;
        std::atomic<int> failed = 0;
        {
            std::vector<std::jthread> writers;
            for (const char letter : {'a', 'b', 'c', 'd'})
                writers.emplace_back([&, letter] {
                    for (int i = 0; i < 20; ++i)
                        if (!write_file(path, std::string(size, letter))) ++failed;
                });
        }
        QCOMPARE(failed.load(), 0);
        const auto content = read_file(path).value();
        QCOMPARE(content, std::string(size, content.front()));
        QCOMPARE(entries(path.parent_path()), std::size_t{1});
    }

    void a_long_name_is_no_obstacle()
    {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / std::string(255, 'n');
        QVERIFY(write_file(path, "x"));
        QCOMPARE(read_file(path).value(), "x"s);
    }

    void a_link_stays_a_link_and_a_mode_a_mode()
    {
        const QTemporaryDir folder;
        const fs::path real = folder.filePath("real").toStdString(), link = folder.filePath("link").toStdString(),
                       empty = folder.filePath("empty").toStdString();
        QVERIFY(write_file(real, "old"));
        fs::permissions(real, fs::perms::owner_read | fs::perms::owner_write);
        fs::create_symlink("real", link);
        fs::create_symlink("not there yet", empty);
        QVERIFY(write_file(link, "new"));
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(read_file(real).value(), "new"s);
        QCOMPARE(fs::status(real).permissions(), fs::perms::owner_read | fs::perms::owner_write);
        QVERIFY(write_file(empty, "made"));
        QCOMPARE(read_file(folder.filePath("not there yet").toStdString()).value(), "made"s);
    }

    void pipes_and_devices_are_written_to()
    {
        const QTemporaryDir folder;
        const fs::path pipe = folder.filePath("pipe").toStdString();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        std::string read(16, '\0');
        std::jthread reader([&] {
            if (auto* in = std::fopen(pipe.c_str(), "r")) {
                read.resize(std::fread(read.data(), 1, read.size(), in));
                std::fclose(in);
            }
        });
        QVERIFY(write_file(pipe, "through"));
        reader.join();
        QCOMPARE(read, "through"s);
        QVERIFY(fs::is_fifo(pipe));
        QVERIFY(write_file("/dev/null", "away"));
        QVERIFY(fs::is_character_file("/dev/null"));
    }

    void a_write_protected_file_is_refused()
    {
        if (::geteuid() == 0) QSKIP("The superuser may write everything.");
        const QTemporaryDir folder;
        const fs::path path = folder.filePath("x").toStdString();
        QVERIFY(write_file(path, "kept"));
        fs::permissions(path, fs::perms::owner_read);
        QCOMPARE(write_file(path, "lost").error().kind, ErrorKind::permission);
        QCOMPARE(read_file(path).value(), "kept"s);
    }
};

QTEST_APPLESS_MAIN(TestFile)
#include "test_file.moc"
