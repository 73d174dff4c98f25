// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop_notice.h"
#include "jobs/go_on_dialog.h"
#include "jobs/job_desk.h"
#include "jobs/job_source.h"
#include "main_window.h"
#include "pages/jobs_page.h"
#include "pages/run_page.h"
#include "settings.h"
#include "text.h"

#include <QApplication>
#include <QCloseEvent>
#include <QStackedWidget>
#include <QTimer>

namespace kneepoint::ui {

/// After the window is painted: the journal of the jobs is read from disk.
void MainWindow::build_desk()
{
    m_desk = new JobDesk(this);
    m_desktop = new DesktopNotice(this);
    connect(m_desk, &JobDesk::message, m_notifications, &NotificationStrip::problem);
    connect(m_desk, &JobDesk::job_ended, this, &MainWindow::tell_job_ended);
    QTimer::singleShot(0, m_desk, &JobDesk::open);
}

Page* MainWindow::make_run_page()
{
    auto* run = new RunPage(m_session, m_desk->jobs(), m_desk->hosts(), m_stack);
    connect(run, &RunPage::submitted, this, &MainWindow::show_job);
    connect(run, &RunPage::manage_hosts, m_desk, &JobDesk::manage_hosts);
    connect(m_desk, &JobDesk::hosts_changed, run, &RunPage::reload_hosts);
    return run;
}

Page* MainWindow::make_jobs_page()
{
    auto* jobs = new JobsPage(m_session, m_desk->jobs(), m_stack);
    connect(jobs, &JobsPage::plan_wanted, this, [this] { show_page(PageId::run); });
    connect(jobs, &JobsPage::results_wanted, this, &MainWindow::open_results);
    return jobs;
}

void MainWindow::manage_hosts()
{
    m_desk->manage_hosts();
}

void MainWindow::show_job(const std::string& id)
{
    show_page(PageId::jobs);
    static_cast<JobsPage*>(page(PageId::jobs))->show_job(id);
}

void MainWindow::open_results(const QString& folder)
{
    show_page(PageId::library); // the comparison follows by itself
    open_paths({folder});
}

/// In the window, and on the desktop when another window has the keyboard.
void MainWindow::tell_job_ended(const runs::JobStatus& job)
{
    QApplication::alert(this);
    const auto name = qt(job.name);
    const auto show = [this, id = job.id] { show_job(id); };
    if (job.state == runs::JobState::done) return tell_job_done(job);
    if (job.state == runs::JobState::cancelled) {
        m_notifications->note(tr("%1 was cancelled.").arg(name));
        return m_desktop->tell(name, tr("The job was cancelled."), show);
    }
    const auto why = qt(job.why.empty() ? job.sentence : job.why);
    m_notifications->offer(tr("%1 did not end well. %2").arg(name, why), tr("Show job"), show);
    m_desktop->tell(name, tr("The job did not end well. %1").arg(why), show);
}

/// The comparison of a job that was watched opens by itself, and so does the first one; nobody is taken away from what
/// he looks at.
void MainWindow::tell_job_done(const runs::JobStatus& job)
{
    const auto name = qt(job.name);
    const auto open = [this, folder = qt(job.results.string())] { open_results(folder); };
    const auto in_sight = [this](PageId id) { return page_in_sight() == m_pages[static_cast<std::size_t>(id)]; };
    const bool waited_for = in_sight(PageId::jobs) || (in_sight(PageId::library) && m_session.paths().isEmpty());
    if (waited_for) {
        open();
        m_notifications->note(tr("%1 is done; this is its comparison.").arg(name));
        return m_desktop->tell(name, tr("The job is done; its comparison is open."), {});
    }
    m_notifications->offer(tr("%1 is done.").arg(name), tr("Open results"), open);
    m_desktop->tell(name, tr("The job is done. Click to open its comparison."), open);
}

/// Whoever closes the window over a job learns that it goes on, once.
bool MainWindow::may_close()
{
    const auto jobs = m_desk->under_way();
    if (jobs.empty() || m_closes || qApp->isSavingSession() || !settings::tells_jobs_go_on()) return true;
    tell_jobs_go_on(this, jobs, [this] {
        m_closes = true;
        close();
    });
    return false;
}

} // namespace kneepoint::ui
