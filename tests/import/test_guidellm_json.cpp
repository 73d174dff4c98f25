// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_support.h"

#include "guidellm_distribution.h"

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace std::string_literals;

class TestGuidellmJson : public QObject {
    Q_OBJECT

    /// The value that "ttft:mean" names, of successful requests, or with "all:" before it of all of them.
    static std::optional<double> value_of(const Level& level, QString what)
    {
        const bool all = what.startsWith("all:");
        const auto parts = (all ? what.mid(4) : what).split(':');
        if (parts[0] == "duration") return level.duration_s;
        const auto id = metric_from_text(parts[0].toStdString());
        const auto statistic = statistic_from_text(parts.value(1, "mean").toStdString());
        if (!id || !statistic) return std::nullopt;
        if (!all) return level.value(*id, *statistic);
        const auto found = level.metrics_all_requests.find(*id);
        return found == level.metrics_all_requests.end() ? std::nullopt : found->second.value(*statistic);
    }

private slots:
    // Readings of the fixtures' INDEX files, computed from the files by others.
    void states_what_the_file_holds_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("readings"); // "metric:statistic=figure ..."
        const auto row = [](const char* name, const char* file, int index, const char* readings) {
            QTest::newRow(name) << QString(file) << index << QString(readings);
        };
        const char* std_v01 = "guidellm/v0.1/llama3.1-8b_neuron_std_sweep1.json";
        row("0.1 synchronous", std_v01, 0,
            "duration=118.226 requests_per_s=0.0930 request_latency=10.7473 request_latency:median=12.4226 ttft=340.14 "
            "output_tokens_per_s=20.080 prompt_tokens=1510.1 output_tokens=215.8");
        row("0.1 throughput", std_v01, 1,
            "duration=64.110 requests_per_s=0.8579 request_latency=29.4764 request_latency:median=28.4661 ttft=3936.15 "
            "output_tokens_per_s=176.993");
        const char* chunked = "guidellm/v0.1/llama3.1-8b_neuron_chunked-prefill_sweep1.json";
        row("0.1 chunked", chunked, 0, "duration=116.774 requests_per_s=0.0942 request_latency=10.6152 ttft=343.41");
        row("0.2", "guidellm/v0.2/qwen3-32b-fp8_concurrent50_30s_incomplete.json", 0,
            "requests_per_s=3.6755 concurrency=46.928 request_latency=12.6009 request_latency:p99=14.1793 "
            "ttft=1462.141 "
            "ttft:median=1085.960 ttft:p99=3143.128 itl=87.7059 tpot=87.0207 output_tokens_per_s=470.426 "
            "total_tokens_per_s=1407.933");
        row("0.2 stripped", "guidellm/v0.2/stripped_sweep-first-sync.json", 0,
            "requests_per_s=1.5482 ttft=16.793 ttft:median=16.381 ttft:p99=21.282 itl=4.9416 "
            "output_tokens_per_s=198.133 "
            "total_tokens_per_s=992.687");
        row("0.3", "guidellm/v0.3/llmd-sim_constant10_60s.json", 0,
            "requests_per_s=9.7778 concurrency=22.783 all:concurrency=23.215 request_latency=2.3301 "
            "request_latency:p99=2.3493 ttft=1006.214 ttft:median=1005.812 ttft:p99=1019.423 itl=10.4239 tpot=10.3425 "
            "output_tokens_per_s=1251.537 total_tokens_per_s=2426.938");
        row("0.5", "guidellm/v0.5dev/gpt-oss-20b_tp4_sync_aime.json", 0,
            "duration=720 requests_per_s=0.0333 concurrency=1.000 request_latency=30.6441 ttft=48.844 "
            "ttft:median=47.661 "
            "ttft:p99=60.776 itl=29.9063 tpot=29.9248 output_tokens_per_s=33.417 total_tokens_per_s=36.443");
        row("0.5 window", "guidellm/v0.5dev/qwen3-4b-thinking_tp2_fp8_sync_aime.json", 0,
            "duration=720 requests_per_s=0.0361 concurrency=0.715 request_latency=20.1318 ttft:p99=123.529 "
            "itl=19.6344");
        row("0.5 concurrent", "guidellm/v0.5dev/qwen3-4b-thinking_tp4_fp8_concurrent4.json", 0,
            "duration=24.910 requests_per_s=0.1204 concurrency=4.000 ttft=171.766 tpot=24.3229");
        const char* mock = "guidellm/v2-0.8dev/mock_constant-2-4_no-samples.json";
        row("0.8 rate 2", mock, 0,
            "duration=5.020 concurrency=0.008 request_latency=0.0198 output_tokens_per_s=3.195 requests_per_s=0.3984 "
            "ttft=11.481 itl=1.1508 tpot=2.4421");
        row("0.8 rate 4", mock, 1,
            "duration=2.519 concurrency=0.014 request_latency=0.0176 output_tokens_per_s=6.377 requests_per_s=0.7941 "
            "ttft=9.784 itl=1.0904 tpot=2.1771");
        row("H200 base, 1 stream", "h200/base/streams.json.gz", 0,
            "ttft:median=34.3 itl:median=4.90 all:output_tokens_per_s=201");
        row("H200 base, 128 streams", "h200/base/streams.json.gz", 7,
            "ttft:median=1738 itl:median=15.44 all:output_tokens_per_s=5549");
        row("H200 base, 256 streams", "h200/base/streams.json.gz", 8,
            "ttft:median=absent itl=absent tpot=absent request_latency=absent requests_per_s=absent "
            "all:output_tokens_per_s=6641");
        row("H200 fp8, 64 streams", "h200/fp8/streams.json.gz", 6,
            "ttft:median=636 itl:median=7.15 all:output_tokens_per_s=7532");
        row("H200 base, throughput", "h200/base/sweep_3req.json.gz", 1,
            "all:requests_per_s=10.24 all:concurrency=255.7 ttft:median=3400 ttft:p95=6146 itl:median=29.75 "
            "all:output_tokens_per_s=6771");
    }
    void states_what_the_file_holds()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(int, index);
        QFETCH(QString, readings);
        const auto imported = read_fixture(file.toStdString());
        QVERIFY(imported.has_value());
        const auto& level = imported->runs.front().levels.at(static_cast<std::size_t>(index));
        for (const QString& reading : readings.split(' ', Qt::SkipEmptyParts)) {
            const auto expected = reading.section('=', 1).toStdString();
            QVERIFY2(
                printed(value_of(level, reading.section('=', 0, 0)), expected) == expected,
                qPrintable(reading + ", read: " +
                           QString::fromStdString(printed(value_of(level, reading.section('=', 0, 0)), expected))));
        }
    }

    void leaves_out_the_first_gap_of_0_1()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto imported = read_fixture("guidellm/v0.1/llama3.1-8b_neuron_std_sweep1.json");
        QVERIFY(imported.has_value());
        const auto* itl = imported->runs.front().levels.front().metric(MetricId::itl);
        QVERIFY(itl && itl->derived);
        QCOMPARE(itl->definition, "itl.gaps"s);
        QVERIFY2(*itl->min > 1, "the artefact of 0.2 ms is still there");
        QVERIFY(*itl->mean > 48.219); // the mean with the artefacts in it, by the fixture's INDEX
    }

    // The formula of describe_weighted is GuideLLM's own: its figures come again from the listed requests.
    void computes_as_guidellm_does()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto imported = read_fixture("guidellm/live/0.6.1/sweep/benchmarks.json");
        QVERIFY(imported.has_value());
        for (const Level& level : imported->runs.front().levels) {
            std::vector<std::pair<double, double>> itl;
            for (std::size_t i = 0; i < level.columns.size(); ++i)
                if (level.columns.outcome[i] == Outcome::successful)
                    itl.emplace_back(level.columns.itl_ms[i], level.columns.output_tokens[i] - 1);
            const auto own = describe_weighted(itl);
            const auto* tool = level.metric(MetricId::itl);
            QVERIFY(tool && own.mean);
            QVERIFY(std::abs(*own.mean - *tool->mean) < 1e-9);
            QVERIFY(std::abs(*own.stddev - *tool->stddev) < 1e-6);
            for (const Percentile& percentile : tool->percentiles)
                QCOMPARE(own.percentile(percentile.rank), std::optional(percentile.value));
        }
    }

    void tells_missing_values_from_zeros_data()
    {
        QTest::addColumn<QString>("ttft"); // of three requests
        QTest::addColumn<double>("mean");  // as the tool wrote it, zeros in it
        QTest::addColumn<double>("max");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("problem");
        QTest::newRow("none") << "30,40,50" << 40.0 << 50.0 << "40.0" << "";
        QTest::newRow("one of three") << "0.0,40,50" << 30.0 << 50.0 << "45.0" << "some-missing";
        QTest::newRow("null in the list") << "null,40,50" << 30.0 << 50.0 << "45.0" << "some-missing";
        QTest::newRow("all") << "0.0,null,0" << 0.0 << 0.0 << "absent" << "all-missing";
        QTest::newRow("one of three, list absent") << "" << 30.0 << 50.0 << "absent" << "some-missing";
    }
    void tells_missing_values_from_zeros()
    {
        QFETCH(QString, ttft);
        QFETCH(double, mean);
        QFETCH(double, max);
        QFETCH(QString, expected);
        QFETCH(QString, problem);
        QStringList rows;
        for (const QString& value : ttft.split(',', Qt::SkipEmptyParts))
            rows << QString(
                        R"({"type_": "generative_request_stats", "time_to_first_token_ms": %1, "output_tokens": 8})")
                        .arg(value);
        const double min = problem.isEmpty() ? 30 : 0;
        const auto text =
            QString(
                R"({"metadata": {"version": 1}, "args": {}, "benchmarks": [{"config": {"strategy": {"type_": "synchronous"}}, "metrics":
            {"request_totals": {"successful": 3, "errored": 0, "incomplete": 0, "total": 3}, "time_to_first_token_ms": {"successful":
            {"mean": %1, "median": 40, "min": %2, "max": %3, "count": 3, "percentiles": {"p50": 40, "p95": 50}}}},
            "requests": {"successful": [%4], "errored": [], "incomplete": []}}]})")
                .arg(mean)
                .arg(min)
                .arg(max)
                .arg(rows.join(", "));
        const auto imported = read_json(text.toStdString());
        QVERIFY(imported.has_value());
        const Level& level = imported->runs.front().levels.front();
        QCOMPARE(printed(level.value(MetricId::ttft, Statistic::mean()), "0.0"), expected.toStdString());
        if (!problem.isEmpty())
            QVERIFY(has_problem(level.problems, problem.toStdString()));
        else
            QVERIFY(level.problems.empty());
    }

    void reads_knee_and_goodput()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto limited = read_fixture("guidellm/live/0.8.1/knee_limited/report.json");
        QVERIFY(limited && limited->runs.front().conclusions.size() == 1);
        const auto& run = limited->runs.front();
        QCOMPARE(run.conclusions.front().kind, "knee"s);
        QCOMPARE(run.conclusions.front().streams, std::optional(4.0));
        QCOMPARE(run.levels.size(), std::size_t{8});
        QCOMPARE(run.levels.back().label, "5 streams"s); // the adaptive level keeps its place: last
        QVERIFY(has_problem(run.levels.front().problems, "tool.generation_delay_ttft"));

        const auto none = read_fixture("guidellm/live/0.8.1/knee/report.json");
        QVERIFY(none && !none->runs.front().conclusions.front().streams);
        QCOMPARE(none->runs.front().conclusions.front().status, "no_knee"s);

        const auto goodput = read_fixture("guidellm/live/0.8.1/goodput/report.json");
        QVERIFY(goodput.has_value());
        const auto& search = goodput->runs.front();
        QCOMPARE(search.conclusions.front().kind, "goodput"s);
        QCOMPARE(search.conclusions.front().status, "converged"s);
        QCOMPARE(search.conclusions.front().streams, std::optional(2.0));
        QCOMPARE(printed(search.levels[1].value(MetricId::slo_attainment, Statistic::mean()), "0.667"), "0.667"s);
        QCOMPARE(printed(search.levels[1].value(MetricId::goodput, Statistic::mean()), "10.0"), "10.0"s);
        const auto* attainment = search.levels[0].metric(MetricId::slo_attainment);
        QVERIFY(attainment && attainment->mean_interval);
        QCOMPARE(format_decimal(attainment->mean_interval->low, 4), "0.8388"s);
        QVERIFY(search.levels[0].metric(MetricId::ttft)->mean_interval.has_value());
    }

    void says_which_requests_are_listed()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto windowed = read_fixture("guidellm/v0.5dev/gpt-oss-20b_tp4_sync_aime.json");
        QVERIFY(windowed.has_value());
        const Level& level = windowed->runs.front().levels.front();
        QCOMPARE(level.requests.successful, std::optional<std::uint64_t>(25));
        QCOMPARE(level.listed.successful, std::optional<std::uint64_t>(30));
        QCOMPARE(level.columns.size(), std::size_t{30});
        QVERIFY(has_problem(windowed->runs.front().problems, "requests-window"));
        const auto sampled = read_fixture("guidellm/live/0.8.1/goodput/report.json");
        QVERIFY(sampled.has_value());
        const auto& problems = sampled->runs.front().problems; // three levels, one note
        QCOMPARE(std::ranges::count(problems, "requests-sampled", &Problem::code), 1);
        const auto stripped = read_fixture("guidellm/v0.2/stripped_sweep-first-sync.json");
        QVERIFY(stripped && has_problem(stripped->runs.front().levels.front().problems, "counts-disagree"));
    }

    void marks_void_runs()
    {
        KNEEPOINT_NEEDS_SHARED();
        for (const char* version : {"0.5.4", "0.6.1", "0.7.4", "0.8.1"}) {
            const auto imported = read_fixture("guidellm/live/"s + version + "/err-wrongmodel/report.json");
            QVERIFY(imported.has_value());
            const Run& run = imported->runs.front();
            QVERIFY(run.void_result);
            QVERIFY(has_problem(run.problems, "no-success"));
            QVERIFY(has_problem(run.levels.front().problems, "first-error"));
            QVERIFY(!run.levels.front().metric(MetricId::ttft));
            const auto half = read_fixture("guidellm/live/"s + version + "/err-server500/report.json");
            QVERIFY(half && !half->runs.front().void_result);
            const auto& of_level = half->runs.front().levels.back().problems;
            const auto none = std::ranges::find(of_level, "no-success", &Problem::code);
            QVERIFY(none != of_level.end() && none->severity == Severity::error); // the server answered 500
        }
    }

    void warns_of_an_api_key_and_keeps_it_out()
    {
        const auto imported = read_json(
            R"({"metadata": {"version": 1}, "args": {"backend_kwargs": {"api_key": "sk-secret-1", "target": "http:)"
            "//me:sk-secret-2@host:8000/v1\"}}, \"benchmarks\": []}");
        QVERIFY(imported.has_value());
        QCOMPARE(imported->problems.size(), std::size_t{1});
        QCOMPARE(imported->problems.front().code, "api-key"s);
        QCOMPARE(imported->problems.front().place, "args.backend_kwargs.api_key"s);
        QVERIFY(imported->problems.front().text.find("secret") == std::string::npos);
        for (const auto& [key, fact] : imported->runs.front().setup.facts) {
            QVERIFY(fact.value.find("secret") == std::string::npos);
            if (key == "server.target") QCOMPARE(fact.value, "http://host:8000/v1"s);
        }
        const auto masked =
            read_json(R"({"config": {"spec": {"backend": {"api_key": "**********"}}}, "benchmarks": []})");
        QVERIFY(masked && masked->problems.empty());
    }
};

QTEST_APPLESS_MAIN(TestGuidellmJson)
#include "test_guidellm_json.moc"
