// SPDX-License-Identifier: GPL-3.0-or-later
#include "other_jobs.h"

#include "job_id.h"
#include "job_machine.h"

#include "kneepoint/base/text.h"

#include <QCoro/QCoroFuture>
#include <QSysInfo>

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

JobState state_of(const protocol::Listed& job)
{
    using State = protocol::Listed::State;
    switch (job.state) {
    case State::waiting:
        return JobState::queued;
    case State::running:
        return JobState::running;
    case State::lost:
        return JobState::lost;
    case State::ended:
        break;
    }
    Probe probe;
    probe.exit = job.exit;
    return outcome_of(probe, {}).value_or(Outcome{}).state;
}

std::string_view words_of(JobState state)
{
    if (state == JobState::queued) return "waits";
    if (state == JobState::running) return "runs";
    if (state == JobState::done) return "has ended";
    if (state == JobState::cancelled) return "was cancelled";
    return state == JobState::lost ? "ended without a record" : "failed";
}

} // namespace

JobStatus status_of(const protocol::Listed& job, const std::string& host)
{
    JobStatus status{.id = job.id,
                     .name = job.name.empty() ? job.id : one_line(job.name, 200),
                     .host = host,
                     .by = job.by.empty() ? "another Kneepoint" : one_line(job.by, 100),
                     .state = state_of(job),
                     .created = made_at(job.id)};
    status.sentence = fmt::format("{} on {}; started by {} elsewhere", words_of(status.state), host, status.by);
    return status;
}

std::string own_name()
{
    // Of the environment: a directory service could keep the caller waiting.
    const auto user = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME", QStringLiteral("somebody")));
    return fmt::format("{}@{}", user.toStdString(), QSysInfo::machineHostName().toStdString());
}

void OtherJobs::look(const std::shared_ptr<HostLine>& line)
{
    if (!line->shell() || std::exchange(m_seen[line.get()].asked, true)) return;
    ask(line).then([] {});
}

OtherJobs::Clock::duration OtherJobs::age(const HostLine& line) const
{
    const auto seen = m_seen.find(&line);
    if (seen == m_seen.end() || seen->second.at == Clock::time_point{}) return Clock::duration::max();
    return Clock::now() - seen->second.at;
}

QCoro::Task<void> OtherJobs::ask(std::shared_ptr<HostLine> line)
{
    const auto self = shared_from_this();
    auto root = co_await protocol::name_root(line->shell());
    Result<std::vector<protocol::Listed>> jobs = std::unexpected(Error{});
    if (root) jobs = co_await protocol::list(line->shell(), *root);
    auto& seen = m_seen[line.get()];
    seen.asked = false;
    seen.at = Clock::now(); // a host that does not tell is not asked again at once
    seen.host = line->link().host().name;
    const bool news = jobs && *jobs != seen.jobs;
    if (jobs) seen.jobs = std::move(*jobs);
    if (news && m_changed) m_changed();
}

std::vector<JobStatus> OtherJobs::all(const std::function<bool(const std::string& id)>& own) const
{
    std::vector<JobStatus> jobs;
    for (const auto& [_, seen] : m_seen)
        for (const auto& job : seen.jobs)
            if (!own(job.id)) jobs.push_back(status_of(job, seen.host));
    std::ranges::sort(jobs, std::greater{}, &JobStatus::id);
    // A machine that is in the list of hosts twice tells of each job twice.
    const auto twice = std::ranges::unique(jobs, {}, &JobStatus::id);
    jobs.erase(twice.begin(), twice.end());
    return jobs;
}

} // namespace kneepoint::runs
