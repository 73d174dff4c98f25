// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/library/catalogue.h"
#include "kneepoint/library/workspace.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::ui {

/// What opening paths gave.
struct Opened {
    std::vector<std::filesystem::path> paths; ///< the folders and files that were read
    library::Catalogue catalogue;
    std::optional<library::Workspace> workspace; ///< the one opened, or remembered for the first path
    std::filesystem::path workspace_file;        ///< of the one opened; empty when it was remembered
    std::optional<Error> error;                  ///< why a workspace could not be read
    bool nothing_there = false;                  ///< none of the paths exists
};

/// Reads folders and files, or the one workspace file among the paths with the folders it names. Blocks.
/// @param previous runs of unchanged files are taken over
Opened open_paths(std::vector<std::filesystem::path> paths, const library::Catalogue* previous, Progress& progress);

/// What is remembered for the folder (or the folder of the file) that was opened.
std::filesystem::path remembered_for(const std::vector<std::filesystem::path>& paths);

/// Writes over what was remembered. A file there that cannot be read, because it is damaged or of a newer Kneepoint, is
/// kept beside it under another name. Blocks.
/// @return where it is kept; empty when there was none
Result<std::filesystem::path> write_remembered(const library::Workspace& workspace, const std::filesystem::path& file);

} // namespace kneepoint::ui
