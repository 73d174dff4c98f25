// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/host_store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <memory>
#include <thread>

using namespace kneepoint;
using namespace kneepoint::hosts;

/// The file of the user's hosts.
class TestHostStore : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::filesystem::path file() const { return m_folder->filePath("config/kneepoint/hosts.json").toStdString(); }
    HostStore store() const { return HostStore(file()); }
    void write(const QByteArray& text) const
    {
        QDir().mkpath(m_folder->filePath("config/kneepoint"));
        QFile out(QString::fromStdString(file().string()));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    QStringList files() const
    {
        return QDir(m_folder->filePath("config/kneepoint")).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
    static unsigned mode_of(const std::filesystem::path& path)
    {
        struct stat info{};
        ::stat(path.c_str(), &info);
        return info.st_mode & 0777U;
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void this_computer_is_always_there()
    {
        QCOMPARE(*store().list(), (std::vector<Host>{{.name = "local", .where = ThisComputer{}, .prepare = {}}}));
        QCOMPARE(store().remove("local").error().kind, ErrorKind::invalid);
        QVERIFY(!std::filesystem::exists(file().parent_path())); // looking makes nothing
    }

    void what_is_added_is_found_again()
    {
        const std::vector<Host> hosts{
            {.name = "gpu a", .where = SshHost{.destination = "gpu-a", .port = {}, .config_file = {}}, .prepare = {}},
            {.name = "b",
             .where = SshHost{.destination = "me@2001:db8::1", .port = 2222, .config_file = "/etc/some config"},
             .prepare = "module load cuda\n. ~/venv/bin/activate\n"},
            {.name = "served", .where = Endpoint{.url = "http://gpu-a:8000"}, .prepare = {}},
            {.name = "here too", .where = ThisComputer{}, .prepare = "PATH=/opt/x/bin:$PATH"},
        };
        for (const auto& host : hosts) QVERIFY(store().add(host));
        for (const auto& host : hosts) QCOMPARE(*store().find(host.name), host);
        QCOMPARE(store().list()->size(), hosts.size() + 1);
        QCOMPARE(store().list()->front().name, "local");
        QCOMPARE(mode_of(file()), 0600U);
        QCOMPARE(mode_of(file().parent_path()), 0700U);
        QCOMPARE(files(), QStringList{"hosts.json"});

        QCOMPARE(store().add(hosts[1]).error().kind, ErrorKind::invalid);
        QVERIFY(store().replace({.name = "b", .where = Endpoint{.url = "https://b"}, .prepare = {}}));
        QVERIFY(std::holds_alternative<Endpoint>(store().find("b")->where));
        QVERIFY(store().remove("b"));
        QCOMPARE(store().find("b").error().kind, ErrorKind::not_found);
        QCOMPARE(store().remove("b").error().kind, ErrorKind::not_found);
        QCOMPARE(store().replace(hosts[1]).error().kind, ErrorKind::not_found);
    }

    void preparing_lines_of_this_computer()
    {
        QCOMPARE(store().add({.name = "local", .where = ThisComputer{}, .prepare = {}}).error().kind,
                 ErrorKind::invalid);
        QVERIFY(store().replace({.name = "local", .where = ThisComputer{}, .prepare = "x=1"}));
        QCOMPARE(store().find("local")->prepare, "x=1");
        QCOMPARE(store().list()->size(), std::size_t{1});
        QVERIFY(!store().replace({.name = "local", .where = Endpoint{.url = "http://x"}, .prepare = {}}));
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("destination");
        const auto row = [](const char* title, const QByteArray& name, const QByteArray& destination) {
            QTest::newRow(title) << name << destination;
        };
        row("no name", "", "gpu");
        row("an option as name", "-a", "gpu");
        row("a path as name", "../a", "gpu");
        row("a folder as name", "..", "gpu");
        row("blank at the end", "a ", "gpu");
        row("newline", "a\nb", "gpu");
        row("no UTF-8", "\xff", "gpu");
        row("long", QByteArray(65, 'a'), "gpu");
        row("an option as destination", "a", "-oProxyCommand=touch x");
        row("no destination", "a", "");
        row("a port in the destination", "a", "gpu:22");
    }
    void refused()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, destination);
        const auto added =
            store().add({.name = name.toStdString(),
                         .where = SshHost{.destination = destination.toStdString(), .port = {}, .config_file = {}},
                         .prepare = {}});
        QVERIFY(!added);
        QCOMPARE(added.error().kind, ErrorKind::invalid);
        QVERIFY(!std::filesystem::exists(file()));
    }

    void an_unreadable_file_is_kept_aside_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto list = [](const char* entries) {
            return QByteArray("{\"schema\":\"kneepoint.hosts/1\",\"hosts\":[") + entries + "]}";
        };
        QTest::newRow("empty") << QByteArray() << QByteArray("no JSON");
        QTest::newRow("cut") << QByteArray("{\"schema\":\"kneepoint.hosts/1\",\"hosts\":[{\"na")
                             << QByteArray("no JSON");
        QTest::newRow("another document")
            << QByteArray("{\"schema\":\"kneepoint.plan/1\"}") << QByteArray("no list of hosts");
        QTest::newRow("no list") << QByteArray("{\"schema\":\"kneepoint.hosts/1\",\"hosts\":5}")
                                 << QByteArray("no list");
        QTest::newRow("deep") << QByteArray(500000, '[') << QByteArray("no JSON");
        QTest::newRow("large") << list("") + QByteArray(1 << 20, ' ') << QByteArray("larger");
        QTest::newRow("unknown kind") << list("{\"name\":\"a\",\"kind\":\"cloud\"}")
                                      << QByteArray("host 1: its \"kind\"");
        QTest::newRow("name is a number")
            << list("{\"name\":5,\"kind\":\"local\"}") << QByteArray("host 1: its \"name\"");
        QTest::newRow("option") << list("{\"name\":\"a\",\"kind\":\"ssh\",\"destination\":\"-oProxyCommand=x\"}")
                                << QByteArray("host 1: it cannot be");
        QTest::newRow("port") << list("{\"name\":\"a\",\"kind\":\"ssh\",\"destination\":\"a\",\"port\":70000}")
                              << QByteArray("port");
        QTest::newRow("twice") << list("{\"name\":\"a\",\"kind\":\"local\"},{\"name\":\"a\",\"kind\":\"local\"}")
                               << QByteArray("host 2");
        QTest::newRow("local elsewhere") << list("{\"name\":\"local\",\"kind\":\"ssh\",\"destination\":\"a\"}")
                                         << QByteArray("another machine");
    }
    void an_unreadable_file_is_kept_aside()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        write(text);
        const auto read = store().list();
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::unreadable);
        QVERIFY2(read.error().text.contains(says.toStdString()), read.error().text.c_str());
        QVERIFY(read.error().text.contains("hosts.json.unreadable"));
        QCOMPARE(*read_file(file().string() + ".unreadable"), text.toStdString());
        QVERIFY(store().add({.name = "a", .where = ThisComputer{}, .prepare = {}})); // it goes on
        write("{");
        QVERIFY(!store().add({.name = "b", .where = ThisComputer{}, .prepare = {}})); // a change says so, too
        QCOMPARE(files(), (QStringList{"hosts.json.unreadable", "hosts.json.unreadable-2"}));
    }

    void a_newer_file_is_left_alone()
    {
        write("{\"schema\":\"kneepoint.hosts/2\",\"hosts\":{}}");
        QCOMPARE(store().list().error().kind, ErrorKind::unsupported);
        QCOMPARE(store().add({.name = "a", .where = ThisComputer{}, .prepare = {}}).error().kind,
                 ErrorKind::unsupported);
        QCOMPARE(files(), QStringList{"hosts.json"});
    }

    void many_change_it_at_once()
    {
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([this, i] {
                for (int k = 0; k < 5; ++k)
                    static_cast<void>(store().add(
                        {.name = std::to_string(i) + "-" + std::to_string(k), .where = ThisComputer{}, .prepare = {}}));
            });
        for (auto& thread : threads) thread.join();
        QCOMPARE(store().list()->size(), std::size_t{41});
    }

    void the_file_follows_the_users_settings()
    {
        qputenv("XDG_CONFIG_HOME", m_folder->filePath("elsewhere").toUtf8());
        QCOMPARE(HostStore::default_file().string(),
                 m_folder->filePath("elsewhere/kneepoint/hosts.json").toStdString());
        qunsetenv("XDG_CONFIG_HOME");
        QVERIFY(HostStore::default_file().string().ends_with("/.config/kneepoint/hosts.json"));
    }
};

QTEST_APPLESS_MAIN(TestHostStore)
#include "test_host_store.moc"
