// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"
#include "program_support.h"
#include "test_certificate.h"

#include <QFile>

using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

std::unique_ptr<Simulator> secure_server(const Certificates& certificates, std::vector<FaultShare> faults = {})
{
    SimulatorOptions options;
    options.exact = ExactTimes{std::chrono::milliseconds(5), std::chrono::milliseconds(2)};
    options.tls_certificate = certificates.certificate_file();
    options.tls_key = certificates.key_file();
    options.faults = std::move(faults);
    auto server = Simulator::start(options);
    if (!server) qFatal("%s", server.error().text.c_str());
    return std::move(*server);
}

} // namespace

class TestTls : public QObject {
    Q_OBJECT

private slots:
    void streams_come_sealed_with_their_times()
    {
        const Certificates certificates;
        const auto server = secure_server(certificates);
        QVERIFY(server->url().starts_with("https://127.0.0.1:"));
        ClientSetup setup = client_of(server->url());
        setup.ca_file = certificates.authority_file();
        const auto records = run_level(setup, closed_loop(3, 12), {});
        QVERIFY(records);
        QCOMPARE(records->requests.size(), std::size_t(12));
        for (const RequestRecord& r : records->requests) {
            QCOMPARE(QString::fromStdString(r.error), QString());
            QCOMPARE(r.chunks.size(), std::size_t(10));
            QVERIFY(*r.first_token - *r.sent >= 5'000'000);
        }
        QVERIFY(records->kernel_stamps);
        QCOMPARE(records->connections, 3u); // the handshake is made once a connection
    }

    void faults_keep_their_class_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("expected");
        QTest::newRow("cut") << "cut" << "cut";
        QTest::newRow("reset") << "reset" << "cut";
        QTest::newRow("byte-wise") << "byte-wise" << "ok";
        QTest::newRow("slow headers") << "slow-headers" << "ok";
        QTest::newRow("100 MB event") << "huge-event" << "bad_event";
    }
    void faults_keep_their_class()
    {
        QFETCH(QString, fault);
        const Certificates certificates;
        const auto server = secure_server(certificates, {{*parse_fault(fault.toStdString()), 1}});
        ClientSetup setup = client_of(server->url());
        setup.ca_file = certificates.authority_file();
        const auto records = run_level(setup, closed_loop(1, 1), {});
        QVERIFY(records);
        QTEST(QString::fromUtf8(to_string(records->requests.front().outcome).data()), "expected");
    }

    void what_is_not_accepted_is_told_data()
    {
        QTest::addColumn<QString>("names");
        QTest::addColumn<int>("days");
        QTest::addColumn<bool>("known_authority");
        QTest::addColumn<QString>("said");
        QTest::newRow("unknown authority") << "IP:127.0.0.1" << 1 << false << "certificate is not accepted";
        QTest::newRow("another host") << "DNS:example.org" << 1 << true << "IP address mismatch";
        QTest::newRow("ended") << "IP:127.0.0.1" << -1 << true << "expired";
    }
    void what_is_not_accepted_is_told()
    {
        QFETCH(QString, names);
        QFETCH(int, days);
        QFETCH(bool, known_authority);
        QFETCH(QString, said);
        const Certificates certificates(qPrintable(names), days);
        const auto server = secure_server(certificates);
        ClientSetup setup = client_of(server->url());
        if (known_authority) setup.ca_file = certificates.authority_file();
        const auto records = run_level(setup, closed_loop(1, 1), {});
        QVERIFY(records);
        const RequestRecord& record = records->requests.front();
        QVERIFY(record.outcome == OutcomeClass::tls);
        QVERIFY2(record.error.find(said.toStdString()) != std::string::npos, record.error.c_str());
        QCOMPARE(server->counts().requests, 0);
        const auto facts = check_target(setup, "KEY");
        QVERIFY(!facts);
        QVERIFY2(facts.error().text.find(said.toStdString()) != std::string::npos, facts.error().text.c_str());
    }

    void a_server_needs_its_files()
    {
        const Certificates certificates;
        SimulatorOptions options;
        options.exact = ExactTimes{};
        options.tls_certificate = "/no/such.pem";
        options.tls_key = certificates.key_file();
        auto server = Simulator::start(options);
        QVERIFY(!server);
        QCOMPARE(server.error().place, std::string("/no/such.pem"));
        options.tls_certificate = certificates.certificate_file();
        options.tls_key = certificates.authority_file();
        server = Simulator::start(options);
        QVERIFY(!server);
        QCOMPARE(server.error().place, certificates.authority_file());
    }

    void both_programs_speak_it()
    {
        if (!QFile::exists(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"))) QSKIP("kneepoint-load is not built.");
        const Certificates certificates;
        const QTemporaryDir dir;
        QProcess server;
        server.start(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"),
                     {"simulate", "--ttft-ms", "2", "--itl-ms", "1", "--tls-certificate",
                      QString::fromStdString(certificates.certificate_file()), "--tls-key",
                      QString::fromStdString(certificates.key_file())});
        QVERIFY(server.waitForReadyRead(30'000));
        const QString url = QString(server.readLine()).trimmed().section(' ', 1);
        QVERIFY2(url.startsWith("https://"), qPrintable(url));
        const QStringList end{"--streams", "2", "--max-requests", "4"};
        const Ran ran = run_program(
            run_arguments(url.toStdString(), dir.filePath("r"),
                          end + QStringList{"--ca-file", QString::fromStdString(certificates.authority_file())}));
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        const Ran refused = run_program(run_arguments(url.toStdString(), dir.filePath("r2"), end));
        QCOMPARE(refused.exit, 3);
        QVERIFY2(refused.err.contains("--ca-file"), qPrintable(refused.err));
        server.terminate();
        QVERIFY(server.waitForFinished(30'000));
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "test_tls.moc"
