// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <map>
#include <set>

using namespace kneepoint;
using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

QJsonObject body(const RequestContent& content, const Conversation& conversation)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(request_body(content, conversation))).object();
}

RequestContent of_dataset(const std::string& text, Api api = Api::completions)
{
    RequestContent content;
    content.api = api;
    content.model = "simulated";
    auto dataset = parse_dataset(text, "d.jsonl", api);
    if (!dataset) qFatal("%s", to_string(dataset.error()).c_str());
    dataset->shuffled = false;
    content.dataset = std::make_shared<const Dataset>(std::move(*dataset));
    return content;
}

} // namespace

class TestRequests : public QObject {
    Q_OBJECT

private slots:
    void lengths_as_typed_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("stddev");
        QTest::addColumn<unsigned>("least");
        QTest::addColumn<unsigned>("most");
        QTest::newRow("fixed") << "256" << 256.0 << 0.0 << 256u << 256u;
        QTest::newRow("uniform") << "uniform:100..500" << 300.0 << 115.76 << 100u << 500u;
        QTest::newRow("normal") << "normal:1000,50" << 1000.0 << 50.0 << 1u << 10'000'000u;
        QTest::newRow("lognormal") << "lognormal:300,200" << 300.0 << 200.0 << 1u << 10'000'000u;
        QTest::newRow("normal with wide bounds") << "normal:1000,50,500..2000" << 1000.0 << 50.0 << 500u << 2000u;
        QTest::newRow("no deviation") << "normal:7,0" << 7.0 << 0.0 << 1u << 10'000'000u;
    }
    void lengths_as_typed()
    {
        QFETCH(QString, typed);
        const auto lengths = TokenLengths::from_text(typed.toStdString());
        QVERIFY(lengths);
        QCOMPARE(QString::fromStdString(lengths->text()), typed);
        QTEST(lengths->least, "least");
        QTEST(lengths->most, "most");
        double sum = 0;
        double squares = 0;
        constexpr int n = 40'000;
        for (int i = 0; i < n; ++i) {
            const std::uint32_t length = lengths->draw(7, std::uint64_t(i));
            QVERIFY(length >= lengths->least && length <= lengths->most);
            QCOMPARE(length, lengths->draw(7, std::uint64_t(i)));
            sum += length;
            squares += double(length) * length;
        }
        QFETCH(double, mean);
        QFETCH(double, stddev);
        // Five standard errors of a mean of 40,000; the deviation of the lognormal has a wide error of its own.
        QVERIFY(std::abs(sum / n - mean) <= 5 * stddev / 200 + 1e-9);
        QVERIFY(std::abs(std::sqrt(squares / n - sum / n * sum / n) - stddev) <= 0.05 * stddev + 1e-6);
    }

    void lengths_keep_their_bounds()
    {
        const auto lengths = *TokenLengths::from_text("normal:100,1000,64..128");
        std::map<std::uint32_t, int> seen;
        for (std::uint64_t i = 0; i < 1000; ++i) ++seen[lengths.draw(1, i)];
        QCOMPARE(seen.begin()->first, 64u);
        QCOMPARE(seen.rbegin()->first, 128u);
        std::set<std::uint32_t> dice;
        for (std::uint64_t i = 0; i < 1000; ++i) dice.insert(TokenLengths::from_text("uniform:1..6")->draw(1, i));
        QCOMPARE(dice, (std::set<std::uint32_t>{1, 2, 3, 4, 5, 6}));
    }

    void no_lengths()
    {
        for (const char* typed :
             {"", "0", "-1", "1.5", "10000001", "uniform:5..4", "uniform:5", "normal:5", "normal:0,1", "normal:5,-1",
              "normal:5,1,3", "normal:a,b", "poisson:4,2", "lognormal:,", "normal:nan,1", "normal:1,inf"}) {
            const auto lengths = TokenLengths::from_text(typed);
            QVERIFY2(!lengths, typed);
            QVERIFY(lengths.error().text.find("uniform:100..500") != std::string::npos);
        }
    }

    void output_is_free_or_fixed_and_drawn()
    {
        RequestContent content;
        content.prompt_tokens = *TokenLengths::from_text("uniform:5..9");
        content.output_tokens = *TokenLengths::from_text("uniform:10..20");
        std::set<int> prompts;
        std::set<int> outputs;
        for (std::uint64_t i = 0; i < 200; ++i) {
            const auto fixed = body(content, {.id = i});
            QCOMPARE(fixed["min_tokens"], fixed["max_tokens"]);
            QCOMPARE(fixed["ignore_eos"].toBool(), true);
            prompts.insert(int(fixed["prompt"].toArray().size()));
            outputs.insert(fixed["max_tokens"].toInt());
        }
        QCOMPARE(prompts, (std::set<int>{5, 6, 7, 8, 9}));
        QCOMPARE(outputs.size(), std::size_t(11));
        content.fixed_output = false;
        QVERIFY(!body(content, {}).contains("min_tokens"));
        QVERIFY(!body(content, {}).contains("ignore_eos"));
        QVERIFY(body(content, {}).contains("max_tokens"));
        content.seed = 43;
        RequestContent same = content;
        QCOMPARE(body(content, {.id = 3}), body(same, {.id = 3}));
        same.seed = 44;
        QVERIFY(body(content, {.id = 3}) != body(same, {.id = 3}));
    }

    void prefixes_are_shared()
    {
        RequestContent content;
        content.prompt_tokens = 4;
        content.prefix_tokens = 6;
        content.prefixes = 3;
        std::set<QByteArray> heads;
        std::set<QByteArray> tails;
        for (std::uint64_t i = 0; i < 60; ++i) {
            const QJsonArray ids = body(content, {.id = i})["prompt"].toArray();
            QCOMPARE(ids.size(), 10);
            QJsonArray head;
            for (int k = 0; k < 6; ++k) head.append(ids[k]);
            heads.insert(QJsonDocument(head).toJson());
            tails.insert(QJsonDocument(QJsonArray{ids[6], ids[7], ids[8], ids[9]}).toJson());
        }
        QCOMPARE(heads.size(), std::size_t(3));
        QCOMPARE(tails.size(), std::size_t(60));
        content.prompt = PromptKind::text;
        content.words_per_token = 1;
        const auto words = body(content, {.id = 1})["prompt"].toString().split(' ');
        QCOMPARE(words.size(), 10);
        content.api = Api::chat;
        QCOMPARE(body(content, {.id = 1})["messages"].toArray()[0].toObject()["content"].toString(), words.join(' '));
    }

    void datasets_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("chat");
        QTest::addColumn<QStringList>("prompts"); // of the first turns, as the body holds them
        const QStringList two{"\"first\"", "\"second \\\"line\\\"\\n\""};
        const QByteArray lines = "{\"prompt\":\"first\"}\n{\"prompt\":\"second \\\"line\\\"\\n\"}\n";
        QTest::newRow("lines") << lines << false << two;
        QTest::newRow("CRLF, blank lines, mark, no last end")
            << "\xef\xbb\xbf\r\n" + QByteArray(lines).replace("\n{", "\r\n\r\n{").chopped(1) << false << two;
        QTest::newRow("a list") << "[\n" + QByteArray(lines).replace("\n{", ",\n{") + "]" << false << two;
        QTest::newRow("token ids") << QByteArray("{\"prompt\":[1, 2,3]}") << false << QStringList{"[1,2,3]"};
        QTest::newRow("messages")
            << QByteArray("{\"messages\":[{\"role\":\"system\",\"content\":\"Be "
                          "brief.\"},{\"role\":\"user\",\"content\":\"Hi\"}]}")
            << true
            << QStringList{"[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hi\"}]"};
        const QByteArray share = "[{\"id\":\"a\",\"conversations\":[{\"from\":\"human\",\"value\":\"Hi\"},{\"from\":"
                                 "\"gpt\",\"value\":\"Yo\"}, "
                                 "{\"from\":\"human\",\"value\":\"Why?\"}]},{\"id\":\"b\",\"conversations\":[{\"from\":"
                                 "\"gpt\",\"value\":\"nobody asked [,]}\"}]}]";
        QTest::newRow("ShareGPT") << share << false << QStringList{"\"Hi\""};
        QTest::newRow("ShareGPT as chat") << share << true << QStringList{"[{\"role\":\"user\",\"content\":\"Hi\"}]"};
        QTest::newRow("brackets in strings, letters beyond ASCII")
            << QByteArray("[{\"prompt\":\"}],[{ \\\\\\\" ü \\ud83d\\ude00\"}]") << false
            << QStringList{"\"}],[{ \\\\\\\" ü 😀\""};
    }
    void datasets()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, chat);
        QFETCH(QStringList, prompts);
        const RequestContent content = of_dataset(bytes.toStdString(), chat ? Api::chat : Api::completions);
        QCOMPARE(int(content.dataset->entries.size()), prompts.size());
        QCOMPARE(content.dataset->sha256.size(), std::size_t(64));
        for (int i = 0; i < prompts.size(); ++i)
            QCOMPARE(QString::fromStdString(prompt_json(content, {.id = std::uint64_t(i)})), prompts[i]);
    }

    void bad_datasets_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("chat");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("said");
        const QByteArray good = "{\"prompt\":\"a\"}\n";
        const auto row = [](const char* name, const QByteArray& bytes, const char* place, const char* said,
                            bool chat = false) { QTest::newRow(name) << bytes << chat << place << said; };
        row("empty", "", "f", "holds no prompt");
        row("no JSON", good + "\n" + "prompt: b\n", "f:3", "no JSON object");
        row("a number", good + "7\n", "f:2", "no JSON object");
        row("cut off", good + "{\"prompt\":\"b", "f:2", "no JSON object");
        row("list cut off", "[{\"prompt\":\"a\"},\n{\"prompt\":\"b\"", "f:2", "cut off");
        row("no prompt", good + "{\"question\":\"b\"}", "f:2", "\"messages\" or \"conversations\"");
        row("prompt of another kind", "{\"prompt\":{}}", "f:1", "neither text nor");
        row("negative id", "{\"prompt\":[1,-2]}", "f:1", "neither text nor");
        row("empty prompt", "{\"prompt\":\"\"}", "f:1", "empty");
        row("ids for chat", "{\"prompt\":[1,2]}", "f:1", "--api completions", true);
        row("messages for completions",
            "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"u\"}]}", "f:1",
            "--api chat");
        row("last message of the model", "{\"messages\":[{\"role\":\"assistant\",\"content\":\"s\"}]}", "f:1",
            "not the user's", true);
        row("unknown speaker", "{\"conversations\":[{\"from\":\"dog\",\"value\":\"wuff\"}]}", "f:1", "\"dog\"");
        row("length", "{\"prompt\":\"a\",\"output_tokens\":0}", "f:1", "from 1 to 10000000");
        row("nested", "{\"prompt\":\"a\",\"x\":" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}", "f:1",
            "too deeply");
        row("nobody speaks", "{\"conversations\":[]}", "f", "holds no prompt");
        row("binary", QByteArray("\0\xff\xfe[[[", 6), "f:1", "no JSON object");
    }
    void bad_datasets()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, chat);
        QFETCH(QString, said);
        const auto dataset = parse_dataset(bytes.toStdString(), "f", chat ? Api::chat : Api::completions);
        QVERIFY(!dataset);
        QTEST(QString::fromStdString(dataset.error().place), "place");
        QVERIFY2(dataset.error().text.find(said.toStdString()) != std::string::npos, dataset.error().text.c_str());
    }

    void each_prompt_comes_once_a_round_and_says_its_length()
    {
        std::string lines;
        for (int i = 0; i < 37; ++i)
            lines += "{\"prompt\":\"p" + std::to_string(i) + "\",\"output_tokens\":" + std::to_string(i + 1) + "}\n";
        RequestContent content = of_dataset(lines);
        QCOMPARE(content.most_output_tokens(), 128u);
        QCOMPARE(body(content, {.id = 36})["max_tokens"].toInt(), 37);
        QCOMPARE(body(content, {.id = 37})["prompt"].toString(), QString("p0"));
        auto shuffled = *content.dataset;
        shuffled.shuffled = true;
        content.dataset = std::make_shared<const Dataset>(shuffled);
        QStringList rounds[2];
        for (std::uint64_t i = 0; i < 74; ++i) rounds[i / 37] << body(content, {.id = i})["prompt"].toString();
        QCOMPARE(QSet<QString>(rounds[0].begin(), rounds[0].end()).size(), 37);
        QCOMPARE(QSet<QString>(rounds[1].begin(), rounds[1].end()).size(), 37);
        QVERIFY(rounds[0] != rounds[1]);
        content.seed = 43;
        QVERIFY(body(content, {.id = 0})["prompt"] != rounds[0][0] ||
                body(content, {.id = 1})["prompt"] != rounds[0][1]);
    }

    void conversations_go_on_with_the_servers_answers_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("streamed") << true;
        QTest::newRow("whole") << false;
    }
    void conversations_go_on_with_the_servers_answers()
    {
        QFETCH(bool, stream);
        const auto server = exact_server(2, 1);
        ClientSetup setup = client_of(server->url());
        const std::string said = "{\"conversations\":[{\"from\":\"human\",\"value\":\"one two "
                                 "three\"},{\"from\":\"gpt\",\"value\":\"x\"}, {\"from\":\"human\",\"value\":\"four "
                                 "five\"},{\"from\":\"gpt\",\"value\":\"y\"},{\"from\":\"human\",\"value\":\"six\"}]}";
        setup.content.dataset = of_dataset("[" + said + "]", Api::chat).dataset;
        setup.content.api = Api::chat;
        setup.content.stream = stream;
        setup.content.turns = 3;
        const auto records = run_level(setup, closed_loop(2, 12), {});
        QVERIFY(records);
        QCOMPARE(records->requests.size(), std::size_t(12));
        std::map<std::uint64_t, std::vector<const RequestRecord*>> conversations;
        for (const auto& r : records->requests) {
            QCOMPARE(QString::fromStdString(r.error), QString());
            conversations[*r.conversation].push_back(&r);
        }
        QCOMPARE(conversations.size(), std::size_t(4));
        // The simulated template puts 5 marks around all messages and 4 around each; a word and a token of an answer
        // count one.
        const std::uint32_t prompts[] = {5 + 4 + 3, 5 + 4 + 3 + 4 + 10 + 4 + 2,
                                         5 + 4 + 3 + 4 + 10 + 4 + 2 + 4 + 10 + 4 + 1};
        for (const auto& [id, turns] : conversations) {
            QCOMPARE(turns.size(), std::size_t(3));
            for (std::uint32_t i = 0; i < 3; ++i) {
                QCOMPARE(turns[i]->turn, i);
                QCOMPARE(*turns[i]->usage.prompt_tokens, prompts[i]);
                if (i > 0) QVERIFY(*turns[i]->started >= *turns[i - 1]->end);
            }
        }
    }

    void conversations_of_ids_and_of_open_loops()
    {
        const auto server = exact_server(2, 1);
        ClientSetup setup = client_of(server->url());
        setup.content.turns = 2;
        setup.content.prefix_tokens = 16;
        LevelPlan level;
        level.kind = ProfileKind::constant;
        level.rate = 100;
        level.max_concurrency = 4;
        level.stop.requests = 20;
        const auto records = run_level(setup, level, {});
        QVERIFY(records);
        std::map<std::uint32_t, int> turns;
        for (const auto& r : records->requests) {
            QCOMPARE(QString::fromStdString(r.error), QString());
            ++turns[r.turn];
            QCOMPARE(*r.usage.prompt_tokens, r.turn == 0 ? 24u : 24u + 10 + 8);
        }
        QVERIFY(turns[1] >= 8); // each first turn is followed by its second, but for those at the end
        QCOMPARE(*setup.content.most_prompt_tokens(), 16u + 2 * 8 + 10);
    }

    void a_failed_turn_ends_its_conversation()
    {
        const auto server = exact_server(2, 1, {{*parse_fault("500"), 1}});
        ClientSetup setup = client_of(server->url());
        setup.content.turns = 3;
        const auto records = run_level(setup, closed_loop(1, 4), {});
        QVERIFY(records);
        for (const auto& r : records->requests) QCOMPARE(r.turn, 0u);
    }
};

QTEST_GUILESS_MAIN(TestRequests)
#include "test_requests.moc"
