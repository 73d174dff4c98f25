// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/json_text.h"

#include "shared.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::import;

class TestJsonText : public QObject {
    Q_OBJECT
private slots:
    void reads_as_python_does_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("dumped"); ///< by a strict writer, keys in the file's order
        QTest::addColumn<QByteArray>("code");   ///< of the one problem, if any
        const auto row = [](const char* name, const char* text, const char* dumped, const char* code = "") {
            QTest::newRow(name) << QByteArray(text) << QByteArray(dumped) << QByteArray(code);
        };
        row("order is kept", R"({"b":1,"a":[true,false,null]})", R"({"b":1,"a":[true,false,null]})");
        row("blanks", " \r\n\t[ 1 , 2 ]\n", "[1,2]");
        row("empty values", R"([{},[],""])", R"([{},[],""])");
        row("numbers", "[-0.5,1e3,18446744073709551615,-9223372036854775808]",
            "[-0.5,1000.0,18446744073709551615,-9223372036854775808]");
        row("NaN and infinities", R"({"a":NaN,"b":Infinity,"c":-Infinity,"d":"NaN, Infinity"})",
            R"({"a":"NaN","b":"Infinity","c":"-Infinity","d":"NaN, Infinity"})");
        row("escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\tA\\u00e9\\u20ac\\ud83d\\ude00\"",
            "\"\\\"\\\\/\\b\\f\\n\\r\\tAé€😀\"");
        row("half a surrogate pair", R"("\ud83d!\ude00")", R"("�!�")");
        row("raw line end in a text", "[\"a\nb\"]", R"(["a\nb"])");
        row("last duplicate wins", R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})", "json-duplicate-key");
        row("overflow", R"([1e999,1])", "[null,1]", "json-number-range");
        row("log before", "INFO {'a': 1} loaded\nINFO [x]\n{\"a\":1}\n", R"({"a":1})", "json-text-before");
        row("log after", "{\"a\":1}\nINFO done {}\n", R"({"a":1})", "json-text-after");
        row("rest of a line", "{\"a\":1}, \"b\"", R"({"a":1})", "json-text-after");
        row("largest value wins", "log\n{}\n{\"a\":[1,2]}\n[]\n", R"({"a":[1,2]})", "json-text-both");
        row("progress bar before", "[1/3] loading {\n[2/3] \"x\n{\"a\":1}", R"({"a":1})", "json-text-before");
        row("Python dictionary before", "{'a': {}}\n{\"b\":1}", R"({"b":1})", "json-text-before");
        row("terminal colours before", "\x1b[0;36m(pid=1)\x1b[0m INFO\n[0;36mtail\n{\"b\":1}", R"({"b":1})",
            "json-text-before");
        row("braces inside texts", "log\n{\"a\":\"}{\\\"\",\n\"b\":\"[\"}", "{\"a\":\"}{\\\"\",\"b\":\"[\"}",
            "json-text-before");
    }
    void reads_as_python_does()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, dumped);
        QFETCH(QByteArray, code);
        Problems problems;
        const auto json = parse_json(text.toStdString(), problems);
        QVERIFY2(json.has_value(), json ? "" : to_string(json.error()).c_str());
        QCOMPARE(json->dump(), dumped.toStdString());
        if (code == "json-text-both") {
            QCOMPARE(problems.size(), std::size_t{2});
            return;
        }
        QCOMPARE(problems.size(), std::size_t(code.isEmpty() ? 0 : 1));
        if (!problems.empty()) QCOMPARE(problems[0].code, code.toStdString());
    }

    void fails_with_a_place_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<bool>("too_large");
        const auto row = [](const char* name, const QByteArray& text, const char* place, bool too_large = false) {
            QTest::newRow(name) << text << QByteArray(place) << too_large;
        };
        row("empty", "", "");
        row("blank", " \n ", "");
        row("a word", "hello", "line 1, column 1");
        row("cut object", "{\"a\":\n 1", "line 2, column 3");
        row("cut inside, not mistaken for a value inside", "{\"a\":\n{\"b\":1},\n", "line 3, column 1");
        row("cut text", "[\"abc", "line 1, column 6");
        row("cut escape", "[\"abc\\", "line 1, column 7");
        row("no comma", "{\"a\":1 \"b\":2}", "line 1, column 8");
        row("trailing comma", "[1,\n]", "line 2, column 1");
        row("single quotes", "{'a':1}", "line 1, column 2");
        row("bad escape", "[\"\\x\"]", "line 1, column 4");
        row("bad unicode escape", "[\"\\u12g4\"]", "line 1, column 5");
        row("not a number", "[1-2]", "line 1, column 2");
        row("513 levels", QByteArray(513, '[') + QByteArray(513, ']'), "line 1, column 513", true);
        row("10,000 levels", QByteArray(10'000, '[') + QByteArray(10'000, ']'), "line 1, column 513", true);
        row("10,000 objects", QByteArray("{\"a\":").repeated(10'000), "line 1, column 2561", true);
        row("a million unclosed", QByteArray(1'000'000, '['), "line 1, column 513", true);
        row("a million unclosed lines", QByteArray("[[\n").repeated(1'000'000), "line 257, column 1", true);
    }
    void fails_with_a_place()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, place);
        QFETCH(bool, too_large);
        Problems problems;
        const auto json = parse_json(text.toStdString(), problems);
        QVERIFY(!json);
        QCOMPARE(json.error().place, place.toStdString());
        QCOMPARE(json.error().kind, too_large ? ErrorKind::too_large : ErrorKind::unreadable);
        QVERIFY(json.error().text.ends_with('.'));
    }

    void accepts_512_levels()
    {
        Problems problems;
        QVERIFY(parse_json(std::string(512, '[') + std::string(512, ']'), problems));
    }

    void an_endless_number_is_absent()
    {
        Problems problems;
        const auto json = parse_json("{\"n\":" + std::string(50'000'000, '7') + ",\"a\":1}", problems);
        QVERIFY(json);
        QVERIFY((*json)["n"].is_null());
        QCOMPARE((*json)["a"].get<int>(), 1);
        QCOMPARE(problems.size(), std::size_t{1});
        QVERIFY(problems[0].text.size() < 200);
    }

    void many_keys_stay_linear()
    {
        std::string text = "{";
        for (int i = 0; i < 200'000; ++i) text += "\"" + std::to_string(i % 199'999) + "\":" + std::to_string(i) + ",";
        text.back() = '}';
        Problems problems;
        const auto json = parse_json(text, problems);
        QVERIFY(json);
        QCOMPARE(json->size(), std::size_t{199'999});
        QCOMPARE(json->begin()->get<int>(), 199'999);
        QCOMPARE(problems[0].code, std::string("json-duplicate-key"));
    }

    void numbers_and_python_tokens_are_numbers()
    {
        Problems problems;
        const auto json = parse_json(R"([1, 2.5, NaN, Infinity, -Infinity, "N/A", null, true])", problems).value();
        QCOMPARE(json_number(json[0]), 1.0);
        QCOMPARE(json_number(json[1]), 2.5);
        QVERIFY(std::isnan(json_number(json[2])) && is_json_number(json[2]));
        QVERIFY(std::isinf(json_number(json[3])) && json_number(json[3]) > 0);
        QVERIFY(std::isinf(json_number(json[4])) && json_number(json[4]) < 0);
        for (const int other : {5, 6, 7}) QVERIFY(!is_json_number(json[other]) && std::isnan(json_number(json[other])));
    }

    /// A vLLM log with terminal colours and braces, then an object.
    void finds_the_object_behind_a_log()
    {
        KNEEPOINT_NEEDS_SHARED();
        const std::string folder = "fixtures/seeds/neighbours/llm-quantization-a40/perf_results/";
        int files = 0;
        for (const auto& file : std::filesystem::directory_iterator(tests::shared(folder))) {
            Problems problems;
            const auto json = parse_json(tests::content(file.path()), problems);
            QVERIFY2(json.has_value(), file.path().c_str());
            QVERIFY(json->contains("throughput_tok_per_sec"));
            QCOMPARE(problems.size(), std::size_t{1});
            ++files;
        }
        QCOMPARE(files, 7);
    }
};

QTEST_APPLESS_MAIN(TestJsonText)
#include "test_json_text.moc"
