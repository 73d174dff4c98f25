// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <functional>

class QWidget;

namespace kneepoint::ui {

/// Asks before a job is ended that somebody else started. Returns at once; `end` is called when that is wanted.
void ask_to_cancel(QWidget* window, const runs::JobStatus& job, std::function<void()> end);

} // namespace kneepoint::ui
