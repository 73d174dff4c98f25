// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/simulator.h"

#include "sim_raw_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::load;
using kneepoint::tests::RawAnswer;
using kneepoint::tests::RawClient;
using std::chrono::milliseconds;

namespace {

std::unique_ptr<Simulator> started(std::vector<FaultShare> faults = {})
{
    SimulatorOptions options;
    options.model = *sim_model("l40s-8b-bf16");
    options.exact = {.ttft = milliseconds(1), .itl = milliseconds(1)};
    options.faults = std::move(faults);
    auto simulator = Simulator::start(std::move(options));
    if (!simulator) qFatal("%s", simulator.error().text.c_str());
    return std::move(*simulator);
}

constexpr int tokens = 10;
const QByteArray plain = R"({"prompt":[1,2,3],"ignore_eos":true,"max_tokens":10})";
const QByteArray streamed =
    R"({"prompt":[1,2,3],"ignore_eos":true,"max_tokens":10,"stream":true,"stream_options":{"include_usage":true}})";

RawAnswer ask(const Simulator& simulator, const QByteArray& fault, const QByteArray& body = streamed,
              int patience_ms = 10'000)
{
    RawClient client(simulator.port());
    return client.post("/v1/completions", body, "X-Kneepoint-Fault: " + fault + "\r\n", patience_ms);
}

std::size_t token_events(const RawAnswer& answer)
{
    std::size_t count = 0;
    for (const QByteArray& event : answer.events()) {
        const auto choices = QJsonDocument::fromJson(event).object().value("choices").toArray();
        count += choices.isEmpty() || choices[0].toObject().value("text").toString().isEmpty() ? 0 : 1;
    }
    return count;
}

} // namespace

class SimulateFaultsTest : public QObject {
    Q_OBJECT
private slots:
    void statuses_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {401, 404, 429, 500, 503}) QTest::addRow("%d", status) << status;
    }

    void statuses()
    {
        QFETCH(int, status);
        const auto simulator = started();
        for (const QByteArray& body : {plain, streamed}) {
            const RawAnswer answer = ask(*simulator, QByteArray::number(status), body);
            QCOMPARE(answer.status, status);
            QVERIFY(answer.whole);
            QCOMPARE(answer.head.contains("retry-after: 1"), status == 429);
            QCOMPARE(QJsonDocument::fromJson(answer.body).object().value("error").toObject().value("code").toInt(),
                     status);
        }
        QCOMPARE(simulator->counts().tokens, 0);
    }

    void no_headers()
    {
        const auto simulator = started();
        const RawAnswer answer = ask(*simulator, "no-headers", streamed, 200);
        QCOMPARE(answer.status, 0);
        QVERIFY(!answer.closed);
    }

    void slow_headers()
    {
        const auto simulator = started();
        for (const QByteArray& body : {plain, streamed}) {
            RawClient client(simulator->port());
            client.send("POST /v1/completions HTTP/1.1\r\nX-Kneepoint-Fault: slow-headers\r\nContent-Length: " +
                        QByteArray::number(body.size()) + "\r\n\r\n" + body);
            QVERIFY(client.receive(10'000));
            QVERIFY(client.received().size() < 40); // a head is longer than 80 bytes
            const RawAnswer answer = client.read();
            QCOMPARE(answer.status, 200);
            QVERIFY(answer.whole);
        }
    }

    void breaks_in_the_middle_of_an_event_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("closed");
        QTest::addColumn<bool>("reset");
        QTest::newRow("stall") << QByteArray("stall") << false << false;
        QTest::newRow("cut") << QByteArray("cut") << true << false;
        QTest::newRow("reset") << QByteArray("reset") << true << true;
    }

    void breaks_in_the_middle_of_an_event()
    {
        QFETCH(QByteArray, fault);
        QFETCH(bool, closed);
        QFETCH(bool, reset);
        const auto simulator = started();
        for (const QByteArray& body : {streamed, plain}) {
            RawClient client(simulator->port());
            const RawAnswer answer = client.post("/v1/completions", body, "X-Kneepoint-Fault: " + fault + "\r\n", 500);
            QVERIFY(!answer.whole);
            QCOMPARE(answer.closed, closed);
            QCOMPARE(answer.reset, reset);
            QVERIFY(client.received().startsWith("HTTP/1.1 200 OK\r\n"));
            if (body == streamed) QCOMPARE(client.received().count("data: "), tokens / 2 + 1);
            QVERIFY(!client.received().endsWith("\n"));
        }
    }

    void cuts_at_every_byte()
    {
        const auto simulator = started();
        RawClient whole(simulator->port());
        whole.send("POST /v1/completions HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                   QByteArray::number(plain.size()) + "\r\n\r\n" + plain);
        while (whole.open() && whole.receive(10'000));
        const auto size = whole.received().size();
        QVERIFY(size > 300);
        for (qsizetype at = 0; at < size; at += 7) {
            RawClient client(simulator->port());
            client.post("/v1/completions", plain, "X-Kneepoint-Fault: cut@" + QByteArray::number(at) + "\r\n");
            QCOMPARE(client.received().size(), at);
            QVERIFY(!client.open());
        }
    }

    void byte_wise()
    {
        const auto simulator = started();
        const RawAnswer answer = ask(*simulator, "byte-wise");
        QVERIFY(answer.whole);
        for (const QByteArray& chunk : answer.chunks) QCOMPARE(chunk.size(), 1);
        QCOMPARE(token_events(answer), std::size_t{tokens});
        QVERIFY(ask(*simulator, "byte-wise", plain).whole);
    }

    void crlf_and_comments()
    {
        const auto simulator = started();
        const RawAnswer crlf = ask(*simulator, "crlf");
        QCOMPARE(crlf.body.count("\r\n\r\n"), tokens + 2);
        QCOMPARE(token_events(crlf), std::size_t{tokens});
        const RawAnswer comments = ask(*simulator, "comments");
        QCOMPARE(comments.body.count(": still here\n\ndata:\n\n"), tokens + 2);
        QCOMPARE(token_events(comments), std::size_t{tokens});
    }

    void missing_ends()
    {
        const auto simulator = started();
        const RawAnswer no_done = ask(*simulator, "no-done");
        QVERIFY(no_done.whole);
        QVERIFY(!no_done.body.contains("[DONE]"));
        QVERIFY(no_done.body.contains("\"usage\""));
        const RawAnswer no_usage = ask(*simulator, "no-usage");
        QVERIFY(no_usage.whole);
        QVERIFY(!no_usage.body.contains("\"usage\""));
        QVERIFY(no_usage.body.contains("[DONE]"));
        const RawAnswer not_streamed = ask(*simulator, "no-usage", plain);
        QVERIFY(QJsonDocument::fromJson(not_streamed.body).isObject());
        QVERIFY(!not_streamed.body.contains("\"usage\""));
    }

    void no_tokens()
    {
        const auto simulator = started();
        const RawAnswer answer = ask(*simulator, "no-tokens");
        QVERIFY(answer.whole);
        QCOMPARE(token_events(answer), std::size_t{0});
        QVERIFY(answer.body.contains("\"completion_tokens\":0"));
        QVERIFY(answer.body.contains("[DONE]"));
        QVERIFY(ask(*simulator, "no-tokens", plain).body.contains("\"completion_tokens\":0"));
    }

    void error_event()
    {
        const auto simulator = started();
        const RawAnswer answer = ask(*simulator, "error-event");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.whole);
        QCOMPARE(token_events(answer), std::size_t{tokens / 2});
        QVERIFY(answer.body.contains("data: {\"error\":{"));
        QCOMPARE(ask(*simulator, "error-event", plain).status, 500);
    }

    void the_rest_of_a_broken_answer_does_not_reach_the_next()
    {
        const auto simulator = started();
        RawClient client(simulator->port());
        QVERIFY(client.post("/v1/completions", streamed, "X-Kneepoint-Fault: error-event\r\n").whole);
        const RawAnswer next = client.post("/v1/completions", streamed);
        QCOMPARE(token_events(next), std::size_t{tokens});
        QVERIFY(next.whole);
    }

    void garbage_and_huge_events()
    {
        const auto simulator = started();
        const RawAnswer garbage = ask(*simulator, "garbage");
        QVERIFY(garbage.body.contains("<not json"));
        QCOMPARE(token_events(garbage), std::size_t{tokens});
        const RawAnswer huge = ask(*simulator, "huge-event@5000000");
        QVERIFY(huge.whole);
        QVERIFY(huge.body.size() > 5'000'000);
        QVERIFY(ask(*simulator, "garbage", plain).body.contains("<not json"));
    }

    void content_type()
    {
        const auto simulator = started();
        for (const QByteArray& body : {plain, streamed})
            QVERIFY(ask(*simulator, "content-type", body).head.contains("content-type: text/html"));
    }

    void the_body_may_choose_too()
    {
        const auto simulator = started({{.fault = {.kind = FaultKind::status_500}, .share = 1}});
        RawClient client(simulator->port());
        QCOMPARE(client.post("/v1/completions", plain).status, 500);
        QCOMPARE(client.post("/v1/completions", R"({"prompt":[1],"kneepoint_fault":"none"})").status, 200);
        QCOMPARE(client.post("/v1/completions", plain, "X-Kneepoint-Fault: none\r\n").status, 200);
        QCOMPARE(client.post("/v1/completions", plain, "X-Kneepoint-Fault: nonsense\r\n").status, 400);
    }

    void shares()
    {
        const auto simulator = started({{.fault = {.kind = FaultKind::status_500}, .share = 0.25},
                                        {.fault = {.kind = FaultKind::status_429}, .share = 0.25}});
        RawClient client(simulator->port());
        std::map<int, int> statuses;
        for (int i = 0; i < 400; ++i)
            ++statuses[client.post("/v1/completions", R"({"prompt":[1],"max_tokens":1})").status];
        // Six standard deviations of a binomial distribution.
        QVERIFY(std::abs(statuses[500] - 100) < 52);
        QVERIFY(std::abs(statuses[429] - 100) < 52);
        QCOMPARE(statuses[200] + statuses[429] + statuses[500], 400);
    }

    void faults_as_typed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        for (const char* text : {"500=0.1", "cut@0=1", "stall", "reset@77", "huge-event@1000=0.5", "none", "crlf=0"})
            QTest::newRow(text) << QString(text) << true;
        for (const char* text : {"", "=1", "boom=0.1", "500=2", "500=-1", "500=x", "crlf@5", "cut@", "cut@-1",
                                 "cut@x=1", "huge-event@99999999999", "500="})
            QTest::newRow(*text == '\0' ? "empty" : text) << QString(text) << false;
    }

    void faults_as_typed()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto fault = parse_fault_share(text.toStdString());
        QCOMPARE(fault.has_value(), good);
        if (!fault) QCOMPARE(fault.error().kind, ErrorKind::invalid);
    }
};

QTEST_GUILESS_MAIN(SimulateFaultsTest)
#include "test_simulate_faults.moc"
