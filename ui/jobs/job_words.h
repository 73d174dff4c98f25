// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"
#include "theme/theme.h"

#include <QColor>
#include <QString>

#include <chrono>

namespace kneepoint::ui {

using Moment = std::chrono::system_clock::time_point;

/// One sign for a job's state; it never stands without the sentence.
QString job_sign(const runs::JobStatus& job);
QColor Theme::* job_tone(const runs::JobStatus& job);

/// "✓ done", "▶ running": of a step.
QString step_words(runs::StepState state);
/// How long a step took, "1:05"; while it runs, what is left by its estimate, "about 20 s left", or how long it has
/// run; of one to come: "about 60 s".
QString step_time(const runs::StepStatus& step, Moment now);

/// What came of a look for jobs that were started elsewhere; empty when there was none.
/// @param found how many are known of
QString look_words(const runs::LookAround& look, std::size_t found);

/// "today 14:03" or "2026-11-29 14:03", local time.
QString moment_words(Moment moment);
/// "1:05:09", "0:42".
QString clock_words(std::chrono::duration<double> duration);

} // namespace kneepoint::ui
