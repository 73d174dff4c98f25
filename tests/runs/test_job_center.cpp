// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_lab.h"

#include "kneepoint/runs/job_center.h"

#include <QSignalSpy>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// Jobs with scripts of the test's own, over the sh of this computer and over a real sshd. Row numbers are those of the
/// table of faults.
class TestJobCenter : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::string> m_jobs;

    QString state_folder() const { return m_folder->filePath("host"); }
    std::filesystem::path results_folder() const { return m_folder->filePath("results").toStdString(); }
    Host here() const { return this_computer(state_folder()); }
    Host there(const Sshd& sshd) const { return with_state_folder(sshd.host(), state_folder()); }

    static Plan plan(const std::string& name = "a job")
    {
        Plan plan;
        plan.name = name;
        plan.models = {{.model = "m", .served_name = "base", .scheme = {}, .url = "http://127.0.0.1:1"}};
        plan.server.kind = Server::Kind::running;
        return plan;
    }
    /// A center whose jobs all run this script.
    std::unique_ptr<JobCenter> center(const QByteArray& run, const QString& journal = "journal")
    {
        JobCenter::Options options{
            .journal = m_folder->filePath(journal).toStdString(),
            .load_program = {},
            .patience = {.connect = 2s, .alive_interval = 1s, .alive_count = 2},
            .probe_interval = 100ms,
            .make_files = [run](const Plan&, const Facts&, const Finished& finished) -> Result<JobFiles> {
                JobFiles files{.files = {{"run.sh", run.toStdString(), Access::owner_runs},
                                         {"scripts/finished", join(finished), Access::owner}},
                               .steps = {{.id = "0001", .kind = StepKind::level, .text = "base: level 1 of 2"},
                                         {.id = "0002", .kind = StepKind::level, .text = "base: level 2 of 2"}}};
                return files;
            }};
        auto made = std::make_unique<JobCenter>(std::move(options));
        if (const auto opened = made->open(); !opened) qFatal("%s", to_string(opened.error()).c_str());
        return made;
    }
    static std::string join(const Finished& folders)
    {
        std::string text;
        for (const auto& folder : folders) text += folder + '\n';
        return text;
    }
    std::string submit(JobCenter& center, const Host& host, Plan what = plan(),
                       std::map<std::string, std::string> secrets = {})
    {
        const auto id = center.submit(
            {.plan = std::move(what), .host = host, .results = results_folder(), .secrets = std::move(secrets)});
        if (!id) qFatal("%s", to_string(id.error()).c_str());
        m_jobs.push_back(*id);
        return *id;
    }
    static bool reaches(JobCenter& center, const std::string& id, JobState state, int milliseconds = 30000)
    {
        return QTest::qWaitFor([&] { return center.job(id)->state == state; }, milliseconds);
    }
    static bool ends(JobCenter& center, const std::string& id, int milliseconds = 30000)
    {
        return QTest::qWaitFor([&] { return is_end(center.job(id)->state); }, milliseconds);
    }
    QString on_host(const std::string& id, const QString& name) const
    {
        return state_folder() + "/kneepoint/v1/jobs/" + QString::fromStdString(id) + '/' + name;
    }
    static QByteArray fetched(const JobCenter& center, const std::string& id, const QString& name)
    {
        return text_of(QString::fromStdString(utf8_path(center.job(id)->results)) + '/' + name);
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        QTest::qWait(20); // what was asked of hosts ends
        for (const auto& job : m_jobs) end_job(job);
        m_jobs.clear();
    }

    void a_job_is_submitted_watched_and_fetched()
    {
        auto jobs = center("echo hello; echo '0001 begin 1764374400' >steps; mkdir -p out/base/1; "
                           "echo 1 >out/base/1/run.json; echo '0001 end 1764374401 0' >>steps; sleep 1; "
                           "echo 2 >out/2\n");
        QSignalSpy ended(jobs.get(), &JobCenter::ended), grew(jobs.get(), &JobCenter::results_grew),
            log(jobs.get(), &JobCenter::log_grew);
        const auto id = submit(*jobs, here());
        QCOMPARE(jobs->job(id)->state, JobState::staged);
        QVERIFY(QTest::qWaitFor([&] { return !fetched(*jobs, id, "base/1/run.json").isEmpty(); }, 20000)); // live
        QVERIFY(reaches(*jobs, id, JobState::running));
        QCOMPARE(jobs->job(id)->steps[0].state, StepState::done);
        QVERIFY(ends(*jobs, id));
        const auto job = *jobs->job(id);
        QVERIFY2(job.state == JobState::done, (std::string(to_string(job.state)) + ": " + job.why).c_str());
        QCOMPARE(job.fetched_files, std::uint64_t{2});
        QCOMPARE(job.sentence, "2 files here, complete and unchanged since the job ended");
        QCOMPARE(fetched(*jobs, id, "2"), "2\n");
        QCOMPARE(jobs->log(id), "hello\n");
        QCOMPARE(ended.size(), 1);
        QVERIFY(!grew.isEmpty() && !log.isEmpty());
        QCOMPARE(job.results, results_folder() / "a job");
    }
};

QTEST_GUILESS_MAIN(TestJobCenter)
#include "test_job_center.moc"
