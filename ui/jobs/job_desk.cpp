// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_desk.h"

#include "hosts/ask_dialogs.h"
#include "hosts/host_manager.h"
#include "jobs/center_jobs.h"
#include "shell/text.h"

#include <QCoreApplication>
#include <QWidget>

namespace kneepoint::ui {

JobDesk::JobDesk(QWidget* window) : QObject(window), m_window(window), m_questions(std::make_unique<AskDialogs>(window))
{
    listen_for_questions();
    runs::JobCenter::Options options;
    options.askpass = m_askpass.get();
    m_jobs = std::make_unique<CenterJobs>(std::move(options));
    connect(m_jobs.get(), &JobSource::ended, this, [this](const std::string& id) {
        if (const auto job = m_jobs->job(id); job && m_told.insert(id).second) emit job_ended(*job);
    });
}

JobDesk::~JobDesk()
{
    delete m_manager.data(); // it borrows what goes below
}

/// Without the helper ssh is never asked anything: keys and agents still work.
void JobDesk::listen_for_questions()
{
    const auto helper = hosts::askpass_program(QCoreApplication::applicationDirPath());
    if (helper.isEmpty()) return;
    m_askpass = std::make_unique<hosts::Askpass>(
        helper, [this](const hosts::Question& question, const hosts::Askpass::Answer& answer) {
            m_questions->ask(question, answer);
        });
    connect(m_askpass.get(), &hosts::Askpass::withdrawn, m_questions.get(), &AskDialogs::withdraw);
}

void JobDesk::open()
{
    if (m_askpass)
        if (const auto opened = m_askpass->open(); !opened) emit message(qt(to_string(opened.error())));
    m_jobs->open_later([this](const Result<void>& opened) {
        if (!opened) emit message(tr("The list of jobs was not read. %1").arg(qt(to_string(opened.error()))));
        for (const auto& notice : m_jobs->notices()) emit message(qt(notice));
    });
}

JobSource& JobDesk::jobs()
{
    return *m_jobs;
}

void JobDesk::manage_hosts()
{
    if (!m_manager) {
        m_manager = new HostManager(m_hosts, m_askpass.get(), m_window);
        m_manager->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_manager, &HostManager::hosts_changed, this, &JobDesk::hosts_changed);
    }
    m_manager->show();
    m_manager->raise();
    m_manager->activateWindow();
}

std::vector<runs::JobStatus> JobDesk::under_way() const
{
    std::vector<runs::JobStatus> open;
    for (auto& job : m_jobs->jobs())
        if (job.by.empty() && !runs::is_end(job.state)) open.push_back(std::move(job));
    return open;
}

} // namespace kneepoint::ui
