// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"

#include "shared.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;

namespace {

using Reader = decltype(&import::lm_eval_results);

Run read(Reader reader, const std::string& text, const std::string& file)
{
    Progress progress;
    const auto imported = reader(text, {file, {}}, progress);
    return imported ? imported->runs.at(0) : Run{};
}

Run fixture(const std::string& file)
{
    const std::string path = "fixtures/lm_eval/live/" + file;
    const bool samples = file.contains("/samples_");
    return read(samples ? &import::lm_eval_samples : &import::lm_eval_results, tests::content(tests::shared(path)),
                path);
}

} // namespace

class TestLmEvalVoid : public QObject {
    Q_OBJECT
private slots:
    void runs_that_say_nothing_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("is_void");
        QTest::addColumn<QString>("code"); ///< of the problem that says so; empty: none
        const auto row = [](const char* file, bool is_void, const char* code = "") {
            QTest::newRow(file) << file << is_void << code;
        };
        row("out/0.4.3/api/tiny-base/results_2026-11-21T06-27-05.125001.json", true, "lm-eval-no-echo");
        row("out/0.4.3/api/tiny-base/samples_kp_know_city_2026-11-21T06-27-05.125001.jsonl", true, "lm-eval-no-echo");
        row("out/0.4.3/api/tiny-int3/samples_kp_claims_2026-11-21T06-28-57.327008.jsonl", true, "lm-eval-no-echo");
        row("out/0.4.3/api/tiny-base/samples_kp_arith_2026-11-21T06-27-05.125001.jsonl", false);
        row("out/0.4.3/hf/models__tiny-base/results_2026-11-21T06-13-16.212136.json", false);
        row("out/0.4.13/hf/models__tiny-int3/samples_kp_claims_2026-11-21T06-13-51.271312.jsonl", false);
        row("out_fail/0.4.13/server_no_echo/tiny-base/samples_kp_endings_2026-11-21T06-15-50.457029.jsonl", true,
            "lm-eval-no-echo");
        row("out_fail/0.4.9.2/server_no_echo/tiny-base/samples_kp_endings_2026-11-21T06-28-41.677002.jsonl", true,
            "lm-eval-no-echo");
        row("out_fail/0.4.3/server_no_echo/tiny-base/results_2026-11-21T06-31-47.897701.json", true, "lm-eval-no-echo");
        row("keep/api_eos_bug/tiny-base/samples_kp_claims_2026-11-21T06-14-22.969641.jsonl", false,
            "lm-eval-zero-loglikelihood");
        row("keep/api_eos_bug/tiny-int3/samples_kp_claims_2026-11-21T06-14-43.293550.jsonl", true, "lm-eval-no-echo");
    }
    void runs_that_say_nothing()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(bool, is_void);
        QFETCH(QString, code);
        const Run run = fixture(file.toStdString());
        QVERIFY(!run.scores.empty() || !run.samples.empty());
        QCOMPARE(run.void_result, is_void);
        QCOMPARE(run.problems.empty(), code.isEmpty());
        if (code.isEmpty()) return;
        QCOMPARE(QString::fromStdString(run.problems[0].code), code);
        QCOMPARE(run.problems[0].severity, is_void ? Severity::error : Severity::warning);
    }

    void results_without_content_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("no task") << R"({"results":{},"configs":{},"config":{}})" << "lm-eval-no-task";
        QTest::newRow("only answers collected")
            << R"({"results":{"t":{"bypass,none":999,"bypass_stderr,none":"N/A"}},"configs":{}})" << "lm-eval-no-value";
        QTest::newRow("limit 0")
            << R"({"results":{"t":{"acc,none":0.0}},"configs":{},"n-samples":{"t":{"original":9,"effective":0}}})"
            << "lm-eval-no-document";
    }
    void results_without_content()
    {
        QFETCH(QString, text);
        QFETCH(QString, code);
        const Run run = read(&import::lm_eval_results, text.toStdString(), "results.json");
        QVERIFY(run.void_result);
        QVERIFY(std::ranges::any_of(run.problems, [&](const Problem& problem) {
            return problem.code == code.toStdString() && problem.severity == Severity::error;
        }));
    }
};

QTEST_APPLESS_MAIN(TestLmEvalVoid)
#include "test_lm_eval_void.moc"
