// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::library {

/// What the user decided about a folder of results: written as JSON ("kneepoint.workspace/1"), without secrets.
/// Run ids are content hashes, so a workspace survives moving the folder.
struct Workspace {
    struct Choice {
        std::string base;
        std::vector<std::string> candidates;
        bool operator==(const Choice&) const = default;
    };
    std::vector<std::string> folders;           ///< relative to the workspace file where possible
    std::vector<Choice> pairs;                  ///< as compare::PairChoice
    std::map<std::string, std::string> labels;  ///< run id to the name the user gave it
    std::map<std::string, std::string> schemes; ///< run id to the scheme the user gave it
    std::vector<std::string> slos;
    std::optional<double> accuracy_margin; ///< as compare::Options; none: the user never chose one
    std::vector<std::string> report_sections_off;
    bool operator==(const Workspace&) const = default;
};

/// @error not_found, unreadable, invalid (names the key); an unknown newer schema is refused, unknown keys are kept out
Result<Workspace> load_workspace(const std::filesystem::path& file);
Result<void> save_workspace(const Workspace& workspace, const std::filesystem::path& file);
/// True for a file whose content is a workspace.
bool is_workspace(const std::filesystem::path& file);
/// Where the choices for a folder are remembered when the user saved no workspace: one file per folder below
/// XDG_STATE_HOME (default ~/.local/state) /kneepoint/workspaces.
std::filesystem::path remembered_workspace(const std::filesystem::path& folder);

} // namespace kneepoint::library
