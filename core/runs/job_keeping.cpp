// SPDX-License-Identifier: GPL-3.0-or-later
// The part of JobRunner that keeps the journal: what is written waits for the disk in a thread of its own, and what is
// done on the host waits for that.
#include "job_runner.h"

#include "step_log.h"

#include <QCoro/QCoroFuture>

#include <fmt/format.h>

#include <utility>

namespace kneepoint::runs {

void JobRunner::keep(std::function<Result<void>(const Journal&)> what)
{
    m_keeping =
        m_workshop->writer->add([workshop = m_workshop, what = std::move(what)] { return what(workshop->journal); });
}

void JobRunner::save()
{
    keep([record = m_data.record](const Journal& journal) { return journal.write(record); });
    m_saving = m_keeping;
    tell(m_listener.changed);
}

QCoro::Task<Result<void>> JobRunner::kept()
{
    if (!m_trouble.empty()) save();                 // the disk refused it
    while (m_keeping && !m_keeping->isFinished()) { // all of it: what waits for the disk is never more than a step's
        auto keeping = *m_keeping;
        co_await keeping;
    }
    auto saved = m_saving ? m_saving->result() : Result<void>{};
    const auto before =
        std::exchange(m_trouble, saved ? std::string()
                                       : fmt::format("Nothing more is done on {} until this can be "
                                                     "written down here: {}",
                                                     m_data.record.host.name, to_string(saved.error())));
    if (before != m_trouble) tell(m_listener.changed);
    co_return saved;
}

void JobRunner::become(JobState state, std::string why)
{
    m_data.record.state = state;
    m_data.record.why = std::move(why);
    save();
}

void JobRunner::end(JobState state, std::string why)
{
    if (!m_data.record.ended) m_data.record.ended = now_here();
    become(state, std::move(why));
}

void JobRunner::take_kept_texts(const JobEntry& entry)
{
    m_data.steps = entry.steps;
    forget_log();
    append_log(m_data, entry.log);
    m_data.readings.clear();
    absorb_readings(m_data, entry.readings);
}

void JobRunner::forget_log()
{
    m_data.log.clear();
    m_data.tail = {};
}

/// Log and readings come anew from the host.
void JobRunner::forget_kept_texts()
{
    forget_log();
    m_seen = {};
    keep([id = id()](const Journal& journal) -> Result<void> {
        static_cast<void>(journal.write_text(id, "log", "")); // a log that cannot be kept costs no results
        static_cast<void>(journal.write_text(id, "readings", ""));
        return {};
    });
}

bool JobRunner::reload(const JobEntry& entry)
{
    const auto steps = m_data.steps;
    const auto readings = m_data.readings.size();
    const bool other = to_json(entry.record) != to_json(m_data.record);
    m_data.record = entry.record;
    take_kept_texts(entry);
    return other || steps != m_data.steps || readings != m_data.readings.size();
}

Result<void> JobRunner::fetch_again(std::function<void()> then)
{
    auto& record = m_data.record;
    std::shared_ptr<Journal::Claim> claim = m_workshop->journal.claim(id());
    if (!claim && !acts())
        return failure(ErrorKind::invalid, "Another Kneepoint on this computer is at work on this job.");
    if (record.cleaned || record.root.empty() || record.state == JobState::failed_start)
        return failure(ErrorKind::invalid, "Nothing of this job is on its host.");
    const auto before = record;
    if (record.state != JobState::quarantined) record.end = record.state;
    record.state = JobState::fetching;
    save();
    m_saving->then(m_line.get(), [weak = weak_from_this(), claim, before,
                                  then = std::move(then)](const Result<void>& written) mutable {
        const auto self = weak.lock();
        if (!self || self->m_left) return;
        if (!written) self->m_data.record = before;
        if (!written) self->m_data.record.why = to_string(written.error());
        claim.reset();
        then();
    });
    return {};
}

void JobRunner::set_cleaned()
{
    m_data.record.cleaned = true;
    save();
}

} // namespace kneepoint::runs
