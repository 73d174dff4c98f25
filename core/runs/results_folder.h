// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/runs/job_files.h"

#include <QString>

#include <filesystem>
#include <string>

namespace kneepoint::runs {

/// Makes a folder of the job's name, or "NAME 2" where that is taken. @error permission, io
Result<std::filesystem::path> results_folder(const std::filesystem::path& into, const std::string& name);

/// The folders below a job's results that hold files: what a second job need not do again.
Finished finished_in(const std::filesystem::path& results);

/// The static kneepoint-load beside the program, as installed or built; else the one for this computer alone. Empty
/// when there is none.
std::filesystem::path load_program_beside(const QString& program_folder);

} // namespace kneepoint::runs
