// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/askpass.h"
#include "kneepoint/hosts/host_store.h"
#include "kneepoint/runs/job.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <set>
#include <string>
#include <vector>

class QWidget;

namespace kneepoint::ui {

class AskDialogs;
class CenterJobs;
class HostManager;
class JobSource;

/// What the window has to do with hosts: the user's list of them, their jobs, and ssh's questions.
class JobDesk : public QObject {
    Q_OBJECT
public:
    explicit JobDesk(QWidget* window);
    ~JobDesk() override;

    void open(); ///< takes up the jobs that have not ended
    JobSource& jobs();
    const hosts::HostStore& hosts() const { return m_hosts; }
    void manage_hosts();
    std::vector<runs::JobStatus> under_way() const;

signals:
    void hosts_changed();
    void job_ended(const kneepoint::runs::JobStatus& job); ///< once for each job
    void message(const QString& sentence);

private:
    void listen_for_questions();

    QWidget* m_window;
    hosts::HostStore m_hosts;
    std::unique_ptr<AskDialogs> m_questions;
    std::unique_ptr<hosts::Askpass> m_askpass; ///< outlives the jobs; none where its helper is missing
    std::unique_ptr<CenterJobs> m_jobs;
    QPointer<HostManager> m_manager;
    std::set<std::string> m_told; ///< jobs whose end was told; fetching again ends them once more
};

} // namespace kneepoint::ui
