// SPDX-License-Identifier: GPL-3.0-or-later
#include "result_fetch.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/private_file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/manifest.h"

#include <QCoro/QCoroFuture>
#include <QtConcurrent/QtConcurrentRun>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace kneepoint::runs {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_manifest = std::uint64_t{8} << 20;
constexpr std::uint64_t largest_live_file = std::uint64_t{32} << 20;

bool is_draft(std::string_view name)
{
    return std::ranges::any_of(split(name, '/'), [](std::string_view part) { return part.ends_with(".tmp"); });
}

/// kneepoint-load replaces it as a whole, so that it need not rest before it is read.
bool is_replaced_whole(std::string_view name)
{
    return name == "run.json" || name.ends_with("/run.json");
}

bool is_below(std::string_view name, const std::vector<std::string>& folders)
{
    return std::ranges::any_of(folders, [&](std::string_view folder) {
        return name.size() > folder.size() && name.starts_with(folder) && name[folder.size()] == '/';
    });
}

fs::path local(const fs::path& folder, const std::string& name)
{
    return folder / fs::path(std::u8string(name.begin(), name.end()));
}

/// A file that came while the job ran and is another now must not be taken for a result.
void put_aside(const std::vector<hosts::RemoteFile>& files, const fs::path& folder, const fs::path& aside)
{
    std::error_code failed;
    for (const auto& file : files) {
        const auto path = local(folder, file.path);
        const auto content = read_file(path);
        if (!content || sha256(*content) == file.sha256) continue;
        fs::create_directories(local(aside, file.path).parent_path(), failed);
        fs::rename(path, local(aside, file.path), failed);
        if (failed) fs::remove(path, failed);
    }
}

Result<void> room_for(const std::vector<hosts::RemoteFile>& files, const fs::path& folder)
{
    std::uint64_t wanted = 0;
    std::error_code failed;
    for (const auto& file : files)
        if (const auto there = fs::file_size(local(folder, file.path), failed); failed || there != file.size)
            wanted += file.size;
    const auto space = fs::space(folder, failed);
    if (failed || space.available >= wanted) return {};
    return failure(ErrorKind::io,
                   fmt::format("The disk here has no room for {} MB of results; free some, the rest is fetched then.",
                               (wanted + 999'999) / 1'000'000),
                   utf8_path(folder));
}

} // namespace

QCoro::Task<Result<std::size_t>> ResultFetch::look(protocol::ShellPointer shell, protocol::Place place, fs::path folder,
                                                   std::vector<std::string> complete)
{
    auto pieces = co_await protocol::pieces(shell, place);
    if (!pieces) co_return std::unexpected(pieces.error());
    m_unsettled = false;
    std::vector<std::string> wanted;
    std::map<std::string, std::string> marks;
    for (const auto& piece : *pieces) {
        marks[piece.name] = piece.mark;
        if (m_have[piece.name] == piece.mark) continue;
        const bool rests =
            m_seen[piece.name] == piece.mark || is_replaced_whole(piece.name) || is_below(piece.name, complete);
        rests ? wanted.push_back(piece.name) : void(m_unsettled = true);
    }
    m_seen = marks;
    if (wanted.empty()) co_return std::size_t{0};
    auto files = co_await protocol::hashes(shell, place, std::move(wanted));
    if (!files) co_return std::unexpected(files.error());
    std::size_t count = 0;
    const auto from = place.folder() + "/out";
    std::erase_if(*files, [](const auto& file) { return file.size > largest_live_file; });
    auto got = co_await hosts::download_all(shell, from, *files, folder);
    if (!got && got.error().kind == ErrorKind::io) co_return std::unexpected(got.error());
    for (const auto& file : *files) {
        std::error_code failed;
        if (!got && fs::file_size(local(folder, file.path), failed) != file.size) continue; // it changed meanwhile
        m_have[file.path] = marks[file.path];
        ++count;
    }
    co_return count;
}

QCoro::Task<Result<ResultFetch::Fetched>> ResultFetch::by_manifest(protocol::ShellPointer shell, protocol::Place place,
                                                                   fs::path folder, fs::path aside,
                                                                   std::function<void(std::uint64_t)> progress)
{
    auto text = co_await hosts::read_range(shell, place.folder() + "/manifest", 0, largest_manifest);
    if (!text) co_return std::unexpected(text.error());
    if (text->size() >= largest_manifest)
        co_return failure(ErrorKind::too_large, "The list of results is longer than what is taken from a host.");
    auto files = hosts::read_manifest(*text);
    if (!files) co_return std::unexpected(files.error());
    std::erase_if(*files, [](const auto& file) { return is_draft(file.path); });
    if (auto made = make_private_folders(folder); !made)
        co_return failure(ErrorKind::io, made.error().text, made.error().place);
    if (auto room = room_for(*files, folder); !room) co_return std::unexpected(room.error());
    const auto from = place.folder() + "/out";
    hosts::Transfer transfer{.progress = std::move(progress)};
    auto got = co_await hosts::download_all(shell, from, *files, folder, transfer);
    if (!got) {
        if (got.error().kind != ErrorKind::io) {
            auto putting = QtConcurrent::run([&] { put_aside(*files, folder, aside); }); // it hashes every file
            co_await putting;
        }
        co_return std::unexpected(got.error());
    }
    Fetched fetched{.files = files->size()};
    for (const auto& file : *files) fetched.bytes += file.size;
    co_return fetched;
}

} // namespace kneepoint::runs
