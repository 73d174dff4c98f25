// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared.h"
#include "sim_raw_client.h"
#include "sim_started.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/un.h>

using namespace kneepoint;
using namespace kneepoint::load;
using namespace kneepoint::tests;
using std::chrono::milliseconds;

namespace {

const QByteArray streamed = R"(,"stream":true,"stream_options":{"include_usage":true})";

bool eventually(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, 10'000);
}

/// A socket file that nobody listens on, as a killed server leaves it.
void leave_socket(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    QCOMPARE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
}

} // namespace

class SimulateHttpTest : public QObject {
    Q_OBJECT
private slots:
    void streams_a_completion()
    {
        const auto simulator = started(exact(5, 1));
        RawClient client(simulator->port());
        const RawAnswer answer = client.post("/v1/completions", completion(4, streamed));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.whole);
        QVERIFY(answer.head.contains("content-type: text/event-stream"));
        const auto events = answer.events();
        QCOMPARE(events.size(), std::size_t{6});
        QCOMPARE(answer.chunks.size(), events.size()); // each event is an HTTP chunk
        for (const QByteArray& chunk : answer.chunks) {
            QVERIFY(chunk.startsWith("data: "));
            QVERIFY(chunk.endsWith("\n\n"));
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const auto choice = json(events[i])["choices"][0].toObject();
            QVERIFY(!choice["text"].toString().trimmed().isEmpty());
            QCOMPARE(choice["finish_reason"].toString(), i < 3 ? QString() : QString("length"));
            QVERIFY(!json(events[i]).contains("usage"));
        }
        QCOMPARE(json(events[0])["object"].toString(), "text_completion");
        QVERIFY(json(events[4])["choices"].toArray().isEmpty());
        QCOMPARE(json(events[4])["usage"],
                 QJsonValue(QJsonObject{{"prompt_tokens", 5}, {"completion_tokens", 4}, {"total_tokens", 9}}));
        QCOMPARE(events[5], QByteArray("[DONE]"));
    }

    void streams_a_chat_as_a_real_server_does()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto simulator = started(exact(5, 1));
        RawClient client(simulator->port());
        const RawAnswer answer = client.post(
            "/v1/chat/completions",
            R"({"model":"m","messages":[{"role":"user","content":"hi"}],"ignore_eos":true,"max_tokens":16)" + streamed +
                "}");
        RawAnswer real;
        real.body = QByteArray::fromStdString(tests::content(tests::shared("fixtures/h200/base/one_stream.sse")));
        const auto events = answer.events();
        const auto expected = real.events();
        QCOMPARE(events.size(), expected.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto ours = json(events[i]);
            const auto theirs = json(expected[i]);
            QCOMPARE(ours["object"], theirs["object"]);
            QCOMPARE(ours["choices"].toArray().size(), theirs["choices"].toArray().size());
            const auto our_choice = ours["choices"][0].toObject();
            const auto their_choice = theirs["choices"][0].toObject();
            QCOMPARE(our_choice.keys(), their_choice.keys());
            QCOMPARE(our_choice["delta"].toObject().keys(), their_choice["delta"].toObject().keys());
            QCOMPARE(our_choice["finish_reason"], their_choice["finish_reason"]);
            QCOMPARE(ours["usage"].toObject().keys(), theirs["usage"].toObject().keys());
        }
        QCOMPARE(json(events[17])["usage"]["completion_tokens"].toInt(), 16);
        QCOMPARE(events.back(), QByteArray("[DONE]"));
    }

    void answers_without_a_stream()
    {
        const auto simulator = started(exact(5, 1));
        RawClient client(simulator->port());
        const auto text = json(client.post("/v1/completions", completion(8)).body);
        QCOMPARE(text["usage"]["completion_tokens"].toInt(), 8);
        QCOMPARE(text["choices"][0]["finish_reason"].toString(), "length");
        const auto chat =
            json(client
                     .post("/v1/chat/completions",
                           R"({"messages":[{"role":"user","content":"a b"}],"max_tokens":3,"ignore_eos":true})")
                     .body);
        QCOMPARE(chat["choices"][0]["message"]["role"].toString(), "assistant");
        QCOMPARE(chat["choices"][0]["message"]["content"].toString().split(' ', Qt::SkipEmptyParts).size(), 3);
        QCOMPARE(chat["usage"]["prompt_tokens"].toInt(), 2 + 9); // marks of one message: 1033 of 1024 on the H200
    }

    void free_answers_end_by_themselves()
    {
        const auto simulator = started(exact(0, 0));
        RawClient client(simulator->port());
        const auto ask = [&](const QByteArray& more) -> const QJsonObject {
            return json(client.post("/v1/completions", R"({"prompt":[9,9],"max_tokens":4000)" + more + "}").body);
        };
        const auto first = ask("");
        QCOMPARE(first["choices"][0]["finish_reason"].toString(), "stop");
        const int length = first["usage"]["completion_tokens"].toInt();
        QVERIFY(length > 0 && length < 4000);
        QCOMPARE(ask("")["usage"]["completion_tokens"].toInt(), length);
        QVERIFY(ask(R"(,"min_tokens":3000)")["usage"]["completion_tokens"].toInt() >= 3000);
    }

    void tokenizes_as_it_counts()
    {
        const auto simulator = started(exact(0, 0));
        RawClient client(simulator->port());
        const auto tokens = json(client.post("/tokenize", R"({"prompt":"one two, threethree"})").body);
        QCOMPARE(tokens["count"].toInt(), tokens["tokens"].toArray().size());
        QCOMPARE(tokens["count"].toInt(), 1 + 5); // the begin mark, "one", " two", ",", " threet", "hree"
        const auto answer = json(client.post("/v1/completions", R"({"prompt":"one two, threethree"})").body);
        QCOMPARE(answer["usage"]["prompt_tokens"].toInt(), 6);
        // The text of an answer counts as the tokens it was.
        const auto text = answer["choices"][0]["text"].toString();
        const auto again = QJsonDocument(QJsonObject{{"prompt", text}, {"add_special_tokens", false}}).toJson();
        QCOMPARE(json(client.post("/tokenize", again).body)["count"].toInt(),
                 answer["usage"]["completion_tokens"].toInt());
    }

    void small_endpoints()
    {
        const auto simulator = started(exact(0, 0));
        QCOMPARE(QString::fromStdString(simulator->url()), QString("http://127.0.0.1:%1").arg(simulator->port()));
        RawClient client(simulator->port());
        QCOMPARE(client.get("/health").status, 200);
        QVERIFY(json(client.get("/version").body).contains("version"));
        QCOMPARE(json(client.get("/v1/models").body)["data"][0]["id"].toString(), "m");
        QCOMPARE(client.get("/nowhere").status, 404);
        QCOMPARE(client.get("/v1/completions").status, 405);
        QCOMPARE(client.post("/health", "{}").status, 405);
    }

    void is_not_ready_for_a_while()
    {
        auto options = exact(0, 0);
        options.ready_after = milliseconds(400);
        const auto simulator = started(std::move(options));
        RawClient client(simulator->port());
        QCOMPARE(client.get("/health").status, 503);
        QVERIFY(eventually([&] { return client.get("/health").status == 200; }));
    }

    void asks_for_the_key()
    {
        auto options = exact(0, 0);
        options.api_key = "secret";
        const auto simulator = started(std::move(options));
        RawClient client(simulator->port());
        QCOMPARE(client.post("/v1/completions", completion(1)).status, 401);
        QCOMPARE(client.post("/v1/completions", completion(1), "Authorization: Bearer wrong\r\n").status, 401);
        QCOMPARE(client.post("/v1/completions", completion(1), "Authorization: Bearer secret\r\n").status, 200);
        QCOMPARE(client.get("/health").status, 200);
    }

    void clients_that_leave_free_their_places()
    {
        auto options = exact(0, 0);
        options.exact.reset();
        options.model.max_batch = 1;
        const auto simulator = started(std::move(options));
        {
            RawClient running(simulator->port());
            RawClient waiting(simulator->port());
            running.send("POST /v1/completions HTTP/1.1\r\nContent-Length: " +
                         QByteArray::number(completion(4000, streamed).size()) + "\r\n\r\n" +
                         completion(4000, streamed));
            QVERIFY(running.receive(10'000));
            waiting.send("POST /v1/completions HTTP/1.1\r\nContent-Length: " +
                         QByteArray::number(completion(4000).size()) + "\r\n\r\n" + completion(4000));
            QVERIFY(eventually([&] { return simulator->counts().active == 2; }));
        }
        QVERIFY(eventually([&] { return simulator->counts().active == 0; }));
        QCOMPARE(simulator->counts().cancelled, 2);
        RawClient next(simulator->port());
        QCOMPARE(next.post("/v1/completions", completion(2)).status, 200);
        const auto metrics = next.get("/metrics").body;
        QVERIFY(metrics.contains("vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 0"));
        QVERIFY(metrics.contains("vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"m\"} 0\n"));
    }

    void exact_times_are_absolute()
    {
        auto options = exact(50, 10);
        options.keep_timelines = true;
        const auto simulator = started(std::move(options));
        RawClient client(simulator->port());
        client.post("/v1/completions", completion(20, streamed), "X-Request-Id: one\r\n");
        simulator->stop();
        const auto timelines = simulator->take_timelines();
        QCOMPARE(timelines.size(), std::size_t{1});
        QCOMPARE(timelines[0].request_id, std::string("one"));
        QVERIFY(timelines[0].finished);
        QCOMPARE(timelines[0].due_ns.size(), std::size_t{20});
        for (std::size_t i = 0; i < 20; ++i) {
            QCOMPARE(timelines[0].due_ns[i], timelines[0].received_ns + 50'000'000 + std::int64_t(i) * 10'000'000);
            QVERIFY(timelines[0].sent_ns[i] >= timelines[0].due_ns[i]);
        }
        QCOMPARE(simulator->counts().tokens, 20);
    }

    void late_tokens_are_counted_and_still_events_of_their_own()
    {
        const auto simulator = started(exact(0, 0)); // everything is due at once
        RawClient client(simulator->port());
        const RawAnswer answer = client.post("/v1/completions", completion(10, streamed));
        QCOMPARE(answer.events().size(), std::size_t{12});
        QCOMPARE(answer.chunks.size(), std::size_t{12});
        QCOMPARE(simulator->counts().bunched_tokens, 9);
    }

    void serves_many_at_once()
    {
        const auto simulator = started(exact(20, 1));
        constexpr int count = 200;
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<RawClient>(simulator->port()));
            const QByteArray body = completion(5 + i % 3, streamed);
            clients.back()->send("POST /v1/completions HTTP/1.1\r\nContent-Length: " + QByteArray::number(body.size()) +
                                 "\r\n\r\n" + body);
        }
        for (int i = 0; i < count; ++i)
            QCOMPARE(clients[std::size_t(i)]->read().events().size(), std::size_t(7 + i % 3));
        QCOMPARE(simulator->counts().finished, count);
        QCOMPARE(simulator->counts().connections, count);
    }

    void model_times_follow_the_preset()
    {
        auto options = exact(0, 0);
        options.exact.reset();
        options.model = *sim_model("h200-8b-bf16");
        options.keep_timelines = true;
        const auto simulator = started(std::move(options));
        RawClient client(simulator->port());
        QVERIFY(client.post("/v1/completions", completion(40, streamed)).whole);
        simulator->stop();
        const auto timeline = simulator->take_timelines().at(0);
        const auto due_ms = [&](std::size_t i) { return double(timeline.due_ns[i] - timeline.received_ns) / 1e6; };
        // 5 ms of front end and a step of 4.9 ms for a prompt of five tokens; then steps of 4.9 ms.
        QVERIFY(std::abs(due_ms(0) - 9.9) < 1);
        QVERIFY(std::abs((due_ms(39) - due_ms(0)) / 39 - 4.9) < 0.1);
    }

    void listens_on_a_unix_socket()
    {
        const QTemporaryDir folder;
        SimulatorOptions options = exact(0, 0);
        options.unix_path = folder.filePath("s").toStdString();
        auto first = started(options);
        QCOMPARE(first->url(), "unix:" + options.unix_path);
        QCOMPARE(first->port(), quint16(0));
        QVERIFY(!Simulator::start(options)); // in use
        first.reset();
        QVERIFY(!QFile::exists(folder.filePath("s")));
        leave_socket(options.unix_path);
        QVERIFY(QFile::exists(folder.filePath("s")));
        QVERIFY(Simulator::start(options)); // what a killed server left does not matter
        QVERIFY(QFile(folder.filePath("s")).open(QIODevice::WriteOnly));
        QVERIFY(!Simulator::start(options)); // a file of someone else stays
        QVERIFY(QFile::exists(folder.filePath("s")));
    }

    void says_why_it_cannot_start()
    {
        const auto first = started(exact(0, 0));
        auto options = exact(0, 0);
        options.port = first->port();
        const auto second = Simulator::start(options);
        QVERIFY(!second);
        QVERIFY(second.error().text.find(std::to_string(first->port())) != std::string::npos);
        options.host = "nowhere";
        QCOMPARE(Simulator::start(options).error().kind, ErrorKind::invalid);
        options = exact(0, 0);
        options.faults = {{.fault = {.kind = FaultKind::cut}, .share = 0.7},
                          {.fault = {.kind = FaultKind::stall}, .share = 0.4}};
        QCOMPARE(Simulator::start(options).error().kind, ErrorKind::invalid);
    }

    void stops_under_load()
    {
        const auto simulator = started(exact(1, 1));
        RawClient client(simulator->port());
        client.send("POST /v1/completions HTTP/1.1\r\nContent-Length: " +
                    QByteArray::number(completion(4000, streamed).size()) + "\r\n\r\n" + completion(4000, streamed));
        QVERIFY(client.receive(10'000));
        simulator->stop();
        simulator->stop();
        QVERIFY(!client.read().whole);
        QVERIFY(!client.open());
    }
};

QTEST_GUILESS_MAIN(SimulateHttpTest)
#include "test_simulate_http.moc"
