// SPDX-License-Identifier: GPL-3.0-or-later
// Echo, log-probabilities, several prompts and several answers: what lm-evaluation-harness and GuideLLM ask a server
// for.
#include "sim_raw_client.h"
#include "sim_started.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <map>

using namespace kneepoint::tests;

namespace {

const QByteArray streamed = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

QByteArray asked(const QByteArray& prompt, const QByteArray& more)
{
    return "{\"model\":\"m\",\"prompt\":" + prompt + "," + more + "}";
}

const QJsonArray choices(const RawAnswer& answer)
{
    return json(answer.body)["choices"].toArray();
}

/// What a stream says, put together by choice.
struct Joined {
    QString text, finish;
    QStringList tokens;
    QJsonArray logprobs, offsets;
    int events = 0;
};

std::map<int, Joined> joined(const RawAnswer& answer)
{
    std::map<int, Joined> all;
    for (const QByteArray& event : answer.events()) {
        if (event == "[DONE]") continue;
        const QJsonArray parts = json(event)["choices"].toArray();
        for (const auto& part : parts) {
            const QJsonObject choice = part.toObject();
            Joined& one = all[choice["index"].toInt()];
            ++one.events;
            one.text += choice["text"].toString() + choice["delta"].toObject()["content"].toString();
            if (!choice["finish_reason"].isNull()) one.finish = choice["finish_reason"].toString();
            const QJsonObject likely = choice["logprobs"].toObject();
            const QJsonArray tokens = likely["tokens"].toArray();
            for (const auto& token : tokens) one.tokens << token.toString();
            for (const auto& value : likely["token_logprobs"].toArray()) one.logprobs.append(value);
            for (const auto& value : likely["text_offset"].toArray()) one.offsets.append(value);
        }
    }
    return all;
}

} // namespace

class SimulateChoicesTest : public QObject {
    Q_OBJECT
private slots:
    /// The payload of lm-evaluation-harness for a log-likelihood, and the slices that it takes of the answer.
    void log_likelihoods_of_a_prompt()
    {
        const auto simulator = started(exact(0, 0));
        RawClient client(simulator->port());
        const QByteArray more =
            "\"temperature\":0,\"max_tokens\":1,\"logprobs\":1,\"seed\":1234,\"echo\":true,\"ignore_eos\":true";
        const auto answer = client.post("/v1/completions", asked("[11,12,13]", more));
        QCOMPARE(answer.status, 200);
        const auto likely = choices(answer)[0].toObject()["logprobs"].toObject();
        const auto values = likely["token_logprobs"].toArray();
        const auto tokens = likely["tokens"].toArray();
        const auto tops = likely["top_logprobs"].toArray();
        QCOMPARE(values.size(), 4); // the prompt and the one token
        QCOMPARE(tokens.size(), 4);
        QCOMPARE(tops.size(), 4);
        QVERIFY(values[0].isNull() && tops[0].isNull()); // nothing is before it
        for (int i = 1; i < 4; ++i) {
            QVERIFY(values[i].toDouble() < 0);
            const auto top = tops[i].toObject();
            QVERIFY(top.size() == 1 || top.size() == 2); // the likeliest, and the token itself where it is another
            QCOMPARE(top[tokens[i].toString()].toDouble(), values[i].toDouble());
            for (const QString& token : top.keys()) QVERIFY(top[token].toDouble() >= values[i].toDouble());
        }
        // A continuation's likelihood depends on what is before it, and on nothing after it.
        const auto value = [&](const QByteArray& prompt, int at) {
            const auto list = choices(client.post("/v1/completions", asked(prompt, more)));
            return list[0].toObject()["logprobs"].toObject()["token_logprobs"].toArray()[at].toDouble();
        };
        QCOMPARE(value("[11,12,13]", 2), values[2].toDouble());
        QCOMPARE(value("[11,12,99]", 1), values[1].toDouble());
        QVERIFY(value("[11,98,13]", 2) != values[2].toDouble());
        QVERIFY(value("[10,12,13]", 1) != values[1].toDouble());
    }

    void likelihoods_are_probabilities_and_some_tokens_are_the_likeliest()
    {
        const auto simulator = started(exact(0, 0));
        RawClient client(simulator->port());
        const auto answer =
            client.post("/v1/completions", asked("\"a\"", "\"max_tokens\":400,\"ignore_eos\":true,\"logprobs\":5"));
        const auto likely = choices(answer)[0].toObject()["logprobs"].toObject();
        QCOMPARE(likely["tokens"].toArray().size(), 400);
        int greedy = 0;
        for (int i = 0; i < 400; ++i) {
            const auto top = likely["top_logprobs"].toArray()[i].toObject();
            QVERIFY(top.size() == 5 || top.size() == 6);
            double sum = 0;
            double best = -1e9;
            for (const QString& token : top.keys()) {
                sum += std::exp(top[token].toDouble());
                best = std::max(best, top[token].toDouble());
            }
            QVERIFY(sum <= 1 + 1e-9);
            greedy += best == likely["token_logprobs"].toArray()[i].toDouble();
        }
        QVERIFY(greedy > 80 && greedy < 320);
    }

    void an_echo_gives_the_prompt_back_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("whole") << false;
        QTest::newRow("streamed") << true;
    }
    void an_echo_gives_the_prompt_back()
    {
        QFETCH(bool, stream);
        const auto simulator = started(exact(1, 0));
        RawClient client(simulator->port());
        const QByteArray end = stream ? streamed : QByteArray();
        const QString prompt = "Say \"hello\",\nplease: ä";
        const QByteArray text = "\"Say \\\"hello\\\",\\nplease: \\u00e4\"";
        const auto both = client.post(
            "/v1/completions", asked(text, "\"echo\":true,\"max_tokens\":3,\"ignore_eos\":true,\"logprobs\":0" + end));
        Joined one;
        if (stream) {
            one = joined(both)[0];
            QCOMPARE(one.events, 3);
        } else {
            const auto choice = choices(both)[0].toObject();
            one.text = choice["text"].toString();
            one.finish = choice["finish_reason"].toString();
            for (const auto& token : choice["logprobs"].toObject()["tokens"].toArray()) one.tokens << token.toString();
            one.offsets = choice["logprobs"].toObject()["text_offset"].toArray();
        }
        QVERIFY2(one.text.startsWith(prompt), qPrintable(one.text));
        QCOMPARE(one.text.mid(prompt.size()).split(' ', Qt::SkipEmptyParts).size(), 3);
        QCOMPARE(one.finish, QString("length"));
        QCOMPARE(one.tokens.join(QString()), one.text);
        QByteArray bytes;
        for (int i = 0; i < one.tokens.size(); ++i) {
            QCOMPARE(one.offsets[i].toInt(), int(bytes.size()));
            bytes += one.tokens[i].toUtf8();
        }
        // Nothing but the prompt.
        const auto alone = client.post("/v1/completions", asked(text, "\"echo\":true,\"max_tokens\":0" + end));
        QCOMPARE(alone.status, 200);
        QCOMPARE(stream ? joined(alone)[0].text : choices(alone)[0].toObject()["text"].toString(), prompt);
        if (!stream) QCOMPARE(json(alone.body)["usage"]["completion_tokens"].toInt(), 0);
    }

    void several_prompts_and_answers_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::addColumn<bool>("model");
        QTest::newRow("whole, exact") << false << false;
        QTest::newRow("streamed, exact") << true << false;
        QTest::newRow("whole, modelled") << false << true;
        QTest::newRow("streamed, modelled") << true << true;
    }
    void several_prompts_and_answers()
    {
        QFETCH(bool, stream);
        QFETCH(bool, model);
        auto options = exact(2, 1);
        if (model) options.exact.reset();
        const auto simulator = started(options);
        RawClient client(simulator->port());
        const auto answer =
            client.post("/v1/completions", asked("[[1,2,3],[4,5]]", "\"n\":2,\"max_tokens\":5,\"ignore_eos\":true" +
                                                                        (stream ? streamed : QByteArray())));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.whole);
        std::map<int, QString> texts;
        if (stream) {
            for (const auto& [index, one] : joined(answer)) {
                QCOMPARE(one.events, 5);
                QCOMPARE(one.finish, QString("length"));
                texts[index] = one.text;
            }
            const auto events = answer.events();
            QCOMPARE(events.back(), QByteArray("[DONE]"));
            QCOMPARE(json(events[events.size() - 2])["usage"]["completion_tokens"].toInt(), 20);
        } else {
            for (const auto& choice : choices(answer))
                texts[choice.toObject()["index"].toInt()] = choice.toObject()["text"].toString();
            const auto usage = json(answer.body)["usage"].toObject();
            QCOMPARE(usage["prompt_tokens"].toInt(), 5); // each prompt once
            QCOMPARE(usage["completion_tokens"].toInt(), 20);
        }
        QCOMPARE(texts.size(), std::size_t{4});
        for (const auto& [index, text] : texts) QCOMPARE(text.split(' ', Qt::SkipEmptyParts).size(), 5);
        QVERIFY(texts[0] != texts[1]);
        const auto counts = simulator->counts();
        QCOMPARE(counts.requests, 1);
        QCOMPARE(counts.finished, 1);
        QCOMPARE(counts.active, 0);
        QCOMPARE(counts.tokens, 20);
    }

    void a_chat_has_answers_and_likelihoods_too()
    {
        const auto simulator = started(exact(2, 1));
        RawClient client(simulator->port());
        const QByteArray body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"n\":3,\"max_tokens\":4,"
                                "\"ignore_eos\":true,\"logprobs\":true,\"top_logprobs\":2";
        const auto answer = client.post("/v1/chat/completions", body + "}");
        const auto all = choices(answer);
        QCOMPARE(all.size(), 3);
        for (const auto& choice : all) {
            const auto content = choice.toObject()["logprobs"].toObject()["content"].toArray();
            QCOMPARE(content.size(), 4);
            QString text;
            for (const auto& token : content) {
                const auto one = token.toObject();
                text += one["token"].toString();
                QVERIFY(one["logprob"].toDouble() < 0);
                QCOMPARE(one["bytes"].toArray().size(), one["token"].toString().size());
                QCOMPARE(one["top_logprobs"].toArray().size(), 2);
                QVERIFY(one["top_logprobs"][0]["logprob"].toDouble() >= one["top_logprobs"][1]["logprob"].toDouble());
            }
            QCOMPARE(choice.toObject()["message"].toObject()["content"].toString(), text);
        }
        const auto parts = joined(client.post("/v1/chat/completions", body + streamed + "}"));
        QCOMPARE(parts.size(), std::size_t{3});
        for (const auto& [index, one] : parts) QCOMPARE(one.events, 5); // the role, and four tokens
        QVERIFY(choices(client.post("/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                                            "\"max_tokens\":1}"))[0]
                    .toObject()["logprobs"]
                    .isNull());
    }

    /// As GuideLLM asks for it.
    void usage_in_every_event()
    {
        const auto simulator = started(exact(2, 1));
        RawClient client(simulator->port());
        const auto answer =
            client.post("/v1/completions",
                        asked("[1,2,3]", "\"max_tokens\":4,\"ignore_eos\":true,\"stream\":true,\"stream_options\":"
                                         "{\"include_usage\":true,\"continuous_usage_stats\":true}"));
        const auto events = answer.events();
        QCOMPARE(events.size(), std::size_t{6});
        for (int i = 0; i < 4; ++i) {
            const auto usage = json(events[std::size_t(i)])["usage"].toObject();
            QCOMPARE(usage["completion_tokens"].toInt(), i + 1);
            QCOMPARE(usage["prompt_tokens"].toInt(), 3);
        }
        QCOMPARE(json(events[4])["usage"]["completion_tokens"].toInt(), 4);
    }

    void faults_end_all_choices_data()
    {
        QTest::addColumn<QByteArray>("fault");
        for (const char* fault : {"cut", "reset", "no-tokens", "error-event", "byte-wise", "slow-headers"})
            QTest::newRow(fault) << QByteArray(fault);
    }
    void faults_end_all_choices()
    {
        QFETCH(QByteArray, fault);
        for (const QByteArray& end : {QByteArray(), streamed}) {
            const auto simulator = started(exact(2, 1));
            RawClient client(simulator->port());
            const auto answer =
                client.post("/v1/completions",
                            asked("[[1],[2]]", "\"n\":2,\"max_tokens\":4,\"ignore_eos\":true,\"kneepoint_fault\":\"" +
                                                   fault + "\"" + end));
            QVERIFY(answer.whole || answer.closed);
            if (fault == "no-tokens" && end.isEmpty())
                QCOMPARE(json(answer.body)["usage"]["completion_tokens"].toInt(), 0);
            RawClient again(simulator->port());
            QCOMPARE(again.get("/health").status, 200);
            QCOMPARE(simulator->counts().active, 0);
        }
    }
};

QTEST_GUILESS_MAIN(SimulateChoicesTest)
#include "test_simulate_choices.moc"
