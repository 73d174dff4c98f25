// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/link_problem.h"
#include "kneepoint/runs/job.h"

#include <chrono>
#include <optional>
#include <string>

namespace kneepoint::runs {

/// What the line to a job's host is, as far as a sentence about the job needs it.
struct LineView {
    bool up = true;
    bool needs_user = false; ///< does not try again by itself
    std::optional<std::chrono::system_clock::time_point> lost_since;
    std::string problem; ///< the link's own sentence
};

/// The sentence that a list of jobs shows, from its state, its steps and the line.
std::string sentence_of(const JobStatus& job, const LineView& line, std::chrono::system_clock::time_point now);

/// "6 min", "40 s", "2 h 5 min"
std::string duration_text(std::chrono::duration<double> duration);
/// "12:03" by this computer's zone, with the date when it is another day.
std::string clock_text(std::chrono::system_clock::time_point time, std::chrono::system_clock::time_point now);

} // namespace kneepoint::runs
