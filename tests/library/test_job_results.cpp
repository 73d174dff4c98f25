// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder.h"
#include "shared.h"

#include "kneepoint/compare/pairing.h"
#include "kneepoint/compare/subjects.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace kneepoint;
using tests::Folder;
using tests::scanned;
using Json = nlohmann::ordered_json;

namespace {

const Run* run_below(const library::Catalogue& found, const std::string& folder)
{
    for (const auto& run : found.runs)
        if (run.file().starts_with(folder) && run.kind != RunKind::environment) return &run;
    return nullptr;
}

/// As driver.sh writes it.
std::string record(const std::string& base, const std::string& candidate)
{
    const auto model = [](const char* role, const std::string& name, const std::string& served, const char* scheme) {
        Json json{{"role", role}, {"model", name}, {"served_name", served}};
        if (scheme != nullptr) json["scheme"] = scheme;
        return json;
    };
    const Json json{{"schema", "kneepoint.job/1"},
                    {"state", "running"},
                    {"started", 1764374400.25},
                    {"written", 1764374500.5},
                    {"why", nullptr},
                    {"times", Json::array()},
                    {"plan",
                     {{"models", Json::array({model("base", "org/lama-8b", base, nullptr),
                                              model("candidate", "other/quite-different", candidate, "W8A8-INT8")})}}},
                    {"host", {{"gpus", Json::array({{{"index", 0}, {"name", "NVIDIA H200"}, {"driver", "580.1"}}})}}}};
    return json.dump();
}

/// As quantize.py writes it.
constexpr const char* quantised =
    R"({"schema": "kneepoint.quantize/1", "model": "org/lama-8b", "output": "other/quite-different",
        "scheme": "W8A8-INT8", "model_bytes": 16060522240, "output_bytes": 9082736640,
        "versions": {"llmcompressor": "0.14.0.1", "transformers": "5.17.0", "torch": "2.11.0"}})";

/// Each process of GuideLLM draws an id of its own.
void give_own_id(Json& json, const std::string& id)
{
    if (json.is_object() && json.contains("run_id")) json["run_id"] = id;
    if (json.is_structured())
        for (auto& member : json) give_own_id(member, id);
}

/// A report with one of its levels, as a process for each level writes it.
std::vector<std::string> levels_of(const std::string& report, const std::string& load = "load")
{
    const auto whole = Json::parse(report);
    std::vector<std::string> parts;
    for (const auto& level : whole["benchmarks"]) {
        auto part = whole;
        part["benchmarks"] = Json::array({level});
        give_own_id(part, load + std::to_string(parts.size()));
        parts.push_back(part.dump());
    }
    return parts;
}

} // namespace

/// The folder out/ of a job, fetched while it runs or afterwards.
class TestJobResults : public QObject {
    Q_OBJECT
private slots:
    void a_process_for_each_level_gives_one_run()
    {
        KNEEPOINT_NEEDS_SHARED();
        for (const char* version : {"0.8.1/sweep/report.json", "0.5.4/concurrent/benchmarks.json"}) {
            const auto file = tests::shared(std::string("fixtures/guidellm/live/") + version);
            if (!std::filesystem::exists(file)) continue;
            const auto report = tests::content(file);
            const Folder whole, parts;
            whole.write("report.json", report);
            const auto levels = levels_of(report);
            for (std::size_t i = 0; i < levels.size(); ++i)
                parts.write("base/load-1/000" + std::to_string(i + 1) + "/benchmarks.json", levels[i]);
            const auto one = scanned(whole.path()), joined = scanned(parts.path());
            QCOMPARE(joined.runs.size(), std::size_t{1});
            const auto &expected = one.runs.front(), &run = joined.runs.front();
            QCOMPARE(run.levels.size(), expected.levels.size());
            for (std::size_t i = 0; i < run.levels.size(); ++i) {
                auto level = run.levels[i];
                QCOMPARE(level.path, "000" + std::to_string(i + 1) + "/benchmarks.json: benchmarks[0]");
                QCOMPARE(level.index, static_cast<int>(i));
                QCOMPARE(level.label, expected.levels[i].label);
                QVERIFY(level.metrics.at(MetricId::itl).median == expected.levels[i].metrics.at(MetricId::itl).median);
                QVERIFY(level.requests == expected.levels[i].requests);
            }
            QCOMPARE(run.provenance.files.size(), levels.size());
            QCOMPARE(run.setup.facts.at("load.profile").value,
                     std::string(std::string(version).contains("sweep") ? "sweep" : "concurrent"));
        }
    }

    void a_run_keeps_its_name_while_levels_come()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto levels = levels_of(tests::content(tests::shared("fixtures/guidellm/live/0.8.1/sweep/report.json")));
        const Folder folder;
        std::string id;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            folder.write("a/load-1/000" + std::to_string(i + 1) + "/benchmarks.json", levels[i]);
            const auto found = scanned(folder.path());
            QCOMPARE(found.runs.size(), std::size_t{1});
            QCOMPARE(found.runs[0].levels.size(), i + 1);
            if (id.empty()) id = found.runs[0].id;
            QCOMPARE(found.runs[0].id, id);
        }
    }

    void base_and_candidate_are_paired_by_the_plan_data()
    {
        QTest::addColumn<QString>("above"); // where out/ was put
        QTest::newRow("opened itself") << "";
        QTest::newRow("in a folder of results") << "my results/";
    }
    void base_and_candidate_are_paired_by_the_plan()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(const QString, above);
        const auto out = above.toStdString();
        const Folder folder;
        const auto report = tests::content(tests::shared("fixtures/guidellm/live/0.8.1/concurrent/report.json"));
        folder.write(out + "job.json", record("one", "two"));
        const auto count = levels_of(report).size();
        for (const char* model : {"one", "two"})
            for (const char* load : {"load-1", "load-2"})
                for (std::size_t i = 0; i < count; ++i)
                    folder.write(out + model + "/" + load + "/000" + std::to_string(i + 1) + "/benchmarks.json",
                                 levels_of(report, std::string(model) + load)[i]);
        const auto gpus = tests::content(tests::shared("fixtures/h200/base/nvidia-smi_sweep.csv"));
        folder.write(out + "two/nvidia-smi.csv", gpus);
        folder.write(out + "two/metrics.csv", "unix_time,vllm:num_requests_running\n1,2\n");
        folder.write(out + "one/eval/one/results_2026-11-21T07-01-30.942327.json", tests::accuracy_result(0.5));
        folder.write(out + "two/eval/two/results_2026-11-21T08-01-30.942327.json", tests::accuracy_result(0.4));
        const auto found = scanned(folder.path());
        const auto* base = run_below(found, out + "one/load-1");
        const auto* candidate = run_below(found, out + "two/load-1");
        QVERIFY(base != nullptr && candidate != nullptr);
        QCOMPARE(candidate->levels.size(), count);
        QCOMPARE(candidate->setup.scheme, std::string("W8A8-INT8"));
        QCOMPARE(candidate->setup.scheme_source, std::string("plan"));
        QVERIFY(candidate->setup.facts.contains("gpu.power_cap_share")); // from the samples in the model's folder
        QVERIFY(!base->setup.facts.contains("gpu.power_cap_share"));
        QCOMPARE(base->setup.gpu, std::string("NVIDIA H200"));
        const auto pairing = compare::find_pairs(found.runs);
        QCOMPARE(pairing.pairs.size(), std::size_t{2}); // load, whose second run repeats the first, and accuracy
        const auto pair_of = [&](const std::string& part) {
            const auto* one = run_below(found, out + "one/" + part);
            const auto* two = run_below(found, out + "two/" + part);
            return std::ranges::any_of(pairing.pairs, [&](const compare::Pair& pair) {
                return pair.base == one->id && pair.candidates == std::vector{two->id};
            });
        };
        for (const char* part : {"load-1", "eval"}) QVERIFY2(pair_of(part), part);
        for (const char* model : {"one/", "two/"}) {
            const auto* first = run_below(found, out + model + "load-1");
            const std::vector again{run_below(found, out + model + "load-2")->id};
            QVERIFY(pairing.repetitions.contains(first->id) && pairing.repetitions.at(first->id) == again);
        }
        QCOMPARE(pairing.pairs.front().why, std::string("base and candidate of one job"));
        for (const auto& skipped : found.skipped) QVERIFY2(skipped.file.ends_with("metrics.csv"), skipped.file.c_str());
    }

    // The plan calls the weights BF16, lm_eval finds float32: still one model, whose load and scores stand together.
    void load_and_accuracy_of_a_model_are_one_side()
    {
        KNEEPOINT_NEEDS_SHARED();
        const Folder folder;
        folder.write("job.json",
                     replaced(record("one", "two"), "org/lama-8b\",", "org/lama-8b\",\"scheme\":\"BF16\","));
        const auto report = tests::content(tests::shared("fixtures/guidellm/live/0.8.1/concurrent/report.json"));
        for (const std::string model : {"one", "two"}) {
            folder.write(model + "/load-1/0001/benchmarks.json", levels_of(report, model)[0]);
            folder.write(model + "/eval/x/results_2026-11-21T07-01-30.942327.json",
                         replaced(tests::accuracy_result(model == "one" ? 0.5 : 0.4), "\"config\": {",
                                  "\"config\": {\"model_dtype\": \"torch.float32\""));
        }
        folder.write("quantize.json", quantised);
        const auto found = scanned(folder.path());
        const auto pairing = compare::find_pairs(found.runs);
        QCOMPARE(run_below(found, "one/eval")->setup.scheme, std::string("FP32"));
        QCOMPARE(run_below(found, "one/load-1")->setup.scheme, std::string("BF16"));
        const auto load = std::ranges::find(pairing.pairs, RunKind::performance, &compare::Pair::kind);
        QVERIFY(load != pairing.pairs.end());
        const auto subjects = compare::make_subjects(found.runs, pairing, *load);
        QCOMPARE(subjects.size(), std::size_t{2});
        for (const auto& subject : subjects) QVERIFY(subject.performance && subject.accuracy);
    }

    void what_was_quantised_is_known_of_its_runs()
    {
        const Folder folder;
        folder.write("job.json", record("one", "two"));
        for (const std::string model : {"one", "two"})
            folder.write(model + "/eval/x/results_2026-11-21T07-01-30.942327.json",
                         tests::accuracy_result(model == "one" ? 0.5 : 0.4));
        folder.write("quantize.json", quantised);
        const auto found = scanned(folder.path());
        QVERIFY(found.skipped.empty());
        const auto &base = run_below(found, "one/")->setup.facts, &made = run_below(found, "two/")->setup.facts;
        QCOMPARE(base.at("model.weights_bytes").value, std::string("16060522240"));
        QVERIFY(!base.contains("model.made_by"));
        QCOMPARE(made.at("model.weights_bytes").value, std::string("9082736640"));
        QCOMPARE(made.at("model.weights_bytes").path, std::string("quantize.json"));
        QCOMPARE(made.at("model.made_by").value, std::string("LLM Compressor 0.14.0.1"));
    }

    void a_quantisation_that_is_odd_costs_only_itself_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("part");
        const std::string whole = quantised;
        QTest::newRow("a newer one") << replaced(whole, "quantize/1", "quantize/2") << std::string("another version");
        QTest::newRow("no model") << replaced(whole, "other/quite-different", "") << std::string("names no model");
        QTest::newRow("cut") << whole.substr(0, whole.size() - 5) << std::string("");
        QTest::newRow("a negative size") << replaced(whole, "9082736640", "-1") << std::string("read");
        QTest::newRow("no size") << replaced(whole, "9082736640", "null") << std::string("read");
    }
    void a_quantisation_that_is_odd_costs_only_itself()
    {
        QFETCH(const std::string, text);
        QFETCH(const std::string, part);
        const Folder folder;
        folder.write("job.json", record("one", "two"));
        folder.write("quantize.json", text);
        folder.write("two/eval/x/results_2026-11-21T07-01-30.942327.json", tests::accuracy_result(0.5));
        const auto found = scanned(folder.path());
        QVERIFY(!run_below(found, "two/")->setup.facts.contains("model.weights_bytes"));
        if (part == "read") {
            QVERIFY(found.skipped.empty());
            return;
        }
        QVERIFY2(tests::reason(found, "quantize.json").contains(part), tests::reason(found, "quantize.json").c_str());
    }

    void a_record_that_is_odd_costs_only_itself_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("part");
        const auto whole = record("one", "two");
        QTest::newRow("a newer one") << replaced(whole, "kneepoint.job/1", "kneepoint.job/9")
                                     << std::string("another version");
        QTest::newRow("no models") << replaced(whole, "\"models\":[", "\"models\":7,\"x\":[")
                                   << std::string("no models");
        QTest::newRow("cut") << whole.substr(0, whole.size() - 5) << std::string("");
    }
    void a_record_that_is_odd_costs_only_itself()
    {
        QFETCH(const std::string, text);
        QFETCH(const std::string, part);
        const Folder folder;
        folder.write("job.json", text);
        folder.write("one/eval/x/results_2026-11-21T07-01-30.942327.json", tests::accuracy_result(0.5));
        const auto found = scanned(folder.path());
        QCOMPARE(found.runs.size(), std::size_t{1});
        QVERIFY2(tests::reason(found, "job.json").contains(part), tests::reason(found, "job.json").c_str());
        QVERIFY(!tests::reason(found, "job.json").empty());
    }

private:
    static std::string replaced(std::string text, const std::string& what, const std::string& by)
    {
        return text.replace(text.find(what), what.size(), by);
    }
};

QTEST_GUILESS_MAIN(TestJobResults)
#include "test_job_results.moc"
