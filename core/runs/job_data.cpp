// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_data.h"

#include "job_id.h"
#include "step_log.h"
#include "step_mark.h"
#include "tool_progress.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <cstddef>

namespace kneepoint::runs {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::size_t kept_log = std::size_t{1} << 20;
constexpr std::chrono::hours kept_readings{1};

void take_progress(StepStatus& step, const ToolProgress& progress, const JobData& data)
{
    step.says = progress.says;
    step.done = progress.done;
    // As of when the tool said it: the time that is left goes down until it says more.
    if (progress.left && step.begun)
        step.takes = std::max(Seconds{}, Seconds(data.log_grew - *step.begun)) + *progress.left;
}

/// A test of another model takes about as long as one that has ended, or that tells how long it takes.
void expect_as_before(JobStatus& status, const std::vector<Step>& planned)
{
    Seconds seen{};
    for (std::size_t i = 0; i < status.steps.size(); ++i) {
        auto& step = status.steps[i];
        if (planned[i].kind != StepKind::accuracy) continue;
        const bool told = step.state == StepState::running && step.done.value_or(0) > 0;
        if (step.state == StepState::done && step.begun && step.ended) step.takes = *step.ended - *step.begun;
        if (step.state == StepState::done || told)
            seen = step.takes;
        else if (seen.count() > 0)
            step.takes = seen;
    }
}

void take_what_tools_say(JobStatus& status, const JobData& data)
{
    const auto& planned = data.record.steps;
    for (std::size_t i = 0; i < status.steps.size(); ++i)
        if (auto& step = status.steps[i]; step.state == StepState::running)
            take_progress(step, tool_progress(planned[i], data.tail.of(step.id)), data);
    expect_as_before(status, planned);
}

} // namespace

JobStatus status_of(const JobData& data, const LineView& line, Time now)
{
    const auto& record = data.record;
    JobStatus status{.id = record.id,
                     .name = record.name,
                     .host = record.host.name,
                     .by = record.by,
                     .state = record.state,
                     .sentence = {},
                     .why = record.why,
                     .reachable = line.up || is_end(record.state),
                     .needs_user = line.needs_user && !is_end(record.state),
                     .created = made_at(record.id),
                     .started = record.started,
                     .ended = record.ended,
                     .steps = read_steps(record.steps, data.steps, data.clock_offset()),
                     .remaining = {},
                     .readings = data.readings,
                     .results = record.results,
                     .fetched_bytes = record.fetched_bytes,
                     .fetched_files = record.fetched_files,
                     .on_host = !record.root.empty() && !record.cleaned};
    if (record.state < JobState::finalizing) take_what_tools_say(status, data);
    if (!is_end(record.state) && record.state < JobState::finalizing) status.remaining = remaining(status.steps, now);
    status.sentence = sentence_of(status, line, now);
    return status;
}

bool absorb_readings(JobData& data, std::string_view text)
{
    bool news = false;
    for (const auto& reading : read_readings(text, data.clock_offset())) {
        if (!data.readings.empty() && reading.at <= data.readings.back().at) continue;
        data.readings.push_back(reading);
        news = true;
    }
    std::erase_if(data.readings,
                  [&](const HostReading& reading) { return reading.at + kept_readings < data.readings.back().at; });
    return news;
}

bool absorb(JobData& data, const Probe& probe)
{
    const bool other_steps = !probe.steps.empty() && data.steps != probe.steps;
    if (other_steps) data.steps = probe.steps;
    return absorb_readings(data, probe.readings) || other_steps;
}

void append_log(JobData& data, std::string_view bytes, Time now)
{
    data.tail.append(bytes);
    data.log_grew = now;
    data.log.append(bytes);
    if (data.log.size() > kept_log * 2) data.log.erase(0, data.log.size() - kept_log);
}

QString shown_log(std::string_view log, const std::vector<Step>& steps)
{
    if (log.size() > kept_log) log.remove_prefix(log.size() - kept_log);
    const auto plain = without_ansi(log_in_words(log, steps));
    auto text = QString::fromUtf8(plain.data(), static_cast<qsizetype>(plain.size()));
    for (auto& character : text)
        if (character.unicode() < 0x20 && character != '\n' && character != '\t' && character != '\r')
            character = QChar::ReplacementCharacter;
    return text;
}

} // namespace kneepoint::runs
