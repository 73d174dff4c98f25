// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"
#include "host_session.h"

#include "kneepoint/runs/job_center.h"

#include <chrono>
#include <memory>
#include <string>

namespace kneepoint::app {

/// A center for the time of a command: takes up what the journal holds, and lets go of it without a trace.
class JobSession {
public:
    explicit JobSession(Context& context) : m_session(context.progress.stop_token()) {}
    ~JobSession();
    JobSession(const JobSession&) = delete;
    JobSession& operator=(const JobSession&) = delete;

    /// Prints what of the journal could not be read.
    Result<runs::JobCenter*> open();

private:
    HostSession m_session;
    std::unique_ptr<runs::JobCenter> m_center;
};

enum class Show { text, json };

/// Shows how a job goes until it ends: one line that changes on a terminal, a line for each news elsewhere, or JSON
/// lines. Ctrl-C leaves the job running, a second one within some seconds cancels it.
/// @return the exit code
int follow(runs::JobCenter& center, const std::string& id, Show show, Context& context);

/// The exit code of a command whose job came to rest there.
int exit_code_of(const runs::JobStatus& job);

/// Waits while `still` holds, at most so long. @return whether it does not hold any more
bool wait_while(const std::function<bool()>& still, std::chrono::milliseconds at_most);

} // namespace kneepoint::app
