// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"

#include <algorithm>
#include <map>
#include <set>

using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

const char* stream_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string& text)
{
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", text.size());
    return size + text + "\r\n";
}

std::string answer()
{
    return stream_head + chunk("data: {\"choices\":[{\"text\":\"a\",\"finish_reason\":null}]}\n\n") +
           chunk("data: {\"choices\":[{\"text\":\"b\",\"finish_reason\":\"length\"}]}\n\n") +
           chunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}\n\n") +
           chunk("data: [DONE]\n\n") + "0\r\n\r\n";
}

RequestRecord single(const ClientSetup& setup)
{
    const auto records = run_level(setup, closed_loop(1, 1), {});
    if (!records || records->requests.size() != 1) return {};
    return records->requests.front();
}

std::string outcome(const RequestRecord& record)
{
    return std::string(to_string(record.outcome));
}

} // namespace

class TestClient : public QObject {
    Q_OBJECT

private slots:
    void times_stand_in_order_and_match_the_servers_record()
    {
        const auto server = exact_server(5, 2);
        ClientSetup setup = client_of(server->url());
        setup.threads = 2;
        const auto records = run_level(setup, closed_loop(8, 40), {});
        QVERIFY(records);
        server->stop();
        std::map<std::string, SimTimeline> told;
        for (auto& timeline : server->take_timelines()) told[timeline.request_id] = timeline;
        QCOMPARE(told.size(), std::size_t(40));
        QCOMPARE(records->requests.size(), std::size_t(40));
        QVERIFY(records->end == LevelEnd::requests);
        std::set<std::uint64_t> indices;
        for (const RequestRecord& r : records->requests) {
            indices.insert(r.index);
            QCOMPARE(outcome(r), std::string("ok"));
            QVERIFY(r.scheduled <= *r.started && *r.started <= *r.sent && *r.sent <= *r.first_byte);
            QVERIFY(*r.first_byte <= *r.first_token && *r.first_token <= *r.last_token && *r.last_token <= *r.end);
            QCOMPARE(r.chunks.size(), std::size_t(10));
            QCOMPARE(r.output_tokens(), 10u);
            QCOMPARE(*r.usage.prompt_tokens, 8u);
            QVERIFY(r.done_seen && r.finish_seen);
            const SimTimeline& timeline = told.at(request_id(setup.content, r.index));
            QCOMPARE(timeline.sent_ns.size(), r.chunks.size());
            // Nothing is read before it was written, and no sooner after sending than the server was told.
            for (std::size_t i = 0; i < r.chunks.size(); ++i)
                QVERIFY(r.chunks[i].at + records->zero_ns >= timeline.sent_ns[i]);
            QVERIFY(*r.sent + records->zero_ns <= timeline.received_ns);
            QVERIFY(*r.first_token - *r.sent >= 5'000'000);
        }
        QCOMPARE(indices.size(), std::size_t(40));
        QCOMPARE(*indices.rbegin(), 39u);
        QCOMPARE(records->connections, 8u); // kept alive
    }

    void never_more_in_flight_than_streams_and_never_more_requests_than_asked()
    {
        const auto server = exact_server(2, 1);
        const auto records = run_level(client_of(server->url()), closed_loop(3, 31), {});
        QVERIFY(records);
        QCOMPARE(records->requests.size(), std::size_t(31));
        QCOMPARE(server->counts().requests, 31);
        for (const RequestRecord& r : records->requests) {
            const auto in_flight = std::ranges::count_if(records->requests, [&](const RequestRecord& other) {
                return *other.started <= *r.started && *r.started < *other.end;
            });
            QVERIFY(in_flight <= 3);
        }
    }

    void open_loop_does_not_wait_for_answers()
    {
        const auto server = exact_server(200, 1);
        LevelPlan level;
        level.kind = ProfileKind::constant;
        level.rate = 200;
        level.stop.requests = 20;
        const auto records = run_level(client_of(server->url()), level, {});
        QVERIFY(records);
        QCOMPARE(records->requests.size(), std::size_t(20));
        for (const RequestRecord& r : records->requests) {
            QCOMPARE(outcome(r), std::string("ok"));
            QCOMPARE(r.scheduled, Nanoseconds(r.index) * 5'000'000);
            QVERIFY(*r.started >= r.scheduled);
            QVERIFY(!r.waited);
        }
        QCOMPARE(records->connections, 20u); // none had ended when the last began
    }

    void open_loop_says_which_arrivals_waited()
    {
        const auto server = exact_server(50, 1);
        LevelPlan level;
        level.kind = ProfileKind::constant;
        level.rate = 1000;
        level.stop.requests = 6;
        level.max_concurrency = 2;
        const auto records = run_level(client_of(server->url()), level, {});
        QVERIFY(records);
        QCOMPARE(std::ranges::count_if(records->requests, [](const auto& r) { return r.waited; }), 4);
        QCOMPARE(records->connections, 2u);
    }

    void time_ends_a_level_and_cuts_off_what_is_in_flight()
    {
        const auto server = exact_server(10'000, 1);
        LevelPlan level = closed_loop(2, 1000);
        level.stop.seconds = 0.2;
        const auto records = run_level(client_of(server->url()), level, {});
        QVERIFY(records);
        QVERIFY(records->end == LevelEnd::duration);
        QCOMPARE(records->requests.size(), std::size_t(2));
        for (const auto& r : records->requests) QCOMPARE(outcome(r), std::string("incomplete"));
        QVERIFY(records->seconds < 5);
    }

    void draining_lets_requests_end()
    {
        const auto server = exact_server(300, 1);
        LevelPlan level = closed_loop(2, 1000);
        level.stop.seconds = 0.1;
        level.stop.drain_seconds = 20;
        const auto records = run_level(client_of(server->url()), level, {});
        QVERIFY(records);
        QCOMPARE(records->requests.size(), std::size_t(2));
        for (const auto& r : records->requests) QCOMPARE(outcome(r), std::string("ok"));
    }

    void errors_end_a_level()
    {
        const auto server = exact_server(1, 1, {{*parse_fault("500"), 1}});
        LevelPlan level = closed_loop(2, 1'000'000);
        level.stop.error_rate = 0.5;
        const auto records = run_level(client_of(server->url()), level, {});
        QVERIFY(records);
        QVERIFY(records->end == LevelEnd::error_rate);
    }

    void a_stop_keeps_what_had_ended()
    {
        const auto server = exact_server(1, 1);
        std::stop_source stop;
        LevelPlan level = closed_loop(1, 1'000'000);
        const auto records = run_level(client_of(server->url()), level, stop.get_token(), [&](const LiveCounts& live) {
            if (live.ok > 3) stop.request_stop();
        });
        QVERIFY(records);
        QVERIFY(records->end == LevelEnd::stopped);
        QVERIFY(records->requests.size() > 3);
    }

    void rows_55_and_56_faults_have_their_class_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("status");
        QTest::newRow("none") << "none" << "ok" << 200;
        QTest::newRow("401") << "401" << "status" << 401;
        QTest::newRow("404") << "404" << "status" << 404;
        QTest::newRow("429") << "429" << "status" << 429;
        QTest::newRow("500") << "500" << "status" << 500;
        QTest::newRow("503") << "503" << "status" << 503;
        QTest::newRow("no headers") << "no-headers" << "timeout" << 0;
        QTest::newRow("stall") << "stall" << "stalled" << 200;
        QTest::newRow("cut") << "cut" << "cut" << 200;
        QTest::newRow("reset") << "reset" << "cut" << 200;
        QTest::newRow("slow headers") << "slow-headers" << "ok" << 200;
        QTest::newRow("byte-wise") << "byte-wise" << "ok" << 200;
        QTest::newRow("CRLF") << "crlf" << "ok" << 200;
        QTest::newRow("comments") << "comments" << "ok" << 200;
        QTest::newRow("no [DONE]") << "no-done" << "ok" << 200;
        QTest::newRow("no usage") << "no-usage" << "ok" << 200;
        QTest::newRow("no tokens") << "no-tokens" << "no_tokens" << 200;
        QTest::newRow("error event") << "error-event" << "error_event" << 200;
        QTest::newRow("garbage") << "garbage" << "bad_event" << 200;
        QTest::newRow("100 MB event") << "huge-event" << "bad_event" << 200;
        QTest::newRow("content type") << "content-type" << "bad_response" << 200;
    }
    void rows_55_and_56_faults_have_their_class()
    {
        QFETCH(QString, fault);
        QFETCH(QString, expected);
        QFETCH(int, status);
        const auto server = exact_server(1, 1, {{*parse_fault(fault.toStdString()), 1}});
        ClientSetup setup = client_of(server->url());
        setup.limits.first_byte = 0.5;
        setup.limits.stall = fault == "stall" ? 0.5 : 60;
        const RequestRecord record = single(setup);
        QCOMPARE(QString::fromStdString(outcome(record)), expected);
        QCOMPARE(record.status, status);
        QCOMPARE(record.error.empty(), expected == "ok");
        if (expected == "ok") QCOMPARE(record.output_tokens(), 10u);
    }

    void row_55_the_same_answer_at_every_cut_data()
    {
        QTest::addColumn<int>("end");
        QTest::newRow("close") << int(ScriptedServer::End::close);
        QTest::newRow("reset") << int(ScriptedServer::End::reset);
    }
    /// Cut at any byte an answer is cut, or not HTTP, or whole: never a crash, a hang or a token too many.
    void row_55_the_same_answer_at_every_cut()
    {
        QFETCH(int, end);
        const std::string whole = answer();
        const std::size_t done = whole.find("[DONE]\n\n") + 8;
        for (std::size_t at = 0; at < whole.size(); at += 3) {
            const ScriptedServer server(whole.substr(0, at), ScriptedServer::End(end));
            const RequestRecord record = single(client_of(server.url()));
            const bool closed_when_done = end == int(ScriptedServer::End::close) && at >= done;
            QVERIFY2(outcome(record) == (closed_when_done ? "ok" : "cut"), qPrintable(QString::number(at)));
            QVERIFY(record.chunks.size() <= 2);
        }
        const ScriptedServer server(whole);
        QCOMPARE(outcome(single(client_of(server.url()))), std::string("ok"));
    }

    void row_56_odd_answers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << "bad_response";
        QTest::newRow("stream up to the end")
            << head + "data: {\"choices\":[{\"text\":\"a\",\"finish_reason\":\"stop\"}]}\n\n"
            << "ok";
        QTest::newRow("no finish reason, no [DONE]") << head + "data: {\"choices\":[{\"text\":\"a\"}]}\n\n" << "cut";
        QTest::newRow("empty stream") << head << "cut";
        QTest::newRow("HTML") << QByteArray(
                                     "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")
                              << "bad_response";
        QTest::newRow("redirect") << QByteArray("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n") << "status";
    }
    void row_56_odd_answers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const ScriptedServer server(bytes.toStdString());
        QCOMPARE(QString::fromStdString(outcome(single(client_of(server.url())))), expected);
    }

    void a_kept_connection_that_was_closed_is_opened_again()
    {
        // The scripted server ends each connection after an answer that promised to keep it.
        const ScriptedServer server(answer());
        const auto records = run_level(client_of(server.url()), closed_loop(1, 5), {});
        QVERIFY(records);
        for (const auto& r : records->requests) QCOMPARE(outcome(r), std::string("ok"));
    }

    void row_55_a_server_that_is_gone_is_not_hammered()
    {
        ClientSetup setup = [] {
            const ScriptedServer server("");
            return client_of(server.url());
        }();
        LevelPlan level = closed_loop(2, 1'000'000);
        level.stop.seconds = 0.5;
        const auto records = run_level(setup, level, {});
        QVERIFY(records);
        QVERIFY(!records->requests.empty());
        QVERIFY(records->requests.size() <= 2 * 6);
        for (const auto& r : records->requests) QCOMPARE(outcome(r), std::string("refused"));
    }

    void whole_answers_chat_and_unix_sockets()
    {
        const QTemporaryDir folder;
        SimulatorOptions options;
        options.unix_path = folder.filePath("s").toStdString();
        options.exact = ExactTimes{std::chrono::milliseconds(2), std::chrono::milliseconds(1)};
        const auto server = Simulator::start(options);
        QVERIFY(server);
        ClientSetup setup = client_of((*server)->url());
        setup.content.stream = false;
        RequestRecord record = single(setup);
        QCOMPARE(outcome(record), std::string("ok"));
        QVERIFY(!record.first_token);
        QCOMPARE(record.output_tokens(), 10u);
        setup.content.stream = true;
        setup.content.api = Api::chat;
        setup.content.prompt = PromptKind::text;
        record = single(setup);
        QCOMPARE(outcome(record), std::string("ok"));
        QCOMPARE(record.output_tokens(), 10u);
        QVERIFY(record.first_token);
    }

    void ipv6()
    {
        SimulatorOptions options;
        options.host = "::1";
        options.exact = ExactTimes{std::chrono::milliseconds(2), std::chrono::milliseconds(1)};
        const auto server = Simulator::start(options);
        if (!server) QSKIP("This machine has no IPv6 loopback.");
        QCOMPARE(outcome(single(client_of((*server)->url()))), std::string("ok"));
    }

    void too_few_descriptors_are_told_before_any_request()
    {
        const auto server = exact_server(1, 1);
        const auto records = run_level(client_of(server->url()), closed_loop(2'000'000'000, 1), {});
        QVERIFY(!records);
        QVERIFY(records.error().text.find("2000000064") != std::string::npos);
        QCOMPARE(server->counts().requests, 0);
    }
};

QTEST_GUILESS_MAIN(TestClient)
#include "test_client.moc"
