// SPDX-License-Identifier: GPL-3.0-or-later
#include "opening.h"

#include <system_error>

namespace kneepoint::ui {

namespace {

std::vector<std::filesystem::path> folders_of(const library::Workspace& workspace, const std::filesystem::path& file)
{
    std::vector<std::filesystem::path> folders;
    for (const auto& folder : workspace.folders) folders.push_back((file.parent_path() / folder).lexically_normal());
    if (folders.empty()) folders.push_back(file.parent_path());
    return folders;
}

} // namespace

std::filesystem::path remembered_for(const std::vector<std::filesystem::path>& paths)
{
    if (paths.empty()) return {};
    std::error_code ignored;
    const auto& first = paths.front();
    return library::remembered_workspace(std::filesystem::is_directory(first, ignored) ? first : first.parent_path());
}

Opened open_paths(std::vector<std::filesystem::path> paths, const library::Catalogue* previous, Progress& progress)
{
    Opened opened;
    opened.paths = std::move(paths);
    std::error_code none;
    if (opened.paths.size() == 1 && library::is_workspace(opened.paths.front())) {
        opened.workspace_file = opened.paths.front();
        auto workspace = library::load_workspace(opened.workspace_file);
        if (!workspace) {
            opened.error = workspace.error();
            return opened;
        }
        opened.paths = folders_of(*workspace, opened.workspace_file);
        opened.workspace = std::move(*workspace);
    } else if (const auto file = remembered_for(opened.paths); std::filesystem::exists(file, none)) {
        if (auto workspace = library::load_workspace(file))
            opened.workspace = std::move(*workspace);
        else
            opened.error = workspace.error();
    }
    opened.catalogue = library::scan(opened.paths, progress, {}, previous);
    return opened;
}

} // namespace kneepoint::ui
