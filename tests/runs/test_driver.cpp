// SPDX-License-Identifier: GPL-3.0-or-later
#include "driver_lab.h"
#include "places.h"

#include <QDirIterator>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// Models with these names, 3 levels of a few requests.
Plan plan_of(const std::vector<std::string>& models)
{
    Plan plan;
    plan.name = "driver";
    for (const auto& model : models) plan.models.push_back({.model = model, .served_name = model});
    plan.workload = {.prompt_tokens = 8, .output_tokens = 4};
    plan.load = Load{.profile = Profile::concurrent, .streams = {1, 2, 3}, .max_seconds = 20, .max_requests = 6};
    plan.load->extra_args = {"--first-byte-timeout-s", "5"};
    plan.server.ready_timeout_s = 30;
    return plan;
}

Plan guidellm_plan(Profile profile)
{
    auto plan = plan_of({"base"});
    plan.load = Load{.tool = LoadTool::guidellm, .profile = profile, .max_seconds = 1};
    return plan;
}

/// Every file below a folder that holds the text.
QStringList files_with(const QString& folder, const QByteArray& text)
{
    QStringList found;
    for (QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories); files.hasNext();)
        if (const auto file = files.next(); text_of(file).contains(text)) found << file;
    return found;
}

} // namespace

/// Shows the job's log where it ends otherwise.
#define KNEEPOINT_RUNS(lab, files, expected)                                                                           \
    do {                                                                                                               \
        const int ended = (lab).run(files);                                                                            \
        QVERIFY2(ended == (expected), (lab).said(ended).constData());                                                  \
    } while (false)

class TestDriver : public QObject {
    Q_OBJECT
private slots:
    void two_models_are_measured_one_after_the_other()
    {
        KNEEPOINT_NEEDS_LOAD();
        JobLab lab;
        lab.test_client();
        lab.environment().insert("HF_TOKEN", "hf_canary0123456789abcdef");
        auto plan = plan_of({"base", "compressed"});
        plan.secrets = {"HF_TOKEN"};
        plan.server.environment = {{"HF_HUB_OFFLINE", "it's \"1\""}};
        const auto files = job_files(plan, {});
        KNEEPOINT_RUNS(lab, files, 0);
        QStringList all;
        for (const auto& step : files->steps) all << QString::fromStdString(step.id) + " 0";
        QCOMPARE(lab.ends(), all);
        for (const QString name : {"base", "compressed"}) {
            const auto run = QJsonDocument::fromJson(lab.job_text("out/" + name + "/load-1/run.json")).object();
            QCOMPARE(run["levels"].toArray().size(), 3);
            QVERIFY(run["complete"].toBool());
            QVERIFY(QFile::exists(lab.job("out/" + name + "/server.log")));
            const auto gpus = lab.job_text("out/" + name + "/nvidia-smi.csv");
            QVERIFY(gpus.startsWith("timestamp, index") && gpus.count("timestamp") == 1 && gpus.contains("H200"));
            QVERIFY(lab.job_text("out/" + name + "/metrics.csv").startsWith("unix_time,vllm:num_requests_running"));
            QVERIFY(lab.job_text("out/" + name + "/metrics-after.txt").contains("vllm:num_requests_running"));
        }
        const auto reading = lab.job_text("readings").split('\n').first().split(' ');
        QCOMPARE(reading.size(), 7);
        QCOMPARE(reading.mid(1, 3), (QList<QByteArray>{"55.0", "89000", "245.1"})); // mean, sum, sum of two GPUs
        QVERIFY(reading[4] != "-");
        const auto record = lab.record();
        QCOMPARE(record["schema"].toString(), QString("kneepoint.job/1"));
        QCOMPARE(record["state"].toString(), QString("ended"));
        QCOMPARE(record["why"], QJsonValue());
        QCOMPARE(record["times"].toArray().size(), static_cast<int>(files->steps.size()));
        QCOMPARE(record["environment"]["HF_HUB_OFFLINE"].toString(), QString("it's \"1\""));
        QCOMPARE(record["plan"]["models"][1]["role"].toString(), QString("candidate"));
        QCOMPARE(record["steps"][0]["argv"][0].toString(), QString("vllm"));
        // A random key for each job, which is written nowhere, and neither is the user's token.
        const auto key = text_of(lab.path("keys")).split('\n').first();
        QCOMPARE(key.size(), 48);
        QCOMPARE(files_with(lab.job(""), key), QStringList());
        QCOMPARE(files_with(lab.job(""), "hf_canary"), QStringList());
        QVERIFY(lab.servers_are_gone());
        QVERIFY(!QFile::exists(lab.job("why")));
    }

    void row_42_a_server_that_does_not_start_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("part");
        QTest::newRow("out of memory") << "oom" << "memory does not suffice";
        QTest::newRow("gated") << "gated" << "(401)";
        QTest::newRow("address in use") << "bound" << "taken";
        QTest::newRow("no such model") << "unknown" << "no such model";
        QTest::newRow("another reason") << "broken" << "status 3";
        QTest::newRow("killed") << "killed" << "killed";
        QTest::newRow("another model") << "other" << "lists no model";
        QTest::newRow("never healthy") << "never" << "not ready within 2 s";
    }
    void row_42_a_server_that_does_not_start()
    {
        KNEEPOINT_NEEDS_LOAD();
        QFETCH(const QString, model);
        QFETCH(const QString, part);
        JobLab lab;
        auto plan = plan_of({model.toStdString(), "compressed"});
        plan.server.ready_timeout_s = model == "never" ? 2 : 30;
        plan.load->streams = {1};
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 3); // the other model is measured
        const auto why = lab.job_text("why");
        QVERIFY2(why.startsWith(model.toUtf8() + ": ") && why.contains(part.toUtf8()), why.constData());
        QCOMPARE(lab.ends().mid(0, 4), (QStringList{"0001 1", "0002 skip", "0003 skip", "0004 skip"}));
        QCOMPARE(lab.record()["why"].toString().toUtf8(), why.trimmed());
        QVERIFY(QFile::exists(lab.job("out/compressed/load-1/run.json")));
        QVERIFY(lab.servers_are_gone());
    }

    void row_42_a_port_that_is_taken()
    {
        JobLab lab;
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        auto plan = plan_of({"base"});
        plan.server.port = other.serverPort();
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 1);
        QVERIFY2(lab.job_text("why").contains(QString("port %1 is taken").arg(other.serverPort()).toUtf8()),
                 lab.job_text("why").constData());
        QVERIFY(!QFile::exists(lab.path("servers"))); // nothing was started
    }

    void row_41_a_program_that_is_missing()
    {
        JobLab lab;
        auto plan = plan_of({"base"});
        plan.server.kind = Server::Kind::command;
        plan.server.argv = {"no-such-program-here"};
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 1);
        QVERIFY2(lab.job_text("why").contains("was not found"), lab.job_text("why").constData());
    }

    void row_42_a_server_that_dies_in_level_3()
    {
        KNEEPOINT_NEEDS_LOAD();
        for (const bool always : {false, true}) {
            JobLab lab;
            auto plan = plan_of({always ? "dies" : "dies-once", "compressed"});
            plan.load->max_requests = 180; // of 17 ms each: the third level takes a second
            const auto status = lab.run(job_files(plan, {}));
            const QString folder = always ? "out/dies/" : "out/dies-once/";
            const auto run = QJsonDocument::fromJson(lab.job_text(folder + "load-1/run.json")).object();
            QVERIFY(QFile::exists(lab.job(folder + "server-2.log"))); // it was started again, once
            QVERIFY(!QFile::exists(lab.job(folder + "server-3.log")));
            QCOMPARE(lab.ends().count("0005 0"), 1);
            if (always) {
                QCOMPARE(status, 3);
                QVERIFY(run["levels"].toArray().size() >= 2); // a third one may say that it was stopped
                QVERIFY(lab.ends().contains("0006 125"));
                QVERIFY2(lab.job_text("why").contains("died during a level"), lab.job_text("why").constData());
                QVERIFY(lab.job_text("log").contains("EngineDeadError"));
            } else {
                QCOMPARE(run["levels"].toArray().size(), 3);
                QVERIFY(lab.ends().contains("0006 0"));
            }
            QVERIFY(QFile::exists(lab.job("out/compressed/load-1/run.json")));
            QVERIFY(lab.servers_are_gone());
        }
    }

    void row_42_a_server_that_does_not_stop()
    {
        KNEEPOINT_NEEDS_LOAD();
        JobLab lab;
        auto plan = plan_of({"stubborn"});
        plan.load->streams = {1};
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 0);
        QVERIFY(lab.job_text("log").contains("did not end within 2 s"));
        QVERIFY(lab.servers_are_gone());
    }

    void row_26_cancelling_keeps_what_was_finished()
    {
        KNEEPOINT_NEEDS_LOAD();
        JobLab lab;
        auto plan = plan_of({"base", "compressed"});
        plan.load->streams = {1, 2};
        plan.load->max_requests.reset();
        plan.load->max_seconds = 3;
        const auto files = job_files(plan, {});
        lab.start(*files);
        QVERIFY(lab.told("0005 begin"));
        write_text(lab.job("cancel"), "");
        QCOMPARE(lab.wait(), 143);
        QCOMPARE(lab.record()["state"].toString(), QString("cancelled"));
        const auto run = QJsonDocument::fromJson(lab.job_text("out/base/load-1/run.json")).object();
        QVERIFY(run["levels"].toArray().size() >= 1);
        QVERIFY(lab.servers_are_gone());
        // The rest, by a job that goes on from it.
        plan.load->extra_args = {"--first-byte-timeout-s", "5"};
        const auto rest = job_files(plan, {}, {}, lab.id().toStdString());
        KNEEPOINT_RUNS(lab, rest, 0);
        const auto whole = QJsonDocument::fromJson(lab.job_text("out/base/load-1/run.json")).object();
        QCOMPARE(whole["levels"].toArray().size(), 2);
        QCOMPARE(whole["id"], run["id"]); // the same run, gone on with
    }

    void a_server_that_runs_already()
    {
        KNEEPOINT_NEEDS_LOAD();
        JobLab lab;
        QProcess server;
        server.start(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"),
                     {"simulate", "--port", "0", "--model", "base", "--ttft-ms", "1", "--itl-ms", "0.5"});
        QVERIFY(server.waitForReadyRead(20'000));
        auto plan = plan_of({"base", "absent"});
        plan.server.kind = Server::Kind::running;
        for (auto& model : plan.models) model.url = server.readLine().trimmed().mid(10).toStdString();
        plan.models[1].url = plan.models[0].url;
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 3);
        QVERIFY2(lab.job_text("why").contains("lists no model"), lab.job_text("why").constData());
        QVERIFY(QFile::exists(lab.job("out/base/load-1/run.json")));
        QCOMPARE(server.state(), QProcess::Running);
        server.kill();
        server.waitForFinished();
    }

    void guidellm_sweeps_by_the_rates_that_it_found()
    {
        KNEEPOINT_NEEDS_LOAD();
        JobLab lab;
        lab.add_tool("guidellm", fake_guidellm);
        auto plan = guidellm_plan(Profile::sweep);
        plan.load->levels = 6;
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 0);
        QCOMPARE(QDir(lab.job("out/base/load-1")).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 (QStringList{"0001", "0002", "0003", "0004", "0005", "0006"}));
        // numpy.linspace(2, 10, 5)[1:], as in GuideLLM's own sweep
        const auto calls = text_of(lab.path("calls"));
        for (const char* rate : {"4.0", "6.0", "8.0", "10.0"})
            QVERIFY2(calls.contains(QByteArray("kind=constant,rate=") + rate + " "), calls.constData());
        QCOMPARE(calls.count('\n'), 6);
        // A job that goes on takes over the levels that the rates follow from.
        const auto rest =
            job_files(plan, {}, {"base/load-1/0001", "base/load-1/0002", "base/load-1/0003"}, lab.id().toStdString());
        KNEEPOINT_RUNS(lab, rest, 0);
        QCOMPARE(text_of(lab.path("calls")).count('\n'), 6); // all of them were there
    }

    void a_level_of_guidellm_that_fails_costs_only_itself()
    {
        KNEEPOINT_NEEDS_LOAD();
        JobLab lab;
        lab.add_tool("guidellm", fake_guidellm);
        auto plan = guidellm_plan(Profile::concurrent);
        plan.load->streams = {1, 2, 3, 4};
        KNEEPOINT_RUNS(lab, job_files(plan, {}), 3);
        QCOMPARE(QDir(lab.job("out/base/load-1")).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 (QStringList{"0001", "0004"})); // 2 ends with an error, 3 with a report in which nothing succeeded
        QVERIFY2(lab.job_text("why").contains("load-1/0002 failed"), lab.job_text("why").constData());
        QVERIFY(lab.job_text("log").contains("No request of this level succeeded"));
    }

    void the_report_of_each_version_is_understood_data()
    {
        QTest::addColumn<QString>("report");
        QTest::addColumn<int>("status");
        const QDir live(shared_path("fixtures/guidellm/live"));
        if (!live.exists()) QSKIP("the folder ../shared with the real result files is absent");
        for (const char* version : {"0.5.4", "0.6.1", "0.7.4", "0.8.1"}) {
            for (const char* test : {"concurrent", "sweep"}) {
                const QDir folder(live.filePath(QString(version) + "/" + test));
                const auto files = folder.entryList({"*.json"});
                if (!files.isEmpty()) QTest::addRow("%s %s", version, test) << folder.filePath(files.first()) << 0;
            }
            QTest::addRow("%s wrong model", version)
                << live.filePath(QString(version) + "/err-wrongmodel/report.json") << 1;
        }
    }
    void the_report_of_each_version_is_understood()
    {
        QFETCH(const QString, report);
        QFETCH(const int, status);
        QProcess python;
        python.start("python3", {source_path("resources/job/guidellm_report.py"), "check", report});
        if (!python.waitForStarted()) QSKIP("python3 is not installed");
        python.waitForFinished();
        QCOMPARE(python.exitCode(), status);
        if (status != 0) QVERIFY(python.readAllStandardError().contains("40 failed"));
    }
};

QTEST_GUILESS_MAIN(TestDriver)
#include "test_driver.moc"
