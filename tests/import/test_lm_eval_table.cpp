// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "shared.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::tests;

namespace {

Result<import::Imported> read(const std::string& text)
{
    Progress progress;
    return import::lm_eval_table(text, {"table.md", {}}, progress);
}

const TaskScore* score(const Run& run, std::string_view task, std::string_view metric)
{
    const auto found =
        std::ranges::find_if(run.scores, [&](const TaskScore& s) { return s.task == task && s.metric == metric; });
    return found == run.scores.end() ? nullptr : &*found;
}

constexpr auto small =
    R"(vllm ({'pretrained': 'org/model-FP8'}), gen_kwargs: ({}), limit: 250.0, num_fewshot: 5, batch_size: auto
|  Tasks  |Version|     Filter     |n-shot|  Metric   |   |Value|   |Stderr|
|---------|------:|----------------|-----:|-----------|---|----:|---|-----:|
|gsm8k    |      3|flexible-extract|     5|exact_match|↑  |0.732|±  |0.0281|
|         |       |strict-match    |     5|exact_match|↑  |0.736|±  |0.0279|
|wikitext |      2|none            |     0|word_perplexity|↓  |9.1|±  |   N/A|
)";

} // namespace

class TestLmEvalTable : public QObject {
    Q_OBJECT
private slots:
    void reads_the_seventy_rows_data();
    void reads_the_seventy_rows();
    void reads_the_set_up_line();
    void reads_the_group_table();
    void reads_percent_tables();
    void tells_models_apart();
    void reads_what_the_harness_printed_data();
    void reads_what_the_harness_printed();
    void refuses_or_reads_every_cut();
    void says_what_is_wrong_data();
    void says_what_is_wrong();
};

void TestLmEvalTable::reads_the_seventy_rows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<double>>("values"); // arc_easy acc, acc_norm, hellaswag acc_norm, ifeval prompt strict, mmlu
    QTest::newRow("base") << "lmeval_table_base.txt" << QList<double>{0.8136, 0.7588, 0.7251, 0.7449, 0.6322};
    QTest::newRow("compressed") << "lmeval_table_compressed.txt"
                                << QList<double>{0.8106, 0.7555, 0.7277, 0.7449, 0.6311};
}

void TestLmEvalTable::reads_the_seventy_rows()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, name);
    QFETCH(QList<double>, values);
    const auto imported = read(content(shared("fixtures/seeds/neighbours/model-serve-flow/" + name.toStdString())));
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(run.scores.size(), 70U);
    QCOMPARE(score(run, "arc_easy", "acc")->value, values[0]);
    QCOMPARE(score(run, "arc_easy", "acc_norm")->value, values[1]); // its task cell is empty
    QCOMPARE(score(run, "hellaswag", "acc_norm")->value, values[2]);
    QCOMPARE(score(run, "ifeval", "prompt_level_strict_acc")->value, values[3]);
    QCOMPARE(score(run, "mmlu", "acc")->value, values[4]);
    QVERIFY(!score(run, "ifeval", "inst_level_loose_acc")->stderr_value);
    QCOMPARE(std::ranges::count_if(run.scores, [](const TaskScore& s) { return s.stderr_value.has_value(); }), 68);
    const auto* mmlu = score(run, "mmlu", "acc");
    QVERIFY(mmlu->is_group && !mmlu->n_shot && mmlu->depth == 0 && mmlu->proportion && *mmlu->higher_is_better);
    QCOMPARE(mmlu->version, std::string("2"));
    const auto* law = score(run, "professional_law", "acc");
    QVERIFY(!law->is_group && law->depth == 2);
    QCOMPARE(law->group, std::string("humanities"));
    QCOMPARE(score(run, "humanities", "acc")->group, std::string("mmlu"));
    QCOMPARE(std::ranges::count(run.scores, true, &TaskScore::is_group), 5);
    QVERIFY(imported->problems.empty());
}

void TestLmEvalTable::reads_the_set_up_line()
{
    const auto imported = read(small);
    QVERIFY(imported);
    const auto& run = imported->runs.front();
    QCOMPARE(run.setup.model, std::string("org/model-FP8"));
    QCOMPARE(run.setup.scheme, std::string("FP8"));
    QCOMPARE(run.setup.facts.at("accuracy.backend").value, std::string("vllm"));
    QCOMPARE(run.setup.facts.at("accuracy.limit").value, std::string("250.0"));
    QCOMPARE(run.setup.facts.at("accuracy.num_fewshot").value, std::string("5"));
    QCOMPARE(run.scores.size(), 3U);
    QCOMPARE(run.scores[1].task, std::string("gsm8k"));
    QCOMPARE(run.scores[1].filter, std::string("strict-match"));
    QCOMPARE(run.scores[1].version, std::string("3"));
    QCOMPARE(run.scores[1].n_shot, 5);
    QCOMPARE(run.scores[1].stderr_value, 0.0279);
    QCOMPARE(run.scores[2].higher_is_better, false);
    QVERIFY(!run.scores[2].stderr_value && !run.scores[2].proportion);
}

void TestLmEvalTable::reads_the_group_table()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto imported = read(content(
        shared("fixtures/lm_eval/15_console_markdown_tables/eval-results/qwen/benchmark/Qwen1.5-MoE-A2.7B.md")));
    QVERIFY(imported);
    QCOMPARE(imported->runs.size(), 1U);
    const auto& run = imported->runs.front();
    QCOMPARE(run.setup.model, std::string("Qwen/Qwen1.5-MoE-A2.7B"));
    QCOMPARE(run.setup.facts.at("accuracy.limit").value, std::string("1000.0"));
    QCOMPARE(score(run, "mmlu", "acc")->value, 0.6153);
    QCOMPARE(score(run, "arc_challenge", "acc_norm")->stderr_value, 0.0157);
    QCOMPARE(std::ranges::count(run.scores, true, &TaskScore::is_group), 5); // mmlu and its four parts, once each
    QCOMPARE(std::ranges::count(run.scores, std::string("mmlu"), &TaskScore::task), 1);
}

void TestLmEvalTable::reads_percent_tables()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto imported =
        read(content(shared("fixtures/lm_eval/15_console_markdown_tables/results/llama/llama-7B/README.md")));
    QVERIFY2(imported, imported ? "" : imported.error().text.c_str());
    const auto& run = imported->runs.front();
    QCOMPARE(run.format, std::string("lm_eval-table/0.3"));
    const auto* anli = score(run, "anli_r1", "acc");
    QCOMPARE(anli->value, 0.348);
    QCOMPARE(anli->stderr_value, 0.0151);
    QCOMPARE(anli->n_shot, 0);
    QVERIFY(anli->proportion);
    QCOMPARE(score(run, "bigbench_geometric_shapes", "exact_str_match")->value, 0.0);
    QCOMPARE(score(run, "bigbench_geometric_shapes", "exact_str_match")->n_shot, 3);
}

void TestLmEvalTable::tells_models_apart()
{
    const auto table = std::string(small).substr(std::string(small).find('|'));
    const auto twice = read("## Base model\n" + table + "\n## Compressed model\n" + table);
    QVERIFY(twice);
    QCOMPARE(twice->runs.size(), 1U); // the same scores: printed twice
    auto other = table;
    other.replace(other.find("0.732"), 5, "0.725");
    const auto models = read("## Base model\n```\n" + table + "```\n## INT8 compressed model\n```\n" + other + "```\n");
    QVERIFY(models);
    QCOMPARE(models->runs.size(), 2U);
    QCOMPARE(models->runs[0].setup.facts.at("source.role").value, std::string("base"));
    QCOMPARE(models->runs[1].setup.facts.at("source.role").value, std::string("candidate"));
    QCOMPARE(models->runs[1].setup.scheme, std::string("INT8"));
    QCOMPARE(read(std::string(small) + "\n" + replaced(small, "model-FP8", "model"))->runs.size(), 2U);
}

void TestLmEvalTable::reads_what_the_harness_printed_data()
{
    QTest::addColumn<bool>("readable");
    for (const char* file : {"logs/fail/0.4.3_server_no_echo.stdout", "logs/fail/0.4.9.2_server_no_echo.stdout",
                             "logs/fail/0.4.13_server_no_echo.stdout"})
        QTest::newRow(file) << true;
    QTest::newRow("logs/cli/0.4.13_config.stdout") << true;
}

void TestLmEvalTable::reads_what_the_harness_printed()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(bool, readable);
    const auto imported = read(content(shared(std::string("fixtures/lm_eval/live/") + QTest::currentDataTag())));
    QCOMPARE(imported.has_value(), readable);
    for (const auto& s : imported->runs.front().scores) QVERIFY(!s.task.empty() && !s.metric.empty() && s.value);
}

void TestLmEvalTable::refuses_or_reads_every_cut()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto text = content(shared("fixtures/seeds/neighbours/model-serve-flow/lmeval_table_base.txt"));
    for (std::size_t i = 0; i < 64; ++i) {
        const auto part = read(text.substr(0, text.size() * i / 64));
        if (part)
            QVERIFY(part->runs.size() == 1 && part->runs.front().scores.size() <= 70);
        else
            QVERIFY(part.error().text.ends_with('.'));
    }
}

void TestLmEvalTable::says_what_is_wrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code"); // of a problem; empty when the text is refused
    const QByteArray table(small);
    QTest::newRow("empty") << QByteArray() << "";
    QTest::newRow("prose") << QByteArray("No table | here.\n") << "";
    QTest::newRow("another table") << QByteArray("|a|b|\n|-|-|\n|1|2|\n") << "";
    QTest::newRow("header without rows") << table.left(table.indexOf("|gsm8k")) << "";
    QTest::newRow("rows without header") << table.mid(table.indexOf("|gsm8k")) << "";
    QTest::newRow("binary") << QByteArray(4096, '\0') + QByteArray("|\x01|---|\xff|\n", 9) << "";
    QTest::newRow("a line of 1 MB") << QByteArray(1 << 20, '|') << "";
    QTest::newRow("a cell missing") << QByteArray(table).replace("|0.736", "") << "table-row-cells";
}

void TestLmEvalTable::says_what_is_wrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const auto imported = read(text.toStdString());
    QCOMPARE(imported.has_value(), !code.isEmpty());
    if (!imported)
        QVERIFY(imported.error().text.ends_with('.'));
    else
        QCOMPARE(QString::fromStdString(imported->problems.front().code), code);
}

QTEST_APPLESS_MAIN(TestLmEvalTable)
#include "test_lm_eval_table.moc"
