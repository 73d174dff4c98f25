// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include "../hosts/lab.h"

#include <QDirIterator>
#include <QJsonArray>

#include <functional>
#include <memory>

using namespace kneepoint::tests;

/// `kneepoint run` and `kneepoint jobs` with folders of their own: from a plan over the job's real script and
/// kneepoint-load to the comparison, on this computer and over the real sshd. Row numbers are those of the table of
/// faults.
class TestRunCommand : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::unique_ptr<QProcess>> m_servers;
    QStringList m_urls;

    QString path(const QString& name) const { return m_folder->filePath(name); }
    QString host_folder() const { return path("host/kneepoint/v1/jobs"); }

    /// A simulated endpoint of its own for each model. @return its address
    QString serve(const QString& model, const QString& itl_ms)
    {
        auto server = std::make_unique<QProcess>();
        server->start(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"),
                      {"simulate", "--port", "0", "--model", model, "--ttft-ms", "5", "--itl-ms", itl_ms});
        QByteArray said;
        if (!QTest::qWaitFor([&] { return (said += server->readAllStandardOutput()).contains('\n'); }, 20000))
            return {};
        m_servers.push_back(std::move(server));
        return QString::fromUtf8(said.mid(said.indexOf("http")).trimmed());
    }
    /// Two models and two levels each.
    QString plan(int level_s, const QJsonArray& secrets = {})
    {
        const QJsonObject object{
            {"schema", "kneepoint.plan/1"},
            {"name", "two models"},
            {"models",
             QJsonArray{QJsonObject{{"role", "base"}, {"model", "m"}, {"served_name", "base"}, {"url", m_urls[0]}},
                        QJsonObject{{"role", "candidate"},
                                    {"model", "m-int8"},
                                    {"served_name", "int8"},
                                    {"scheme", "W8A8-INT8"},
                                    {"url", m_urls[1]}}}},
            {"server", QJsonObject{{"kind", "running"}}},
            {"workload", QJsonObject{{"prompt_tokens", 16}, {"output_tokens", 8}}},
            {"load", QJsonObject{{"tool", "kneepoint-load"},
                                 {"profile", "concurrent"},
                                 {"streams", QJsonArray{1, 2}},
                                 {"max_seconds", level_s}}},
            {"secrets", secrets}};
        write_text(path("plan.json"), QJsonDocument(object).toJson());
        return path("plan.json");
    }
    std::unique_ptr<QProcess> started(const QStringList& arguments) const
    {
        auto process = std::make_unique<QProcess>();
        process->start(qEnvironmentVariable("KNEEPOINT_PROGRAM"), arguments);
        return process;
    }
    /// Waits for the line of an event, and for a state of its job where one is named.
    static QJsonObject event(QProcess& process, const QString& name, const QString& state = {})
    {
        QJsonObject found;
        const auto arrived = QTest::qWaitFor(
            [&] {
                while (process.canReadLine()) {
                    const auto line = QJsonDocument::fromJson(process.readLine()).object();
                    if (line["event"] != name) continue;
                    if (!state.isEmpty() && line["job"].toObject()["state"] != state) continue;
                    found = line;
                    return true;
                }
                return process.state() == QProcess::NotRunning;
            },
            120000);
        return arrived ? found : QJsonObject();
    }
    static bool finishes(QProcess& process, int milliseconds = 180000)
    {
        return QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, milliseconds);
    }
    /// A process that has ended has the number 0, which to kill() is the whole group.
    static void signal(const QProcess& process, int number)
    {
        if (const auto pid = static_cast<pid_t>(process.processId()); pid > 0) ::kill(pid, number);
    }
    static QJsonObject only_job()
    {
        const auto jobs = run({"jobs", "list", "--json"}).json()["jobs"].toArray();
        return jobs.size() == 1 ? jobs[0].toObject() : QJsonObject();
    }
    /// One job, whose results give a comparison of both models.
    void verify_results()
    {
        QCOMPARE(QDir(host_folder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        const auto compared = run({"compare", path("results"), "--json"});
        QVERIFY2(compared.exit == 0, compared.errors);
        QCOMPARE(compared.json()["candidates"].toArray().size(), 1);
        QVERIFY(!compared.json()["levels"].toArray().isEmpty());
        const auto report = run({"report", path("results"), "-o", path("comparison.md"), "--charts", "none"});
        QVERIFY2(report.exit == 0, report.errors);
        QVERIFY(text_of(path("comparison.md")).contains("int8"));
    }
    QStringList run_arguments(const QString& plan_file, const QString& host = "local") const
    {
        return {"run", plan_file, "--host", host, "--into", path("results"), "--json"};
    }

private slots:
    void initTestCase()
    {
        if (qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM").isEmpty()) QSKIP("kneepoint-load is not built");
        m_urls = {serve("base", "4"), serve("int8", "2")};
        QVERIFY(m_urls[0].startsWith("http://") && m_urls[1].startsWith("http://"));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_STATE_HOME", path("host").toUtf8());
        qputenv("XDG_CONFIG_HOME", path("config").toUtf8());
    }
    void cleanup()
    {
        for (const auto& id : QDir(host_folder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            write_text(host_folder() + '/' + id + "/cancel", ""); // what a failed test left ends by itself
    }
    void cleanupTestCase()
    {
        for (const auto& server : m_servers) {
            server->kill();
            server->waitForFinished();
        }
    }

    void a_plan_runs_on_this_computer_to_a_comparison()
    {
        const auto ran = run(run_arguments(plan(1)));
        QVERIFY2(ran.exit == 0, ran.errors + ran.output.right(2000));
        const auto lines = ran.output.trimmed().split('\n');
        QCOMPARE(QJsonDocument::fromJson(lines.first()).object()["event"], "checked");
        const auto last = QJsonDocument::fromJson(lines.last()).object();
        QCOMPARE(last["event"], "ended");
        QCOMPARE(last["job"].toObject()["state"], "done");
        for (const auto& step : last["job"].toObject()["steps"].toArray()) QCOMPARE(step.toObject()["state"], "done");
        verify_results();
        QCOMPARE(only_job()["state"], "done");
        QCOMPARE(run({"jobs", "clean"}).exit, 0);
        QVERIFY(QDir(host_folder()).isEmpty());
    }

    void the_same_over_ssh_with_the_line_cut_twice()
    {
        KNEEPOINT_NEEDS_SSHD();
        Sshd sshd;
        const auto prepare = "XDG_STATE_HOME='" + path("host") + "'; export XDG_STATE_HOME";
        QCOMPARE(
            run({"host", "add", "lab", "--ssh", "lab", "--ssh-config", sshd.path("ssh_config"), "--prepare", prepare})
                .exit,
            0);
        auto process = started(run_arguments(plan(2), "lab"));
        const auto cut = [&] {
            if (process->processId() <= 0) return;
            for (const auto pid : descendants(static_cast<pid_t>(process->processId())))
                if (text_of(QString("/proc/%1/comm").arg(pid)) == "ssh\n") ::kill(pid, SIGKILL);
        };
        QVERIFY(!event(*process, "state", "starting").isEmpty());
        cut();
        QVERIFY(!event(*process, "results").isEmpty());
        cut();
        const auto last = event(*process, "ended");
        QVERIFY2(last["job"].toObject()["state"] == "done", QJsonDocument(last).toJson());
        QVERIFY(finishes(*process));
        QCOMPARE(process->exitCode(), 0);
        verify_results();
    }

    void row_16_killed_in_each_state_and_attached_data()
    {
        QTest::addColumn<QString>("state");
        for (const char* state : {"staged", "uploaded", "starting", "running", "fetching"})
            QTest::newRow(state) << state;
    }
    void row_16_killed_in_each_state_and_attached()
    {
        QFETCH(QString, state);
        auto process = started(run_arguments(plan(1)));
        const auto reached = event(*process, "state", state);
        signal(*process, SIGKILL);
        QVERIFY(finishes(*process));
        if (reached.isEmpty()) QSKIP("this state was passed too fast to be seen");
        QTest::qWait(200);
        const auto attached = run({"jobs", "attach", "--json"});
        if (attached.exit == 1) { // the kill came after the end
            QCOMPARE(only_job()["state"], "done");
        } else {
            QVERIFY2(attached.exit == 0, attached.errors + attached.output.right(2000));
        }
        verify_results();
    }

    void ctrl_c_leaves_the_job_running_and_twice_cancels_it()
    {
        auto process = started(run_arguments(plan(60)));
        const auto running = event(*process, "state", "running");
        QVERIFY(!running.isEmpty());
        signal(*process, SIGINT);
        QVERIFY(!event(*process, "left").isEmpty());
        QVERIFY(finishes(*process));
        QCOMPARE(process->exitCode(), 130);
        const auto errors = process->readAllStandardError();
        QVERIFY2(errors.contains("kneepoint jobs attach " + running["job"].toObject()["id"].toString().toUtf8()),
                 errors);
        QCOMPARE(only_job()["state"], "running");

        process = started({"jobs", "attach", "--json"});
        QVERIFY(!event(*process, "state", "running").isEmpty());
        signal(*process, SIGINT);
        QVERIFY(!event(*process, "left").isEmpty());
        signal(*process, SIGINT);
        QCOMPARE(event(*process, "ended")["job"].toObject()["state"], "cancelled");
        QVERIFY(finishes(*process));
        QCOMPARE(process->exitCode(), 130);
        QCOMPARE(only_job()["state"], "cancelled");
        QCOMPARE(run({"jobs", "cancel", only_job()["id"].toString()}).exit, 2); // it has ended
    }

    void a_running_job_is_cancelled_by_another_command()
    {
        auto process = started(run_arguments(plan(60)));
        QVERIFY(!event(*process, "state", "running").isEmpty());
        const auto cancelled = run({"jobs", "cancel", "--json"});
        QVERIFY2(cancelled.exit == 0, cancelled.errors);
        QVERIFY(finishes(*process));
        QCOMPARE(process->exitCode(), 130);
        QCOMPARE(only_job()["state"], "cancelled");
    }

    void row_39_a_secret_is_nowhere()
    {
        const QByteArray canary = "canary-" + QByteArray::number(QCoreApplication::applicationPid()) + "-secret";
        qputenv("HF_TOKEN", canary);
        qputenv("KNEEPOINT_API_KEY", canary);
        auto process = started(run_arguments(plan(1, {"HF_TOKEN", "KNEEPOINT_API_KEY"})));
        QByteArray all;
        bool seen = false;
        while (process->state() != QProcess::NotRunning) {
            for (const auto& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
                seen = seen || text_of("/proc/" + pid + "/cmdline").contains(canary);
            all += process->readAllStandardOutput() + process->readAllStandardError();
            QTest::qWait(20);
        }
        qunsetenv("HF_TOKEN");
        qunsetenv("KNEEPOINT_API_KEY");
        all += process->readAllStandardOutput() + process->readAllStandardError();
        QVERIFY2(process->exitCode() == 0, all.right(3000));
        QVERIFY(!seen && !all.contains(canary));
        verify_results(); // and the report
        // Journal, plan, job and its log, manifest, results, report: all of it is below this folder.
        QCOMPARE(output_of("grep", {"-r", "-l", "-F", canary, m_folder->path()}), "");
    }

    void a_dry_run_shows_every_command_and_starts_nothing()
    {
        const auto shown = run({"run", plan(1), "--dry-run"});
        QVERIFY2(shown.exit == 0, shown.errors);
        QVERIFY(shown.output.contains("kneepoint-load") && shown.output.contains("--streams"));
        const auto json = run({"run", plan(1), "--dry-run", "--json"}).json();
        QCOMPARE(json["schema"], "kneepoint.dry-run/1");
        QVERIFY(json["files"].toArray().size() > 1);
        QVERIFY(!QFile::exists(path("host")));
    }

    void what_cannot_be_run_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no plan") << QStringList{"run", "nowhere.json"} << 3 << QByteArray("nowhere.json");
        QTest::newRow("no such host") << QStringList{"run", "PLAN", "--host", "nowhere"} << 3 << QByteArray("nowhere");
        QTest::newRow("no job") << QStringList{"jobs", "attach"} << 1 << QByteArray("no job");
        QTest::newRow("no such job") << QStringList{"jobs", "fetch", "01ARZ"} << 2 << QByteArray("no such job");
        QTest::newRow("nothing") << QStringList{"jobs"} << 2 << QByteArray();
    }
    void what_cannot_be_run()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QByteArray, says);
        arguments.replaceInStrings("PLAN", plan(1));
        const auto ran = run(arguments);
        QCOMPARE(ran.exit, exit);
        QVERIFY2(ran.errors.contains(says), ran.errors);
    }

    void a_server_that_does_not_answer_is_found_before_the_start()
    {
        const auto urls = m_urls;
        m_urls = {QString("http://127.0.0.1:%1").arg(free_port()), m_urls[1]};
        const auto file = plan(1);
        m_urls = urls;
        const auto ran = run({"run", file, "--into", path("results")});
        QCOMPARE(ran.exit, 1);
        QVERIFY2(ran.errors.contains("server") && ran.errors.contains("--anyway"), ran.errors);
        QVERIFY(!QFile::exists(host_folder()));
    }
};

QTEST_GUILESS_MAIN(TestRunCommand)
#include "test_run_command.moc"
