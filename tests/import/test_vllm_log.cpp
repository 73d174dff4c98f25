// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"
#include "kneepoint/import/import.h"
#include "shared.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::import;

namespace {

Run read(const std::string& text)
{
    Progress progress;
    auto result = vllm_log(text, {"server.log", {}}, progress);
    return result ? result->runs.front() : Run{};
}

std::string fact(const Run& run, const std::string& key)
{
    const auto found = run.setup.facts.find(key);
    return found == run.setup.facts.end() ? "absent" : found->second.value;
}

} // namespace

class TestVllmLog : public QObject {
    Q_OBJECT
private slots:
    void h200();
    void a40_data();
    void a40();
    void fp8_fallback();
    void arguments();
    void secrets();
    void nothing();
};

void TestVllmLog::h200()
{
    KNEEPOINT_NEEDS_SHARED();
    // h200_case.md: weights 15.0 -> 8.51 GiB; KV cache 553,344 -> 606,272 tokens; vLLM 0.25.1.
    const auto base = read(tests::content(tests::shared("fixtures/h200/base/vllm_sweep.log")));
    const auto fp8 = read(tests::content(tests::shared("fixtures/h200/fp8/vllm_sweep.log")));
    QCOMPARE(base.kind, RunKind::server_log);
    QCOMPARE(base.tool, (Tool{"vllm", "0.25.1"}));
    QCOMPARE(base.setup.model, "llama-3.1-8b-dummy");
    QCOMPARE(fp8.setup.model, "llama-3.1-8b-dummy-fp8");
    QCOMPARE(fact(base, "server.weights_gib"), "15.0");
    QCOMPARE(fact(fp8, "server.weights_gib"), "8.51");
    QCOMPARE(fact(base, "server.kv_cache_tokens"), "553344");
    QCOMPARE(fact(fp8, "server.kv_cache_tokens"), "606272");
    QCOMPARE(fact(fp8, "server.max_concurrency"), "296.03");
    QCOMPARE(fact(fp8, "server.kernel"), "CutlassFP8ScaledMMLinearKernel");
    QCOMPARE(fact(base, "server.gpu_memory_utilization"), "0.6");
    QCOMPARE(fact(base, "server.max_model_len"), "2048");
    QCOMPARE(base.setup.scheme, "BF16");
    QCOMPARE(fp8.setup.scheme, "FP8-dynamic");
}

void TestVllmLog::a40_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("kv_gib");
    QTest::addColumn<QString>("kv_tokens");
    QTest::addColumn<QString>("kernel");
    QTest::addColumn<QString>("scheme");
    // seeds.md section 4: 23.76 GiB, 194,608 tokens; the kernels are those that the logs name.
    QTest::addRow("base") << "llama3_8b" << "23.76" << "194608" << "absent" << "FP16";
    QTest::addRow("FP8") << "llama3_8b-FP8-W8A8" << "30.25" << "247840" << "absent" << "W8A8-FP8";
    QTest::addRow("INT8") << "llama3_8b-INT8-W8A8" << "" << "" << "CutlassScaledMMLinearKernel" << "W8A8-INT8";
    QTest::addRow("INT4") << "llama3_8b-INT4-W4A16" << "" << "" << "MarlinLinearKernel" << "W4A16";
}

void TestVllmLog::a40()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, file);
    QFETCH(QString, kv_gib);
    QFETCH(QString, kv_tokens);
    QFETCH(QString, kernel);
    QFETCH(QString, scheme);
    const auto run = read(tests::content(tests::shared(
        "fixtures/seeds/neighbours/llm-quantization-a40/perf_results/benchmark_" + file.toStdString() + ".json")));
    if (!kv_gib.isEmpty()) QCOMPARE(fact(run, "server.kv_cache_gib"), kv_gib.toStdString());
    if (!kv_tokens.isEmpty()) QCOMPARE(fact(run, "server.kv_cache_tokens"), kv_tokens.toStdString());
    QCOMPARE(fact(run, "server.kernel"), kernel.toStdString());
    QCOMPARE(run.setup.scheme, scheme.toStdString());
    QCOMPARE(run.setup.model, file.toStdString());
    QCOMPARE(fact(run, "server.cast"), "torch.bfloat16 to torch.float16.");
    QVERIFY(fact(run, "benchmark.throughput_tok_per_sec") != "absent");
}

void TestVllmLog::fp8_fallback()
{
    const auto run =
        read("\x1b[0;36mWARNING 12-14 20:59:02 [marlin_utils_fp8.py:98] Your GPU does not have native support for FP8 "
             "computation but FP8 quantization is being used.\x1b[0;0m\n");
    QCOMPARE(run.problems.size(), 1U);
    QCOMPARE(run.problems[0].code, "fp8-fallback");
    QCOMPARE(run.problems[0].place, "line 1");
}

void TestVllmLog::arguments()
{
    const auto run = read("INFO [x.py:1] non-default args: {'model': 'a/b', 'served_model_name': ['b'], 'rope': {'a': "
                          "[1, 2], 'b': 'x, y'}, "
                          "'max_num_seqs': 64, 'enforce_eager': True}\n");
    QCOMPARE(fact(run, "server.model"), "a/b");
    QCOMPARE(fact(run, "server.served_model_name"), "b");
    QCOMPARE(fact(run, "server.max_num_seqs"), "64");
    QCOMPARE(fact(run, "server.rope"), "{'a': [1, 2], 'b': 'x, y'}");
    QCOMPARE(fact(run, "server.enforce_eager"), "True");
    QCOMPARE(run.setup.model, "b");
}

void TestVllmLog::secrets()
{
    const auto run =
        read("INFO [x.py:1] non-default args: {'api_key': ['sk-hidden'], 'hf_token': 'hidden', 'port': 8000}\n");
    QCOMPARE(fact(run, "server.port"), "8000");
    for (const auto& [key, value] : run.setup.facts) QVERIFY(!value.value.contains("hidden"));
}

void TestVllmLog::nothing()
{
    Progress progress;
    for (const std::string text :
         {"", "hello\n", "non-default args: {", "non-default args: {'a': 'b", "Model loading took  GiB\n"})
        QVERIFY(!vllm_log(text, {"a.log", {}}, progress) || text.contains("'a'"));
}

QTEST_APPLESS_MAIN(TestVllmLog)
#include "test_vllm_log.moc"
