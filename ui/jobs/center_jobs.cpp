// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/center_jobs.h"

namespace kneepoint::ui {

using runs::JobCenter;

CenterJobs::CenterJobs(JobCenter::Options options, QObject* parent) : JobSource(parent), m_center(std::move(options))
{
    connect(&m_center, &JobCenter::changed, this, &JobSource::changed);
    connect(&m_center, &JobCenter::log_grew, this, &JobSource::log_grew);
    connect(&m_center, &JobCenter::results_grew, this, &JobSource::results_grew);
    connect(&m_center, &JobCenter::ended, this, &JobSource::ended);
}

void CenterJobs::check(const runs::Plan& plan, const hosts::Host& host, Checks then)
{
    m_center.check(plan, host, std::move(then));
}

void CenterJobs::clean(const std::string& id, std::function<void(Result<void>)> then)
{
    m_center.clean(id, JobCenter::Unfetched::keep, std::move(then));
}

Result<std::string> CenterJobs::submit(JobCenter::Submission submission)
{
    return m_center.submit(std::move(submission));
}

} // namespace kneepoint::ui
