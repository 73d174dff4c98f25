// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_support.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::tests;

class TestConsoleLayout : public QObject {
    Q_OBJECT
private slots:
    void reads_boxes_of_0_1();
    void joins_wrapped_rows();
    void reads_behind_prefixes_and_colours_data();
    void reads_behind_prefixes_and_colours();
    void refuses_or_reads_every_cut();
    void says_what_is_wrong_data();
    void says_what_is_wrong();
};

namespace {

// Printed by GuideLLM 0.1 (rich), here with one panel around it; the last cell goes on in a second row.
constexpr auto box = R"(
│ Backend(type=openai_server, target=http://localhost:8080/v1, model=org/Model-8B)              │
│ Requests Data by Benchmark                                                                    │
│ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓ │
│ ┃ Benchmark                 ┃ Requests Completed ┃ Request Failed ┃ Duration   ┃ │
│ ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩ │
│ │ synchronous               │ 11/11              │ 0/11           │ 113.56 sec │ │
│ │ asynchronous@0.85 req/sec │ 86/88              │ 2/88           │ 114.59 sec │ │
│ └───────────────────────────┴────────────────────┴────────────────┴────────────┘ │
│ Performance Stats by Benchmark                                                                │
│ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┓ │
│ ┃                           ┃ Request Latency [1%, 5%, 10%, 50%, ┃ Time to First Token    ┃ │
│ ┃ Benchmark                 ┃ 90% 95%, 99%] (sec)                ┃ [1%, 50%, 99%] (ms)    ┃ │
│ ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━┩ │
│ │ synchronous               │ 3.68, 5.13, 6.94, 10.91, 13.51,    │ 1563.3, 1589.4, 1596.4 │ │
│ │                           │ 14.26, 14.87                       │                        │ │
│ │ asynchronous@0.85 req/sec │ 2.62, 6.55, 9.40, 20.66, 30.60,    │ 1594.1, 1629.7, 5345.6 │ │
│ │                           │ 32.78, 35.07                       │                        │ │
│ └───────────────────────────┴────────────────────────────────────┴────────────────────────┘ │
│ Performance Summary by Benchmark                                                              │
│ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┓ │
│ ┃ Benchmark                 ┃ Requests per Second ┃ Request Latency ┃ Inter Token Latency ┃ │
│ ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━┩ │
│ │ synchronous               │ 0.10 req/sec        │ 10.32 sec       │ 29.81 ms            │ │
│ │ asynchronous@0.85 req/sec │ 0.77 req/sec        │ 20.77 sec       │ 63.69 ms            │ │
│ └───────────────────────────┴─────────────────────┴─────────────────┴─────────────────────┘ │
)";

// One level of GuideLLM 0.3 as a terminal of 80 columns shows it.
constexpr auto wrapped = R"(Benchmarks Stats:
================================================================================
===============================================================
Metadata   | Request Stats         || Out Tok/sec| Tot Tok/sec| Req Latency 
(sec)  ||| TTFT (ms)       ||| ITL (ms)       ||| TPOT (ms)      ||
  Benchmark| Per Second| Concurrency|        mean|        mean|  mean|  median|  
p99| mean| median|  p99| mean| median| p99| mean| median| p99
-----------|-----------|------------|------------|------------|------|--------|-
-----|-----|-------|-----|-----|-------|----|-----|-------|----
synchronous|       1.55|        1.00|       198.1|       992.7|  0.64|    0.64|  
0.69| 16.8|   16.4| 21.3|  4.9|    4.9| 5.3|  4.9|    4.9| 5.2
================================================================================
===============================================================
)";

constexpr auto small = R"(ℹ Request Latency Statistics (Completed Requests)
|===========|=========|========|======|======|=====|=====|=====|=====|
| Benchmark | Request Latency || TTFT       || ITL      || TPOT     ||
| Strategy  | Sec             || ms         || ms       || ms       ||
|           | Mdn     | p95    | Mdn  | p95  | Mdn | p95 | Mdn | p95 |
|-----------|---------|--------|------|------|-----|-----|-----|-----|
| constant  | 0.4     | 0.5    | 23.2 | 30.9 | 7.8 | --  | 8.1 | 8.4 |
|===========|=========|========|======|======|=====|=====|=====|=====|
)";

} // namespace

void TestConsoleLayout::reads_boxes_of_0_1()
{
    const auto imported = read_console(box);
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(run.format, std::string("guidellm-console/0.1"));
    QCOMPARE(run.setup.model, std::string("org/Model-8B"));
    QCOMPARE(run.levels.size(), 2U);
    const auto& level = run.levels[1];
    QCOMPARE(level.label, std::string("asynchronous 0.85 req/s"));
    QCOMPARE(level.target_rate, 0.85);
    QCOMPARE(level.requests.successful, 86U);
    QCOMPARE(level.requests.errored, 2U);
    QVERIFY(!level.requests.incomplete);
    QCOMPARE(level.duration_s, 114.59);
    QCOMPARE(level.metric(MetricId::request_latency)->percentile(95), 32.78);
    QCOMPARE(level.metric(MetricId::request_latency)->percentile(99), 35.07);
    QCOMPARE(level.metric(MetricId::request_latency)->mean, 20.77);
    QCOMPARE(level.metric(MetricId::ttft)->median, 1629.7);
    QCOMPARE(level.metric(MetricId::itl)->mean, 63.69);
    QCOMPARE(level.metric(MetricId::itl)->definition, std::string("itl.gaps"));
}

void TestConsoleLayout::joins_wrapped_rows()
{
    const auto imported = read_console(wrapped);
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QVERIFY(has_code(imported->problems, "wrapped-rows"));
    const auto& level = imported->runs.front().levels.front();
    QCOMPARE(level.metric(MetricId::request_latency)->percentile(99), 0.69);
    QCOMPARE(level.metric(MetricId::tpot)->percentile(99), 5.2);
    QCOMPARE(level.metric(MetricId::total_tokens_per_second)->mean, 992.7);
    auto of_0_2 = std::string(wrapped);
    of_0_2 = replaced(of_0_2, "(sec)", "(ms) ");
    const auto old = read_console(of_0_2);
    QVERIFY(old);
    QCOMPARE(old->runs.front().format, std::string("guidellm-console/0.2"));
    QCOMPARE(old->runs.front().levels.front().metric(MetricId::request_latency)->mean, 0.64); // seconds all the same
}

void TestConsoleLayout::reads_behind_prefixes_and_colours_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("plain") << "" << "";
    QTest::newRow("indented") << "    " << "";
    QTest::newRow("container log") << "guidellm-1  | " << "";
    QTest::newRow("carriage returns") << "" << "\r";
    QTest::newRow("colours") << "\x1b[1;32m" << "\x1b[0m";
}

void TestConsoleLayout::reads_behind_prefixes_and_colours()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    std::string text;
    for (const auto line : lines(small)) text += before.toStdString() + std::string(line) + after.toStdString() + "\n";
    const auto imported = read_console(text);
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    const auto& level = imported->runs.front().levels.front();
    QCOMPARE(level.label, std::string("constant"));
    QCOMPARE(level.metric(MetricId::tpot)->percentile(95), 8.4);
    QCOMPARE(level.metric(MetricId::itl)->median, 7.8);
    QVERIFY(!level.metric(MetricId::itl)->percentile(95));
}

void TestConsoleLayout::refuses_or_reads_every_cut()
{
    KNEEPOINT_NEEDS_SHARED();
    for (const char* file : {"guidellm/live/0.8.1/sweep/stdout.txt", "guidellm/live/0.3.1/sweep/stdout.txt",
                             "seeds/guidellm_console_base.txt"}) {
        const auto text = content(shared(std::string("fixtures/") + file));
        const auto whole = read_console(text);
        QVERIFY(whole);
        for (std::size_t i = 0; i < 64; ++i) {
            const auto part = read_console(text.substr(0, text.size() * i / 64));
            if (!part) {
                QVERIFY(!part.error().text.empty());
                continue;
            }
            QCOMPARE(part->runs.size(), 1U);
            QVERIFY(part->runs.front().levels.size() <= whole->runs.front().levels.size());
        }
    }
}

void TestConsoleLayout::says_what_is_wrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code"); // of a problem; empty when the text is refused
    const QByteArray table(small);
    QTest::newRow("empty") << QByteArray() << "";
    QTest::newRow("prose") << QByteArray("The base model is better.\n") << "";
    QTest::newRow("another table") << QByteArray("| a | b |\n|---|---|\n| 1 | 2 |\n") << "";
    QTest::newRow("header without rows") << table.left(table.indexOf("| constant")) << "";
    QTest::newRow("rows without header") << table.mid(table.indexOf("| constant")) << "";
    QTest::newRow("binary") << QByteArray(4096, '\0') + QByteArray("|\x01|===|\xff\x7f|\n", 11) << "";
    QTest::newRow("box without its top") << QByteArray("┡━━━╇━━━┩\n│ synchronous │ 1 │\n┏━\n") << "";
    QTest::newRow("a line of 1 MB") << QByteArray(1 << 20, '|') << "";
    QTest::newRow("a line of 1 MB before the table") << QByteArray(1 << 20, 'x') + "\n" + table << "none";
    QTest::newRow("a cell missing") << QByteArray(table).replace("| 7.8 ", "") << "table-row-cells";
    QTest::newRow("a cell too many") << QByteArray(table).replace("| 7.8 ", "| 7.8 | 7.8 ") << "table-row-cells";
    QTest::newRow("headers that disagree") << QByteArray(table).replace("|| ITL ", "||||| ITL ") << "";
    QTest::newRow("no numbers") << QByteArray(table).replace("7.8", "abc").replace("23.2", "nan ") << "none";
}

void TestConsoleLayout::says_what_is_wrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const auto imported = read_console(text.toStdString());
    QCOMPARE(imported.has_value(), !code.isEmpty());
    if (!imported) {
        QVERIFY(imported.error().kind == ErrorKind::unsupported || imported.error().kind == ErrorKind::unreadable);
        QVERIFY(imported.error().text.ends_with('.'));
    } else if (code != "none") {
        QVERIFY(has_code(imported->runs.front().problems, code.toStdString()));
    }
}

QTEST_APPLESS_MAIN(TestConsoleLayout)
#include "test_console_layout.moc"
