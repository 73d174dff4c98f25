// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"
#include "runs.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace kneepoint;
using namespace kneepoint::compare;

using Change = std::function<void(Run&)>;
Q_DECLARE_METATYPE(Change)

namespace {

constexpr int first = 0;

/// A level whose numbers agree: 20 requests/s of 0.2 s each are 4 in flight; 11 tokens, the first after 100 ms, and ten
/// more in 100 ms are 10 ms apart.
Run sound()
{
    auto level = tests::streams(4, 10);
    level.duration_s = 50;
    level.metrics[MetricId::request_latency] = tests::values(0.2);
    level.metrics[MetricId::request_latency].definition = "latency.end_to_end";
    level.metrics[MetricId::ttft] = tests::values(100);
    level.metrics[MetricId::output_tokens] = tests::values(11);
    level.metrics[MetricId::prompt_tokens] = tests::values(100);
    level.metrics[MetricId::requests_per_second] = tests::values(20);
    level.metrics[MetricId::tpot] = tests::values(200.0 / 11);
    level.metrics[MetricId::tpot].definition = "tpot.with_ttft";
    auto run = tests::performance("a", "a.json", "m", {level});
    run.setup.facts["workload.prompt_tokens"] = {"100", {}};
    run.setup.facts["workload.output_tokens"] = {"11", {}};
    return run;
}

void list_requests(Run& run, std::initializer_list<double> output_tokens, double decode_s)
{
    auto& level = run.levels[first];
    auto& columns = level.columns;
    for (const double tokens : output_tokens) {
        columns.start_s.push_back(0);
        columns.latency_s.push_back(0.1 + decode_s);
        columns.ttft_ms.push_back(tokens > 0 ? 100 : 10);
        columns.itl_ms.push_back(10);
        columns.tpot_ms.push_back(20);
        columns.prompt_tokens.push_back(100);
        columns.output_tokens.push_back(tokens);
        columns.outcome.push_back(Outcome::successful);
    }
    level.listed.successful = columns.size();
}

} // namespace

/// The checks of peers.md 3.3 and lm_eval.md 8.12, each with a value that sets it off and one that does not.
class TestChecks : public QObject {
    Q_OBJECT

    static QString codes(const Problems& problems)
    {
        QString all;
        for (const auto& problem : problems) all += QString::fromStdString(problem.code + ": " + problem.text + "\n");
        return all;
    }

private slots:
    void levels_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("says"); ///< empty: the check must be silent
        const auto row = [](const char* name, const char* code, Change change, const char* says) {
            QTest::newRow(name) << code << std::move(change) << says;
        };
        const auto mean = [](MetricId metric, double value) {
            return Change([=](Run& r) { r.levels[first].metrics[metric].mean = value; });
        };
        row(
            "C1 lost", "requests-not-as-asked", [](Run& r) { r.setup.facts["load.max_requests"] = {"1024", {}}; },
            "accounts for 1000 of the 1024 requests asked for");
        row("C1 all", "requests-not-as-asked", [](Run& r) { r.setup.facts["load.max_requests"] = {"1000", {}}; }, "");
        row(
            "C1 by time", "requests-not-as-asked",
            [](Run& r) {
                r.setup.facts["load.max_requests"] = {"1024", {}};
                r.setup.facts["load.max_seconds"] = {"30", {}};
            },
            "");
        row(
            "C2 empty", "empty-answers", [](Run& r) { list_requests(r, {11, 0, 11, 0}, 0.1); },
            "2 of 4 successful requests have no output token");
        row("C2 none empty", "empty-answers", [](Run& r) { list_requests(r, {11, 11}, 0.1); }, "");
        // inference-perf counted two pieces for each token: half the time between tokens.
        row("C3 halved", "decode-identity", mean(MetricId::itl, 5), "which give 10 ms at level 4 streams: two pieces");
        row("C3 TPOT", "decode-identity", mean(MetricId::tpot, 30), "Mean TPOT 30 ms does not follow");
        row("C3 within a tenth", "decode-identity", mean(MetricId::itl, 9.5), "");
        row(
            "C3 unweighted", "decode-identity",
            [](Run& r) {
                r.levels[first].metrics[MetricId::itl].mean = 5;
                r.levels[first].metrics[MetricId::itl].definition = "itl.per_request";
            },
            "");
        row(
            "C4 in pairs", "tokens-in-pairs",
            [](Run& r) {
                r.levels[first].metrics[MetricId::itl] = tests::values(0.046, {}, 10);
                r.levels[first].metrics[MetricId::itl].definition = "itl.gaps";
            },
            "Median ITL 0.046 ms is less than a fifth of the mean 10 ms");
        row(
            "C4 even", "tokens-in-pairs",
            [](Run& r) {
                r.levels[first].metrics[MetricId::itl] = tests::values(2, {}, 10);
                r.levels[first].metrics[MetricId::itl].definition = "itl.gaps";
            },
            "");
        row("C5 prompt", "tokens-not-as-asked", mean(MetricId::prompt_tokens, 111), "100 prompt tokens a request were");
        row("C5 template", "tokens-not-as-asked", mean(MetricId::prompt_tokens, 109), "");
        row("C5 output", "tokens-not-as-asked", mean(MetricId::output_tokens, 9), "answers ended by themselves");
        row(
            "C5 with a prefix", "tokens-not-as-asked",
            [](Run& r) {
                r.levels[first].metrics[MetricId::prompt_tokens].mean = 200;
                r.setup.facts["workload.data"] = {"prompt_tokens=100,prefix_tokens=100", {}};
            },
            "");
        row("C6 ramp", "littles-law", mean(MetricId::requests_per_second, 16),
            "times latency is 3.2 at level 4 streams");
        row("C6 near", "littles-law", mean(MetricId::requests_per_second, 17.5), "");
        row(
            "C6 printed", "littles-law",
            [](Run& r) {
                r.levels[first].metrics[MetricId::requests_per_second].mean = 16;
                r.setup.facts["numbers"] = {"printed", {}};
            },
            "");
        row(
            "C6 with failures", "littles-law",
            [](Run& r) {
                r.levels[first].metrics[MetricId::requests_per_second].mean = 16;
                r.levels[first].requests.errored = 100;
            },
            "");
        row(
            "C8 short", "short-level", [](Run& r) { r.levels[first].duration_s = 0.5; },
            "4 streams (0.5 s, latency 0.2 s)");
        row("C8 long enough", "short-level", [](Run& r) { r.levels[first].duration_s = 0.61; }, "");
        row(
            "C8 few", "few-for-percentiles",
            [](Run& r) {
                r.levels[first].metrics[MetricId::request_latency].percentiles = {{90, 1, {}}, {99, 2, {}}};
                r.levels[first].requests.successful = 661;
            },
            "takes 662 requests for p99 at 99 % confidence; fewer stand behind p99 at 1 of 1 level.");
        row(
            "C8 enough", "few-for-percentiles",
            [](Run& r) {
                r.levels[first].metrics[MetricId::request_latency].percentiles = {{90, 1, {}}, {99, 2, {}}};
                r.levels[first].requests.successful = 662;
            },
            "");
        row(
            "C9 in one piece", "not-streamed", [](Run& r) { list_requests(r, {11, 11}, 0.0000025); },
            "2 of 2 requests at level 4 streams decoded faster than 10000 tokens/s (up to 4000000)");
        row("C9 streamed", "not-streamed", [](Run& r) { list_requests(r, {11, 11}, 0.01); }, "");
        row(
            "C10 folder", "names-disagree",
            [](Run& r) {
                r.provenance.files[0].file = "runs/llama_gptq/benchmark.json";
                r.setup.scheme = "AWQ-INT4";
                r.setup.scheme_source = "quantization_config";
            },
            "name or folder says gptq, but by its quantization_config the model is AWQ-INT4");
        row(
            "C10 same method", "names-disagree",
            [](Run& r) {
                r.provenance.files[0].file = "runs/llama_int4/benchmark.json";
                r.setup.scheme = "AWQ-INT4";
            },
            "");
        row(
            "C10 log", "names-disagree",
            [](Run& r) {
                r.setup.scheme = "BF16";
                r.setup.scheme_source = "server log (vllm.log)";
                r.setup.facts["scheme.named"] = {"FP8-dynamic", "model name"};
            },
            "The model name says FP8-dynamic, but the server log (vllm.log) says BF16");
        row(
            "C10 more precise", "names-disagree",
            [](Run& r) {
                r.setup.scheme = "W8A8-FP8";
                r.setup.facts["scheme.named"] = {"FP8", "model name"};
            },
            "");
    }
    void levels()
    {
        QFETCH(QString, code);
        QFETCH(Change, change);
        QFETCH(QString, says);
        auto run = sound();
        QCOMPARE(codes(check_run(run)), QString());
        change(run);
        const auto problems = check_run(run);
        const auto found = std::ranges::find(problems, code.toStdString(), &Problem::code);
        QVERIFY2((found != problems.end()) == !says.isEmpty(), qPrintable(codes(problems)));
        if (!says.isEmpty()) QVERIFY2(QString::fromStdString(found->text).contains(says), found->text.c_str());
    }

    // What the file publishes, beside what it should be.
    void corrections_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("what");
        QTest::addColumn<double>("published");
        QTest::addColumn<double>("corrected");
        const auto row = [](const char* what, double published, double corrected, Change change) {
            QTest::newRow(what) << std::move(change) << what << published << corrected;
        };
        row("mean ITL, ms", 5, 10, [](Run& r) { r.levels[first].metrics[MetricId::itl].mean = 5; });
        const Change two_of_four_empty = [](Run& r) {
            list_requests(r, {11, 0, 11, 0}, 0.1);
            r.levels[first].requests.successful = 4;
            r.levels[first].metrics[MetricId::ttft].mean = 55;
        };
        row("mean TTFT, ms", 55, 100, two_of_four_empty);
        row("requests/s", 20, 10, two_of_four_empty);
        row("concurrency", 4, 3.2, [](Run& r) { r.levels[first].metrics[MetricId::requests_per_second].mean = 16; });
        row("prompt tokens a request", 100, 120,
            [](Run& r) { r.levels[first].metrics[MetricId::prompt_tokens].mean = 120; });
    }
    void corrections()
    {
        QFETCH(Change, change);
        QFETCH(QString, what);
        auto run = sound();
        change(run);
        for (const auto& problem : check_run(run))
            for (const auto& correction : problem.corrections) {
                if (correction.what != what.toStdString()) continue;
                QTEST(correction.published.value_or(-1), "published");
                QTEST(correction.corrected.value_or(-1), "corrected");
                return;
            }
        QFAIL(qPrintable(codes(check_run(run))));
    }

    void scores_near_zero_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("n");
        QTest::addColumn<bool>("found");
        QTest::newRow("not extracted") << "exact_match" << .0015 << 1319 << true;
        QTest::newRow("lighteval") << "qem" << .001 << 1319 << true;
        QTest::newRow("hard") << "exact_match" << .03 << 1319 << false;
        QTest::newRow("few") << "exact_match" << 0. << 20 << false;
        QTest::newRow("multiple choice") << "acc" << 0. << 1319 << false;
    }
    void scores_near_zero()
    {
        QFETCH(QString, metric);
        QFETCH(double, value);
        QFETCH(int, n);
        const auto run = tests::accuracy("a", "a.json", "m",
                                         {tests::score("gsm8k", metric.toStdString(), value, .001, std::uint64_t(n))});
        const auto problems = check_run(run);
        const bool found = std::ranges::find(problems, "near-zero-score", &Problem::code) != problems.end();
        QTEST(found, "found");
    }

    void issues_are_named_where_there_are_some()
    {
        QCOMPARE(known_issue("decode-identity"), std::string_view("inference-perf issue 564, evalscope issue 778"));
        QCOMPARE(known_issue("formatting-lost"), std::string_view("lm-evaluation-harness issues 2237 and 3382"));
        QCOMPARE(known_issue("errored"), std::string_view());
    }
};

QTEST_GUILESS_MAIN(TestChecks)
#include "test_checks.moc"
