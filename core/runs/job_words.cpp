// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_words.h"

#include "kneepoint/base/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::runs {

namespace {

using Time = std::chrono::system_clock::time_point;

const StepStatus* running_step(const JobStatus& job)
{
    const auto found = std::ranges::find(job.steps, StepState::running, &StepStatus::state);
    return found == job.steps.end() ? nullptr : &*found;
}

std::string running_text(const JobStatus& job)
{
    const auto* step = running_step(job);
    auto text = step != nullptr ? fmt::format("{} on {}", step->text, job.host) : fmt::format("runs on {}", job.host);
    if (step != nullptr && !step->says.empty()) text += ", " + step->says;
    if (job.remaining && job.remaining->count() >= 1) text += fmt::format(", {} left", duration_text(*job.remaining));
    return text;
}

std::string fetched_text(const JobStatus& job)
{
    return fmt::format("{} here, complete and unchanged since the job ended", counted(job.fetched_files, "file"));
}

std::string why_text(const JobStatus& job, std::string_view otherwise)
{
    return job.why.empty() ? std::string(otherwise) : job.why;
}

std::string state_text(const JobStatus& job)
{
    switch (job.state) {
    case JobState::queued:
        return why_text(job, fmt::format("waits for another job on {}", job.host));
    case JobState::staged:
        return why_text(job, fmt::format("is prepared for {}", job.host));
    case JobState::uploaded:
        return why_text(job, fmt::format("prepared on {}", job.host));
    case JobState::starting:
        return fmt::format("starts on {}", job.host);
    case JobState::running:
        return running_text(job);
    case JobState::hung:
        return fmt::format("{}; no sign of life for half a minute, it may hang", running_text(job));
    case JobState::unsupervised:
        return fmt::format("{}; its supervisor is gone, the run goes on without it", running_text(job));
    case JobState::cancelling:
        return fmt::format("is ended on {}", job.host);
    case JobState::finalizing:
        return why_text(job, "has ended; its results are being listed");
    case JobState::fetching:
        return why_text(job,
                        fmt::format("its results are being fetched: {} so far", counted(job.fetched_files, "file")));
    case JobState::done:
        return fetched_text(job);
    case JobState::cancelled:
        return job.fetched_files > 0 ? "cancelled; what was finished is here" : "cancelled";
    case JobState::failed:
    case JobState::failed_start:
    case JobState::lost:
    case JobState::host_rebooted:
    case JobState::quarantined:
        return why_text(job, to_string(job.state));
    }
    return {};
}

bool runs_there(JobState state)
{
    return state >= JobState::starting && state <= JobState::cancelling;
}

} // namespace

std::string sentence_of(const JobStatus& job, const LineView& line, Time now)
{
    if (line.up || is_end(job.state)) return state_text(job);
    if (line.needs_user) return line.problem;
    const auto since = line.lost_since ? " since " + clock_text(*line.lost_since, now) : std::string();
    if (job.state == JobState::cancelling)
        return fmt::format("will be cancelled when {} can be reached; not reached{}", job.host, since);
    if (runs_there(job.state)) return fmt::format("{} cannot be reached{}; the run goes on there", job.host, since);
    if (!line.lost_since || line.problem.empty()) return fmt::format("{} is being reached", job.host);
    return fmt::format("waits for {}: {}", job.host, line.problem);
}

std::string duration_text(std::chrono::duration<double> duration)
{
    const auto seconds = static_cast<long long>(std::ceil(std::max(0.0, duration.count())));
    if (seconds < 60) return fmt::format("{} s", seconds);
    const auto minutes = (seconds + 59) / 60;
    if (minutes < 60) return fmt::format("{} min", minutes);
    return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60)
                             : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string clock_text(Time time, Time now)
{
    const auto local = fmt::localtime(std::chrono::system_clock::to_time_t(time));
    const auto today = fmt::localtime(std::chrono::system_clock::to_time_t(now));
    const bool same_day = local.tm_year == today.tm_year && local.tm_yday == today.tm_yday;
    return same_day ? fmt::format("{:%H:%M}", local) : fmt::format("{:%Y-%m-%d %H:%M}", local);
}

} // namespace kneepoint::runs
