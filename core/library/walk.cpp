// SPDX-License-Identifier: GPL-3.0-or-later
#include "walk.h"

#include "kneepoint/base/file.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

namespace kneepoint::library {

namespace fs = std::filesystem;

namespace {

/// Folders that hold no results and may hold very much.
bool is_passed_over(const std::string& name)
{
    constexpr auto names =
        std::to_array<std::string_view>({"__pycache__", "node_modules", "__MACOSX", "site-packages"});
    return name.starts_with('.') || std::ranges::find(names, name) != names.end();
}

class Walker {
public:
    Walker(const fs::path& base, const ScanLimits& limits, const Progress& progress)
        : m_base(base), m_limits(limits), m_progress(progress)
    {}

    void visit(const fs::path& path, int depth)
    {
        if (stopped()) return;
        struct stat state{};
        if (::stat(path.c_str(), &state) != 0) {
            skip(path, errno == ENOENT && fs::is_symlink(fs::symlink_status(path, m_ignored))
                           ? "The link leads nowhere."
                           : fmt::format("It cannot be looked at: {}.", std::generic_category().message(errno)));
            return;
        }
        if (S_ISDIR(state.st_mode))
            folder(path, state, depth);
        else
            file(path, state);
    }

    Walk finish()
    {
        std::ranges::sort(m_walk.files, {}, &FoundFile::name);
        return std::move(m_walk);
    }

private:
    bool stopped()
    {
        m_walk.cancelled = m_walk.cancelled || m_progress.cancelled();
        if (m_walk.looked_at < m_limits.files) return m_walk.cancelled;
        if (!std::exchange(m_full, true))
            m_walk.problems.push_back(
                {Severity::warning,
                 "too-many-files",
                 fmt::format("Only the first {} files were looked at; open a folder further down.", m_limits.files),
                 {},
                 {}});
        return true;
    }

    void folder(const fs::path& path, const struct stat& state, int depth)
    {
        if (!m_folders.emplace(state.st_dev, state.st_ino).second) {
            if (fs::is_symlink(fs::symlink_status(path, m_ignored)))
                skip(path, "The link leads to a folder that is read already.");
            return;
        }
        if (depth > m_limits.depth) {
            skip(path, fmt::format("Folders deeper than {} levels are not read; open it itself.", m_limits.depth));
            return;
        }
        std::error_code failed;
        std::vector<fs::path> entries;
        for (auto entry = fs::directory_iterator(path, failed); !failed && entry != fs::directory_iterator();
             entry.increment(failed))
            entries.push_back(entry->path());
        if (failed) unreadable(path, failed);
        std::ranges::sort(entries);
        for (const auto& entry : entries) {
            const auto name = entry.filename().string();
            if (is_passed_over(name) && fs::is_directory(entry, m_ignored))
                skip(entry, "Hidden folders and folders of programs are not read.");
            else if (name.starts_with('.'))
                skip(entry, "Hidden files are not read.");
            else
                visit(entry, depth + 1);
        }
    }

    void file(const fs::path& path, const struct stat& state)
    {
        if (!S_ISREG(state.st_mode)) {
            skip(path, S_ISFIFO(state.st_mode)   ? "A named pipe is not read."
                       : S_ISSOCK(state.st_mode) ? "A socket is not read."
                                                 : "A device is not read.");
            return;
        }
        ++m_walk.looked_at;
        // One file opened twice, or by two paths that were opened.
        if (!m_paths.insert(path.lexically_normal().string()).second) return;
        const auto time = static_cast<std::int64_t>(state.st_mtim.tv_sec) * 1'000'000'000 + state.st_mtim.tv_nsec;
        m_walk.files.push_back({path, relative(path), static_cast<std::uint64_t>(state.st_size), time});
    }

    void unreadable(const fs::path& path, const std::error_code& failed)
    {
        const auto why = failed == std::errc::permission_denied
                             ? std::string("No permission to open the folder; check its owner and mode.")
                             : fmt::format("The folder cannot be read: {}.", failed.message());
        skip(path, why);
        m_walk.problems.push_back({Severity::warning, "unreadable-folder", why, relative(path), {}});
    }

    void skip(const fs::path& path, std::string why)
    {
        ++m_walk.looked_at;
        m_walk.skipped.push_back({relative(path), std::move(why)});
    }

    std::string relative(const fs::path& path) const
    {
        const auto below = path.lexically_relative(m_base);
        return utf8_path(below.empty() || *below.begin() == ".." ? path : below);
    }

    const fs::path& m_base;
    const ScanLimits& m_limits;
    const Progress& m_progress;
    std::set<std::pair<dev_t, ino_t>> m_folders;
    std::set<std::string> m_paths;
    std::error_code m_ignored;
    bool m_full = false;
    Walk m_walk;
};

} // namespace

fs::path common_base(std::span<const fs::path> paths)
{
    std::error_code ignored;
    if (paths.empty()) return {};
    if (paths.size() == 1)
        return fs::is_directory(paths.front(), ignored) ? paths.front() : paths.front().parent_path();
    fs::path common = paths.front().parent_path();
    for (const auto& path : paths.subspan(1)) {
        const auto parent = path.parent_path();
        fs::path shared;
        for (auto a = common.begin(), b = parent.begin(); a != common.end() && b != parent.end() && *a == *b; ++a, ++b)
            shared /= *a;
        common = shared;
    }
    return common;
}

Walk walk(std::span<const fs::path> paths, const fs::path& base, const ScanLimits& limits, const Progress& progress)
{
    Walker walker(base, limits, progress);
    for (const auto& path : paths) walker.visit(path, 0);
    return walker.finish();
}

} // namespace kneepoint::library
