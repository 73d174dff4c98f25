// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/context.h"
#include "kneepoint/import/import.h"
#include "shared.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace kneepoint;
using namespace kneepoint::import;

namespace {

Run performance(const std::string& file, const std::string& format, const std::string& key, double ttft,
                std::size_t requests = 0)
{
    Run run;
    run.id = file + key;
    run.format = format;
    run.run_key = key;
    run.provenance.files.push_back({file, {}, format});
    Level level;
    Distribution latency;
    latency.mean = ttft;
    latency.median = ttft + 1;
    latency.percentiles = {{95, ttft + 2, {}}, {99, ttft + 3, {}}};
    level.metrics[MetricId::ttft] = latency;
    level.columns.outcome.resize(requests);
    run.levels.push_back(level);
    return run;
}

Run context(const std::string& file, RunKind kind, const std::string& model = {})
{
    Run run;
    run.id = file;
    run.kind = kind;
    run.setup.model = model;
    run.setup.facts["server.port"] = {"8000", "line 1"};
    run.provenance.files.push_back({file, {}, {}});
    return run;
}

Run accuracy(const std::string& file, const std::string& format, double value)
{
    Run run;
    run.id = file;
    run.kind = RunKind::accuracy;
    run.format = format;
    run.provenance.files.push_back({file, {}, format});
    TaskScore score;
    score.task = score.alias = "piqa";
    score.metric = "acc";
    score.filter = "none";
    score.value = value;
    run.scores.push_back(score);
    return run;
}

Run samples(const std::string& file, const std::string& task, std::size_t n)
{
    Run run;
    run.id = file;
    run.kind = RunKind::accuracy;
    run.format = "lm_eval-samples";
    run.provenance.files.push_back({file, {}, run.format});
    TaskSamples columns;
    columns.task = task;
    columns.filter = "none";
    columns.doc_id.resize(n);
    run.samples.push_back(columns);
    return run;
}

std::vector<std::string> files_of(const Run& run)
{
    std::vector<std::string> files;
    for (const auto& source : run.provenance.files) files.push_back(source.file);
    return files;
}

using Files = std::vector<std::string>;

/// The runs below a folder of the fixtures, each file read on its own.
std::vector<Run> read_folder(const std::string& folder)
{
    std::vector<Run> runs;
    const auto root = tests::shared("fixtures/" + folder);
    Progress progress;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        const auto name = entry.path().lexically_relative(root).generic_string();
        auto bytes = tests::content(entry.path());
        if (sniff(bytes).kind == FileKind::archive) {
            auto unpacked = unpack(bytes, {name, {}}, {}, progress);
            if (!unpacked) continue;
            bytes = std::move(unpacked->members.front().bytes);
        }
        if (auto imported = import_bytes(std::move(bytes), {name, {}}, progress))
            std::ranges::move(imported->runs, std::back_inserter(runs));
    }
    return assemble(std::move(runs));
}

const Run* find(const std::vector<Run>& runs, const std::string& file)
{
    const auto found = std::ranges::find(runs, file, &Run::file);
    return found == runs.end() ? nullptr : &*found;
}

} // namespace

class TestAssemble : public QObject {
    Q_OBJECT
private slots:
    void equal_keys();
    void printed_figures();
    void names();
    void copies();
    void samples_join();
    void tables_join();
    void context_by_name();
    void scheme_evidence();
    void order();
    void h200();
    void guidellm_live_data();
    void guidellm_live();
    void lm_eval_live();
};

void TestAssemble::equal_keys()
{
    const auto runs = assemble(
        {performance("a/cut.json", "guidellm/0.8", "k", 10, 3), performance("a/full.json", "guidellm/0.8", "k", 10, 9),
         performance("a/r.csv", "guidellm-csv/0.8", "k", 10), performance("a/other.json", "guidellm/0.8", "m", 10)});
    QCOMPARE(runs.size(), 2U);
    QCOMPARE(files_of(runs[0]), (Files{"a/full.json", "a/cut.json", "a/r.csv"}));
}

void TestAssemble::printed_figures()
{
    // Rounded to one decimal, under another name, in the same folder.
    auto runs = assemble({performance("a/report.json", "guidellm/0.8", "k", 10.04),
                          performance("a/terminal.txt", "guidellm-console/0.8", "", 10.0)});
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(runs[0].file(), "a/report.json");
    // Another folder, or other figures: another run.
    QCOMPARE(assemble({performance("a/r.json", "guidellm/0.8", "k", 10),
                       performance("b/r.txt", "guidellm-console/0.8", "", 10)})
                 .size(),
             2U);
    QCOMPARE(assemble({performance("a/r.json", "guidellm/0.8", "k", 10),
                       performance("a/r_console.txt", "guidellm-console/0.8", "", 11)})
                 .size(),
             2U);
    // Two console texts are two runs.
    QCOMPARE(assemble({performance("a/x.txt", "guidellm-console/0.8", "", 10),
                       performance("a/y.txt", "guidellm-console/0.8", "", 10)})
                 .size(),
             2U);
}

void TestAssemble::names()
{
    // No figures at all (no request succeeded): the names decide.
    const auto empty = [](Run run) {
        run.levels[0].metrics.clear();
        return run;
    };
    QCOMPARE(assemble({empty(performance("a/streams.json", "guidellm/0.8", "k", 0)),
                       empty(performance("a/streams_console.txt", "guidellm-console/0.8", "", 0))})
                 .size(),
             1U);
    QCOMPARE(assemble({empty(performance("a/streams.json", "guidellm/0.8", "k", 0)),
                       empty(performance("a/sweep_console.txt", "guidellm-console/0.8", "", 0))})
                 .size(),
             2U);
}

void TestAssemble::copies()
{
    auto one = accuracy("b/results.json", "lm_eval/0.4.9", 0.5), two = accuracy("a/results.json", "lm_eval/0.4.9", 0.5);
    one.id = two.id = "0123456789";
    const auto runs = assemble({one, two});
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(files_of(runs[0]), (Files{"a/results.json", "b/results.json"}));
    QCOMPARE(runs[0].problems.at(0).code, "duplicate-file");
    QCOMPARE(runs[0].problems.at(0).severity, Severity::note);
}

void TestAssemble::samples_join()
{
    const std::string first = "2026-01-02T03-04-05.000001", second = "2026-01-02T03-04-06";
    const auto runs = assemble({accuracy("m/results_" + first + ".json", "lm_eval/0.4.9", 0.5),
                                accuracy("m/results_" + second + ".json", "lm_eval/0.4.9", 0.6),
                                samples("m/samples_piqa_" + first + ".jsonl", "piqa", 7),
                                samples("m/samples_x_y_" + second + ".jsonl", "x_y", 8),
                                samples("n/samples_a_" + first + ".jsonl", "a", 1),
                                samples("n/samples_b_" + first + ".jsonl", "b", 1)});
    QCOMPARE(runs.size(), 3U);
    QCOMPARE(runs[0].samples.size(), 1U);
    QCOMPARE(runs[0].scores[0].n, 7U);
    QCOMPARE(runs[0].scores[0].n_source, "samples");
    QCOMPARE(runs[1].samples.at(0).task, "x_y");
    QVERIFY(!runs[1].scores[0].n);
    // Samples alone stay a run, those of one time stamp together.
    QCOMPARE(runs[2].samples.size(), 2U);
    // Before 0.4.3 no time stamp was written: the task tells.
    const auto old =
        assemble({accuracy("o/results.json", "lm_eval/0.4.0", 0.5), samples("o/pretrained__m_piqa.jsonl", "piqa", 3),
                  samples("o/pretrained__m_mmlu.jsonl", "mmlu", 3)});
    QCOMPARE(old.size(), 2U);
    // Two models that answer alike keep their samples.
    auto a = samples("a/samples_piqa_" + first + ".jsonl", "piqa", 3),
         b = samples("b/samples_piqa_" + second + ".jsonl", "piqa", 3);
    a.id = b.id = "same";
    QCOMPARE(assemble({a, b}).size(), 2U);
}

void TestAssemble::tables_join()
{
    const auto joined = assemble({accuracy("a/console.txt", "lm_eval-table/0.4", 0.1235),
                                  accuracy("a/out/m/results_2026-01-02T03-04-05.json", "lm_eval/0.4.9", 0.12345)});
    QCOMPARE(joined.size(), 1U);
    QVERIFY(joined[0].file().ends_with(".json"));
    QCOMPARE(assemble({accuracy("a/console.txt", "lm_eval-table/0.4", 0.124),
                       accuracy("a/r.json", "lm_eval/0.4.9", 0.12345)})
                 .size(),
             2U);
    QCOMPARE(assemble({accuracy("a/console.txt", "lm_eval-table/0.4", 0.1235),
                       accuracy("ab/r.json", "lm_eval/0.4.9", 0.12345)})
                 .size(),
             2U);
}

void TestAssemble::context_by_name()
{
    std::vector<Run> runs{performance("a/sweep.json", "guidellm/0.8", "k", 10),
                          context("a/vllm_sweep.log", RunKind::server_log),
                          context("a/vllm_streams.log", RunKind::server_log),
                          context("a/nvidia-smi_before.csv", RunKind::environment),
                          context("nvidia-smi_sweep_b.csv", RunKind::environment),
                          context("b/vllm_sweep.log", RunKind::server_log)};
    const auto chosen = context_of(runs[0], runs);
    Files files;
    for (const auto* run : chosen) files.push_back(run->file());
    QCOMPARE(files, (Files{"a/vllm_sweep.log", "nvidia-smi_sweep_b.csv", "a/nvidia-smi_before.csv"}));
    // A log of another model says nothing about this one.
    runs[0].setup.model = "org/llama";
    runs[1].setup.model = "qwen";
    QCOMPARE(context_of(runs[0], runs).size(), 2U);
    runs[1].setup.model = "models/Llama";
    QCOMPARE(context_of(runs[0], runs).size(), 3U);
}

void TestAssemble::scheme_evidence()
{
    auto run = performance("a/sweep.json", "guidellm/0.8", "k", 10);
    run.setup.scheme = "FP8";
    run.setup.scheme_source = "model name";
    run.setup.facts["server.port"] = {"9000", "args"};
    auto log = context("a/server.log", RunKind::server_log);
    log.setup.scheme = "W8A16-FP8";
    log.setup.scheme_source = "server log: x";
    log.problems.push_back({Severity::warning, "fp8-fallback", "It fell back.", "a/server.log", "line 3"});
    const auto runs = assemble({run, log});
    QCOMPARE(runs[1].setup.scheme, "W8A16-FP8");
    QCOMPARE(runs[1].setup.scheme_source, "server log: x (server.log)");
    QCOMPARE(runs[1].setup.facts.at("scheme.named").value, "FP8");
    QCOMPARE(runs[1].setup.facts.at("server.port").value, "9000");
    QCOMPARE(runs[1].problems.at(0).code, "fp8-fallback");
}

void TestAssemble::order()
{
    std::vector<Run> runs{performance("c.json", "guidellm/0.8", "3", 30),
                          performance("a.json", "guidellm/0.8", "1", 10),
                          performance("b.json", "guidellm/0.8", "2", 20)};
    auto turned = runs;
    std::ranges::reverse(turned);
    QVERIFY(assemble(runs) == assemble(turned));
    QVERIFY(assemble({}).empty());
}

void TestAssemble::h200()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto runs = read_folder("h200/base");
    std::map<RunKind, int> kinds;
    for (const auto& run : runs) ++kinds[run.kind];
    QCOMPARE(
        kinds,
        (std::map<RunKind, int>{
            {RunKind::performance, 2}, {RunKind::accuracy, 1}, {RunKind::server_log, 2}, {RunKind::environment, 5}}));
    const auto* sweep = find(runs, "sweep_full.json.xz");
    const auto* streams = find(runs, "streams.json.gz");
    const auto* scores = find(runs, "lm_eval/results_2026-11-21T07-01-30.942327.json");
    QVERIFY(sweep && streams && scores);
    QCOMPARE(files_of(*sweep), (Files{"sweep_full.json.xz", "sweep.csv", "sweep_3req.json.gz", "sweep_console.txt"}));
    QCOMPARE(files_of(*streams), (Files{"streams.json.gz", "streams.csv", "streams_console.txt"}));
    QCOMPARE(scores->samples.size(), 2U);
    QVERIFY(std::ranges::find(scores->provenance.files, "eval_console.txt", &SourceFile::file) !=
            scores->provenance.files.end());
    // h200_case.md: 216 of 292 samples at the power limit.
    const auto note = std::ranges::find(sweep->problems, "power-cap", &Problem::code);
    QVERIFY(note != sweep->problems.end());
    QVERIFY(note->text.starts_with("The GPU was at its power limit in 216 of 292 samples"));
    QCOMPARE(note->file, "nvidia-smi_sweep.csv");
    QCOMPARE(sweep->setup.facts.at("server.kv_cache_tokens").value, "553344");
    QCOMPARE(sweep->setup.scheme, "BF16");
    QCOMPARE(streams->setup.facts.at("gpu.samples").value, "159");
    QCOMPARE(scores->setup.scheme, "BF16");
    QVERIFY(!scores->setup.facts.contains("gpu.power_cap_share"));
}

void TestAssemble::guidellm_live_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("main");
    QTest::addColumn<int>("files");
    QTest::addRow("0.3.1 sweep") << "0.3.1/sweep" << "report.json" << 2;
    QTest::addRow("0.5.4 sweep") << "0.5.4/sweep" << "benchmarks.json" << 3;
    QTest::addRow("0.6.1 concurrent") << "0.6.1/concurrent" << "benchmarks.json" << 4;
    QTest::addRow("0.7.4 concurrent") << "0.7.4/concurrent" << "report.json" << 4;
    QTest::addRow("0.8.1 sweep") << "0.8.1/sweep" << "report.json" << 4;
    QTest::addRow("0.8.1 poisson") << "0.8.1/poisson" << "report.json" << 4;
    QTest::addRow("0.8.1 server errors") << "0.8.1/err-server500" << "report.json" << 2;
    QTest::addRow("0.8.1 wrong model") << "0.8.1/err-wrongmodel" << "report.json" << 2;
}

void TestAssemble::guidellm_live()
{
    KNEEPOINT_NEEDS_SHARED();
    QFETCH(QString, folder);
    QFETCH(QString, main);
    QFETCH(int, files);
    const auto runs = read_folder("guidellm/live/" + folder.toStdString());
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(runs[0].file(), main.toStdString());
    QCOMPARE(static_cast<int>(runs[0].provenance.files.size()), files);
}

void TestAssemble::lm_eval_live()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto runs = read_folder("lm_eval/live/out/0.4.13");
    QCOMPARE(runs.size(), 2U);
    for (const auto& run : runs) QVERIFY(run.samples.size() >= 8);
    // Two time stamps in one folder are two runs.
    QCOMPARE(read_folder("lm_eval/11_0.4.13dev_groups_samples_two_runs").size(), 2U);
    // The same files in two versions' folders, some with equal samples: no run loses its own.
    for (const auto& run : read_folder("lm_eval/live/out")) QVERIFY2(!run.samples.empty(), run.file().c_str());
}

QTEST_APPLESS_MAIN(TestAssemble)
#include "test_assemble.moc"
