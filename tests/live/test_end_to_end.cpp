// SPDX-License-Identifier: GPL-3.0-or-later
#include "../app/program.h"
#include "../hosts/proxy.h"
#include "../runs/driver_lab.h"
#include "places.h"

#include "kneepoint/hosts/quote.h"

using namespace kneepoint;
using namespace kneepoint::tests;

namespace {

/// What `kneepoint host check` and the job's samples ask of it.
constexpr const char* one_gpu = R"sh(#!/bin/sh
case $* in
*compute_cap*) echo '0, NVIDIA H200, 143771, 100, 9.0, 570.86.15' ;;
*compute-apps*) ;;
*noheader*) echo 100 ;;
esac
)sh";

/// Two models that the test's own `vllm` serves, two levels each.
QByteArray plan_of(const QString& tool, const QString& model)
{
    const auto entry = [&](const char* role, const char* name, const QJsonValue& scheme) {
        return QJsonObject{{"role", role}, {"model", model}, {"served_name", name}, {"scheme", scheme}};
    };
    const QJsonObject object{
        {"schema", "kneepoint.plan/1"},
        {"name", "end to end"},
        {"models", QJsonArray{entry("base", "base", "BF16"), entry("candidate", "int8", "W8A8-INT8")}},
        {"server", QJsonObject{{"kind", "vllm"}, {"port", 0}, {"ready_timeout_s", 30}}},
        {"workload", QJsonObject{{"prompt_tokens", 32}, {"output_tokens", 8}}},
        {"load",
         QJsonObject{{"tool", tool}, {"profile", "concurrent"}, {"streams", QJsonArray{1, 2}}, {"max_seconds", 2}}}};
    return QJsonDocument(object).toJson();
}

} // namespace

/// From a plan to comparison.md by the program alone, over the real sshd, with the line reset twice on the way: the
/// host is checked, base and compressed are served and measured there, what they leave is fetched and compared.
class TestEndToEnd : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<JobLab> m_lab; ///< its folder of tools is the host's

    QString path(const QString& name) const { return m_folder->filePath(name); }

    /// The lines that give the host its tools.
    QString prepare(const QString& tools) const
    {
        QString text;
        const auto set = [&](const QString& name, const QString& value) {
            text += name + "=" + QString::fromStdString(hosts::quoted(value.toStdString())) + "; export " + name + "\n";
        };
        set("XDG_STATE_HOME", path("host"));
        set("LAB", m_lab->path(""));
        set("KNEEPOINT_LOAD_PROGRAM", qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"));
        set("KNEEPOINT_STOP", "2");
        set("HF_HOME", path("hf"));
        for (const char* offline : {"HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"}) set(offline, "1");
        set("USE_TORCH", "0"); // there is a stand-in for it only: scripts/live.sh
        set("GUIDELLM__MAX_WORKER_PROCESSES", "2");
        set("PATH",
            m_lab->path("bin") + ":" + (tools.isEmpty() ? QString() : tools + ":") + qEnvironmentVariable("PATH"));
        return text;
    }
    /// Reads on to a line of this event. @return the line; empty when the program ends without it
    static QJsonObject event(QProcess& process, const QString& name, const QString& state = {})
    {
        QJsonObject found;
        const auto read = [&] {
            while (found.isEmpty() && process.canReadLine()) {
                const auto line = QJsonDocument::fromJson(process.readLine()).object();
                if (line["event"] == name && (state.isEmpty() || line["job"].toObject()["state"] == state))
                    found = line;
            }
            return !found.isEmpty() || (process.state() == QProcess::NotRunning && !process.canReadLine());
        };
        static_cast<void>(QTest::qWaitFor(read, 240'000));
        return found;
    }

private slots:
    void init()
    {
        KNEEPOINT_NEEDS_SSHD();
        KNEEPOINT_NEEDS_LOAD();
        if (!QFile::exists(qEnvironmentVariable("KNEEPOINT_PROGRAM"))) QSKIP("kneepoint is not built here");
        m_folder = std::make_unique<QTemporaryDir>();
        m_lab = std::make_unique<JobLab>();
        m_lab->add_tool("nvidia-smi", one_gpu);
        qputenv("XDG_STATE_HOME", path("here").toUtf8());
        qputenv("XDG_CONFIG_HOME", path("config").toUtf8());
    }
    void cleanup()
    {
        if (!m_folder) return;
        const QDir jobs(path("host/kneepoint/v1/jobs"));
        for (const auto& id : jobs.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            write_text(jobs.filePath(id + "/cancel"), ""); // what a failed test left ends
            static_cast<void>(QTest::qWaitFor([&] { return processes_gone(jobs.filePath(id)); }, 20'000));
        }
    }

    void a_plan_becomes_a_comparison_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("variable");
        QTest::newRow("kneepoint-load") << "kneepoint-load" << "";
        QTest::newRow("newest GuideLLM") << "guidellm" << "KNEEPOINT_LIVE_NEWEST";
        QTest::newRow("oldest GuideLLM") << "guidellm" << "KNEEPOINT_LIVE_OLDEST";
    }
    void a_plan_becomes_a_comparison()
    {
        QFETCH(const QString, tool);
        QFETCH(const QString, variable);
        const auto tools = variable.isEmpty() ? QString() : qEnvironmentVariable(variable.toLatin1().constData());
        if (!variable.isEmpty() && tools.isEmpty()) QSKIP("the real GuideLLM is not installed: scripts/test.sh --live");
        const QDir tokenizer(shared_path("fixtures/guidellm/live/tok"));
        if (!tools.isEmpty() && !tokenizer.exists()) QSKIP("the folder ../shared with the tokenizer is absent");
        QDir(m_folder->path()).mkdir("model"); // a model is a folder with a config.json
        if (!tools.isEmpty())
            for (const auto& file : tokenizer.entryList(QDir::Files))
                QFile::copy(tokenizer.filePath(file), path("model/" + file));
        write_text(path("model/config.json"), "{\"model_type\":\"llama\"}");
        write_text(path("plan.json"), plan_of(tool, path("model")));

        Sshd sshd;
        Proxy proxy(sshd.port());
        const auto added = run({"host", "add", "gpu", "--ssh", QString("lab:%1").arg(proxy.port()), "--ssh-config",
                                sshd.path("ssh_config"), "--prepare", prepare(tools)});
        QVERIFY2(added.exit == 0, added.errors);
        const auto checked = run({"host", "check", "gpu", "--plan", path("plan.json"), "--json"});
        QVERIFY2(checked.exit == 0, checked.errors + checked.output);
        QVERIFY2(checked.output.contains("H200"), checked.output);

        const auto log_ins = [&] { return sshd.log().count("Accepted publickey"); };
        const auto before = log_ins();
        QProcess process;
        process.start(qEnvironmentVariable("KNEEPOINT_PROGRAM"),
                      {"run", path("plan.json"), "--host", "gpu", "--into", path("results"), "--json"});
        QVERIFY(!event(process, "submitted").isEmpty());
        QVERIFY(!event(process, "state", "running").isEmpty());
        proxy.reset();
        QVERIFY(!event(process, "results").isEmpty()); // a level came while the job runs
        proxy.reset();
        const auto job = event(process, "ended")["job"].toObject();
        const auto said = job["why"].toString().toUtf8() + process.readAllStandardError() + logs();
        QVERIFY2(job["state"] == "done", said);
        for (const auto& step : job["steps"].toArray()) QCOMPARE(step.toObject()["state"].toString(), QString("done"));
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(log_ins() - before >= 3); // the line was cut twice, and made anew each time
        QCOMPARE(QDir(path("host/kneepoint/v1/jobs")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        QCOMPARE(text_of(m_lab->path("servers")).count('\n'), 2); // each model was served once

        const auto compared = run({"compare", path("results"), "--json"});
        QVERIFY2(compared.exit == 0, compared.errors);
        QCOMPARE(compared.json()["candidates"].toArray().size(), 1);
        QVERIFY(!compared.json()["levels"].toArray().isEmpty());
        const auto written = run({"report", path("results"), "-o", path("comparison.md"), "--charts", "none"});
        QVERIFY2(written.exit == 0, written.errors);
        const auto report = text_of(path("comparison.md"));
        QVERIFY2(report.startsWith("# ") && report.contains("int8"), report);
    }

private:
    QByteArray logs() const
    {
        QByteArray all;
        const QDir jobs(path("host/kneepoint/v1/jobs"));
        for (const auto& id : jobs.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            all += text_of(jobs.filePath(id + "/log")).right(800);
        return all;
    }
    static bool processes_gone(const QString& job) { return !QDir(job).entryList({"exit.*"}).isEmpty(); }
};

QTEST_GUILESS_MAIN(TestEndToEnd)
#include "test_end_to_end.moc"
