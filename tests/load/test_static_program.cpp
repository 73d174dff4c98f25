// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"
#include "program_support.h"
#include "test_certificate.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

constexpr int not_permitted = 77;

void write_text(const char* path, const std::string& text)
{
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] const auto written = ::write(file, text.data(), text.size());
    ::close(file);
}

/// Makes `folder` the root of the calling process: as root, or as the root of a user namespace of its own.
bool enter(const char* folder)
{
    const std::string user = "0 " + std::to_string(::getuid()) + " 1";
    const std::string group = "0 " + std::to_string(::getgid()) + " 1";
    if (::chroot(folder) != 0) {
        if (::unshare(CLONE_NEWUSER) != 0) return false;
        write_text("/proc/self/setgroups", "deny");
        write_text("/proc/self/uid_map", user);
        write_text("/proc/self/gid_map", group);
        if (::chroot(folder) != 0) return false;
    }
    return ::chdir("/") == 0;
}

std::function<void()> entering(const QByteArray& folder)
{
    return [folder] {
        if (!enter(folder.constData())) ::_exit(not_permitted);
    };
}

} // namespace

class StaticProgramTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_program = qEnvironmentVariable("KNEEPOINT_LOAD_STATIC_PROGRAM");
        if (!QFile::exists(m_program)) QSKIP("kneepoint-load-static is not built.");
    }

    void is_small_enough_to_carry() { QVERIFY(QFileInfo(m_program).size() < 12'000'000); }

    void measures_from_an_empty_root_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("address") << "127.0.0.1";
        QTest::newRow("name, without /etc/hosts and name servers") << "localhost";
    }
    void measures_from_an_empty_root()
    {
        QFETCH(QString, host);
        const QTemporaryDir root;
        ::chmod(root.path().toUtf8().constData(), 0755);
        QVERIFY(QFile::copy(m_program, root.filePath("kneepoint-load")));
        const auto server = exact_server(2, 1);
        const Ran ran = run_program({"run", "--target", QString("http://%1:%2").arg(host).arg(server->port()),
                                     "--streams", "2", "--max-requests", "6", "--output-tokens", "4", "-o", "/result"},
                                    environment(), entering(root.path().toUtf8()), "/kneepoint-load");
        if (ran.exit == not_permitted) QSKIP("Neither chroot nor user namespaces are permitted here.");
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        QFile file(root.filePath("result/run.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(json["levels"].toArray().first().toObject()["requests"].toObject()["successful"].toInt(), 6);
        QCOMPARE(json["argv"].toArray().at(1).toString(), QString("run"));
        QCOMPARE(server->counts().finished, 6);
    }

    void finds_the_authorities_of_another_distribution()
    {
        const QTemporaryDir root;
        ::chmod(root.path().toUtf8().constData(), 0755);
        QVERIFY(QFile::copy(m_program, root.filePath("kneepoint-load")));
        const Certificates certificates;
        QVERIFY(QDir(root.path()).mkpath("etc/pki/tls/certs"));
        QVERIFY(QFile::copy(QString::fromStdString(certificates.authority_file()),
                            root.filePath("etc/pki/tls/certs/ca-bundle.crt")));
        SimulatorOptions options;
        options.exact = ExactTimes{std::chrono::milliseconds(2), std::chrono::milliseconds(1)};
        options.tls_certificate = certificates.certificate_file();
        options.tls_key = certificates.key_file();
        const auto server = Simulator::start(options);
        QVERIFY(server);
        const Ran ran =
            run_program(run_arguments((*server)->url(), "/result", {"--streams", "1", "--max-requests", "2"}),
                        environment(), entering(root.path().toUtf8()), "/kneepoint-load");
        if (ran.exit == not_permitted) QSKIP("Neither chroot nor user namespaces are permitted here.");
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
    }

    void an_unknown_name_is_told_without_name_servers()
    {
        const QTemporaryDir root;
        ::chmod(root.path().toUtf8().constData(), 0755);
        QVERIFY(QFile::copy(m_program, root.filePath("kneepoint-load")));
        const Ran ran = run_program(
            run_arguments("http://no-such-host.invalid", "/result", {"--streams", "1", "--max-requests", "1"}),
            environment(), entering(root.path().toUtf8()), "/kneepoint-load");
        if (ran.exit == not_permitted) QSKIP("Neither chroot nor user namespaces are permitted here.");
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.err.contains("is not known"), qPrintable(ran.err));
    }

private:
    QString m_program;
};

QTEST_GUILESS_MAIN(StaticProgramTest)
#include "test_static_program.moc"
