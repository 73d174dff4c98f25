// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/event_stream.h"
#include "kneepoint/load/token_event.h"

#include <QTest>

using namespace kneepoint::load;

namespace {

/// The events of a text that comes in pieces of this many bytes.
QStringList events(const QByteArray& text, qsizetype piece, std::size_t limit = EventStream::default_limit)
{
    EventStream stream(limit);
    QStringList found;
    for (qsizetype at = 0; at < text.size(); at += piece) {
        const QByteArray part = text.mid(at, piece);
        stream.feed({part.data(), std::size_t(part.size())},
                    [&](std::string_view data) { found << QString::fromUtf8(data.data(), qsizetype(data.size())); });
    }
    return found;
}

} // namespace

class TestEventStream : public QObject {
    Q_OBJECT

private slots:
    void splits_events_whatever_the_pieces_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char* name, const char* text, const QStringList& expected) {
            QTest::newRow(name) << QByteArray(text) << expected;
        };
        row("two events", "data: a\n\ndata: b\n\n", {"a", "b"});
        row("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", {"a", "b"});
        row("CR", "data: a\r\rdata: b\r\r", {"a", "b"});
        row("mixed ends", "data: a\r\n\ndata: b\n\r\n", {"a", "b"});
        row("no blank after the colon", "data:a\n\n", {"a"});
        row("only one blank is taken", "data:  a\n\n", {" a"});
        row("lines of one event", "data: a\ndata: b\n\n", {"a\nb"});
        row("comments", ": keep\n\n:\ndata: a\n: more\n\n", {"a"});
        row("other fields", "event: x\nid: 7\nretry: 3\ndata: a\n\n", {"a"});
        row("field whose name begins alike", "database: x\ndata: a\n\n", {"a"});
        row("field without a colon", "data\n\n", {""});
        row("empty events", "\n\n\ndata: a\n\n\n\n", {"a"});
        row("not ended", "data: a\n\ndata: b\n", {"a"});
        row("byte-order mark",
            "\xef\xbb\xbf"
            "data: a\n\n",
            {"a"});
        row("UTF-8", "data: gr\xc3\xbc\xc3\x9f \xf0\x9f\x8c\x8d\n\n", {QStringLiteral("grüß 🌍")});
        row("done", "data: {}\n\ndata: [DONE]\n\n", {"{}", "[DONE]"});
        row("garbage", "<html>\n\n", {});
    }
    void splits_events_whatever_the_pieces()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, expected);
        for (qsizetype piece = 1; piece <= text.size(); ++piece) QCOMPARE(events(text, piece), expected);
    }

    void stops_at_an_event_beyond_the_limit()
    {
        EventStream stream(1000);
        int taken = 0;
        stream.feed("data: a\n\n", [&](std::string_view) { ++taken; });
        const std::string much(400, 'x');
        for (int i = 0; i < 10; ++i) stream.feed(much, [&](std::string_view) { ++taken; });
        QCOMPARE(taken, 1);
        QVERIFY(stream.overflowed());
        EventStream lines(1000);
        for (int i = 0; i < 10; ++i) lines.feed("data: " + much + "\n", [&](std::string_view) { ++taken; });
        QVERIFY(lines.overflowed());
    }

    void reads_what_an_event_says_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<TokenEvent>("expected");
        const auto row = [](const char* name, const char* data, const TokenEvent& expected) {
            // Single quotes stand for double ones: JSON is easier to read so.
            QTest::newRow(name) << QByteArray(data).replace('\'', '"') << expected;
        };
        row("completion",
            "{'id':'c','choices':[{'index':0,'text':' a','logprobs':null,'finish_reason':null}],'usage':null}",
            {.text = true});
        row("chat", "{'choices':[{'delta':{'content':'a'}}]}", {.text = true});
        row("role only", "{'choices':[{'delta':{'role':'assistant','content':''}}]}", {});
        row("null content", "{'choices':[{'delta':{'content':null}}]}", {});
        row("reasoning", "{'choices':[{'delta':{'reasoning_content':'hm'}}]}", {.text = true, .reasoning = true});
        row("tool call", "{'choices':[{'delta':{'tool_calls':[{'index':0}]}}]}", {.text = true});
        row("escaped", "{'choices':[{'text':'\\'usage\\':{\\'prompt_tokens\\':9},\\\\'}]}", {.text = true});
        row("an escaped backslash, then an escaped quote", "{'choices':[{'text':'\\\\\\'x'}]}", {.text = true});
        row("an escaped quote at the end", "{'choices':[{'text':'x\\'}]}", {.valid = false});
        row("finished", "{'choices':[{'text':'','finish_reason':'length'}]}", {.finished = true});
        row("usage",
            "{'choices':[],'usage':{'prompt_tokens':5,'completion_tokens':7,'total_tokens':12,"
            "'prompt_tokens_details':{'cached_tokens':4}}}",
            {.usage = {5, 7, 4}});
        row("usage that is no number", "{'usage':{'prompt_tokens':'5','completion_tokens':-1}}", {});
        row("error", "{'error':{'message':'out of memory','type':'x','code':500}}",
            {.error = true, .error_text = "out of memory"});
        row("error as text", "{'error':'no'}", {.error = true, .error_text = "no"});
        row("older vLLM", "{'object':'error','message':'bad','code':400}", {.error = true, .error_text = "bad"});
        row("no error", "{'error':null,'choices':[]}", {});
        row("done", "[DONE]", {.done = true});
        row("done with blanks", " [DONE] ", {.done = true});
        row("message", "{'choices':[{'message':{'role':'assistant','content':'a'},'finish_reason':'stop'}]}",
            {.text = true, .finished = true});
        row("cut", "{'choices':[{'text':'a", {.valid = false});
        row("two documents", "{}{}", {.valid = false});
        row("no JSON", "<html>", {.valid = false});
        row("empty", "", {.valid = false});
        row("list", "[1]", {.valid = false});
    }
    void reads_what_an_event_says()
    {
        QFETCH(QByteArray, data);
        QFETCH(TokenEvent, expected);
        TokenEvent event = read_token_event({data.data(), std::size_t(data.size())});
        if (!event.valid) event = {.valid = false}; // what was read of a broken event does not count
        QCOMPARE(event.error_text, expected.error_text);
        QVERIFY(event == expected);
    }

    void a_deep_event_is_refused_and_not_followed()
    {
        const std::string deep = "{\"a\":" + std::string(100'000, '[');
        QVERIFY(!read_token_event(deep).valid);
    }
};

QTEST_APPLESS_MAIN(TestEventStream)
#include "test_event_stream.moc"
