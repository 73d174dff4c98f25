// SPDX-License-Identifier: GPL-3.0-or-later
#include "results_folder.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/private_file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/manifest.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <system_error>

namespace kneepoint::runs {

namespace {

namespace fs = std::filesystem;

constexpr int most_of_one_name = 10'000;

/// A name that every system takes.
std::string folder_name(const std::string& name)
{
    auto safe = one_line(name, 100);
    std::ranges::replace_if(safe, [](char c) { return std::string_view("/\\:*?\"<>|").contains(c); }, '-');
    safe = std::string(trimmed(safe));
    return hosts::check_name(safe) && !safe.starts_with('.') && !safe.starts_with('-') ? safe : "job";
}

fs::path path_of(const std::string& name)
{
    return {std::u8string(name.begin(), name.end())};
}

} // namespace

Result<fs::path> results_folder(const fs::path& into, const std::string& name)
{
    if (auto made = make_private_folders(into); !made) return std::unexpected(made.error());
    const auto plain = folder_name(name);
    std::error_code failed;
    for (int i = 1; i < most_of_one_name; ++i) {
        const auto folder = into / path_of(i == 1 ? plain : fmt::format("{} {}", plain, i));
        if (fs::create_directory(folder, failed)) return fs::absolute(folder, failed);
        if (failed) break;
    }
    return failure(ErrorKind::io, "A folder for the results cannot be made: " + failed.message(), utf8_path(into));
}

namespace {

/// kneepoint-load keeps all levels of a run in one folder, and says in it whether they are all there.
bool is_partial(const fs::path& folder)
{
    std::error_code failed;
    if (!fs::exists(folder / "run.json", failed)) return false;
    const auto text = read_file(folder / "run.json");
    const auto run = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    return !run.is_object() || run.value("complete", nlohmann::json()) != true;
}

} // namespace

Finished finished_folders(const std::vector<Step>& steps, const std::vector<StepStatus>& statuses, Finished before,
                          const fs::path& results)
{
    std::set<std::string> done(before.begin(), before.end()), open;
    for (const auto& step : steps) {
        if (step.folder.empty()) continue;
        const auto status = std::ranges::find(statuses, step.id, &StepStatus::id);
        const bool ended = status != statuses.end() && status->state == StepState::done;
        (ended ? done : open).insert(step.folder);
    }
    std::error_code failed;
    std::erase_if(done, [&](const auto& folder) {
        const auto here = results / path_of(folder);
        return open.contains(folder) || !fs::is_directory(here, failed) || is_partial(here);
    });
    return {done.begin(), done.end()};
}

fs::path load_program_beside(const QString& program_folder)
{
    const fs::path here(program_folder.toStdString());
    std::error_code failed;
    for (const char* place : {"kneepoint-load-static", "../libexec/kneepoint/kneepoint-load-static",
                              "../load/static/kneepoint-load-static", "kneepoint-load", "../load/kneepoint-load"})
        if (fs::is_regular_file(here / place, failed)) return fs::canonical(here / place, failed);
    return {};
}

} // namespace kneepoint::runs
