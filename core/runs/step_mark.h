// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_files.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

/// "--- step 0013", with which a job's script begins a step's part of the log. It ends its line; before it may stand
/// what a tool did not end.
struct StepMark {
    std::size_t at = 0; ///< in the line
    std::string_view id;
};
/// @param line without its end
std::optional<StepMark> mark_at_end(std::string_view line);

/// The log with "Step 13: int8: level 8 of 10" for the mark of that step, and kneepoint-load's progress in words. What
/// of these is not whole yet is left out.
std::string log_in_words(std::string_view log, const std::vector<Step>& steps);

} // namespace kneepoint::runs
