// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/center_jobs.h"

#include "kneepoint/hosts/host_store.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace kneepoint::ui {

using runs::JobCenter;

CenterJobs::CenterJobs(JobCenter::Options options, QObject* parent) : JobSource(parent), m_center(std::move(options))
{
    connect(&m_center, &JobCenter::changed, this, &JobSource::changed);
    connect(&m_center, &JobCenter::others_changed, this, [this] { emit changed({}); });
    connect(&m_center, &JobCenter::log_grew, this, &JobSource::log_grew);
    connect(&m_center, &JobCenter::results_grew, this, &JobSource::results_grew);
    connect(&m_center, &JobCenter::ended, this, &JobSource::ended);
}

std::vector<runs::JobStatus> CenterJobs::jobs() const
{
    auto all = m_center.jobs();
    std::ranges::move(m_center.others(), std::back_inserter(all));
    std::ranges::sort(all, std::greater{}, &runs::JobStatus::id); // an id begins with the time
    return all;
}

std::optional<runs::JobStatus> CenterJobs::job(const std::string& id) const
{
    if (auto own = m_center.job(id)) return own;
    for (auto& other : m_center.others())
        if (other.id == id) return std::move(other);
    return {};
}

Result<void> CenterJobs::look_everywhere()
{
    const auto hosts = hosts::HostStore().list();
    if (!hosts) return std::unexpected(hosts.error());
    m_center.look_on(*hosts);
    return {};
}

void CenterJobs::adopt(const std::string& id, const std::filesystem::path& results, Adopted then)
{
    m_center.adopt(id, std::nullopt, results, std::move(then));
}

void CenterJobs::check(const runs::Plan& plan, const hosts::Host& host, Checks then)
{
    m_center.check(plan, host, std::move(then));
}

void CenterJobs::clean(const std::string& id, std::function<void(Result<void>)> then)
{
    m_center.clean(id, JobCenter::Unfetched::keep, std::move(then));
}

Result<std::string> CenterJobs::submit(JobCenter::Submission submission, Begun then)
{
    return m_center.submit(std::move(submission), std::move(then));
}

} // namespace kneepoint::ui
