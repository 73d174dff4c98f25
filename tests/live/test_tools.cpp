// SPDX-License-Identifier: GPL-3.0-or-later
#include "../runs/driver_lab.h"
#include "places.h"

#include "kneepoint/library/catalogue.h"

#include <QElapsedTimer>

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

library::Catalogue results_of(const JobLab& lab)
{
    Progress progress;
    return library::scan(std::array{std::filesystem::path(lab.job("out").toStdString())}, progress);
}

} // namespace

/// The real tools, run by a job's own script against a simulated endpoint. scripts/test.sh --live installs them.
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
    }

    void lm_eval()
    {
        const auto folder = programs("KNEEPOINT_LIVE_LM_EVAL");
        if (folder.isEmpty()) QSKIP("the real lm_eval is not installed: scripts/test.sh --live");
        KNEEPOINT_NEEDS_LOAD();
        const QString kit = shared_path("fixtures/lm_eval/live/");
        if (!QFile::exists(kit)) QSKIP("the folder ../shared with tasks and tokenizer is absent");
        JobLab lab;
        use(lab, folder);
        lab.link("kit", kit + "kit"); // the tasks name their data relative to where lm_eval runs
        Plan plan;
        plan.name = "live";
        plan.models = {{.model = (kit + "models/tiny-base").toStdString(), .served_name = "base"}};
        plan.load.reset();
        plan.accuracy = Accuracy{.tasks = {"kp_claims"}, .include_path = "kit/tasks", .limit = 5};
        plan.server.flags = {{"max-model-len", std::int64_t{1024}}};
        const auto files = job_files(plan, host_with("lm_eval", "0.4.13"));
        QVERIFY(files);
        lab.start(*files);
        const int status = lab.wait(600'000);
        QVERIFY2(status == 0, lab.said(status).constData());
        const auto found = results_of(lab);
        const auto run = std::ranges::find(found.runs, RunKind::accuracy, &Run::kind);
        QVERIFY(run != found.runs.end());
        QVERIFY(!run->void_result && !run->scores.empty() && !run->samples.empty());
        QCOMPARE(run->scores.front().task, std::string("kp_claims"));
        QVERIFY(QFile::exists(lab.job("cache/base_rank0.db"))); // what a job that goes on takes over
    }
};

QTEST_GUILESS_MAIN(TestTools)
#include "test_tools.moc"
