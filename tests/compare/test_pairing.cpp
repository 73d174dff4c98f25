// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/pairing.h"
#include "runs.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::compare;
using tests::score;

namespace {

/// "b: c1 c2" per pair.
QStringList pairs(const Pairing& pairing)
{
    QStringList result;
    for (const auto& pair : pairing.pairs) {
        QString text = QString::fromStdString(pair.base) + ":";
        for (const auto& id : pair.candidates) text += " " + QString::fromStdString(id);
        result << text;
    }
    return result;
}

Run eval(std::string id, std::string file, std::string model, std::string task = "mmlu")
{
    return tests::accuracy(std::move(id), std::move(file), std::move(model), {score(std::move(task), "acc", .5, .01)});
}

} // namespace

class TestPairing : public QObject {
    Q_OBJECT
private slots:
    void stems_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("stem");
        QTest::newRow("hub id, FP8") << "RedHatAI/Llama-3.1-8B-Instruct-FP8-dynamic" << "llama-3.1-8b-instruct";
        QTest::newRow("plain") << "llama-3.1-8b-instruct" << "llama-3.1-8b-instruct";
        QTest::newRow("path") << "./models/Llama_3.1_8B_Instruct_int8-dynamic/" << "llama-3.1-8b-instruct";
        QTest::newRow("w8a8") << "org/Qwen2.5-7B-quantized.w8a8" << "qwen2.5-7b";
        QTest::newRow("awq") << "Llama3-8b-INT4-W4A16-AWQ" << "llama3-8b";
        QTest::newRow("gguf") << "gemma3:12b-it-q4" << "gemma3-12b-it";
        QTest::newRow("only a role") << "base" << "";
        QTest::newRow("empty") << "" << "";
    }
    void stems()
    {
        QFETCH(QString, model);
        QFETCH(QString, stem);
        QCOMPARE(QString::fromStdString(model_stem(model.toStdString())), stem);
    }

    void by_folder_and_model_name()
    {
        const std::vector runs{tests::sweep("s1", "base/sweep.json", "llama"),
                               tests::sweep("s2", "fp8/sweep.json", "llama-fp8"),
                               eval("a1", "base/eval/results_2026-01-01T10-00-00.1.json", "llama"),
                               eval("a2", "fp8/eval/results_2026-01-02T11-00-00.2.json", "llama-fp8")};
        const auto pairing = find_pairs(runs);
        QCOMPARE(pairs(pairing), (QStringList{"s1: s2", "a1: a2"}));
        QCOMPARE(pairing.roles.at("s1"), Role::base);
        QCOMPARE(pairing.roles.at("a2"), Role::candidate);
        QVERIFY(pairing.unpaired.empty());
        QVERIFY(pairing.pairs.front().why.find("same model stem llama") != std::string::npos);
    }

    void one_base_and_many_candidates()
    {
        const std::vector runs{
            eval("b", "eval_llama3_8b_2025-12-14T21-34-23.098563.json", "./llama3_8b"),
            eval("c1", "eval_llama3_8b-FP8-W8A8_2025-12-14T22-23-04.804034.json", "./llama3_8b-FP8-W8A8"),
            eval("c2", "eval_llama3_8b-INT4-W4A16_2025-12-14T22-01-48.928869.json", "./llama3_8b-INT4-W4A16")};
        QCOMPARE(pairs(find_pairs(runs)), QStringList{"b: c1 c2"});
    }

    void two_pairs_of_one_model_do_not_mix()
    {
        const std::vector runs{eval("t1", "lmeval_table_base.txt", ""), eval("t2", "lmeval_table_compressed.txt", ""),
                               eval("j1", "lmeval_base_20251204.json", "./base_model"),
                               eval("j2", "lmeval_compressed_20251204.json", "./compressed_model")};
        QCOMPARE(pairs(find_pairs(runs)), (QStringList{"t1: t2", "j1: j2"}));
    }

    void a_folder_name_with_both_words_says_nothing()
    {
        const std::vector runs{
            eval("b", "base_and_quantized/x-Baseline/org__Llama-1B/results.json", "org/Llama-1B"),
            eval("c", "base_and_quantized/x-FP8/__output__Llama-1B-FP8/results.json", "/output/org/Llama-1B-FP8")};
        QCOMPARE(pairs(find_pairs(runs)), QStringList{"b: c"});
    }

    void profiles_pair_with_their_like()
    {
        using tests::streams;
        const std::vector runs{tests::sweep("s1", "base/a.json", "m"),
                               tests::performance("l1", "base/b.json", "m", {streams(1, 1), streams(4, 1)}),
                               tests::performance("l2", "int8/b.json", "m-int8", {streams(1, 1), streams(4, 1)}),
                               tests::performance("l3", "int8/c.json", "m-int8", {streams(7, 1), streams(9, 1)}),
                               tests::sweep("s2", "int8/a.json", "m-int8")};
        const auto pairing = find_pairs(runs);
        QCOMPARE(pairs(pairing), (QStringList{"s1: s2", "l1: l2"}));
        QVERIFY(pairing.unpaired.contains("l3"));
    }

    void other_workloads_do_not_pair()
    {
        auto base = tests::sweep("b", "base/a.json", "m"), candidate = tests::sweep("c", "int8/a.json", "m-int8");
        base.setup.facts["workload.prompt_tokens"] = {"1024", {}};
        candidate.setup.facts["workload.prompt_tokens"] = {"256", {}};
        const auto pairing = find_pairs(std::vector{base, candidate});
        QVERIFY(pairing.pairs.empty());
        QCOMPARE(pairing.unpaired.at("c"), std::string("no base run has its levels or tasks"));
    }

    void void_and_degenerate_runs_stay_alone_unless_chosen()
    {
        auto degenerate = tests::sweep("d", "base_512/a.json", "m");
        degenerate.levels[1].requests = {0, 0, 512};
        auto empty = tests::sweep("v", "base/b.json", "m");
        empty.void_result = true;
        const std::vector runs{degenerate, empty, tests::sweep("c", "fp8/a.json", "m-fp8")};
        auto pairing = find_pairs(runs);
        QVERIFY(pairing.pairs.empty());
        QCOMPARE(pairing.unpaired.at("d"),
                 std::string("degenerate sweep: 0 of 512 requests of its throughput level were completed"));
        QCOMPARE(pairing.unpaired.at("v"), std::string("its result is void"));

        const std::vector choices{PairChoice{"d", {"c", "gone", "d"}}, PairChoice{"gone", {"c"}}};
        pairing = find_pairs(runs, choices);
        QCOMPARE(pairs(pairing), QStringList{"d: c"});
        QVERIFY(pairing.pairs.front().chosen_by_user);
    }

    void two_equal_bases_are_not_guessed()
    {
        std::vector runs{eval("b1", "base/results_2026-01-01T10-00-00.1.json", "m"),
                         eval("b2", "base/results_2026-01-01T12-00-00.1.json", "m"),
                         eval("c", "fp8/results_2026-01-01T14-00-00.1.json", "m-fp8")};
        QCOMPARE(find_pairs(runs).repetitions.at("b1"), std::vector<std::string>{"b2"}); // one setup twice
        runs[1].setup.facts["accuracy.backend"] = {"vllm", "config.model"};
        const auto pairing = find_pairs(runs);
        QVERIFY(pairing.pairs.empty());
        QVERIFY(pairing.unpaired.at("c").starts_with("two base runs fit it equally well"));
    }

    void a_file_per_task_pairs_by_task()
    {
        const std::vector runs{eval("b1", "base/results_2026-01-01T10-00-00.1.json", "m", "mmlu"),
                               eval("b2", "base/results_2026-01-01T12-00-00.1.json", "m", "gsm8k"),
                               eval("c2", "fp8/results_2026-01-01T14-00-00.1.json", "m-fp8", "gsm8k"),
                               eval("c1", "fp8/results_2026-01-01T16-00-00.1.json", "m-fp8", "mmlu")};
        QCOMPARE(pairs(find_pairs(runs)), (QStringList{"b1: c1", "b2: c2"}));
    }

    void two_tables_in_one_document_pair_in_their_order()
    {
        const std::vector runs{tests::sweep("x", "comparison.md", ""), tests::sweep("x-2", "comparison.md", "")};
        QCOMPARE(pairs(find_pairs(runs)), QStringList{"x: x-2"});
    }

    void other_models_do_not_pair()
    {
        const std::vector runs{eval("b", "base/r.json", "llama-3.1-8b"), eval("c", "fp8/r.json", "qwen-2.5-7b-fp8")};
        QVERIFY(find_pairs(runs).pairs.empty());
        QVERIFY(find_pairs({}).pairs.empty());
    }
};

QTEST_GUILESS_MAIN(TestPairing)
#include "test_pairing.moc"
