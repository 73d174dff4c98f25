// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"

#include "shared.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace kneepoint;

namespace {

const std::string lm_eval = "fixtures/lm_eval/";
const std::string live = lm_eval + "live/";

/// @param file below ../shared
Run run_of(const std::string& file)
{
    Progress progress;
    auto imported = import::lm_eval_results(tests::content(tests::shared(file)), {file, {}}, progress);
    return imported && imported->runs.size() == 1 ? imported->runs.front() : Run{};
}

const TaskScore* find(const Run& run, const std::string& task, const std::string& metric, const std::string& filter)
{
    const auto at = std::ranges::find_if(
        run.scores, [&](const auto& s) { return s.task == task && s.metric == metric && s.filter == filter; });
    return at == run.scores.end() ? nullptr : &*at;
}

bool has_problem(const Run& run, const std::string& code)
{
    return std::ranges::any_of(run.problems, [&](const Problem& problem) { return problem.code == code; });
}

const std::string mmlu_alpha0 = lm_eval + "10_0.4.12dev_mmlu_groups_variants/steering_eval/results/full_eval/"
                                          "MMLU_HELLASWAG_relational_alpha0.0.pt_2026-02-21T18-34-46.486408.json";
const std::string routellm = lm_eval + "04_0.4.0_results_json_array_samples/eval/";
const std::string tiny_013 = live + "out/0.4.13/hf/models__tiny-base/results_2026-11-21T06-13-39.445809.json";
const std::string tiny_003 = live + "out/0.4.3/hf/models__tiny-int3/results_2026-11-21T06-13-25.893990.json";

} // namespace

class TestLmEvalResults : public QObject {
    Q_OBJECT
private slots:
    void reads_every_generation_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("scores"); ///< metric keys in the file without stderr, alias, name and lengths
        const auto row = [](const std::string& file, const char* format, const char* version, const char* model,
                            int scores) {
            QTest::newRow(file.substr(file.rfind('/') + 1).c_str())
                << QString::fromStdString(file) << format << version << model << scores;
        };
        row(lm_eval + "01_pre_0.4_results/results/llama/llama-7B/llama-7B_mmlu_5-shot.json", "lm_eval/0.3", "",
            "/gaueko1/hizkuntza-ereduak/LLaMA/lm/huggingface/7B", 114);
        row(lm_eval + "03_0.4.0_dev_yaml_versions/output/arc.json", "lm_eval/0.4.0", "", "facebook/xglm-1.7B", 1);
        row(routellm + "mmlu/llama_mmlu/results.json", "lm_eval/0.4.0", "", "meta-llama/Llama-2-70b-chat-hf", 62);
        row(lm_eval + "16_0.4.2_openai_chat_degenerate/out/results.json", "lm_eval/0.4.2", "", "gpt-3.5-turbo-0125", 4);
        row(tiny_003, "lm_eval/0.4.3", "", "models/tiny-int3", 28);
        row(lm_eval + "08_0.4.11_vllm_base_and_int4_dict_args/ministral_8b/"
                      "lm_eval_ministral_8b_250_2026-02-14T22-35-12.683616.json",
            "lm_eval/0.4.10", "0.4.11", "./ministral_8b", 8);
        row(mmlu_alpha0, "lm_eval/0.4.12", "0.4.12.dev0", "meta-llama/Llama-3.1-8B-Instruct", 64);
        row(tiny_013, "lm_eval/0.4.12", "0.4.13", "models/tiny-base", 23);
        row(lm_eval + "13_lighteval_open_llm_v1_style/results/results/meta-llama/Llama-3.1-8B-Instruct/"
                      "results_2025-03-17T18-59-13.666325.json",
            "lighteval", "", "meta-llama/Llama-3.1-8B-Instruct", 8);
    }
    void reads_every_generation()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(QString, format);
        QFETCH(QString, version);
        QFETCH(QString, model);
        QFETCH(int, scores);
        const Run run = run_of(file.toStdString());
        QCOMPARE(QString::fromStdString(run.format), format);
        QCOMPARE(QString::fromStdString(run.tool.version), version);
        QCOMPARE(QString::fromStdString(run.setup.model), model);
        QCOMPARE(int(run.scores.size()), scores);
        QVERIFY(!run.void_result);
    }

    void reads_values_that_are_known_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<QString>("filter");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("error"); ///< negative: none
        QTest::addColumn<int>("n");        ///< negative: none
        QTest::addColumn<QString>("n_source");
        QTest::addColumn<int>("n_shot");
        QTest::addColumn<int>("depth");
        const auto row = [](const char* name, const std::string& file, const char* task, const char* metric,
                            const char* filter, double value, double error, int n, const char* source, int shots,
                            int depth) {
            QTest::newRow(name) << QString::fromStdString(file) << task << metric << filter << value << error << n
                                << source << shots << depth;
        };
        // From INDEX.md, lm_eval.md and lm_eval_live.md.
        row("0.4.0 task", routellm + "mmlu/llama_mmlu/results.json", "mmlu_high_school_geography", "acc", "none",
            0.757576, 0.030533, 198, "stderr", 0, 2);
        row("0.4.0 group without its wrong stderr", routellm + "mmlu/llama_mmlu/results.json", "mmlu", "acc", "none",
            0.611238, -1, 14042, "stderr", 0, 0);
        row("filter", routellm + "gsm8k/llama_gsm8k/results.json", "gsm8k", "exact_match", "get-answer", 0.48749,
            0.013768, 1319, "stderr", 5, 0);
        row("nested group", tiny_013, "kp_know", "acc", "none", 0.783636, 0.0173601426, 550, "sample_len", 0, 0);
        row("renamed group", tiny_013, "kp_know::kp_know_places", "acc", "none", 0.72, 0.02831, 250, "sample_len", 0,
            1);
        row("macro group", tiny_013, "kp_macro", "acc", "none", 0.629167, 0.0219530, 310, "sample_len", 0, 0);
        row("0.4.3 group over some tasks", tiny_003, "kp_macro", "acc_norm", "none", 0.74375, 0.0346216, 160,
            "n-samples", 0, 0);
        row("two filters", tiny_013, "kp_arith", "exact_match", "flexible-extract", 0.54, 0.0353, 200, "n-samples", 0,
            0);
        row("MMLU", mmlu_alpha0, "mmlu", "acc", "none", 0.631463, 0.0038284, 14042, "sample_len", 0, 0);
        row("perplexity", tiny_013, "kp_text", "word_perplexity", "none", 2.848676, -1, 100, "n-samples", 0, 0);
        row("lighteval",
            lm_eval + "13_lighteval_open_llm_v1_style/results/results/meta-llama/Llama-3.1-8B-Instruct/"
                      "results_2025-03-17T18-59-13.666325.json",
            "leaderboard|arc:challenge|25", "acc_norm", "none", 0.612628, 0.014236, 1172, "n-samples", 25, 0);
        row("pre-0.4 without stderr",
            lm_eval + "01_pre_0.4_results/results/llama/llama-7B/llama-7B_common_sense_reasoning_0-shot.json",
            "mc_taco", "em", "none", 0.112613, -1, -1, "", 0, 0);
        row("pre-0.4",
            lm_eval + "01_pre_0.4_results/results/llama/llama-7B/llama-7B_common_sense_reasoning_0-shot.json",
            "arc_easy", "acc", "none", 0.673822, 0.0096198, 2376, "stderr", 0, 0);
    }
    void reads_values_that_are_known()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(QString, task);
        QFETCH(QString, metric);
        QFETCH(QString, filter);
        QFETCH(double, value);
        QFETCH(double, error);
        QFETCH(int, n);
        QFETCH(QString, n_source);
        QFETCH(int, n_shot);
        QFETCH(int, depth);
        const Run run = run_of(file.toStdString());
        const TaskScore* score = find(run, task.toStdString(), metric.toStdString(), filter.toStdString());
        QVERIFY(score && score->value);
        QVERIFY(std::abs(*score->value - value) < 1e-6);
        QCOMPARE(score->stderr_value.has_value(), error >= 0);
        if (error >= 0) QVERIFY(std::abs(*score->stderr_value - error) < 5e-5);
        QCOMPARE(score->n ? int(*score->n) : -1, n);
        QCOMPARE(QString::fromStdString(score->n_source), n_source);
        QCOMPARE(score->n_shot.value_or(-1), n_shot);
        QCOMPARE(score->depth, depth);
        QCOMPARE(score->path,
                 "results." + score->task + "." + metric.toStdString() +
                     (run.format == "lighteval" || run.format == "lm_eval/0.3" ? "" : "," + score->filter));
    }

    /// Whatever the order in the file: 0.4.13 writes groups last, 0.4.3 lists children backwards.
    void groups_stand_before_their_members_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("0.4.13") << QString::fromStdString(tiny_013);
        QTest::newRow("0.4.3") << QString::fromStdString(tiny_003);
        QTest::newRow("0.4.0, by alias") << QString::fromStdString(routellm + "mmlu/llama_mmlu/results.json");
        QTest::newRow("MMLU") << QString::fromStdString(mmlu_alpha0);
    }
    void groups_stand_before_their_members()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        const Run run = run_of(file.toStdString());
        QVERIFY(!run.scores.empty());
        std::set<std::string> seen, paths;
        for (const TaskScore& score : run.scores) {
            QVERIFY(score.group.empty() || seen.contains(score.group));
            QCOMPARE(score.group.empty(), score.depth == 0);
            QVERIFY(!score.alias.starts_with(' '));
            QVERIFY2(paths.insert(score.path).second, score.path.c_str());
            seen.insert(score.task);
        }
    }

    void mmlu_has_57_subjects()
    {
        KNEEPOINT_NEEDS_SHARED();
        for (const auto& file : {mmlu_alpha0, routellm + "mmlu/llama_mmlu/results.json",
                                 std::string("fixtures/seeds/neighbours/model-serve-flow/lmeval_base_20251204.json")}) {
            const Run run = run_of(file);
            QCOMPARE(std::ranges::count_if(run.scores,
                                           [](const auto& s) { return s.task.starts_with("mmlu_") && s.depth == 2; }),
                     57);
            QCOMPARE(std::ranges::count_if(run.scores, [](const auto& s) { return s.is_group; }), 5);
        }
    }

    /// The weighted mean of the 57 subjects is the group's value, so their n are right.
    void derived_documents_weigh_the_group()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Run run = run_of(routellm + "mmlu/llama_mmlu/results.json");
        double sum = 0, documents = 0;
        for (const auto& score : run.scores) {
            if (score.is_group) continue;
            QVERIFY(score.n && score.value);
            sum += *score.value * double(*score.n);
            documents += double(*score.n);
        }
        QVERIFY(std::abs(sum / documents - *find(run, "mmlu", "acc", "none")->value) < 1e-9);
    }

    /// Two evaluations of one model stand beside each other in the seed: 0.8127 and 0.8136 are not mixed.
    void the_seed_keeps_its_own_run()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Run base = run_of("fixtures/seeds/neighbours/model-serve-flow/lmeval_base_20251204.json");
        QVERIFY(std::abs(*find(base, "arc_easy", "acc", "none")->value - 0.8127104377104377) < 1e-15);
    }

    void directions_and_proportions()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Run run = run_of(tiny_013);
        QCOMPARE(find(run, "kp_text", "word_perplexity", "none")->higher_is_better, std::optional(false));
        QCOMPARE(find(run, "kp_claims", "brier_score", "none")->higher_is_better, std::optional(false));
        QCOMPARE(find(run, "kp_know", "acc", "none")->higher_is_better, std::optional(true));
        QVERIFY(find(run, "kp_know", "acc", "none")->proportion);
        QVERIFY(!find(run, "kp_recall", "chrf", "remove_whitespace")->proportion);
        QVERIFY(!find(run, "kp_claims", "brier_score", "none")->proportion);
    }

    void versions_are_text()
    {
        KNEEPOINT_NEEDS_SHARED();
        QCOMPARE(find(run_of(tiny_013), "kp_know", "acc", "none")->version, std::string("2"));
        QCOMPARE(find(run_of(tiny_013), "kp_arith", "exact_match", "strict-match")->version, std::string("3"));
        QCOMPARE(find(run_of(lm_eval + "03_0.4.0_dev_yaml_versions/output/arc.json"), "boolq", "acc", "none")->version,
                 std::string("Yaml"));
        QCOMPARE(find(run_of(routellm + "mmlu/llama_mmlu/results.json"), "mmlu", "acc", "none")->version,
                 std::string());
    }

    void setup_says_what_was_run()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Run run = run_of("fixtures/h200/fp8/lm_eval/results_2026-11-21T07-04-57.886404.json");
        QCOMPARE(run.setup.model, std::string("llama-3.1-8b-dummy-fp8"));
        QCOMPARE(run.setup.scheme, std::string("FP8"));
        QCOMPARE(run.setup.scheme_source, std::string("model name"));
        QCOMPARE(run.setup.gpu, std::string("NVIDIA H200"));
        QCOMPARE(run.started, std::string("2026-11-21T07:04:48Z"));
        QCOMPARE(run.run_key, std::string("2026-11-21T07-04-57.886404"));
        const auto fact = [&run](const std::string& key) { return run.setup.facts.at(key).value; };
        QCOMPARE(fact("accuracy.backend"), std::string("local-completions"));
        QCOMPARE(fact("accuracy.seeds"), std::string("1234,1234,1234,1234"));
        QCOMPARE(fact("accuracy.batch_size"), std::string("1"));
        QCOMPARE(fact("gpu.driver"), std::string("580.159.04"));
        QVERIFY(!run.setup.facts.contains("accuracy.gen_kwargs"));
        QVERIFY(!run.setup.facts.contains("accuracy.limit"));
        QCOMPARE(fact("task_hashes.kp_sums").size(), std::size_t{64});
    }

    void schemes_are_found_where_they_are_said_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QString>("source");
        const auto row = [](const char* arguments, const char* scheme, const char* source) {
            QTest::newRow(arguments) << arguments << scheme << source;
        };
        row(R"("pretrained=org/M-FP8-dynamic,dtype=bfloat16")", "FP8-dynamic", "model name");
        row(R"("pretrained=org/M,dtype=bfloat16,quantization=fp8")", "FP8", "model_args quantization=fp8");
        row(R"({"pretrained":"org/M","load_in_4bit":true})", "BNB-INT4", "model_args load_in_4bit=true");
        row(R"("pretrained=org/M,load_in_4bit=False,dtype=bfloat16")", "BF16", "model_args dtype=bfloat16");
        row(R"("pretrained=org/M,dtype=auto")", "FP16", "model_dtype torch.float16");
    }
    void schemes_are_found_where_they_are_said()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, scheme);
        QFETCH(QString, source);
        const std::string text =
            R"({"results":{"t":{"acc,none":0.5}},"configs":{},"config":{"model":"hf","model_dtype":)"
            R"("torch.float16","model_args":)" +
            arguments.toStdString() + "}}";
        Progress progress;
        const Run run = import::lm_eval_results(text, {"r.json", {}}, progress)->runs[0];
        QCOMPARE(QString::fromStdString(run.setup.model).left(5), "org/M");
        QCOMPARE(QString::fromStdString(run.setup.scheme), scheme);
        QCOMPARE(QString::fromStdString(run.setup.scheme_source), source);
    }

    void secrets_stay_out_of_facts()
    {
        const char* text =
            R"({"results":{"t":{"acc,none":0.5}},"configs":{},"config":{"model":"local-completions",)"
            R"("model_args":"model=m,auth_token=s3cret,header={'Authorization': 'Bearer s3cret', 'a': 1}"}})";
        Progress progress;
        const Run run = import::lm_eval_results(text, {"r.json", {}}, progress)->runs[0];
        for (const auto& [key, fact] : run.setup.facts) QVERIFY2(!fact.value.contains("s3cret"), key.c_str());
        QVERIFY(run.setup.facts.at("accuracy.model_args").value.contains("auth_token=(hidden)"));
    }

    void odd_values_are_absent_with_a_problem()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Run run = run_of(lm_eval + "14_unusual_metrics/results/tgpred.json/gpt-4o-mini/"
                                         "results_2025-06-30T19-40-09.461247.json");
        QCOMPARE(run.scores.size(), std::size_t{1});
        QVERIFY(!run.scores[0].value && !run.scores[0].stderr_value);
        QCOMPARE(run.scores[0].higher_is_better, std::optional(false));
        QVERIFY(has_problem(run, "lm-eval-not-finite"));
        QVERIFY(has_problem(run_of(routellm + "mmlu/llama_mmlu/results.json"), "lm-eval-group-stderr"));
        QVERIFY(has_problem(run_of(lm_eval + "16_0.4.2_openai_chat_degenerate/out/results.json"),
                            "lm-eval-perfect-scores"));
    }

    /// lighteval's "all" is no task, and its MMLU average is the group of the 57 subjects.
    void lighteval_averages_are_no_tasks()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Run run = run_of(lm_eval + "13_lighteval_open_llm_v1_style/results/results/meta-llama/"
                                         "Llama-3.1-8B-Instruct/results_2025-03-08T00-35-08.942086.json");
        QVERIFY(!find(run, "all", "acc", "none"));
        QVERIFY(find(run, "leaderboard|mmlu:_average|5", "acc", "none")->is_group);
        QCOMPARE(
            std::ranges::count_if(run.scores, [](const auto& s) { return s.group == "leaderboard|mmlu:_average|5"; }),
            57);
        QCOMPARE(run.run_key, std::string("2025-03-08T00-35-08.942086"));
    }
};

QTEST_APPLESS_MAIN(TestLmEvalResults)
#include "test_lm_eval_results.moc"
