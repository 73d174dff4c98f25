// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"
#include "kneepoint/import/import.h"
#include "runs.h"
#include "shared.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::compare;

namespace {

const SetupDifference* find(const Comparison& comparison, const QString& what)
{
    const auto found = std::ranges::find(comparison.setup_differences, what.toStdString(), &SetupDifference::what);
    return found == comparison.setup_differences.end() ? nullptr : &*found;
}

Comparison compared(const Run& base, const Run& candidate, std::vector<const Run*> base_context = {},
                    std::vector<const Run*> candidate_context = {})
{
    Progress progress;
    const auto subject = [](const Run& run, std::vector<const Run*> context) {
        const bool accuracy = run.kind == RunKind::accuracy;
        return Subject{run.id, run.id, accuracy ? nullptr : &run, accuracy ? &run : nullptr, std::move(context)};
    };
    return compare_runs(subject(base, std::move(base_context)), subject(candidate, std::move(candidate_context)), {},
                        progress);
}

Run imported(const std::string& below)
{
    const auto file = tests::shared("fixtures/" + below);
    Progress progress;
    auto result = import::import_bytes(tests::content(file), {below, {}}, progress);
    return result && !result->runs.empty() ? std::move(result->runs.front()) : Run{};
}

} // namespace

class TestSetups : public QObject {
    Q_OBJECT
private slots:
    void every_difference_is_graded_with_a_reason_data()
    {
        QTest::addColumn<QString>("fact");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("candidate");
        QTest::addColumn<QString>("severity"); ///< empty: no difference
        QTest::addColumn<QString>("why");      ///< a part of it
        const auto row = [](const char* fact, const char* a, const char* b, const char* severity, const char* why) {
            QTest::addRow("%s %s %s", fact, a, b) << fact << a << b << severity << why;
        };
        row("server.quantization", "none", "fp8", "expected", "what is compared");
        row("server.max_num_seqs", "256", "128", "error", "caps how many requests run at once");
        row("server.enable_prefix_caching", "True", "False", "error", "skips its prefill");
        row("server.image", "vllm:0.11", "vllm:0.12", "warning", "other versions of the server");
        row("server.version", "0.11.0", "0.12.0", "warning", "differ in speed");
        row("server.weights_gib", "14.99", "8.49", "expected", "follows from the model");
        row("gpu.driver", "580.1", "580.2", "warning", "driver");
        row("gpu.count", "1", "2", "error", "machine");
        row("workload.prompt_tokens", "1024", "512", "error", "other work");
        row("workload.tokenizer", "org/Llama-3.1-8B", "models/llama-3.1-8b-FP8-dynamic", "expected",
            "copy of its base");
        row("workload.tokenizer", "org/Llama-3.1-8B", "org/Qwen2.5-7B", "error", "Another tokenizer");
        row("load.profile", "sweep", "concurrent", "error", "Another profile");
        row("load.seed", "1", "2", "expected", "other prompts");
        row("accuracy.chat_template_sha", "a1", "b2", "error", "read other text");
        // The guard of lm_eval.md, 8.12, fact by fact.
        row("accuracy.system_instruction_sha", "a1", "b2", "error", "read other text");
        row("accuracy.fewshot_as_multiturn", "true", "false", "error", "read other text");
        row("accuracy.gen_kwargs", "temperature=0", "temperature=1", "error", "Other sampling");
        row("accuracy.model_source", "hf", "vllm", "warning", "other kernels");
        row("accuracy.max_length", "2048", "4096", "error", "cut at another length");
        row("accuracy.dtype", "float16", "bfloat16", "expected", "what is compared");
        row("accuracy.tool_version", "0.4.9", "0.4.13", "warning", "changed tasks");
        row("accuracy.git_hash", "a1", "b2", "warning", "may hold other tasks");
        row("accuracy.tokenizer_bos_token", "<s>", "<bos>", "warning", "begin or end a prompt");
        row("accuracy.num_fewshot", "5", "0", "error", "worked examples");
        row("accuracy.backend", "hf", "vllm", "warning", "other kernels");
        row("accuracy.limit", "250.0", "100.0", "error", "another number of questions");
        row("accuracy.seeds", "0,1234", "42,1234", "warning", "worked examples");
        row("accuracy.model_args", "pretrained=a,add_bos_token=True", "pretrained=a", "", "");
        row("accuracy.total_seconds", "10", "20", "", "");
        row("label.gpu", "a", "b", "expected", "called the run");
        row("something.new", "a", "b", "warning", "not known");
    }
    void every_difference_is_graded_with_a_reason()
    {
        QFETCH(QString, fact);
        QFETCH(QString, base);
        QFETCH(QString, candidate);
        QFETCH(QString, severity);
        QFETCH(QString, why);
        auto a = tests::sweep("b", "b.json", "m"), b = tests::sweep("c", "c.json", "m");
        a.setup.facts[fact.toStdString()] = {base.toStdString(), {}};
        b.setup.facts[fact.toStdString()] = {candidate.toStdString(), {}};
        const auto comparison = compared(a, b);
        const auto* found = find(comparison, fact);
        QCOMPARE(found != nullptr, !severity.isEmpty());
        if (!found) return;
        QCOMPARE(QString::fromStdString(found->severity), severity);
        QVERIFY2(QString::fromStdString(found->why).contains(why), found->why.c_str());
        QVERIFY(found->why.ends_with('.') || found->why.ends_with(")."));
    }

    void arguments_of_a_model_are_compared_one_by_one()
    {
        auto base = tests::accuracy("b", "b.json", "m", {}), candidate = tests::accuracy("c", "c.json", "m-fp8", {});
        base.setup.facts["accuracy.model_args"] = {"pretrained=m,add_bos_token=True,trust_remote_code=True", {}};
        candidate.setup.facts["accuracy.model_args"] = {"pretrained=m-fp8,add_bos_token=false,trust_remote_code=true",
                                                        {}};
        const auto comparison = compared(base, candidate);
        QCOMPARE(find(comparison, "accuracy.model_args.pretrained")->severity, std::string("expected"));
        const auto* bos = find(comparison, "accuracy.model_args.add_bos_token");
        QVERIFY(bos);
        QCOMPARE(bos->severity, std::string("error"));
        QCOMPARE(bos->base + " " + bos->candidate, std::string("true false"));
        QVERIFY(!find(comparison, "accuracy.model_args.trust_remote_code")); // spelled otherwise by two versions
    }

    void tasks_that_differ_stand_in_one_row_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("candidate");
        QTest::newRow("versions") << "accuracy.task_versions" << "gsm8k 3" << "gsm8k 2";
        QTest::newRow("few-shot") << "accuracy.n_shot" << "gsm8k 5" << "gsm8k 8";
        QTest::newRow("documents") << "accuracy.documents" << "gsm8k 1319" << "gsm8k 250";
        QTest::newRow("hashes") << "accuracy.task_hashes" << "gsm8k b31546db29630f3fd5ec7596…"
                                << "gsm8k a40b3c5f16d5c976712a4c26…";
        QTest::newRow("data sets") << "accuracy.datasets" << "gsm8k gsm8k main" << "gsm8k gsm8k socratic";
    }
    void tasks_that_differ_stand_in_one_row()
    {
        QFETCH(QString, what);
        const auto side = [](const char* id, const char* version, int shots, std::uint64_t n, const char* hash,
                             const char* data) {
            auto run = tests::accuracy(id, "a.json", "m", {tests::score("gsm8k", "exact_match", .5, .01, n)});
            run.scores[0].n_source = "n-samples";
            run.scores[0].version = version;
            run.scores[0].n_shot = shots;
            run.setup.facts["task_hashes.gsm8k"] = {hash, {}};
            run.setup.facts["datasets.gsm8k"] = {data, {}};
            return run;
        };
        const auto comparison = compared(side("b", "3.0", 5, 1319, "b31546db29630f3fd5ec759602613257", "gsm8k main"),
                                         side("c", "2", 8, 250, "a40b3c5f16d5c976712a4c26e53e01b4", "gsm8k socratic"));
        const auto* found = find(comparison, what);
        QVERIFY(found);
        QTEST(QString::fromStdString(found->base), "base");
        QTEST(QString::fromStdString(found->candidate), "candidate");
    }

    void many_tasks_are_counted()
    {
        auto base = tests::accuracy("b", "b.json", "m", {}), candidate = tests::accuracy("c", "c.json", "m", {});
        for (int i = 0; i < 57; ++i) {
            base.setup.facts["task_hashes.mmlu_" + std::to_string(i)] = {"a", {}};
            candidate.setup.facts["task_hashes.mmlu_" + std::to_string(i)] = {"b", {}};
        }
        QVERIFY(find(compared(base, candidate), "accuracy.task_hashes")->base.ends_with("and 54 more"));
    }

    // A results file of lm_eval 0.4.3 and later writes null where there is no chat template.
    void silence_speaks_where_both_would_state_it_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("found");
        QTest::newRow("0.4.9") << "lm_eval/0.4.3" << true;
        QTest::newRow("0.4.12") << "lm_eval/0.4.12" << true;
        QTest::newRow("before") << "lm_eval/0.4.2" << false;
        QTest::newRow("printed") << "lm_eval-table" << false;
    }
    void silence_speaks_where_both_would_state_it()
    {
        QFETCH(QString, format);
        auto base = tests::accuracy("b", "b.json", "m", {}), candidate = tests::accuracy("c", "c.json", "m", {});
        base.format = candidate.format = format.toStdString();
        candidate.setup.facts["accuracy.chat_template_sha"] = {"1bba925a", {}};
        const auto comparison = compared(base, candidate);
        QTEST(find(comparison, "accuracy.chat_template_sha") != nullptr, "found");
    }

    void runs_days_apart_are_a_difference_that_the_note_says()
    {
        auto base = tests::sweep("b", "b.json", "m"), candidate = tests::sweep("c", "c.json", "m");
        base.started = "2025-12-08T10:11:12Z";
        candidate.started = "2025-12-08T20:11:12Z";
        QVERIFY(!find(compared(base, candidate), "started"));
        candidate.started = "2025-12-10T10:11:12Z";
        const auto comparison = compared(base, candidate);
        QCOMPARE(find(comparison, "started")->problem, std::string("started-apart"));
        for (const auto& problem : check_setups(comparison)) QVERIFY(problem.place != "started");
    }

    void what_makes_a_pair_unclean_fails_a_check()
    {
        auto base = tests::sweep("b", "b.json", "m"), candidate = tests::sweep("c", "c.json", "m");
        base.setup.facts["server.max_num_seqs"] = {"256", {}};
        candidate.setup.facts["server.max_num_seqs"] = {"128", {}};
        base.setup.facts["server.version"] = {"0.11.0", {}};
        candidate.setup.facts["server.version"] = {"0.12.0", {}};
        base.setup.scheme = "BF16";
        candidate.setup.scheme = "FP8-dynamic";
        const auto problems = check_setups(compared(base, candidate));
        QCOMPARE(problems.size(), std::size_t(2)); // the scheme is what is compared
        QCOMPARE(problems[0].code, std::string("setup-differs"));
        QCOMPARE(problems[0].severity, Severity::error);
        QCOMPARE(problems[0].text, std::string("Not a clean pair: server.max_num_seqs is 256 for b and 128 for c. It "
                                               "caps how many requests run at once, and with them the throughput."));
        QCOMPARE(problems[1].severity, Severity::warning);
        QCOMPARE(problems[1].place, std::string("server.version"));
    }

    // lm_eval.md 8.12 on real files.
    void real_pairs_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("candidate");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("severity");
        const QString eval = "lm_eval/07_0.4.9.1_vllm_base_and_quantized/eval_results/lm_eval_llama3_8b";
        QTest::newRow("a base and its FP8 model")
            << eval + "_2025-12-14T21-34-23.098563.json" << eval + "-FP8-W8A8_2025-12-14T22-23-04.804034.json"
            << "accuracy.model_args.pretrained" << "expected";
        const QString h200 = "h200/%1/lm_eval/results_2026-11-21T07-0%2.json";
        QTest::newRow("H200") << h200.arg("base", "1-30.942327") << h200.arg("fp8", "4-57.886404")
                              << "accuracy.task_hashes" << "";
    }
    void real_pairs()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, base);
        QFETCH(QString, candidate);
        QFETCH(QString, what);
        const auto a = imported(base.toStdString()), b = imported(candidate.toStdString());
        QVERIFY(!a.id.empty() && !b.id.empty());
        const auto comparison = compared(a, b);
        const auto* found = find(comparison, what);
        QTEST(found ? QString::fromStdString(found->severity) : QString(), "severity");
        for (const auto& one : comparison.setup_differences)
            QVERIFY2(one.severity != "error", (one.what + ": " + one.base + " / " + one.candidate).c_str());
    }
};

QTEST_GUILESS_MAIN(TestSetups)
#include "test_setups.moc"
