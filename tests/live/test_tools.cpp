// SPDX-License-Identifier: GPL-3.0-or-later
#include "../app/program.h"
#include "../runs/driver_lab.h"
#include "places.h"
#include "step_tail.h"
#include "tool_progress.h"

#include "kneepoint/hosts/quote.h"
#include "kneepoint/library/catalogue.h"

#include <QElapsedTimer>
#include <QRegularExpression>

#include <array>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// The folder of a live tool's programs; empty when they are not installed.
QString programs(const char* variable)
{
    return qEnvironmentVariable(variable);
}

void use(JobLab& lab, const QString& folder)
{
    auto& environment = lab.environment();
    environment.insert("PATH", folder + ":" + environment.value("PATH"));
    // All data is here, and this machine is small.
    for (const char* name : {"HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"})
        environment.insert(name, "1");
    environment.insert("USE_TORCH", "0"); // there is a stand-in for it only: scripts/live.sh
    environment.insert("GUIDELLM__MAX_WORKER_PROCESSES", "2");
    environment.insert("HF_HOME", lab.path("hf"));
}

hosts::Facts host_with(const std::string& tool, const std::string& version)
{
    hosts::Facts facts;
    facts.tools.push_back({tool, "/usr/bin/" + tool, version});
    return facts;
}

/// What the tool of a step said last, by the part of the log that is the step's.
ToolProgress said_by(const Step& step, const QByteArray& log)
{
    const auto mark = QByteArray("--- step ") + QByteArray::fromStdString(step.id) + '\n';
    const auto end = log.indexOf("--- step ", log.indexOf(mark) + mark.size());
    StepTail tail;
    tail.append(log.left(end).toStdString());
    return tool_progress(step, tail.of(step.id));
}

library::Catalogue results_of(const JobLab& lab)
{
    Progress progress;
    return library::scan(std::array{std::filesystem::path(lab.job("out").toStdString())}, progress);
}

} // namespace

/// The real tools, run by a job's own script: GuideLLM against a simulated endpoint, lm_eval against one that serves
/// real models. scripts/test.sh --live installs them.
class TestTools : public QObject {
    Q_OBJECT
private slots:
    void guidellm_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<std::string>("version");
        QTest::newRow("newest") << programs("KNEEPOINT_LIVE_NEWEST") << std::string("0.8.1");
        QTest::newRow("oldest") << programs("KNEEPOINT_LIVE_OLDEST") << std::string("0.5.4");
    }
    void guidellm()
    {
        QFETCH(const QString, folder);
        QFETCH(const std::string, version);
        if (folder.isEmpty()) QSKIP("the real GuideLLM is not installed: scripts/test.sh --live");
        KNEEPOINT_NEEDS_LOAD();
        const QString tokenizer = shared_path("fixtures/guidellm/live/tok");
        if (!QFile::exists(tokenizer)) QSKIP("the folder ../shared with the tokenizer is absent");
        JobLab lab;
        use(lab, folder);
        Plan plan;
        plan.name = "live";
        plan.models = {{.model = tokenizer.toStdString(), .served_name = "base"}};
        plan.workload = {.prompt_tokens = 32, .output_tokens = 16};
        plan.load = Load{.tool = LoadTool::guidellm, .levels = 4, .max_concurrency = 4, .max_seconds = 3};
        const auto files = job_files(plan, host_with("guidellm", version));
        QVERIFY(files);
        lab.start(*files);
        const int status = lab.wait(600'000);
        QVERIFY2(status == 0, lab.said(status).constData());
        const auto found = results_of(lab);
        const auto run = std::ranges::find(found.runs, RunKind::performance, &Run::kind);
        QVERIFY(run != found.runs.end());
        QCOMPARE(run->tool.version, version);
        QCOMPARE(run->levels.size(), std::size_t{4});
        const std::array expected{Strategy::synchronous, Strategy::throughput, Strategy::constant, Strategy::constant};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(run->levels[i].strategy, expected[i]);
            QVERIFY(run->levels[i].requests.successful.value_or(0) > 0);
        }
        // The last rate is what the throughput level reached.
        const auto reached = run->levels[1].value(MetricId::requests_per_second, Statistic::mean());
        QVERIFY(reached && run->levels[3].target_rate);
        QVERIFY(std::abs(*run->levels[3].target_rate - *reached) < 0.02 * *reached);
        QCOMPARE(run->setup.facts.at("job.role").value, std::string("base"));
        // The newest says how far it is, of each level by itself: the same count as in its report.
        for (std::size_t i = 0; const auto& step : files->steps) {
            if (step.kind != StepKind::level) continue;
            const auto said = said_by(step, lab.job_text("log")).says;
            const auto count = std::to_string(run->levels[i++].requests.successful.value_or(0)) + " requests, ";
            QVERIFY2(version == "0.8.1" ? said.starts_with(count) : said.empty(), (count + "not " + said).c_str());
        }
    }

    /// Real models, tasks and lm_eval, through the server: what lm_eval found with the models in its own process
    /// (golden_paired.json, 0.4.13 with hf) is to come out of the comparison.
    void lm_eval_of_real_models()
    {
        const auto folder = programs("KNEEPOINT_LIVE_LM_EVAL");
        if (folder.isEmpty()) QSKIP("the real lm_eval is not installed: scripts/test.sh --live");
        const QString kit = shared_path("fixtures/lm_eval/live/");
        if (!QFile::exists(kit)) QSKIP("the folder ../shared with models and tasks is absent");
        JobLab lab;
        use(lab, folder);
        const auto server = hosts::quoted(source("tests/live/serve_llama.py").string());
        lab.add_tool("vllm",
                     "#!/bin/sh\n[ \"$1\" != --version ] || { echo 0.25.1; exit; }\nOPENBLAS_NUM_THREADS=1 exec '" +
                         QFile::encodeName(folder) + "/python' " + QByteArray::fromStdString(server) + " \"$@\"\n");
        lab.link("kit", kit + "kit"); // the tasks name their data relative to where lm_eval runs
        Plan plan;
        plan.name = "live";
        for (const char* name : {"tiny-base", "tiny-int3"})
            plan.models.push_back({.model = (kit + "models/" + name).toStdString(), .served_name = name});
        plan.load.reset();
        plan.accuracy = Accuracy{.tasks = {"kp_know_colour", "kp_arith"}, .include_path = "kit/tasks"};
        plan.server.flags = {{"max-model-len", std::int64_t{1024}}};
        const auto files = job_files(plan, host_with("lm_eval", "0.4.13"));
        QVERIFY(files);
        lab.start(*files);
        const int status = lab.wait(900'000);
        QVERIFY2(status == 0, lab.said(status).constData());
        QVERIFY(QFile::exists(lab.job("cache/tiny-base_rank0.db"))); // what a job that goes on takes over
        for (const auto& step : files->steps) {
            if (step.kind != StepKind::accuracy) continue;
            const auto progress = said_by(step, lab.job_text("log"));
            QCOMPARE(progress.done, std::optional(1.0));
            const auto said = QString::fromStdString(progress.says);
            QVERIFY2(QRegularExpression("(\\d+) of \\1( |$)").match(said).hasMatch(), qPrintable(said)); // all of them
        }
        const auto ran = run({"compare", lab.job("out"), "--json"});
        QVERIFY2(ran.exit == 0, ran.errors.constData());
        const auto golden =
            QJsonDocument::fromJson(text_of(kit + "golden_paired.json")).object()["0.4.13/hf"].toObject();
        int compared = 0;
        for (const auto& value : ran.json()["accuracy"].toArray()) {
            const auto found = value.toObject();
            const auto told = golden["tasks"][found["task"].toString() + "|" + found["metric"].toString() + "," +
                                              found["filter"].toString()];
            QCOMPARE(found["base"].toDouble(), told["mean_base"].toDouble());
            QCOMPARE(found["candidate"].toDouble(), told["mean_compressed"].toDouble());
            QCOMPARE(found["lost"], told["n10"]);
            QCOMPARE(found["gained"], told["n01"]);
            QCOMPARE(found["mcnemar"]["exact_p"].toDouble(), told["mcnemar_exact_p"].toDouble());
            ++compared;
        }
        QCOMPARE(compared, 4); // acc and acc_norm; two filters of exact_match
    }
};

QTEST_GUILESS_MAIN(TestTools)
#include "test_tools.moc"
