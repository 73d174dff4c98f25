// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_support.h"

#include "guidellm_outline.h"

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace std::string_literals;

namespace {

std::string row(int n, const std::string& more = {})
{
    return R"({"type_": "generative_request_stats", "request_id": "r)" + std::to_string(n) +
           "\", \"request_args\": \"{\\\"type_\\\": [{\\\"x\\\": \\\"}, {\\\"}]\", \"request_start_time\": "
           "1790000000.5, "
           R"("request_latency": 0.25, "time_to_first_token_ms": )" +
           std::to_string(20 + n % 5) + R"(, "output_tokens": 32)" + more + "}";
}

std::string benchmark(const std::string& rows, const std::string& more = {})
{
    return R"({"type_": "generative_benchmark", "config": {"strategy": {"type_": "concurrent", "streams": 4}}, "metrics": )"
           R"({"request_totals": {"successful": 3, "errored": 0, "incomplete": 0, "total": 3}, "time_to_first_token_ms": )"
           R"({"successful": {"mean": 21.0, "median": 21.0, "min": 20.0, "max": 22.0, "count": 3, "percentiles": )"
           R"({"p50": 21.0, "p95": 22.0}}}}, "requests": {"successful": [)" +
           rows +
           R"(], "errored": [], "incomplete": []}, "start_time": 1790000000.0, "end_time": 1790000010.0, "duration": 10.0)" +
           more + "}";
}

std::string report(const std::string& benchmarks)
{
    return R"({"metadata": {"version": 1, "guidellm_version": "0.5.4"}, "args": {}, "benchmarks": [)" + benchmarks +
           "]}";
}

std::string three_rows()
{
    return row(0) + ", " + row(1) + ", " + row(2);
}

} // namespace

class TestGuidellmBadInput : public QObject {
    Q_OBJECT
private slots:
    void keeps_whole_benchmarks_of_a_cut_report_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* file :
             {"guidellm/live/0.8.1/concurrent/report.json", "guidellm/live/0.3.1/concurrent/report.json",
              "guidellm/v0.1/llama3.1-8b_neuron_std_sweep1.json",
              "guidellm/v2-0.8dev/mock_constant-2-4_no-samples.json"})
            QTest::newRow(file) << QString(file);
    }
    void keeps_whole_benchmarks_of_a_cut_report()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        const auto whole_text = content(shared("fixtures/" + file.toStdString()));
        const auto whole = read_json(whole_text);
        QVERIFY(whole.has_value());
        std::size_t most = 0;
        for (std::size_t part = 0; part < 64; ++part) {
            const auto cut = read_json(whole_text.substr(0, whole_text.size() * part / 64));
            if (!cut) {
                QVERIFY(!cut.error().text.empty());
                QCOMPARE(most, std::size_t{0}); // what was readable once stays readable
                continue;
            }
            const auto& levels = cut->runs.front().levels;
            QVERIFY(levels.size() >= most);
            most = levels.size();
            QVERIFY(has_problem(cut->problems, "cut-off"));
            for (std::size_t i = 0; i < levels.size(); ++i) {
                const Level& same = whole->runs.front().levels[i];
                QVERIFY(levels[i].metrics == same.metrics);
                QCOMPARE(levels[i].columns.size(), same.columns.size());
            }
        }
        QVERIFY(most + 1 >= whole->runs.front().levels.size());
    }

    void keeps_the_disk_full_report_for_what_it_is()
    {
        KNEEPOINT_NEEDS_SHARED();
        for (const auto& file : fixtures("guidellm/live/0.8.1/err-diskfull", ".json")) {
            const auto imported = read_fixture(file);
            QVERIFY(!imported.has_value());
            QCOMPARE(imported.error().kind, ErrorKind::unreadable);
        }
    }

    void survives_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("problem");
        const auto add = [](const char* name, const std::string& text, int rows, const char* problem) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << rows << QString(problem);
        };
        add("whole", report(benchmark(three_rows())), 3, "");
        add("log lines around", "It's \"12:00\" INFO\n" + report(benchmark(three_rows())) + "\nINFO it's \"done\n", 3,
            "json-text");
        add("a log line after it", report(benchmark(three_rows())) + "\nINFO done\n", 3, "json-text-after");
        add("bare NaN",
            report(benchmark(row(0) + ", " + row(1, R"(, "inter_token_latency_ms": NaN)"), R"(, "x": NaN)")), 2,
            "not-finite");
        add("bare -Infinity", report(benchmark(row(0, R"(, "inter_token_latency_ms": -Infinity)"))), 1, "not-finite");
        add("wrong type", report(benchmark(row(0, R"(, "output_tokens": "many")"))), 1, "wrong-type");
        add("duplicate key in a row", report(benchmark(row(0, R"(, "output_tokens": 16)"))), 1, "");
        add("duplicate key", report(benchmark(three_rows(), R"(, "duration": 11.0)")), 3, "json-duplicate");
        add("negative time", report(benchmark(row(0, R"(, "request_latency": -0.25)"))), 1, "negative-time");
        // Rows are told by their opening, so what stands between two of them belongs to the first.
        add("a row that is no object", report(benchmark(row(0) + ", 17, " + row(2))), 1, "requests-damaged");
        add("a damaged row", report(benchmark(row(0) + ", " + row(1, ", \"x\" \"y\"") + ", " + row(2))), 2,
            "requests-damaged");
        add("end before start", report(benchmark(three_rows(), R"(, "end_time": 1780000000.0)")), 3,
            "end-before-start");
        add("an unknown key that nests",
            report(benchmark(row(0, R"(, "tool_calls": [{"type_": "function"}, {"type_": "x"}])"))), 1, "");
    }
    void survives()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, rows);
        QFETCH(QString, problem);
        const auto imported = read_json(text.toStdString());
        QVERIFY2(imported.has_value(), imported ? "" : imported.error().text.c_str());
        const Level& level = imported->runs.front().levels.front();
        QCOMPARE(static_cast<int>(level.columns.size()), rows);
        auto problems = imported->problems;
        problems.insert(problems.end(), level.problems.begin(), level.problems.end());
        const auto known = [&](const Problem& p) { return p.code.starts_with(problem.toStdString()); };
        if (!problem.isEmpty()) {
            std::string codes;
            for (const Problem& p : problems) codes += p.code + " ";
            QVERIFY2(std::ranges::any_of(problems, known), codes.c_str());
        }
        QCOMPARE(level.value(MetricId::ttft, Statistic::median()), std::optional(21.0));
    }

    void reads_windows_whatever_their_size()
    {
        // Rows of 0.2 to 60 KB, some with braces and brackets in their texts, over many windows of 128 KiB.
        std::string rows;
        constexpr int count = 3000;
        for (int i = 0; i < count; ++i) {
            if (i > 0) rows += ",\n  ";
            rows += row(i, ", \"output\": \"" +
                               std::string(static_cast<std::size_t>(i % 40 == 0 ? 60000 : i % 7 * 40), '{') +
                               "\\\\\\\"}, {\\\"type_\\\": \\\"generative_request_stats\\\"\"");
        }
        const auto imported = read_json(report(benchmark(rows) + ", " + benchmark(three_rows())));
        QVERIFY(imported.has_value());
        const auto& levels = imported->runs.front().levels;
        QCOMPARE(levels[0].columns.size(), std::size_t{count});
        QCOMPARE(levels[1].columns.size(), std::size_t{3});
        for (std::size_t i = 0; i < count; ++i) QCOMPARE(levels[0].columns.ttft_ms[i], 20.0 + double(i % 5));
    }

    void loses_one_row_only_to_damage()
    {
        std::string rows;
        for (int i = 0; i < 3000; ++i) rows += (i > 0 ? ", " : "") + row(i, i == 1500 ? R"(, "a" "b")" : "");
        const auto imported = read_json(report(benchmark(rows)));
        QVERIFY(imported.has_value());
        QCOMPARE(imported->runs.front().levels.front().columns.size(), std::size_t{2999});
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        const auto add = [](const char* name, const std::string& text, ErrorKind kind) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << int(kind);
        };
        add("empty", "", ErrorKind::unreadable);
        add("blank", " \n", ErrorKind::unreadable);
        add("a list", "[1, 2]", ErrorKind::unsupported);
        add("a number", "17", ErrorKind::unsupported);
        add("lm_eval", R"({"results": {"mmlu": {"acc,none": 0.5}}, "versions": {}})", ErrorKind::unsupported);
        add("pytest-benchmark", R"({"machine_info": {}, "benchmarks": [{"name": "x", "stats": {"mean": 1}}]})",
            ErrorKind::unsupported);
        add("Google Benchmark", R"({"context": {}, "benchmarks": [{"name": "BM_x", "real_time": 1.0}]})",
            ErrorKind::unsupported);
        add("benchmarks of numbers", R"({"benchmarks": [1, 2]})", ErrorKind::unsupported);
        add("10,000 levels of nesting", std::string(10000, '['), ErrorKind::too_large);
        add("10,000 levels in a report", R"({"benchmarks": )" + std::string(10000, '[') + std::string(10000, ']') + "}",
            ErrorKind::too_large);
        add("cut in the first list", report(benchmark(three_rows())).substr(0, 900), ErrorKind::unreadable);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        const auto imported = read_json(text.toStdString());
        QVERIFY(!imported.has_value());
        QCOMPARE(int(imported.error().kind), kind);
        QVERIFY(!imported.error().text.empty());
    }

    void reads_an_empty_run()
    {
        const auto imported = read_json(report(""));
        QVERIFY(imported && imported->runs.size() == 1);
        QVERIFY(has_problem(imported->runs.front().problems, "no-levels"));
        QVERIFY(!imported->runs.front().void_result);
    }

    void says_that_percentiles_decrease()
    {
        const auto text = report(benchmark(three_rows()));
        auto odd = text;
        odd.replace(odd.find(R"("p95": 22.0)"), 11, R"("p95": 19.0)");
        const auto imported = read_json(odd);
        QVERIFY(imported && has_problem(imported->runs.front().levels.front().problems, "percentiles-decrease"));
        odd = text;
        odd.replace(odd.find(R"("total": 3)"), 10, R"("total": 9)");
        const auto counts = read_json(odd);
        QVERIFY(counts && has_problem(counts->runs.front().levels.front().problems, "counts-disagree"));
    }

    // A number of 100 MB in a row and beside the rows: an answer of some kind, in bounded memory and time.
    void bears_long_numbers()
    {
        const std::string digits(100000000, '7');
        const auto in_row = read_json(report(benchmark(row(0, ", \"request_latency\": " + digits))));
        QVERIFY(in_row && has_problem(in_row->runs.front().levels.front().problems, "requests-damaged"));
        const auto beside = read_json(report(benchmark(three_rows(), ", \"x\": " + digits)));
        QVERIFY(beside.has_value());
    }

    void can_be_cancelled()
    {
        std::stop_source stop;
        stop.request_stop();
        Progress progress(stop.get_token());
        const auto imported = import::guidellm_json(report(benchmark(three_rows())), {}, progress);
        QVERIFY(!imported && imported.error().kind == ErrorKind::cancelled);
    }
};

QTEST_APPLESS_MAIN(TestGuidellmBadInput)
#include "test_guidellm_bad_input.moc"
