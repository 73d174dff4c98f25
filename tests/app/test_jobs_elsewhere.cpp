// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include "../hosts/lab.h"

#include <QJsonArray>

#include <memory>

using namespace kneepoint::tests;

/// `kneepoint jobs list --everywhere`, `adopt`, `forget` of one user on the job of another with the same account: both
/// are the real program, each with a journal of its own, over the real sshd.
class TestJobsElsewhere : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Sshd> m_sshd, m_gone;
    QProcess m_server, m_colleague;

    QString path(const QString& name) const { return m_folder->filePath(name); }
    /// Whose journal and list of hosts the program uses from now on.
    void be(const QString& who) const
    {
        qputenv("XDG_STATE_HOME", path(who + "/state").toUtf8());
        qputenv("XDG_CONFIG_HOME", path(who + "/config").toUtf8());
        qputenv("USER", who.toUtf8());
    }
    void add_host(const QString& name, const Sshd& sshd) const
    {
        const auto prepare = "XDG_STATE_HOME='" + path("host") + "'; export XDG_STATE_HOME";
        const auto added =
            run({"host", "add", name, "--ssh", "lab", "--ssh-config", sshd.path("ssh_config"), "--prepare", prepare});
        if (added.exit != 0) qFatal("%s", added.errors.constData());
    }
    QString plan(int level_s, const QString& url) const
    {
        const QJsonObject object{
            {"schema", "kneepoint.plan/1"},
            {"name", "theirs"},
            {"host", "gpu"},
            {"models",
             QJsonArray{QJsonObject{{"role", "base"}, {"model", "m"}, {"served_name", "base"}, {"url", url}}}},
            {"server", QJsonObject{{"kind", "running"}}},
            {"workload", QJsonObject{{"prompt_tokens", 16}, {"output_tokens", 8}}},
            {"load", QJsonObject{{"tool", "kneepoint-load"},
                                 {"profile", "concurrent"},
                                 {"streams", QJsonArray{1, 2}},
                                 {"max_seconds", level_s}}}};
        write_text(path("plan.json"), QJsonDocument(object).toJson());
        return path("plan.json");
    }
    QString serve()
    {
        m_server.start(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"),
                       {"simulate", "--port", "0", "--model", "base", "--ttft-ms", "5", "--itl-ms", "4"});
        QByteArray said;
        if (!QTest::qWaitFor([&] { return (said += m_server.readAllStandardOutput()).contains('\n'); }, 20000))
            return {};
        return QString::fromUtf8(said.mid(said.indexOf("http")).trimmed());
    }
    static QJsonObject job_in(const Ran& listed, const QString& id)
    {
        for (const auto& job : listed.json()["jobs"].toArray())
            if (job.toObject()["id"] == id) return job.toObject();
        return {};
    }
    /// Anna starts a job on the host. @return its id
    QString annas_job(int level_s)
    {
        be("anna");
        add_host("gpu", *m_sshd);
        m_colleague.start(qEnvironmentVariable("KNEEPOINT_PROGRAM"), {"run", plan(level_s, serve()), "--host", "gpu",
                                                                      "--anyway", "--into", path("annas"), "--json"});
        QString id;
        const bool up = QTest::qWaitFor(
            [&] {
                while (m_colleague.canReadLine()) {
                    const auto event = QJsonDocument::fromJson(m_colleague.readLine()).object();
                    if (event["job"].toObject()["state"] == "running") id = event["job"].toObject()["id"].toString();
                }
                return !id.isEmpty() || m_colleague.state() == QProcess::NotRunning;
            },
            120000);
        if (!up || id.isEmpty()) qFatal("%s", m_colleague.readAllStandardError().constData());
        return id;
    }
    void colleague_ends()
    {
        if (m_colleague.state() != QProcess::NotRunning) QVERIFY(m_colleague.waitForFinished(180000));
    }

private slots:
    void initTestCase()
    {
        KNEEPOINT_NEEDS_SSHD();
        if (qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM").isEmpty()) QSKIP("kneepoint-load is not built");
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_sshd = std::make_unique<Sshd>();
        m_gone = std::make_unique<Sshd>();
        m_gone->stop();
    }
    void cleanup()
    {
        const auto jobs = path("host/kneepoint/v1/jobs");
        for (const auto& id : QDir(jobs).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            write_text(jobs + '/' + id + "/cancel", ""); // what a failed test left ends by itself
        for (auto* process : {&m_colleague, &m_server}) {
            process->kill();
            process->waitForFinished();
        }
    }

    void a_job_of_another_is_listed_adopted_watched_and_forgotten()
    {
        const auto id = annas_job(3);
        be("ben");
        add_host("lab", *m_sshd);
        add_host("gone", *m_gone);
        const auto listed = run({"jobs", "list", "--everywhere", "--json"});
        QCOMPARE(listed.exit, 3); // a host was not reached
        const auto silent = listed.json()["silent_hosts"].toArray();
        QCOMPARE(silent.size(), 1);
        QCOMPARE(silent[0].toObject()["host"], "gone");
        QVERIFY(silent[0].toObject()["why"].toString().size() > 10);
        QCOMPARE(silent[0].toObject()["asked"], true);
        const auto seen = job_in(listed, id);
        QVERIFY2(seen["by"].toString().startsWith("anna@"), listed.output);
        QCOMPARE(seen["elsewhere"], true);
        QCOMPARE(seen["reachable"], true);
        QVERIFY(seen["seen"].isString());
        QVERIFY(seen["sentence"].toString().startsWith("runs on lab, seen "));
        const auto words = run({"jobs", "list", "--everywhere"});
        QCOMPARE(words.exit, 3);
        QVERIFY2(words.output.contains("seen ") && words.errors.contains("gone did not tell its jobs: "),
                 words.output + words.errors);

        QCOMPARE(run({"host", "remove", "gone"}).exit, 0);
        const auto adopted = run({"jobs", "adopt", id.right(8), "--into", path("bens"), "--json"});
        QVERIFY2(adopted.exit == 0, adopted.errors);
        QCOMPARE(adopted.json()["jobs"].toArray()[0].toObject()["id"], id);
        QVERIFY2(adopted.json()["unknown"].toArray()[0].toString().contains("gpu"), adopted.output); // called so by her
        QCOMPARE(run({"jobs", "adopt", id, "--host", "lab"}).exit, 2); // it is in the list
        const auto refused = run({"jobs", "cancel", id});
        QCOMPARE(refused.exit, 2);
        QVERIFY2(refused.errors.contains("anna@") && refused.errors.contains("--yes"), refused.errors);
        const auto attached = run({"jobs", "attach", id, "--json"});
        if (attached.exit == 1) QCOMPARE(job_in(run({"jobs", "list", "--json"}), id)["state"], "done"); // ended already
        QVERIFY2(attached.exit == 0 || attached.exit == 1, attached.errors);
        colleague_ends();
        QCOMPARE(m_colleague.exitCode(), 0); // hers went on as if nothing were
        const auto imported = run({"import", path("bens"), "--json"});
        QCOMPARE(imported.exit, 0);
        QCOMPARE(imported.json()["runs"].toArray()[0].toObject()["levels"], 2);

        const auto forgotten = run({"jobs", "forget", id});
        QVERIFY2(forgotten.exit == 0 && forgotten.errors.contains("stays on lab"), forgotten.errors);
        QVERIFY(job_in(run({"jobs", "list", "--everywhere", "--json"}), id).isEmpty());
        QVERIFY(QFile::exists(path("host/kneepoint/v1/jobs/" + id + "/done")));
        QCOMPARE(run({"jobs", "adopt", id, "--host", "lab", "--into", path("bens")}).exit, 0);
    }

    void a_job_of_another_is_ended_when_that_is_said()
    {
        const auto id = annas_job(120);
        be("ben");
        add_host("lab", *m_sshd);
        const auto adopted = run({"jobs", "adopt", id, "--host", "lab", "--into", path("bens")});
        QVERIFY2(adopted.exit == 0 && adopted.output.contains("of anna@"), adopted.errors + adopted.output);
        const auto cancelled = run({"jobs", "cancel", id, "--yes"});
        QVERIFY2(cancelled.exit == 0, cancelled.errors);
        QCOMPARE(job_in(run({"jobs", "list", "--json"}), id)["state"], "cancelled");
        colleague_ends();
        QCOMPARE(m_colleague.exitCode(), 130);
    }

    void what_cannot_be_adopted_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");
        const QString none = "01KB0000000000000000000000";
        QTest::newRow("no such job") << QStringList{none, "--host", "lab"} << 1 << QByteArray("no such job");
        QTest::newRow("nowhere") << QStringList{none} << 3 << QByteArray("gone did not tell");
        QTest::newRow("no such host") << QStringList{none, "--host", "x"} << 3 << QByteArray("x");
        QTest::newRow("not reached") << QStringList{none, "--host", "gone"} << 3 << QByteArray("gone");
        QTest::newRow("no id") << QStringList{"../x", "--host", "lab"} << 2 << QByteArray("no job's id");
        QTest::newRow("nothing") << QStringList{} << 2 << QByteArray("JOB");
    }
    void what_cannot_be_adopted()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, exit);
        QFETCH(const QByteArray, says);
        be("ben");
        add_host("lab", *m_sshd);
        add_host("gone", *m_gone);
        const auto adopted = run(QStringList{"jobs", "adopt"} + arguments);
        QVERIFY2(adopted.exit == exit, QByteArray::number(adopted.exit) + ' ' + adopted.errors);
        QVERIFY2(adopted.errors.contains(says), adopted.errors);
    }
};

QTEST_GUILESS_MAIN(TestJobsElsewhere)
#include "test_jobs_elsewhere.moc"
