// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_raw_client.h"
#include "sim_started.h"

#include <QTest>

using namespace kneepoint::tests;

class SimulateRequestsTest : public QObject {
    Q_OBJECT
private slots:
    void refuses_as_vllm_does_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << QByteArray("{") << 400 << "JSON";
        QTest::newRow("a list") << QByteArray("[]") << 400 << "JSON";
        QTest::newRow("other model") << QByteArray(R"({"model":"x","prompt":"a"})") << 404 << "`x` does not exist";
        QTest::newRow("model with a quote")
            << QByteArray("{\"model\":\"\\\"\",\"prompt\":\"a\"}") << 404 << "does not exist";
        QTest::newRow("no prompt") << QByteArray(R"({"model":"m"})") << 400 << "prompt";
        QTest::newRow("empty prompt") << QByteArray(R"({"prompt":[]})") << 400 << "no token";
        QTest::newRow("wrong ids") << QByteArray(R"({"prompt":[1,-1]})") << 400 << "out of vocabulary";
        QTest::newRow("huge id") << QByteArray(R"({"prompt":[99999999999]})") << 400 << "out of vocabulary";
        QTest::newRow("fraction") << QByteArray(R"({"prompt":[1.5]})") << 400 << "token ids";
        QTest::newRow("one of two prompts") << QByteArray(R"({"prompt":["a",7]})") << 400 << "token ids";
        QTest::newRow("one of two is empty") << QByteArray(R"({"prompt":[[1],[]]})") << 400 << "no token";
        QTest::newRow("zero tokens") << QByteArray(R"({"prompt":"a","max_tokens":0})") << 400 << "at least 1";
        QTest::newRow("text as number") << QByteArray(R"({"prompt":"a","max_tokens":"9"})") << 400 << "whole number";
        QTest::newRow("too long") << QByteArray(R"({"prompt":"a","max_tokens":9000})") << 400
                                  << "maximum context length is 8192";
        QTest::newRow("min over max") << QByteArray(R"({"prompt":"a","max_tokens":4,"min_tokens":5})") << 400
                                      << "min_tokens";
        QTest::newRow("no answers") << QByteArray(R"({"prompt":"a","n":0})") << 400 << "at least 1";
        QTest::newRow("too many answers") << QByteArray(R"({"prompt":"a","n":1000})") << 400 << "at most 128";
        QTest::newRow("too many likelihoods")
            << QByteArray(R"({"prompt":"a","logprobs":21})") << 400 << "max allowed: 20";
        QTest::newRow("likelihoods as a word")
            << QByteArray(R"({"prompt":"a","logprobs":true})") << 400 << "whole number";
        QTest::newRow("unknown fault") << QByteArray(R"({"prompt":"a","kneepoint_fault":"x"})") << 400 << "is no fault";
    }

    void refuses_as_vllm_does()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, says);
        const auto simulator = started(exact(0, 0));
        RawClient client(simulator->port());
        const RawAnswer answer = client.post("/v1/completions", body);
        QCOMPARE(answer.status, status);
        const auto error = json(answer.body)["error"].toObject();
        QVERIFY2(error["message"].toString().contains(says), answer.body);
        QCOMPARE(error["code"].toInt(), status);
        QCOMPARE(client.get("/health").status, 200); // the connection goes on
    }

    void bad_http_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("garbage") << QByteArray("\x01\x02\xff\r\n\r\n") << 400;
        QTest::newRow("old version") << QByteArray("GET / HTTP/1.0\r\n\r\n") << 505;
        QTest::newRow("no path") << QByteArray("GET nowhere HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("no colon") << QByteArray("GET / HTTP/1.1\r\nHost\r\n\r\n") << 400;
        QTest::newRow("length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n") << 400;
        QTest::newRow("negative") << QByteArray("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n") << 400;
        QTest::newRow("too large") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n") << 413;
        QTest::newRow("encoding") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n") << 501;
        QTest::newRow("chunk") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n") << 400;
        QTest::newRow("endless head") << "GET / HTTP/1.1\r\nA: " + QByteArray(70'000, 'a') << 431;
    }

    void bad_http()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const auto simulator = started(exact(0, 0));
        RawClient client(simulator->port());
        client.send(bytes);
        QCOMPARE(client.read().status, status);
        QVERIFY(client.receive(10'000));
        QVERIFY(!client.open());
        QCOMPARE(RawClient(simulator->port()).get("/health").status, 200);
    }

    void requests_in_pieces_pipelined_and_chunked()
    {
        const auto simulator = started(exact(1, 1));
        RawClient client(simulator->port());
        const QByteArray body = completion(2);
        const QByteArray request =
            "POST /v1/completions HTTP/1.1\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        for (const char byte : request) client.send(QByteArray(1, byte));
        QCOMPARE(client.read().status, 200);
        client.send(request + request + "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n");
        QCOMPARE(json(client.read().body)["usage"]["completion_tokens"].toInt(), 2);
        QCOMPARE(json(client.read().body)["usage"]["completion_tokens"].toInt(), 2);
        QCOMPARE(client.read().status, 200);
        QVERIFY(client.receive(10'000));
        QVERIFY(!client.open());
        RawClient other(simulator->port());
        other.send("POST /v1/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(other.read().status, 100);
        other.send("a\r\n" + body.left(10) + "\r\n");
        other.send(QByteArray::number(body.size() - 10, 16) + "\r\n" + body.mid(10) + "\r\n0\r\n\r\n");
        QCOMPARE(json(other.read().body)["usage"]["completion_tokens"].toInt(), 2);
    }
};

QTEST_GUILESS_MAIN(SimulateRequestsTest)
#include "test_simulate_requests.moc"
