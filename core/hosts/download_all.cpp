// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"
#include "hash.h"
#include "part_file.h"

#include "kneepoint/base/file.h"
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/manifest.h"

#include <QCoro/QCoroFuture>
#include <QtConcurrent/QtConcurrentRun>

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <span>

namespace kneepoint::hosts {

namespace {

constexpr std::uint64_t small_file = std::uint64_t{1} << 20;
constexpr std::uint64_t bundle_bytes = std::uint64_t{8} << 20;
constexpr std::size_t bundle_files = 500;
constexpr std::size_t bundle_names = std::size_t{64} << 10; ///< bytes of names: a program gets only so many arguments

bool is_there(const RemoteFile& file, const std::filesystem::path& path, const std::stop_token& stop)
{
    std::error_code failed;
    return std::filesystem::file_size(path, failed) == file.size && !failed && hash_of_file(path, stop) == file.sha256;
}

/// How many of the first files go in one stream.
std::size_t bundle_length(std::span<const RemoteFile> files)
{
    std::uint64_t bytes = 0;
    std::size_t count = 0, names = 0;
    while (count < files.size() && count < bundle_files && files[count].size <= small_file &&
           bytes + files[count].size <= bundle_bytes && names + files[count].path.size() <= bundle_names) {
        bytes += files[count].size;
        names += files[count++].path.size();
    }
    return count;
}

/// All files at once to the disk: one by one, 200 of them took 1.4 s. Without it, the next call would fetch again.
void flush_disk(const std::filesystem::path& folder)
{
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::syncfs(file);
    ::close(file);
}

/// Writes those of the files whose bytes came as described. One that changed shifts all behind it; they are left to be
/// fetched one by one.
Result<std::size_t> unpack(std::string_view stream, std::span<const RemoteFile> files,
                           const std::filesystem::path& folder)
{
    std::size_t done = 0;
    for (const auto& file : files) {
        if (stream.size() < file.size) break;
        const auto content = stream.substr(0, file.size);
        if (sha256(content) != file.sha256) break;
        const auto path = folder / file.path;
        PartFile part(path);
        auto written = part.open(0);
        if (written) written = part.append(content);
        if (written) written = part.take_place();
        if (!written) return std::unexpected(written.error());
        stream.remove_prefix(file.size);
        ++done;
    }
    return done;
}

/// Which of the files are still to be fetched.
std::vector<RemoteFile> missing(std::vector<RemoteFile> files, const std::filesystem::path& folder,
                                const std::stop_token& stop)
{
    std::erase_if(files, [&](const RemoteFile& file) { return is_there(file, folder / file.path, stop); });
    return files;
}

Command bundle_command(std::span<const RemoteFile> bundle, const std::string& remote_folder, const Transfer& transfer)
{
    Command command;
    command.argv = {"cat", "--"};
    for (const auto& file : bundle) command.argv.push_back(file.path);
    command.folder = remote_folder;
    command.stop = transfer.stop;
    command.output_limit = bundle_bytes * 2;
    return command;
}

/// Is it this one file's fault? The others may come all the same.
bool is_of_the_file(ErrorKind kind)
{
    return kind == ErrorKind::unreadable || kind == ErrorKind::not_found || kind == ErrorKind::unsupported;
}

std::unexpected<Error> some_failed(const std::vector<Error>& failed)
{
    if (failed.size() == 1) return std::unexpected(failed.front());
    auto all = failed.front();
    all.text = fmt::format("{} files could not be fetched as they were listed; the others are here. The first: {}",
                           failed.size(), all.text);
    return std::unexpected(std::move(all));
}

} // namespace

QCoro::Task<Result<void>> download_all(QPointer<Shell> shell, std::string remote_folder, std::vector<RemoteFile> files,
                                       std::filesystem::path folder, Transfer transfer)
{
    for (const auto& file : files)
        if (auto checked = check_name(file.path); !checked) co_return checked; // nothing is written outside the folder
    auto looking = QtConcurrent::run(missing, std::move(files), folder, transfer.stop);
    files = co_await looking;
    std::span<const RemoteFile> rest(files);
    std::uint64_t done = 0;
    std::vector<Error> failed;
    const auto advance = [&](std::size_t count) {
        for (const auto& file : rest.first(count)) done += file.size;
        rest = rest.subspan(count);
        if (transfer.progress) transfer.progress(done);
    };
    while (!rest.empty()) {
        const auto bundle = rest.first(bundle_length(rest));
        if (bundle.size() > 1) {
            auto streaming = run_in(shell, bundle_command(bundle, remote_folder, transfer));
            auto output = co_await streaming;
            if (!output) co_return std::unexpected(output.error());
            auto unpacking =
                QtConcurrent::run([&output, &bundle, &folder] { return unpack(output->out, bundle, folder); });
            const auto taken = co_await unpacking;
            if (!taken) co_return std::unexpected(taken.error());
            advance(*taken);
            if (*taken > 0) continue;
        }
        // A large one, or one that is not what was listed: nothing behind it in a stream would fit.
        auto one = rest.front();
        one.path = remote_folder + '/' + one.path;
        auto fetching = download(shell, one, folder / rest.front().path, {.stop = transfer.stop});
        auto got = co_await fetching;
        if (!got && !is_of_the_file(got.error().kind)) co_return got;
        if (!got) failed.push_back(got.error());
        advance(1);
    }
    auto flushing = QtConcurrent::run(flush_disk, folder);
    co_await flushing;
    if (!failed.empty()) co_return some_failed(failed);
    co_return Result<void>{};
}

} // namespace kneepoint::hosts
