// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "host_line.h"

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/plan.h"

#include <QCoro/QCoroTask>

#include <memory>
#include <vector>

namespace kneepoint::runs {

/// Connects when nobody has; does not try again. @error io, permission with the link's own sentence
QCoro::Task<Result<void>> reach(std::shared_ptr<HostLine> line, hosts::Contact contact);

/// Looks whether the host can run the plan; changes nothing there.
QCoro::Task<Result<std::vector<hosts::Check>>> check_host(std::shared_ptr<HostLine> line, Plan plan);

} // namespace kneepoint::runs
