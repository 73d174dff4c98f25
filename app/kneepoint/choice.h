// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "study.h"

namespace kneepoint::app {

/// The paths of a command: those given, else the files and folders that --base and --candidate name.
std::vector<std::string> paths_of(const StudyArguments& arguments);

/// Finds the sides: those named by --base and --candidate, else the only pair among the results.
/// @error invalid when the choice is ambiguous (the text holds the command for each pair) or names no run; not_found
/// when nothing is paired
Result<void> choose(Study& study, const StudyArguments& arguments);

} // namespace kneepoint::app
