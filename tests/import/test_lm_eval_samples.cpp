// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"
#include "lm_eval_filters.h"

#include "shared.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace kneepoint;

namespace {

const std::string lm_eval = "fixtures/lm_eval/";

Result<import::Imported> read(const std::filesystem::path& file)
{
    Progress progress;
    return import::lm_eval_samples(tests::content(file), {file.generic_string(), {}}, progress);
}

std::vector<TaskSamples> samples_of(const std::string& file)
{
    const auto imported = read(tests::shared(file));
    return imported ? imported->runs.at(0).samples : std::vector<TaskSamples>{};
}

double mean(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

std::filesystem::path results_beside(const std::filesystem::path& samples, const std::string& stamp)
{
    for (const auto& file : std::filesystem::directory_iterator(samples.parent_path())) {
        const std::string name = file.path().filename().string();
        if (name.ends_with(stamp + ".json") && !name.starts_with("samples_")) return file.path();
    }
    return {};
}

} // namespace

class TestLmEvalSamples : public QObject {
    Q_OBJECT
private slots:
    /// Every pair of results and samples that we ran: n documents, and the mean of the scores is the tool's value.
    void means_are_the_values_of_the_results()
    {
        KNEEPOINT_NEEDS_SHARED();
        int pairs = 0;
        for (const auto& file : std::filesystem::recursive_directory_iterator(tests::shared(lm_eval + "live"))) {
            if (!file.path().filename().string().starts_with("samples_")) continue;
            const auto imported = read(file.path());
            QVERIFY2(imported.has_value(), file.path().c_str());
            const Run& run = imported->runs.at(0);
            Progress progress;
            const auto results_file = results_beside(file.path(), run.run_key);
            const auto results = import::lm_eval_results(tests::content(results_file), {}, progress);
            QVERIFY2(results.has_value(), file.path().c_str());
            std::size_t filter = 0;
            for (const TaskSamples& samples : run.samples) {
                for (const auto& [metric, scores] : samples.scores) {
                    std::size_t skip = samples.filter.empty() || samples.filter.starts_with('#') ? filter : 0;
                    const auto score = std::ranges::find_if(results->runs.at(0).scores, [&](const TaskScore& s) {
                        const bool named = skip > 0 || samples.filter.empty() || samples.filter.starts_with('#') ||
                                           s.filter == samples.filter;
                        return s.task == samples.task && s.metric == metric && named && skip-- == 0;
                    });
                    QVERIFY2(score != results->runs.at(0).scores.end(), file.path().c_str());
                    QCOMPARE(samples.doc_id.size(), std::size_t(*score->n));
                    QVERIFY2(std::abs(mean(scores) - *score->value) < 1e-9, file.path().c_str());
                    ++pairs;
                }
                ++filter;
            }
        }
        QVERIFY(pairs > 100);
    }

    void every_shape_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("task");
        QTest::addColumn<int>("filters");
        QTest::addColumn<int>("documents");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value"); ///< as in INDEX.md or the results beside the file
        QTest::addColumn<int>("options");
        const auto row = [](const char* name, const std::string& file, const char* task, int filters, int documents,
                            const char* metric, double value, int options) {
            QTest::newRow(name) << QString::fromStdString(lm_eval + file) << task << filters << documents << metric
                                << value << options;
        };
        const std::string routellm = "04_0.4.0_results_json_array_samples/eval/mmlu/llama_mmlu/"
                                     "pretrained__meta-llama__Llama-2-70b-chat-hf,tensor_parallel_size__4,dtype__auto,"
                                     "gpu_memory_utilization__0.9_mmlu_";
        row("one list", routellm + "high_school_geography.jsonl", "mmlu_high_school_geography", 1, 198, "acc", 0.757576,
            4);
        row("one list, marketing", routellm + "marketing.jsonl", "mmlu_marketing", 1, 234, "acc", 0.884615, 4);
        row("written out, before 0.4",
            "02_pre_0.4_write_out_info/SlurmEvals/mistral/truthfulqa_gen_write_out_info.json", "truthfulqa_gen", 1, 817,
            "", 0, 0);
        row("first lines of 0.4",
            "03_0.4.0_dev_yaml_versions/output/pretrained=EleutherAI__pythia-2.8b_winogrande.jsonl", "winogrande", 1, 4,
            "acc", 0.25, 2);
        row("0.4.3",
            "06_0.4.3_asdiv_two_prompts_with_samples/results/asdiv/meta-llama__Meta-Llama-3-8B-Instruct/"
            "samples_asdiv_2024-08-21T03-44-09.494230.jsonl",
            "asdiv", 1, 50, "", 0, 0);
        row("cut by others", "12_0.4.9.1_pairs_with_samples/tests/data/samples_gsm8k_2025-09-09T13-31-53.431753.jsonl",
            "gsm8k", 1, 3, "exact_match", 1.0 / 3, 0);
        row("two filters, named",
            "live/out/0.4.13/hf/models__tiny-base/samples_kp_arith_2026-11-21T06-13-39.445809.jsonl", "kp_arith", 2,
            200, "exact_match", 0.525, 0);
        row("two filters, not named",
            "live/out/0.4.3/hf/models__tiny-base/samples_kp_arith_2026-11-21T06-13-16.212136.jsonl", "kp_arith", 2, 200,
            "exact_match", 0.525, 0);
        row("groups' members",
            "11_0.4.13dev_groups_samples_two_runs/outputs/qwen3-8b/negotiationtom/Qwen__Qwen3-8B/"
            "samples_negotiationtom_belief_2026-07-08T16-04-34.219874.jsonl",
            "negotiationtom_belief", 1, 20, "", 0, 4);
    }
    void every_shape()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(QString, task);
        QFETCH(int, filters);
        QFETCH(int, documents);
        QFETCH(QString, metric);
        QFETCH(double, value);
        QFETCH(int, options);
        const auto samples = samples_of(file.toStdString());
        QCOMPARE(int(samples.size()), filters);
        for (const auto& block : samples) {
            QCOMPARE(QString::fromStdString(block.task), task);
            QCOMPARE(int(block.doc_id.size()), documents);
            QCOMPARE(int(block.lines), documents);
            QVERIFY(std::ranges::is_sorted(block.doc_id));
            QCOMPARE(block.option_loglikelihoods.empty(), options == 0);
            for (const auto& question : block.option_loglikelihoods) QCOMPARE(int(question.size()), options);
        }
        if (!metric.isEmpty()) QVERIFY(std::abs(mean(samples[0].scores.at(metric.toStdString())) - value) < 1e-6);
    }

    /// word_perplexity = exp(-sum of log-likelihoods / sum of words).
    void perplexities_keep_their_pairs()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto samples = samples_of(lm_eval + "live/out/0.4.13/hf/models__tiny-base/"
                                                  "samples_kp_text_2026-11-21T06-13-39.445809.jsonl");
        double loglikelihood = 0, words = 0;
        for (const auto& pair : samples.at(0).loglikelihoods.at("word_perplexity")) {
            loglikelihood += pair.loglikelihood;
            words += pair.weight;
        }
        QVERIFY(std::abs(std::exp(-loglikelihood / words) - 2.8486757463944428) < 1e-12);
        QVERIFY(samples[0].scores.empty());
    }

    void a_damaged_line_costs_itself()
    {
        const std::string text = "{\"doc_id\":1,\"resps\":[[\"a\"]],\"filter\":\"f\",\"acc\":1.0}\n"
                                 "{\"doc_id\":2,\"resps\":[[\"a\n"
                                 "{\"doc_id\":0,\"resps\":[[\"a\"]],\"filter\":\"f\",\"acc\":NaN}\n"
                                 "{\"doc_id\":1,\"resps\":[[\"a\"]],\"filter\":\"f\",\"acc\":0.0}\n";
        Progress progress;
        const auto imported = import::lm_eval_samples(text, {"samples_a_b_2026-01-01T00-00-00.jsonl", {}}, progress);
        QVERIFY(imported);
        const Run& run = imported->runs.at(0);
        QCOMPARE(run.samples.size(), std::size_t{1});
        const TaskSamples& samples = run.samples[0];
        QCOMPARE(samples.task, std::string("a_b"));
        QCOMPARE(samples.doc_id, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(samples.lines, std::uint64_t{3});
        QVERIFY(std::isnan(samples.scores.at("acc")[0]));
        QCOMPARE(samples.scores.at("acc")[1], 1.0);
        QCOMPARE(run.problems.size(), std::size_t{2});
        QCOMPARE(run.problems[0].place, std::string("line 2"));
        QCOMPARE(run.problems[1].code, std::string("lm-eval-repeated-samples"));
    }

    void a_second_save_is_no_second_filter()
    {
        const std::string once = "{\"doc_id\":0,\"filtered_resps\":[\"a\"],\"acc\":1.0}\n";
        Progress progress;
        const auto imported = import::lm_eval_samples(once + once, {"samples_a_x.jsonl", {}}, progress);
        QCOMPARE(imported->runs.at(0).samples.size(), std::size_t{1});
        QCOMPARE(imported->runs.at(0).samples[0].lines, std::uint64_t{2});
    }

    void filters_take_the_names_of_the_results()
    {
        Run run;
        run.scores = {{.task = "t", .metric = "m", .filter = "strict"},
                      {.task = "t", .metric = "m", .filter = "flexible"}};
        run.samples = {{.task = "t", .filter = ""}, {.task = "t", .filter = "#2"}, {.task = "t", .filter = "#3"}};
        import::name_sample_filters(run);
        QCOMPARE(run.samples[0].filter, std::string("strict"));
        QCOMPARE(run.samples[1].filter, std::string("flexible"));
        QCOMPARE(run.samples[2].filter, std::string("#3"));
    }

    void can_be_cancelled()
    {
        std::stop_source stop;
        stop.request_stop();
        Progress progress(stop.get_token());
        const auto imported = import::lm_eval_samples("{\"doc_id\":0,\"acc\":1}\n", {}, progress);
        QCOMPARE(imported.error().kind, ErrorKind::cancelled);
    }
};

QTEST_APPLESS_MAIN(TestLmEvalSamples)
#include "test_lm_eval_samples.moc"
