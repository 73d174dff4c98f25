// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_support.h"

#include "guidellm_level.h"

#include <cmath>
#include <map>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace std::string_literals;

namespace {

/// True when `figure` is `value` as the tool prints it with so many decimals. Python rounds an exact half to the even
/// neighbour ("5.25" prints as 5.2), so there either neighbour is right.
bool prints_as(double value, double figure, int decimals)
{
    if (round_decimal(value, decimals) == figure) return true;
    const double halves = value * std::pow(10, decimals) * 2;
    return halves == std::trunc(halves) && std::abs(value - figure) <= 0.5001 * std::pow(10, -decimals);
}

int printed_with(MetricId id, bool old_console)
{
    if (id == MetricId::slo_attainment) return 3; // "66.7" percent
    if (!old_console) return 1;
    return id == MetricId::request_latency || id == MetricId::concurrency || id == MetricId::requests_per_second ? 2
                                                                                                                 : 1;
}

/// Compares all figures of a console's line with the report's. @return how many agree; what does not is in `difference`
int compare_figures(const std::map<MetricId, Distribution>& console, const std::map<MetricId, Distribution>& report,
                    bool old_console, std::string& difference)
{
    int compared = 0;
    const auto check = [&](MetricId id, std::optional<double> figure, std::optional<double> value,
                           const std::string& what) {
        if (!figure) return;
        if (value && prints_as(*value, *figure, printed_with(id, old_console)))
            ++compared;
        else if (*figure != 0 || value)
            difference = std::string(metric_info(id).key) + " " + what + ": printed " + shortest_decimal(*figure) +
                         ", report " + (value ? shortest_decimal(*value) : "absent");
    };
    for (const auto& [id, printed_metric] : console) {
        const auto found = report.find(id);
        const Distribution empty;
        const auto& metric = found == report.end() ? empty : found->second;
        check(id, printed_metric.mean, metric.mean, "mean");
        check(id, printed_metric.median, metric.median, "median");
        for (const Percentile& percentile : printed_metric.percentiles)
            check(id, percentile.value, metric.percentile(percentile.rank), "p" + shortest_decimal(percentile.rank));
    }
    return compared;
}

} // namespace

class TestGuidellmShapes : public QObject {
    Q_OBJECT
private slots:
    void tells_the_shape_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("labels");
        const auto row = [](const char* file, const char* format, const char* version, const char* model,
                            const char* labels) {
            QTest::newRow(file) << QString(file) << QString(format) << QString(version) << QString(model)
                                << QString(labels);
        };
        row("guidellm/v0.1/llama3.1-8b_neuron_std_sweep1.json", "guidellm/0.1", "", "meta-llama/Llama-3.1-8B-Instruct",
            "synchronous|throughput");
        row("guidellm/v0.2/qwen3-32b-fp8_concurrent50_30s_incomplete.json", "guidellm/0.2", "", "Qwen/Qwen3-32B-FP8",
            "50 streams");
        row("guidellm/v0.2/stripped_sweep-first-sync.json", "guidellm/0.2", "", "example_model", "synchronous");
        row("guidellm/v0.3/llmd-sim_constant10_60s.json", "guidellm/0.3", "", "", "constant 10 req/s");
        row("guidellm/v0.5dev/gpt-oss-20b_tp4_sync_aime.json", "guidellm/0.5", "0.5.0.dev0", "openai/gpt-oss-20b",
            "synchronous");
        row("guidellm/v2-0.8dev/mock_constant-2-4_no-samples.json", "guidellm/0.8", "0.8.0.dev18", "",
            "constant 2 req/s|constant 4 req/s");
        row("guidellm/live/0.3.1/concurrent/report.json", "guidellm/0.3", "", "mock-model",
            "1 stream|2 streams|4 streams");
        row("guidellm/live/0.5.4/concurrent/benchmarks.json", "guidellm/0.5", "0.5.4", "mock-model",
            "1 stream|2 streams|4 streams");
        row("guidellm/live/0.6.1/concurrent/benchmarks.json", "guidellm/0.6", "0.6.1", "mock-model",
            "1 stream|2 streams|4 streams");
        row("guidellm/live/0.7.4/concurrent/report.json", "guidellm/0.7", "0.7.4", "mock-model",
            "1 stream|2 streams|4 streams");
        row("guidellm/live/0.8.1/poisson/report.json", "guidellm/0.8", "0.8.1", "mock-model", "poisson 5 req/s");
        row("guidellm/live/0.8.1/knee_limited/report.json", "guidellm/0.8", "0.8.1", "mock-model",
            "1 stream|2 streams|3 streams|4 streams|6 streams|8 streams|12 streams|5 streams");
        row("h200/fp8/sweep_3req.json.gz", "guidellm/0.8", "0.8.1", "llama-3.1-8b-dummy-fp8",
            "synchronous|throughput|constant 1.75 req/s|constant 2.98 req/s|constant 4.21 req/s|constant 5.44 req/s|"
            "constant 6.67 req/s|constant 7.9 req/s|constant 9.13 req/s|constant 10.36 req/s");
    }
    void tells_the_shape()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(QString, format);
        QFETCH(QString, version);
        QFETCH(QString, model);
        QFETCH(QString, labels);
        const auto imported = read_fixture(file.toStdString());
        QVERIFY(imported.has_value());
        const Run& run = imported->runs.front();
        QCOMPARE(QString::fromStdString(run.format), format);
        QCOMPARE(QString::fromStdString(run.tool.version), version);
        if (!model.isEmpty()) QCOMPARE(QString::fromStdString(run.setup.model), model);
        QStringList own;
        for (const Level& level : run.levels) own << QString::fromStdString(level.label);
        QCOMPARE(own.join('|'), labels);
        const bool window = format >= "guidellm/0.4";
        for (const Level& level : run.levels) {
            if (const auto* tpot = level.metric(MetricId::tpot))
                QCOMPARE(tpot->definition, window ? "tpot.with_ttft"s : "tpot.decode_only"s);
            for (const auto& [id, metric] : level.metrics) {
                QVERIFY2(definition(metric.definition), metric.definition.c_str());
                QVERIFY(metric.path.starts_with("benchmarks["));
            }
        }
    }

    void reads_or_refuses_every_fixture()
    {
        KNEEPOINT_NEEDS_SHARED();
        auto files = fixtures("guidellm", ".json");
        for (const char* ending : {".yaml", ".html"}) {
            const auto more = fixtures("guidellm", ending);
            files.insert(files.end(), more.begin(), more.end());
        }
        for (const char* ending : {".json.gz", ".json.xz"}) {
            const auto more = fixtures("h200", ending);
            files.insert(files.end(), more.begin(), more.end());
        }
        std::size_t read = 0;
        for (const auto& file : files) {
            const auto imported = read_fixture(file);
            const bool report = file.find("/tok/") == std::string::npos && file.find("diskfull") == std::string::npos;
            QVERIFY2(imported.has_value() == report, file.c_str());
            if (!imported) continue;
            ++read;
            QVERIFY2(!imported->runs.front().levels.empty(), file.c_str());
            QVERIFY2(!imported->runs.front().started.empty() || file.ends_with(".html"), file.c_str());
        }
        QVERIFY(read >= 40);
    }

    void reads_the_facts_of_a_setup()
    {
        KNEEPOINT_NEEDS_SHARED();
        // One load, run by five versions: the same facts wherever a version keeps them.
        for (const char* file : {"0.3.1/sweep/report", "0.5.4/sweep/benchmarks", "0.6.1/sweep/benchmarks",
                                 "0.7.4/sweep/report", "0.8.1/sweep/report"}) {
            const auto imported = read_fixture("guidellm/live/"s + file + ".json");
            QVERIFY(imported.has_value());
            const auto& facts = imported->runs.front().setup.facts;
            const auto fact = [&](const char* key) { return facts.contains(key) ? facts.at(key).value : "absent"s; };
            QCOMPARE(fact("load.profile"), "sweep"s);
            QCOMPARE(fact("load.max_requests"), "60"s);
            QCOMPARE(fact("workload.data"), "prompt_tokens=32,output_tokens=32"s);
            QCOMPARE(fact("workload.prompt_tokens"), "32"s);
            QCOMPARE(fact("workload.output_tokens"), "32"s);
            QCOMPARE(fact("workload.tokenizer"), "tok"s);
            QCOMPARE(fact("load.seed"), "42"s);
            QCOMPARE(fact("server.target"), "http://127.0.0.1:18201"s);
        }
    }

    void prints_what_the_tool_printed_data()
    {
        QTest::addColumn<QString>("folder");
        for (const char* folder :
             {"0.3.1/concurrent/report.json", "0.3.1/sweep/report.json", "0.5.4/concurrent/benchmarks.json",
              "0.5.4/sweep/benchmarks.json", "0.6.1/concurrent/benchmarks.json", "0.6.1/sweep/benchmarks.json",
              "0.7.4/concurrent/report.json", "0.7.4/sweep/report.json", "0.8.1/concurrent/report.json",
              "0.8.1/constant/report.json", "0.8.1/goodput/report.json", "0.8.1/knee/report.json",
              "0.8.1/knee_limited/report.json", "0.8.1/poisson/report.json", "0.8.1/sweep/report.json",
              "0.8.1/synchronous/report.json"})
            QTest::newRow(folder) << QString(folder);
    }
    void prints_what_the_tool_printed()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, folder);
        const auto path = "guidellm/live/" + folder.toStdString();
        const auto report = read_fixture(path);
        QVERIFY(report.has_value());
        const auto text = content(shared("fixtures/" + path.substr(0, path.rfind('/')) + "/stdout.txt"));
        Progress progress;
        const auto console = import::guidellm_console(text, {"stdout.txt", {}}, progress);
        QVERIFY(console.has_value());
        QCOMPARE(console->runs.size(), std::size_t{1});
        const auto& levels = report->runs.front().levels;
        const auto& lines = console->runs.front().levels;
        QCOMPARE(lines.size(), levels.size());
        const bool old_console = path.find("/0.3.1/") != std::string::npos;
        int compared = 0;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            std::string difference;
            // From 0.5.2 on the console's throughput table counts every request.
            auto printable = levels[i].metrics;
            if (!lines[i].metrics_all_requests.empty())
                for (const auto& [id, metric] : levels[i].metrics_all_requests) printable[id] = metric;
            compared += compare_figures(lines[i].metrics, printable, old_console, difference);
            QVERIFY2(difference.empty(), difference.c_str());
        }
        QVERIFY2(compared >= 12 * static_cast<int>(levels.size()), std::to_string(compared).c_str());
    }

    void prints_the_seeds_first_row_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("base") << "base";
        QTest::newRow("compressed") << "compressed";
    }
    // Seed 000's row 0 from the unrounded statistics of the same runs.
    void prints_the_seeds_first_row()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, name);
        const auto both = content(shared("fixtures/seeds/neighbours/model-serve-flow/guidellm_sync_unrounded.json"));
        const auto key = "\"" + name.toStdString() + "\": {";
        auto metrics = both.substr(both.find(key) + key.size() - 1);
        metrics = metrics.substr(0, metrics.find("\"profile\":"));
        metrics = metrics.substr(0, metrics.rfind(',')) + "}";
        const auto imported = read_json("{\"metadata\": {\"version\": 1}, \"args\": {}, \"benchmarks\": [{\"config\": "
                                        "{\"strategy\": {\"type_\": \"synchronous\"}}, \"metrics\": " +
                                        metrics + "}]}");
        QVERIFY2(imported.has_value(), imported ? "" : imported.error().text.c_str());
        const auto text = content(shared("fixtures/seeds/guidellm_console_" + name.toStdString() + ".txt"));
        Progress progress;
        const auto console = import::guidellm_console(text, {"seed", {}}, progress);
        QVERIFY(console.has_value());
        const Level& printed_row = console->runs.front().levels.front();
        const Level& row = imported->runs.front().levels.front();
        std::string difference;
        int compared = compare_figures(printed_row.metrics, row.metrics, false, difference);
        // The statistics of the seed's source are of successful requests; every request of these rows was one.
        compared += compare_figures(printed_row.metrics_all_requests, row.metrics, false, difference);
        QVERIFY2(difference.empty(), difference.c_str());
        QVERIFY2(compared >= 18, std::to_string(compared).c_str());
    }

    void names_loads_data()
    {
        QTest::addColumn<QString>("names");
        QTest::addColumn<QString>("labels");
        QTest::newRow("stated") << "synchronous|throughput@8|constant@2.83|poisson@5.00|concurrent@1|concurrent@16"
                                << "synchronous|throughput|constant 2.83 req/s|poisson 5 req/s|1 stream|16 streams";
        QTest::newRow("not stated") << "synchronous|throughput|constant|constant"
                                    << "synchronous|throughput|constant #1|constant #2";
        QTest::newRow("one of a kind") << "constant" << "constant";
        QTest::newRow("small rates") << "constant@0.04|constant@0.00421" << "constant 0.04 req/s|constant 0.0042 req/s";
        QTest::newRow("another word") << "burst@3" << "unknown";
    }
    void names_loads()
    {
        QFETCH(QString, names);
        QFETCH(QString, labels);
        std::vector<Level> levels;
        for (const QString& name : names.split('|'))
            import::set_load_from_name(levels.emplace_back(), name.toStdString());
        import::label_levels(levels);
        QStringList own;
        for (const Level& level : levels) own << QString::fromStdString(level.label);
        QCOMPARE(own.join('|'), labels);
    }
};

QTEST_APPLESS_MAIN(TestGuidellmShapes)
#include "test_guidellm_shapes.moc"
