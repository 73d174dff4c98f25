// SPDX-License-Identifier: GPL-3.0-or-later
// Centers whose jobs run a script of the test's own, on this computer or behind the real sshd.
#pragma once

#include "job_lab.h"

#include "kneepoint/runs/job_center.h"

#include <QThreadPool>

namespace kneepoint::tests {

class CenterLab : public QObject {
protected:
    using JobCenter = runs::JobCenter;
    using JobState = runs::JobState;
    using Plan = runs::Plan;
    using Host = hosts::Host;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::string> m_jobs;
    std::chrono::seconds m_takes{};          ///< of each level of the jobs; 0: not known
    QThreadPool* m_journal_thread = nullptr; ///< of the centers; null: their own

    QString state_folder() const { return m_folder->filePath("host"); }
    std::filesystem::path results_folder() const { return m_folder->filePath("results").toStdString(); }
    Host here() const { return this_computer(state_folder()); }
    Host there(const Sshd& sshd) const { return with_state_folder(sshd.host(), state_folder()); }

    static Plan plan(const std::string& name = "a job")
    {
        Plan plan;
        plan.name = name;
        plan.models = {{.model = "m", .served_name = "base", .scheme = {}, .url = "http://127.0.0.1:1"}};
        plan.server.kind = runs::Server::Kind::running;
        return plan;
    }
    /// Of a center whose jobs all run this script.
    JobCenter::Options options(const QByteArray& run, const QString& journal = "journal") const
    {
        JobCenter::Options options{
            .journal = m_folder->filePath(journal).toStdString(),
            .load_program = {},
            .patience = {.connect = std::chrono::seconds(2),
                         .alive_interval = std::chrono::seconds(1),
                         .alive_count = 2},
            .probe_interval = std::chrono::milliseconds(100),
            .make_files = [run, takes = m_takes](const Plan& plan, const hosts::Facts&, const runs::Finished& finished,
                                                 const std::string&) -> Result<runs::JobFiles> {
                runs::JobFiles files{.files = {{"run.sh", run.toStdString(), hosts::Access::owner_runs},
                                               {"plan.json", runs::to_json(plan), hosts::Access::owner},
                                               {"about.json", about, hosts::Access::owner},
                                               {"scripts/finished", join(finished), hosts::Access::owner}},
                                     .steps = {{.id = "0001",
                                                .kind = runs::StepKind::level,
                                                .text = "base: level 1 of 2",
                                                .folder = "base/1",
                                                .takes = takes},
                                               {.id = "0002",
                                                .kind = runs::StepKind::level,
                                                .text = "base: level 2 of 2",
                                                .folder = "base/2",
                                                .takes = takes}}};
                return files;
            }};
        options.journal_thread = m_journal_thread;
        return options;
    }
    std::unique_ptr<JobCenter> center(const QByteArray& run, const QString& journal = "journal")
    {
        auto made = std::make_unique<JobCenter>(options(run, journal));
        if (const auto opened = made->open(); !opened) qFatal("%s", to_string(opened.error()).c_str());
        return made;
    }
    /// What a job's own list of its steps says of the two levels.
    static constexpr const char* about = R"({"steps":[
        {"id":"0001","kind":"level","model":"base","repetition":1,"text":"base: level 1 of 2","folder":"base/1"},
        {"id":"0002","kind":"level","model":"base","repetition":1,"text":"base: level 2 of 2","folder":"base/2"}]})";
    static std::string join(const runs::Finished& folders)
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
    static bool reaches(JobCenter& center, const std::string& id, JobState state, int milliseconds = 90000)
    {
        return QTest::qWaitFor([&] { return center.job(id)->state == state; }, milliseconds);
    }
    static bool ends(JobCenter& center, const std::string& id, int milliseconds = 90000)
    {
        return QTest::qWaitFor([&] { return is_end(center.job(id)->state); }, milliseconds);
    }
    /// Its results are listed on the host, and none of them is here.
    std::string ended_while_nobody_looked(const QByteArray& run)
    {
        auto jobs = center(run);
        const auto id = submit(*jobs, here());
        if (!reaches(*jobs, id, JobState::running)) qFatal("it does not run");
        jobs.reset();
        if (!QTest::qWaitFor([&] { return QFile::exists(on_host(id, "done")); }, 60000)) qFatal("it does not end");
        return id;
    }
    QString on_host(const std::string& id, const QString& name) const
    {
        return state_folder() + "/kneepoint/v1/jobs/" + QString::fromStdString(id) + '/' + name;
    }
    static QByteArray fetched(const JobCenter& center, const std::string& id, const QString& name)
    {
        return text_of(QString::fromStdString(utf8_path(center.job(id)->results)) + '/' + name);
    }

    void make_folder() { m_folder = std::make_unique<QTemporaryDir>(); }
    void end_jobs()
    {
        QTest::qWait(20); // what was asked of hosts ends
        for (const auto& job : m_jobs) end_job(job);
        m_jobs.clear();
    }
};

} // namespace kneepoint::tests
