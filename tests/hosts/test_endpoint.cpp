// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/endpoint_facts.h"

#include "lab.h"
#include "shared.h"

#include <QStandardPaths>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// An HTTP server of the test's own, asked with the real curl.
class TestEndpoint : public QObject {
    Q_OBJECT

    QTcpServer m_server;
    QByteArray m_answer, m_request;
    std::unique_ptr<Shell> m_shell;

    EndpointFacts ask(const std::string& key = {}) const
    {
        const Endpoint endpoint{"http://127.0.0.1:" + std::to_string(m_server.serverPort())};
        const auto facts = QCoro::waitFor(gather_endpoint_facts(m_shell.get(), endpoint, key));
        if (!facts) qFatal("%s", to_string(facts.error()).c_str());
        return *facts;
    }
    static QByteArray response(const QByteArray& status, const QByteArray& body)
    {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) +
               "\r\nConnection: close\r\n\r\n" + body;
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable("curl").isEmpty()) QSKIP("curl is not installed");
        m_shell = std::make_unique<Shell>("here", launch({.name = "here", .where = ThisComputer{}, .prepare = {}}));
        m_shell->start();
        QVERIFY(m_server.listen(QHostAddress::LocalHost));
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            auto* socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                m_request += socket->readAll();
                if (!m_request.endsWith("\r\n\r\n")) return;
                socket->write(m_answer);
                socket->disconnectFromHost();
            });
            m_request.clear();
        });
    }
    void cleanupTestCase() { m_shell.reset(); }

    void a_real_answer_of_vllm()
    {
        KNEEPOINT_NEEDS_SHARED();
        m_answer = response("200 OK", QByteArray::fromStdString(content(shared("fixtures/h200/base/models.json"))));
        const auto facts = ask("canary-key");
        QCOMPARE(facts.status, 200);
        QCOMPARE(facts.models, std::vector<std::string>{"llama-3.1-8b-dummy"});
        QVERIFY(facts.round_trip->count() >= 0 && facts.round_trip->count() < 1);
        QVERIFY(m_request.startsWith("GET /v1/models "));
        QVERIFY(m_request.contains("Authorization: Bearer canary-key\r\n"));
        const auto checks = endpoint_checks(facts, "llama-3.1-8b-dummy");
        QCOMPARE(checks[1].verdict, Verdict::good);
        QCOMPARE(endpoint_checks(facts, "another")[1].verdict, Verdict::bad);
    }

    void row_55_answers_that_are_none_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("value");
        QTest::newRow("401") << response("401 Unauthorized", "{}") << "HTTP 401";
        QTest::newRow("503") << response("503 Service Unavailable", "busy") << "HTTP 503";
        QTest::newRow("hung up") << QByteArray() << "curl: (52) Empty reply from server";
        QTest::newRow("moved") << response("302 Found", "") << "HTTP 302";
    }
    void row_55_answers_that_are_none()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, value);
        m_answer = answer;
        const auto checks = endpoint_checks(ask(), "");
        QCOMPARE(checks.size(), std::size_t{1});
        QCOMPARE(checks[0].value, value.toStdString());
        QCOMPARE(checks[0].verdict, Verdict::bad);
    }

    void no_models_in_an_odd_answer_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char* body : {"", "not JSON", "[]", "{\"data\":{}}", "{\"data\":[1,{},{\"id\":3}]}"})
            QTest::newRow(body) << QByteArray(body);
    }
    void no_models_in_an_odd_answer()
    {
        QFETCH(QByteArray, body);
        m_answer = response("200 OK", body);
        QCOMPARE(endpoint_checks(ask(), "")[1].verdict, Verdict::bad);
    }

    void a_far_server_is_told()
    {
        const EndpointFacts far{
            .status = 200, .failure = {}, .models = {"m"}, .round_trip = std::chrono::milliseconds(30)};
        QCOMPARE(endpoint_checks(far, "m")[2].verdict, Verdict::warning);
        QCOMPARE(endpoint_checks(far, "m")[2].value, "30.0 ms");
    }
};

QTEST_GUILESS_MAIN(TestEndpoint)
#include "test_endpoint.moc"
