// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/host.h"
#include "kneepoint/hosts/manifest.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::hosts;

class TestManifest : public QObject {
    Q_OBJECT

    static QByteArray hash() { return QByteArray(64, 'a'); }

private slots:
    void row_36_names_that_are_refused_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a/./b", "con", "a/NUL.txt",
                                 "LPT1.log", "a\\b", "C:x", "a\rb", "a\x7f", "\xff", "\xc3"})
            QTest::newRow(name) << QByteArray(name);
        QTest::newRow("long part") << QByteArray(256, 'a');
        QTest::newRow("long name") << QByteArray("ab/").repeated(2000) + "x";
    }
    void row_36_names_that_are_refused()
    {
        QFETCH(QByteArray, name);
        QVERIFY(!check_name(name.toStdString()));
        QVERIFY(!read_manifest((hash() + " 1 " + name + "\n").toStdString()));
    }

    void names_that_are_taken_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name :
             {"a", "points/1/report.json", "a b", "-x", "...", "com.json", "console.log", "com10", "\xc3\xa4"})
            QTest::newRow(name) << QByteArray(name);
    }
    void names_that_are_taken()
    {
        QFETCH(QByteArray, name);
        const auto files = read_manifest((hash() + " 12 " + name + "\n").toStdString());
        QVERIFY(files);
        QCOMPARE(files->front(), (RemoteFile{.path = name.toStdString(), .size = 12, .sha256 = hash().toStdString()}));
    }

    void row_36_whole_manifests_that_are_refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("same name") << hash() + " 1 a\n" + hash() + " 1 a\n";
        QTest::newRow("same but for case") << hash() + " 1 a\n" + hash() + " 1 A\n";
        QTest::newRow("same but for its accents' form") << hash() + " 1 \xc3\xa4\n" + hash() + " 1 a\xcc\x88\n";
        QTest::newRow("newline in a name") << hash() + " 1 a\nb\n";
        QTest::newRow("a million") << (hash() + " 1 a\n").repeated(1000000);
        QTest::newRow("no hash") << QByteArray("abc 1 a\n");
        QTest::newRow("capital hash") << QByteArray(64, 'A') + " 1 a\n";
        QTest::newRow("negative size") << hash() + " -1 a\n";
        QTest::newRow("huge size") << hash() + " 99999999999999999999 a\n";
        QTest::newRow("row 37: size bomb") << hash() + " 9999999999999 a\n";
        QTest::newRow("empty line") << QByteArray("\n\n");
    }
    void row_36_whole_manifests_that_are_refused()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!read_manifest(text.toStdString()));
    }

    void an_empty_manifest_names_nothing() { QVERIFY(read_manifest("")->empty()); }

    void ssh_hosts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("destination");
        QTest::addColumn<int>("port");
        QTest::newRow("alias") << "gpu-a" << "gpu-a" << 0;
        QTest::newRow("blanks around") << " gpu-a " << "gpu-a" << 0;
        QTest::newRow("user") << "me@gpu-a" << "me@gpu-a" << 0;
        QTest::newRow("port") << "me@gpu-a:2222" << "me@gpu-a" << 2222;
        QTest::newRow("url") << "ssh://me@gpu-a:2222" << "me@gpu-a" << 2222;
        QTest::newRow("IPv6") << "me@[2001:db8::1]:22" << "me@2001:db8::1" << 22;
        QTest::newRow("bare IPv6") << "2001:db8::1" << "2001:db8::1" << 0;
        for (const char* bad : {"", "@gpu", "me@", "-oProxyCommand=x", "me@-x", "-x@gpu", "a b", "gpu:0", "gpu:65536",
                                "gpu:x", "gpu:", "a\nb"})
            QTest::newRow(bad) << bad << "" << -1;
    }
    void ssh_hosts()
    {
        QFETCH(QString, text);
        QFETCH(QString, destination);
        QFETCH(int, port);
        const auto host = ssh_host(text.toStdString());
        QCOMPARE(host.has_value(), port >= 0);
        const auto read = host.value_or(SshHost{});
        QCOMPARE(read.destination, destination.toStdString());
        QCOMPARE(int{read.port.value_or(0)}, std::max(port, 0));
    }

    void endpoints_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url");
        QTest::newRow("plain") << "http://gpu-a:8000" << "http://gpu-a:8000";
        QTest::newRow("slash") << "http://gpu-a:8000/" << "http://gpu-a:8000";
        QTest::newRow("v1") << "https://gpu-a/v1/" << "https://gpu-a";
        QTest::newRow("path") << "https://gpu-a/llm" << "https://gpu-a/llm";
        for (const char* bad :
             {"", "gpu-a:8000", "ftp://x", "http://", "http://user:pw@x", "http://x?key=1", "file:///x"})
            QTest::newRow(bad) << bad << "";
    }
    void endpoints()
    {
        QFETCH(QString, text);
        QFETCH(QString, url);
        const auto read = endpoint(text.toStdString());
        QCOMPARE(read ? read->url : std::string(), url.toStdString());
    }
};

QTEST_APPLESS_MAIN(TestManifest)
#include "test_manifest.moc"
