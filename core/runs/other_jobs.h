// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "host_line.h"
#include "job_protocol.h"

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
/// same account. They are only looked at.
class OtherJobs : public std::enable_shared_from_this<OtherJobs> {
public:
    /// @param changed called when what is known of a host's jobs is another
    explicit OtherJobs(std::function<void()> changed) : m_changed(std::move(changed)) {}

    /// Asks a host that is reached. Nothing happens while it is being asked.
    void look(const std::shared_ptr<HostLine>& line);
    /// Since the last look at this host; the largest duration when there was none over this connection.
    std::chrono::steady_clock::duration age(const HostLine& line) const;
    void stop() { m_changed = {}; }

    /// Without those that the caller knows as its own; newest first.
    std::vector<JobStatus> all(const std::function<bool(const std::string& id)>& own) const;

private:
    using Clock = std::chrono::steady_clock;
    struct Seen {
        std::string host; ///< its name
        std::vector<protocol::Listed> jobs;
        Clock::time_point at;
        bool asked = false; ///< is being asked
    };
    QCoro::Task<void> ask(std::shared_ptr<HostLine> line);

    std::map<const HostLine*, Seen> m_seen; ///< lines live as long as the center
    std::function<void()> m_changed;
};

/// As a list of jobs shows it.
JobStatus status_of(const protocol::Listed& job, const std::string& host);

/// How this Kneepoint is named to others on a host: "anna@laptop".
std::string own_name();

} // namespace kneepoint::runs
