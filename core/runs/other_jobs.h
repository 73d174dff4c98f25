// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "host_line.h"
#include "job_protocol.h"
#include "job_record.h"

#include "kneepoint/runs/job.h"

#include <QCoro/QCoroTask>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// Jobs on hosts that were started by another Kneepoint: this user's on another computer, or a colleague's with the
/// same account.
class OtherJobs : public std::enable_shared_from_this<OtherJobs> {
public:
    struct Surroundings {
        std::function<bool(const HostLine&)> is_used;   ///< by something that is done from here
        std::function<bool(const HostLine&)> is_timing; ///< is a level of ours timed there?
        std::function<void()> changed;                  ///< what is known of a host's jobs, or of the look, is another
    };
    explicit OtherJobs(Surroundings around) : m_around(std::move(around)) {}

    /// A new look, of which the hosts follow: what came of the one before is forgotten, the jobs that it found are not.
    void begin_look();
    /// Reaches the host without a question and lists its jobs; a line that nobody else uses is closed then.
    void look_on(const std::shared_ptr<HostLine>& line);
    /// Does what can be done now: to be called again and again. A host that is reached anyhow is listed at this pace,
    /// and never beside a level of ours that is timed.
    void go_on(const std::shared_ptr<HostLine>& line, std::chrono::steady_clock::duration pace);
    /// Says when what is known of the host's jobs is no longer what it was: it was lost or reached.
    void line_changed(const HostLine& line) const;
    LookAround look() const;
    void stop() { m_around.changed = {}; }

    /// Without those that the caller does not want; newest first.
    std::vector<JobStatus> all(const std::function<bool(const std::string& id)>& unwanted) const;
    /// Of the host on which the job was last seen; null when it was not.
    std::shared_ptr<HostLine> line_to(const std::string& id) const;

private:
    using Clock = std::chrono::steady_clock;
    struct Seen {
        std::shared_ptr<HostLine> line;
        std::vector<protocol::Listed> jobs;
        Time at;                   ///< of the jobs
        Clock::time_point tried;   ///< a host that does not tell is not asked again at once
        std::string problem;       ///< why the last look told nothing
        bool refrained = false;    ///< it was not asked
        bool asked = false;        ///< is being asked
        bool wanted = false;       ///< the look still waits for it
        bool part_of_look = false; ///< of the last one
    };
    QCoro::Task<void> ask(std::shared_ptr<HostLine> line);
    void settle(Seen& seen, std::string problem);
    void tell() const;

    std::map<const HostLine*, Seen> m_seen; ///< lines live as long as the center
    Surroundings m_around;
};

/// When and how a job was seen.
struct Sight {
    std::string host;
    Time at;
    bool reachable = true; ///< now
};
/// As a list of jobs shows it.
JobStatus status_of(const protocol::Listed& job, const Sight& sight, Time now);

/// How this Kneepoint is named to others on a host: "anna@laptop".
std::string own_name();
/// Who made a job, in words that fit a sentence.
std::string maker(const std::string& by);

} // namespace kneepoint::runs
