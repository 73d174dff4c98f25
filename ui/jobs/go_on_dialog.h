// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <functional>
#include <vector>

class QWidget;

namespace kneepoint::ui {

/// Says that jobs go on without the window. Does not hold it up.
/// @param close called when the user wants to close all the same
void tell_jobs_go_on(QWidget* window, const std::vector<runs::JobStatus>& jobs, const std::function<void()>& close);

} // namespace kneepoint::ui
