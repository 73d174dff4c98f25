// SPDX-License-Identifier: GPL-3.0-or-later
#include "http_response.h"
#include "kneepoint/load/endpoint.h"
#include "kneepoint/load/request_content.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace kneepoint::load;

class TestHttpResponse : public QObject {
    Q_OBJECT

private slots:
    void reads_an_answer_in_any_pieces_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("complete");
        QTest::addColumn<bool>("keep_alive");
        const auto row = [](const char* name, const char* bytes, int status, const char* body, bool complete,
                            bool keep) {
            QTest::newRow(name) << QByteArray(bytes) << status << QByteArray(body) << complete << keep;
        };
        row("length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc", true, true);
        row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", 200,
            "abcde", true, true);
        row("trailer", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n", 200, "a",
            true, true);
        row("no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true, true);
        row("close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", 200, "a", true, false);
        row("HTTP 1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a", true, false);
        row("up to the end", "HTTP/1.1 200 OK\r\n\r\nabc", 200, "abc", false, false);
        row("line feeds", "HTTP/1.1 429 Too Many\nContent-Length: 2\n\nno", 429, "no", true, true);
        row("interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a", true,
            true);
        row("cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", 200, "ab", false, true);
    }
    void reads_an_answer_in_any_pieces()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, complete);
        QFETCH(bool, keep_alive);
        for (qsizetype piece = 1; piece <= bytes.size(); ++piece) {
            HttpResponse response;
            QByteArray found;
            for (qsizetype at = 0; at < bytes.size(); at += piece) {
                const QByteArray part = bytes.mid(at, piece);
                response.feed({part.data(), std::size_t(part.size())},
                              [&](std::string_view b) { found.append(b.data(), qsizetype(b.size())); });
            }
            QVERIFY(!response.broken());
            QCOMPARE(response.status(), status);
            QCOMPARE(found, body);
            QCOMPARE(response.complete(), complete);
            QCOMPARE(response.keep_alive(), keep_alive);
        }
    }

    void takes_no_byte_beyond_the_answer()
    {
        HttpResponse response;
        const std::string_view bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP";
        QCOMPARE(response.feed(bytes, [](std::string_view) {}), bytes.size() - 4);
    }

    void refuses_what_is_not_http_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01 nonsense\n");
        QTest::newRow("no status") << QByteArray("HTTP/1.1 xx OK\r\n\r\n");
        QTest::newRow("field without colon") << QByteArray("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n");
        QTest::newRow("length that is none") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n");
        QTest::newRow("chunk size that is none")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        QTest::newRow("chunk without its end")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n");
        QTest::newRow("chunk size beyond reason")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n");
        QTest::newRow("endless head") << "HTTP/1.1 200 OK\r\nX: " + QByteArray(100'000, 'x');
    }
    void refuses_what_is_not_http()
    {
        QFETCH(QByteArray, bytes);
        HttpResponse response;
        response.feed({bytes.data(), std::size_t(bytes.size())}, [](std::string_view) {});
        QVERIFY(response.broken());
    }

    void reads_targets_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("host_field"); // empty: refused
        QTest::addColumn<QString>("path");
        QTest::newRow("host and port") << "http://127.0.0.1:8000" << "127.0.0.1:8000" << "/v1";
        QTest::newRow("slash") << "http://a.example:8000/" << "a.example:8000" << "/v1";
        QTest::newRow("v1") << "http://a.example/v1/" << "a.example" << "/v1";
        QTest::newRow("gateway") << "https://a.example/base/v1?x=y" << "a.example" << "/base/v1";
        QTest::newRow("IPv6") << "http://[::1]:8000" << "[::1]:8000" << "/v1";
        QTest::newRow("IPv6 without port") << "https://[2001:db8::1]/v1" << "[2001:db8::1]" << "/v1";
        QTest::newRow("unix") << "unix:/run/vllm.sock" << "localhost" << "/v1";
        QTest::newRow("no scheme") << "127.0.0.1:8000" << "" << "";
        QTest::newRow("other scheme") << "ftp://a.example" << "" << "";
        QTest::newRow("no host") << "http://:8000" << "" << "";
        QTest::newRow("port") << "http://a.example:x" << "" << "";
        QTest::newRow("port beyond") << "http://a.example:70000" << "" << "";
        QTest::newRow("bracket") << "http://[::1:8000" << "" << "";
        QTest::newRow("line feed") << "http://a\r\nX: y" << "" << "";
        QTest::newRow("password") << "http://me:secret@a.example" << "" << "";
        QTest::newRow("long socket") << "unix:/" + QString(200, 'x') << "" << "";
    }
    void reads_targets()
    {
        QFETCH(QString, url);
        QFETCH(QString, host_field);
        QFETCH(QString, path);
        const auto endpoint = endpoint_from_url(url.toStdString());
        QCOMPARE(endpoint.has_value(), !host_field.isEmpty());
        if (!endpoint) {
            QVERIFY(endpoint.error().text.find("secret") == std::string::npos);
            return;
        }
        QCOMPARE(QString::fromStdString(endpoint->host_field()), host_field);
        QCOMPARE(QString::fromStdString(endpoint->path), path);
    }

    void bodies_are_json_with_exact_lengths()
    {
        RequestContent content;
        content.model = "a \"model\"\n";
        content.prompt_tokens = 100;
        content.output_tokens = 7;
        content.body_fields = R"("priority":3)";
        const auto body = nlohmann::json::parse(request_body(content, {.id = 5}));
        QCOMPARE(body["prompt"].size(), std::size_t(100));
        QVERIFY(body["max_tokens"] == 7);
        QVERIFY(body["min_tokens"] == 7);
        QVERIFY(body["ignore_eos"] == true);
        QVERIFY(body["stream_options"]["include_usage"] == true);
        QVERIFY(body["priority"] == 3);
        QCOMPARE(body["model"].get<std::string>(), content.model);
        QVERIFY(prompt_json(content, {.id = 5}) == prompt_json(content, {.id = 5}));
        QVERIFY(prompt_json(content, {.id = 5}) != prompt_json(content, {.id = 6}));
        content.api = Api::chat;
        content.prompt = PromptKind::text;
        content.fixed_output = false;
        content.stream = false;
        content.words_per_token = 1;
        const auto chat = nlohmann::json::parse(request_body(content, {.id = 5}));
        const auto text = QString::fromStdString(chat["messages"][0]["content"].get<std::string>());
        QCOMPARE(text.split(' ').size(), 100);
        QVERIFY(!chat.contains("ignore_eos") && !chat.contains("stream"));
    }
};

QTEST_APPLESS_MAIN(TestHttpResponse)
#include "test_http_response.moc"
