// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "found_job.h"
#include "host_line.h"
#include "job_protocol.h"

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/plan.h"

#include <QCoro/QCoroTask>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kneepoint::runs {

// What is done on a host for no job that runs. Each reaches the host first, may ask for that unless it says so, keeps
// the line from being closed as idle, and tells the end.

/// Looks whether the host can run a plan.
QCoro::Task<void> check_and_tell(std::shared_ptr<HostLine> line, Plan plan,
                                 std::function<void(Result<std::vector<hosts::Check>>)> then);
/// Reads a job that was made elsewhere.
QCoro::Task<void> find_and_tell(std::shared_ptr<HostLine> line, std::string id,
                                std::function<void(Result<FoundJob>)> then);
/// Says on a job's host that its results are not wanted here any more. Asks nothing.
QCoro::Task<void> withdraw_and_tell(std::shared_ptr<HostLine> line, protocol::Place place, std::string client,
                                    std::function<void(Result<void>)> then);
/// Removes a job's folder.
QCoro::Task<void> clean_and_tell(std::shared_ptr<HostLine> line, protocol::Place place, std::string client,
                                 protocol::Clean how, std::function<void(Result<void>)> then);

} // namespace kneepoint::runs
