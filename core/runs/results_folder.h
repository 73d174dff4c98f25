// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/runs/job.h"
#include "kneepoint/runs/job_files.h"

#include <QString>

#include <filesystem>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// Makes a folder of the job's name, or "NAME 2" where that is taken. @error permission, io
Result<std::filesystem::path> results_folder(const std::filesystem::path& into, const std::string& name);

/// The folders that a second job need not fill again: those of which every step is done, and that are here.
/// @param before what was left out already when the job was made
Finished finished_folders(const std::vector<Step>& steps, const std::vector<StepStatus>& statuses, Finished before,
                          const std::filesystem::path& results);

/// The static kneepoint-load beside the program, as installed or built; else the one for this computer alone. Empty
/// when there is none.
std::filesystem::path load_program_beside(const QString& program_folder);

} // namespace kneepoint::runs
