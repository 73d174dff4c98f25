// SPDX-License-Identifier: GPL-3.0-or-later
#include "opening.h"

#include "kneepoint/base/file.h"

#include <algorithm>
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

bool is_missing(const std::filesystem::path& path)
{
    std::error_code ignored;
    return std::filesystem::status(path, ignored).type() == std::filesystem::file_type::not_found;
}

/// "study.unread.kneepoint", "study.unread-2.kneepoint", ...: the first that is free.
std::filesystem::path name_to_keep(const std::filesystem::path& file)
{
    auto kept = file;
    for (int n = 1; n == 1 || !is_missing(kept); ++n)
        kept.replace_filename(file.stem().string() + (n == 1 ? ".unread" : ".unread-" + std::to_string(n)) +
                              file.extension().string());
    return kept;
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
    opened.nothing_there = std::ranges::all_of(opened.paths, is_missing);
    opened.catalogue = library::scan(opened.paths, progress, {}, previous);
    opened.paths = opened.catalogue.roots;
    return opened;
}

Result<std::filesystem::path> write_remembered(const library::Workspace& workspace, const std::filesystem::path& file)
{
    std::filesystem::path kept;
    if (const auto old = library::load_workspace(file); !old && old.error().kind != ErrorKind::not_found) {
        kept = name_to_keep(file);
        std::error_code failed;
        std::filesystem::rename(file, kept, failed);
        if (failed)
            return failure(ErrorKind::io,
                           "There is a file that cannot be read, nor kept under another name: " + failed.message() +
                               "; move it away.",
                           utf8_path(file));
    }
    if (const auto saved = library::save_workspace(workspace, file); !saved) return std::unexpected(saved.error());
    return kept;
}

} // namespace kneepoint::ui
