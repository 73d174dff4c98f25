// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_machine.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace kneepoint::runs {

namespace {

constexpr int killed = 137, terminated = 143, not_found = 127, not_executable = 126;

std::string_view meaning_of(int status)
{
    switch (status) {
    case killed:
        return "it was killed; the host may have run out of memory";
    case terminated:
        return "it was told to end by someone on the host";
    case not_found:
        return "a program was not found there";
    case not_executable:
        return "a program could not be executed there";
    default:
        return status > 128 ? "it died of a signal" : "see the end of its log";
    }
}

Outcome failed_with(int status, const Probe& probe)
{
    if (!probe.why.empty()) return {JobState::failed, probe.why};
    return {JobState::failed, fmt::format("The job ended with status {}: {}.", status, meaning_of(status))};
}

std::string with_words(std::string text, const Probe& probe)
{
    const auto words = one_line(trimmed(probe.said), 300);
    return words.empty() ? text : std::move(text) + " The host says: " + words;
}

Outcome ended_by_record(const Probe& probe)
{
    if (probe.exit == "startfail")
        return {JobState::failed_start, with_words("The host could not begin the job; is its disk full?", probe)};
    if (probe.exit == "lost") return {JobState::lost, "The job ended without a record: killed, or out of memory."};
    if (probe.exit == "rebooted") return {JobState::host_rebooted, "The host was restarted while the job ran."};
    if (probe.timed_out) return {JobState::failed, "The job reached its time limit and was ended."};
    if (probe.cancelled || probe.exit == "cancelled") return {JobState::cancelled, {}};
    int status = -1;
    std::from_chars(probe.exit.data(), probe.exit.data() + probe.exit.size(), status);
    return status == 0 ? Outcome{} : failed_with(status, probe);
}

std::optional<Seconds> silence(const Probe& probe)
{
    if (!probe.now) return {};
    const auto last = probe.beat ? probe.beat : probe.start;
    return last ? std::optional(Seconds(*probe.now - *last)) : std::nullopt; // both by the host's clock
}

JobState alive_state(const JobView& view, const Probe& probe, const Patience& patience)
{
    if (view.cancel_wanted || probe.cancel || probe.cancelled) return JobState::cancelling;
    if (!probe.supervisor_alive) return JobState::unsupervised;
    const auto quiet = silence(probe);
    return quiet && *quiet > patience.silence ? JobState::hung : JobState::running;
}

constexpr int first_queue_pause = 2, most_doublings = 4; ///< in intervals of watching

} // namespace

std::chrono::milliseconds queue_pause(int refusals, std::chrono::milliseconds interval)
{
    return interval * (first_queue_pause << std::clamp(refusals, 0, most_doublings));
}

std::optional<Outcome> outcome_of(const Probe& probe, const JobView& view, const Patience& patience)
{
    if (probe.absent && !view.ordered) return Outcome{JobState::cancelled, {}};
    if (probe.absent) return Outcome{JobState::lost, "The job's folder is gone from the host."};
    if (!probe.exit.empty()) return ended_by_record(probe);
    if (probe.rebooted()) return Outcome{JobState::host_rebooted, "The host was restarted while the job ran."};
    if (!probe.has_state()) {
        if (view.since_start <= patience.start) return {};
        return Outcome{JobState::failed_start, with_words("The job did not come up on the host.", probe)};
    }
    if (probe.supervisor_alive || probe.recorder_alive) return {};
    return Outcome{JobState::lost, "The job ended without a record: killed, or out of memory."};
}

Standing after(const JobView& view, const Probe& probe, const Patience& patience)
{
    const auto outcome = outcome_of(probe, view, patience);
    if (!outcome) return {probe.has_state() ? alive_state(view, probe, patience) : JobState::starting, false};
    if (probe.absent) return {outcome->state, false};
    if (outcome->state == JobState::failed_start) return {JobState::failed_start, false};
    if (probe.exit == "cancelled") return {JobState::cancelled, false}; // it never ran
    if (probe.done) return {JobState::fetching, false};
    const bool nobody = !probe.recorder_alive && !probe.supervisor_alive;
    return {JobState::finalizing, nobody || view.since_end > patience.manifest};
}

} // namespace kneepoint::runs
