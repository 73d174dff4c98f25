// SPDX-License-Identifier: GPL-3.0-or-later
#include "other_jobs.h"

#include "job_id.h"
#include "job_machine.h"
#include "job_words.h"

#include "kneepoint/base/text.h"

#include <QCoro/QCoroFuture>
#include <QSysInfo>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

std::string_view words_of(JobState state, bool now)
{
    if (state == JobState::queued) return now ? "waits" : "waited";
    if (state == JobState::running) return now ? "runs" : "ran";
    if (state == JobState::done) return "has ended";
    if (state == JobState::cancelled) return "was cancelled";
    return state == JobState::lost ? "ended without a record" : "failed";
}

} // namespace

std::string maker(const std::string& by)
{
    return by.empty() ? "another Kneepoint" : one_line(by, 100);
}

JobStatus status_of(const protocol::Listed& job, const Sight& sight, Time now)
{
    JobStatus status{.id = job.id,
                     .name = job.name.empty() ? job.id : one_line(job.name, 200),
                     .host = sight.host,
                     .by = maker(job.by),
                     .elsewhere = true,
                     .seen = sight.at,
                     .state = state_of(job),
                     .reachable = sight.reachable,
                     .created = made_at(job.id)};
    const bool lost_sight = !sight.reachable && !is_end(status.state);
    status.sentence =
        fmt::format("{} on {}, seen {}{}; started by {} elsewhere", words_of(status.state, !lost_sight), sight.host,
                    clock_text(sight.at, now), lost_sight ? ", and cannot be reached now" : "", status.by);
    return status;
}

std::string own_name()
{
    // Of the environment: a directory service could keep the caller waiting.
    const auto user = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME", QStringLiteral("somebody")));
    return fmt::format("{}@{}", user.toStdString(), QSysInfo::machineHostName().toStdString());
}

void OtherJobs::begin_look()
{
    for (auto& [_, seen] : m_seen) seen.part_of_look = seen.wanted;
}

void OtherJobs::look_on(const std::shared_ptr<HostLine>& line)
{
    auto& seen = m_seen[line.get()];
    seen.line = line;
    seen.wanted = seen.part_of_look = true;
    line->want();
}

void OtherJobs::go_on(const std::shared_ptr<HostLine>& line, Clock::duration pace)
{
    using hosts::LinkState;
    auto& seen = m_seen[line.get()];
    seen.line = line;
    if (seen.asked) return;
    auto& link = line->link();
    if (seen.wanted && (link.state() == LinkState::waiting || link.state() == LinkState::refused))
        return settle(seen, link.problem() ? link.problem()->text : std::string("It cannot be reached."));
    if (m_around.is_timing(*line)) {
        if (!seen.wanted) return;
        seen.refrained = true;
        return settle(seen, "A level of a job from here is being timed there; it is asked after that.");
    }
    if (link.state() == LinkState::offline && seen.wanted) return line->want(); // it was closed meanwhile
    if (link.state() == LinkState::up && (seen.wanted || Clock::now() - seen.tried > pace)) ask(line).then([] {});
}

QCoro::Task<void> OtherJobs::ask(std::shared_ptr<HostLine> line)
{
    const auto self = shared_from_this();
    m_seen[line.get()].asked = true;
    auto root = co_await protocol::name_root(line->shell());
    Result<std::vector<protocol::Listed>> jobs = std::unexpected(root ? Error{} : root.error());
    if (root) jobs = co_await protocol::list(line->shell(), *root);
    auto& seen = m_seen[line.get()];
    seen.asked = seen.refrained = false;
    if (jobs) {
        seen.jobs = std::move(*jobs);
        seen.at = std::chrono::system_clock::now();
    }
    settle(seen, jobs ? std::string() : jobs.error().text);
}

void OtherJobs::settle(Seen& seen, std::string problem)
{
    seen.problem = std::move(problem);
    seen.tried = Clock::now();
    const bool for_look = std::exchange(seen.wanted, false);
    if (for_look && !m_around.is_used(*seen.line)) seen.line->link().close();
    tell();
}

void OtherJobs::line_changed(const HostLine& line) const
{
    if (const auto seen = m_seen.find(&line); seen != m_seen.end() && !seen->second.jobs.empty()) tell();
}

void OtherJobs::tell() const
{
    if (m_around.changed) m_around.changed();
}

LookAround OtherJobs::look() const
{
    LookAround look;
    for (const auto& [line, seen] : m_seen) {
        if (!seen.part_of_look) continue;
        const auto& host = seen.line->link().host().name;
        ++look.hosts;
        if (seen.wanted)
            look.open.push_back(host);
        else if (!seen.problem.empty())
            look.silent.push_back({.host = host, .why = seen.problem, .asked = !seen.refrained});
    }
    std::ranges::sort(look.open);
    std::ranges::sort(look.silent, {}, &SilentHost::host);
    return look;
}

std::vector<JobStatus> OtherJobs::all(const std::function<bool(const std::string& id)>& unwanted) const
{
    using hosts::LinkState;
    std::vector<JobStatus> jobs;
    const auto now = std::chrono::system_clock::now();
    for (const auto& [_, seen] : m_seen) {
        const auto state = seen.line->link().state();
        const bool lost = state == LinkState::waiting || state == LinkState::refused;
        const bool silent = state != LinkState::up && !seen.problem.empty() && !seen.refrained;
        const Sight sight{.host = seen.line->link().host().name, .at = seen.at, .reachable = !lost && !silent};
        for (const auto& job : seen.jobs)
            if (!unwanted(job.id)) jobs.push_back(status_of(job, sight, now));
    }
    // A machine that is in the list of hosts twice tells of each job twice; the later word counts.
    std::ranges::sort(
        jobs, [](const JobStatus& a, const JobStatus& b) { return a.id != b.id ? a.id > b.id : a.seen > b.seen; });
    const auto twice = std::ranges::unique(jobs, {}, &JobStatus::id);
    jobs.erase(twice.begin(), twice.end());
    return jobs;
}

std::shared_ptr<HostLine> OtherJobs::line_to(const std::string& id) const
{
    const Seen* last = nullptr;
    for (const auto& [_, seen] : m_seen)
        if (std::ranges::find(seen.jobs, id, &protocol::Listed::id) != seen.jobs.end() &&
            (last == nullptr || seen.at > last->at))
            last = &seen;
    return last == nullptr ? nullptr : last->line;
}

} // namespace kneepoint::runs
