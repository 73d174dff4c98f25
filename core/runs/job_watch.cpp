// SPDX-License-Identifier: GPL-3.0-or-later
// The part of JobRunner that watches a job and fetches what it leaves.
#include "job_runner.h"

#include "step_log.h"

#include "kneepoint/base/time.h"

#include <QCoro/QCoroFuture>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace kneepoint::runs {

namespace {

using namespace std::chrono_literals;

/// During a level nothing but the heartbeat is to run beside it: the host is asked when the level's time is over. One
/// whose time is not known, or was misjudged, is looked at this seldom.
constexpr int timed_pace = 10;
constexpr std::chrono::minutes longest_silence{5};
constexpr std::chrono::milliseconds behind_pause{100}, least_pause{50};
constexpr double clock_step_s = 0.5;
constexpr int most_log_pieces = 64; ///< of a log that something still writes to

Seconds since(const std::optional<Time>& then)
{
    return then ? Seconds(std::chrono::system_clock::now() - *then) : Seconds{};
}

} // namespace

QCoro::Task<Result<JobRunner::Pause>> JobRunner::watch()
{
    if (!m_cancel_told && cancel_wanted()) {
        if (m_data.record.state < JobState::cancelling) become(JobState::cancelling);
        auto written = co_await kept();
        if (!written) co_return std::unexpected(written.error());
        auto told = co_await protocol::cancel(m_line->shell(), place());
        if (!told) co_return std::unexpected(told.error());
        m_cancel_told = true;
    }
    co_await enroll();
    const auto asked = now_here();
    auto probe = co_await protocol::probe(m_line->shell(), place(), m_seen);
    if (!probe) co_return std::unexpected(probe.error());
    take_clock(*probe, asked, now_here());
    auto pause = co_await take_probe(std::move(*probe));
    co_return pause;
}

/// Whoever made an adopted job does not clean it away before we have its results. What cannot be said there, on a full
/// disk, is no reason not to watch it.
QCoro::Task<void> JobRunner::enroll()
{
    if (!is_adopted() || std::exchange(m_enrolled, true)) co_return;
    auto enrolled = co_await protocol::enroll(m_line->shell(), place(), m_workshop->client);
    if (!enrolled && !m_line->shell()) m_enrolled = false;
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::take_probe(Probe probe)
{
    auto& record = m_data.record;
    const bool news = absorb_and_keep(probe);
    if (probe.start && !record.started)
        record.started = Time(std::chrono::round<Time::duration>(Seconds(*probe.start) - m_data.clock_offset()));
    if (is_adopted() && !probe.started && !probe.absent && probe.exit.empty()) {
        record.start_ordered = now_here(); // it can come up any time after this
        if (record.state != JobState::queued || record.why.empty())
            become(JobState::queued,
                   fmt::format("waits on {}; only the Kneepoint of {} can start it", record.host.name, record.by));
        co_return queue_pause(m_refusals++, m_workshop->probe_interval);
    }
    const JobView view{.state = record.state,
                       .ordered = record.start_ordered.has_value(),
                       .cancel_wanted = m_cancel_told,
                       .since_start = since(record.start_ordered),
                       .since_end = since(record.end_seen)};
    if (!record.end_seen)
        if (const auto outcome = outcome_of(probe, view, m_workshop->patience)) take_outcome(*outcome);
    if (probe.partial && record.end == JobState::done) {
        record.end = JobState::failed;
        record.end_why = "Some of the results could not be listed on the host; those that could are here.";
    }
    const auto standing = after(view, probe, m_workshop->patience);
    if (is_end(standing.state)) {
        end(standing.state, record.end_why);
        co_return Pause(0);
    }
    if (standing.state != record.state || !record.why.empty())
        become(standing.state); // what was in the way is not any more
    if (standing.finalize) {
        auto written = co_await kept();
        if (!written) co_return std::unexpected(written.error());
        auto listed = co_await protocol::finalize(m_line->shell(), place());
        if (!listed) co_return std::unexpected(listed.error());
        if (*listed) co_return Pause(0);
    }
    if (record.state == JobState::fetching) co_return Pause(0);
    co_await fetch_live(news);
    tell(m_listener.changed);
    const bool behind = probe.log && probe.log->from + probe.log->bytes.size() < probe.log->size;
    co_return behind ? behind_pause : time_to_next_probe();
}

void JobRunner::take_outcome(const Outcome& outcome)
{
    m_data.record.end = outcome.state;
    m_data.record.end_why = outcome.why;
    m_data.record.end_seen = now_here();
    m_data.record.ended = m_data.record.end_seen;
    save();
}

void JobRunner::take_clock(const Probe& probe, Time asked, Time answered)
{
    if (!probe.now) return;
    const Seconds middle = (asked + (answered - asked) / 2).time_since_epoch();
    const double offset = *probe.now - middle.count();
    const double error = Seconds(answered - asked).count() / 2;
    if (std::abs(offset - m_data.record.clock_offset_s) > std::max(clock_step_s, error))
        m_data.record.clock_offset_s = offset;
}

/// @return whether steps or readings are others than before
bool JobRunner::absorb_and_keep(const Probe& probe)
{
    const bool news = absorb(m_data, probe);
    m_seen.steps = probe.steps_size;
    m_seen.readings = probe.readings_size;
    keep_texts(probe);
    take_log(probe);
    return news;
}

/// For those who look on, and for the next start of this program.
void JobRunner::keep_texts(const Probe& probe)
{
    if (!probe.steps.empty())
        keep([id = id(), steps = m_data.steps](const Journal& journal) -> Result<void> {
            static_cast<void>(journal.write_text(id, "steps", steps)); // it is on the host, too
            return {};
        });
    if (!probe.readings.empty())
        keep([id = id(), readings = probe.readings](const Journal& journal) -> Result<void> {
            journal.append(id, "readings", readings);
            return {};
        });
}

void JobRunner::take_log(const Probe& probe)
{
    if (!probe.log) return;
    const auto& log = *probe.log;
    std::string note;
    if (m_seen.inode != 0 && (log.inode != m_seen.inode || log.from < m_seen.offset))
        note = "\n[the log was restarted on the host]\n";
    else if (log.from > m_seen.offset)
        note = fmt::format("\n[{} bytes left out]\n", log.from - m_seen.offset);
    m_seen.inode = log.inode;
    m_seen.offset = log.from + log.bytes.size();
    if (note.empty() && log.bytes.empty()) return;
    const auto more = note + log.bytes;
    append_log(m_data, more);
    keep([id = id(), more](const Journal& journal) -> Result<void> {
        journal.append(id, "log", more);
        return {};
    });
    tell(m_listener.log_grew);
}

bool JobRunner::is_timing() const
{
    if (m_data.record.state != JobState::running) return false;
    const auto steps = read_steps(m_data.record.steps, m_data.steps, m_data.clock_offset());
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i].state == StepState::running && m_data.record.steps[i].kind == StepKind::level) return true;
    return false;
}

JobRunner::Pause JobRunner::time_to_next_probe() const
{
    const auto interval = m_workshop->probe_interval * m_pace;
    if (m_data.record.state != JobState::running) return interval;
    const auto steps = read_steps(m_data.record.steps, m_data.steps, m_data.clock_offset());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = steps[i];
        if (step.state != StepState::running || m_data.record.steps[i].kind != StepKind::level) continue;
        const Pause longest = m_workshop->probe_interval * std::max(m_pace, timed_pace);
        if (!step.begun || step.takes.count() <= 0) return longest;
        const auto left = std::chrono::ceil<Pause>(step.takes - Seconds(now_here() - *step.begun));
        if (left.count() > 0) return std::min<Pause>(left + interval / 2, longest_silence);
        return std::clamp<Pause>(-left, interval, std::max<Pause>(interval, longest)); // soon, then less and less often
    }
    return std::max<Pause>(interval, least_pause);
}

/// What of the results is whole: the host may not be asked again before the next level has ended.
std::vector<std::string> JobRunner::complete_folders() const
{
    std::set<std::string> complete, open;
    const auto steps = read_steps(m_data.record.steps, m_data.steps, m_data.clock_offset());
    for (std::size_t i = 0; i < steps.size(); ++i)
        (steps[i].state == StepState::done ? complete : open).insert(m_data.record.steps[i].folder);
    std::erase_if(complete, [&](const auto& folder) { return folder.empty() || open.contains(folder); });
    return {complete.begin(), complete.end()};
}

QCoro::Task<void> JobRunner::fetch_live(bool news)
{
    if (!news && !m_fetch.unsettled()) co_return;
    auto came = co_await m_fetch.look(m_line->shell(), place(), m_data.record.results, complete_folders());
    if (!came || *came == 0) co_return; // what could not be had now is had at the end
    m_data.record.fetched_files += *came;
    tell(m_listener.results_grew);
}

QCoro::Task<Result<void>> JobRunner::read_log_to_its_end()
{
    for (int i = 0; i < most_log_pieces && !m_left; ++i) {
        auto probe = co_await protocol::probe(m_line->shell(), place(), m_seen);
        if (!probe) co_return std::unexpected(probe.error());
        absorb_and_keep(*probe);
        if (!probe->log || m_seen.offset >= probe->log->size) break;
    }
    co_return Result<void>{};
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::fetch()
{
    auto read = co_await read_log_to_its_end();
    if (!read) co_return std::unexpected(read.error());
    const auto self = weak_from_this();
    std::function<void(std::uint64_t)> progress = [self](std::uint64_t bytes) {
        const auto alive = self.lock();
        if (!alive || alive->m_left) return;
        alive->m_data.record.fetched_bytes = bytes;
        alive->tell(alive->m_listener.changed);
    };
    auto aside = m_workshop->journal.folder(id()) / "quarantined";
    auto got = co_await ResultFetch::by_manifest(m_line->shell(), place(), m_data.record.results, std::move(aside),
                                                 std::move(progress));
    if (!got) co_return std::unexpected(got.error());
    m_data.record.fetched_files = got->files;
    m_data.record.fetched_bytes = got->bytes;
    save();
    auto written = co_await kept();
    if (!written) co_return std::unexpected(written.error());
    auto text = fmt::format("{} {} files, {} bytes", utc_text(Seconds(now_here().time_since_epoch()).count()),
                            got->files, got->bytes);
    auto left = co_await protocol::leave_receipt(m_line->shell(), place(), m_workshop->client, std::move(text));
    if (!left && !m_line->shell()) co_return std::unexpected(left.error());
    tell(m_listener.results_grew);
    end(m_data.record.end, m_data.record.end_why);
    co_return Pause(0);
}

} // namespace kneepoint::runs
