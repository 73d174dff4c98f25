// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"
#include "shared.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::import;
using namespace std::string_literals;

namespace {

struct Case {
    const char* name;
    std::string bytes;
    FileKind kind;
    std::string says; ///< in the reason or the format
};

} // namespace

class TestSniff : public QObject {
    Q_OBJECT
private slots:
    void bytes();
    void fixtures_data();
    void fixtures();
};

void TestSniff::bytes()
{
    const Case cases[] = {
        {"nothing", "", FileKind::empty, "empty"},
        {"blanks", " \n\t", FileKind::empty, "empty"},
        {"byte-order mark alone", "\xEF\xBB\xBF", FileKind::empty, "empty"},
        {"pickle 4", "\x80\x04\x95"s, FileKind::refused, "json.dump"},
        {"pickle 0", "(dp0\nS'results'\n", FileKind::refused, "json.dump"},
        {"PNG", "\x89PNG\r\n\x1a\n", FileKind::refused, "picture"},
        {"SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", FileKind::refused, "picture"},
        {"PDF", "%PDF-1.7\n", FileKind::refused, "PDF"},
        {"spreadsheet", "PK\x03\x04xxxx[Content_Types].xml", FileKind::refused, "Office"},
        {"SQLite", "SQLite format 3\0"s, FileKind::refused, "SQLite"},
        {"Parquet", "PAR1\x15\x04", FileKind::refused, "Parquet"},
        {"safetensors", "\x40\0\0\0\0\0\0\0{\"__metadata__\":{}}"s, FileKind::refused, "safetensors"},
        {"7-Zip", "7z\xBC\xAF\x27\x1C", FileKind::refused, "unpack it"},
        {"gzip", "\x1F\x8B\x08", FileKind::archive, "gzip"},
        {"zip", "PK\x03\x04xxxxreport.json", FileKind::archive, "zip"},
        {"binary", "\x01\x02\0\x03\x04"s, FileKind::unknown, "binary"},
        {"empty list of benchmarks", R"({"benchmarks": []})", FileKind::guidellm_json, ""},
        {"Google Benchmark", R"({"context": {}, "benchmarks": [{"name": "a", "real_time": 1}]})", FileKind::unknown,
         "JSON"},
        {"cut off", R"({"metadata": {"version": 2}, "benchmarks": [{"config": {"str)", FileKind::guidellm_json, ""},
        {"trimmed results", R"({"results": {"piqa": {"acc,none": 0.5}}})", FileKind::lm_eval_results, ""},
        {"other results", R"({"results": {"a": 1}})", FileKind::unknown, "JSON"},
        {"samples", R"({"doc_id": 0, "doc": {}, "resps": []})", FileKind::lm_eval_samples, ""},
        {"report behind log lines", "INFO start\n{\"benchmarks\": [{\"type_\": \"x\"}]}\n", FileKind::guidellm_json,
         ""},
        {"deep nesting", std::string(100000, '['), FileKind::unknown, "JSON"},
        {"UTF-16", "\xFF\xFE{\0\"\0b\0e\0n\0c\0h\0m\0a\0r\0k\0s\0\"\0:\0[\0]\0}\0"s, FileKind::guidellm_json, ""},
        {"GPU samples", "index, name, power.draw [W]\n0, NVIDIA L4, 70 W\n", FileKind::nvidia_smi_csv, ""},
        {"notes", "remember the milk\n", FileKind::unknown, "notes"},
        {"template", "{% for m in messages %}{{ m }}{% endfor %}", FileKind::unknown, "text"},
        {"workspace", R"({"schema": "kneepoint.workspace/1", "folders": [], "labels": {}})", FileKind::refused,
         "workspace"},
        {"served benchmark text", "============ Serving Benchmark Result ============\n", FileKind::refused,
         "vLLM bench"},
    };
    for (const auto& [name, bytes, kind, says] : cases) {
        const auto found = sniff(bytes);
        QVERIFY2(found.kind == kind, name);
        QVERIFY2((found.format + found.why).find(says) != std::string::npos, name);
        const bool read = kind != FileKind::refused && kind != FileKind::unknown && kind != FileKind::empty;
        QVERIFY2(read || found.why.ends_with('.'), name);
    }
}

void TestSniff::fixtures_data()
{
    KNEEPOINT_NEEDS_SHARED();
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("ending");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* folder, const char* ending, FileKind kind) {
        QTest::addRow("%s *%s", folder, ending) << folder << ending << static_cast<int>(kind);
    };
    for (const auto* folder :
         {"guidellm/v0.1", "guidellm/v0.2", "guidellm/v0.3", "guidellm/v0.5dev", "guidellm/v2-0.8dev"})
        row(folder, ".json", FileKind::guidellm_json);
    for (const auto* folder : {"guidellm/live/0.3.1", "guidellm/live/0.5.4", "guidellm/live/0.6.1",
                               "guidellm/live/0.7.4", "guidellm/live/0.8.1"})
        row(folder, ".json", FileKind::guidellm_json);
    row("guidellm", ".yaml", FileKind::guidellm_yaml);
    row("guidellm", ".csv", FileKind::guidellm_csv);
    row("guidellm", ".html", FileKind::guidellm_html);
    row("guidellm", "_console.txt", FileKind::guidellm_console);
    row("seeds", "console_base.txt", FileKind::guidellm_console);
    row("seeds", "console_compressed.txt", FileKind::guidellm_console);
    for (const auto* folder : {"lm_eval/01_pre_0.4_results", "lm_eval/05_0.4.3_vs_0.4.8_same_model",
                               "lm_eval/13_lighteval_open_llm_v1_style", "lm_eval/14_unusual_metrics",
                               "lm_eval/live/out", "lm_eval/live/out_fail"})
        row(folder, ".json", FileKind::lm_eval_results);
    for (const auto* folder : {"lm_eval/03_0.4.0_dev_yaml_versions", "lm_eval/04_0.4.0_results_json_array_samples",
                               "lm_eval/14_unusual_metrics", "lm_eval/live/out", "h200"})
        row(folder, ".jsonl", FileKind::lm_eval_samples);
    row("lm_eval/02_pre_0.4_write_out_info", ".json", FileKind::lm_eval_samples);
    row("lm_eval/15_console_markdown_tables", "2.7B.md", FileKind::lm_eval_table);
    row("seeds/neighbours/model-serve-flow", ".txt", FileKind::lm_eval_table);
    row("seeds/neighbours/llm-quantization-a40/perf_results", ".json", FileKind::vllm_log);
    row("seeds/neighbours/llm-quantization-a40/inspect_results", ".json", FileKind::quantization_config);
    row("h200/base", "vllm_sweep.log", FileKind::vllm_log);
    row("h200", "nvidia-smi_sweep.csv", FileKind::nvidia_smi_csv);
    row("h200", ".gz", FileKind::archive);
    row("h200", ".xz", FileKind::archive);
    row("compressed-tensors", ".json", FileKind::quantization_config);
    for (const auto* folder :
         {"aiperf", "inference-perf", "llmperf", "mlperf", "optimum-benchmark", "sglang", "vllm-bench"})
        for (const auto* ending : {".json", ".jsonl", "summary.txt"}) row(folder, ending, FileKind::refused);
    row("lm_eval/live/models", ".safetensors", FileKind::refused);
    row("h200", "_stderr.txt", FileKind::unknown);
}

void TestSniff::fixtures()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, folder);
    QFETCH(QString, ending);
    QFETCH(int, kind);
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(tests::shared("fixtures/" + folder.toStdString()))) {
        const auto path = entry.path().string();
        if (!entry.is_regular_file() || !path.ends_with(ending.toStdString())) continue;
        if (path.contains("/tok/") || path.contains("log.jsonl") || path.contains("progress.jsonl")) continue;
        const auto found = sniff(tests::content(path));
        // A log without tables is either named or plain text.
        const bool log = static_cast<FileKind>(kind) == FileKind::unknown && found.kind == FileKind::refused;
        QVERIFY2(static_cast<int>(found.kind) == kind || log, (path + ": " + found.format).c_str());
    }
}

QTEST_APPLESS_MAIN(TestSniff)
#include "test_sniff.moc"
