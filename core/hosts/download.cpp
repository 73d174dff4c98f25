// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"
#include "part_writer.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/files.h"

#include <QCoro/QCoroFuture>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kneepoint::hosts {

namespace {

/// Other commands get their turn between ranges.
constexpr std::uint64_t range_size = std::uint64_t{32} << 20;
constexpr std::uint64_t largest_read = std::uint64_t{64} << 20;

constexpr std::string_view describe_script = R"sh([ -e "$1" ] || { echo "No such file" >&2; exit 1; }
[ -f "$1" ] || { echo "is no file" >&2; exit 1; }
sum=$(sha256sum <"$1") || exit 1
printf '%s %s\n' "$(wc -c <"$1")" "${sum%% *}"
)sh";

Command range_command(const std::string& path, std::uint64_t offset, std::uint64_t length)
{
    Command command;
    command.argv = {path, std::to_string(offset + 1), std::to_string(length)};
    // From its beginning without a pipe, which would cost a tenth of the speed.
    command.script = offset == 0 ? R"(exec head -c "$3" <"$1")"
                                 : R"([ -r "$1" ] || exec cat "$1"; tail -c "+$2" <"$1" | head -c "$3")";
    return command;
}

} // namespace

QCoro::Task<Result<RemoteFile>> describe(QPointer<Shell> shell, std::string path)
{
    Command command;
    command.script = describe_script;
    command.argv = {path};
    command.timeout = std::chrono::minutes(30); // hashing large files takes its time
    auto output = co_await run_in(shell, std::move(command));
    if (!output) co_return std::unexpected(output.error());
    if (!output->ok()) co_return file_failure(*output, path);
    const auto words = split(trimmed(output->out), ' ');
    RemoteFile file{.path = path, .size = 0, .sha256 = std::string(words.back())};
    std::from_chars(words[0].data(), words[0].data() + words[0].size(), file.size);
    if (words.size() != 2 || file.sha256.size() != 64)
        co_return failure(ErrorKind::io, "The host describes it in an unknown way: " + one_line(output->out), path);
    co_return file;
}

QCoro::Task<Result<std::string>> read_range(QPointer<Shell> shell, std::string path, std::uint64_t offset,
                                            std::uint64_t length)
{
    if (length > largest_read)
        co_return failure(ErrorKind::too_large, fmt::format("At most {} bytes are read at once.", largest_read), path);
    auto command = range_command(path, offset, length);
    command.output_limit = largest_read;
    auto output = co_await run_in(shell, std::move(command));
    if (!output) co_return std::unexpected(output.error());
    if (!output->ok()) co_return file_failure(*output, path);
    co_return std::move(output->out);
}

namespace {

/// Fills the part from `done` up to the file's size, range by range; what is not written yet is never more than a
/// range.
QCoro::Task<Result<void>> fill(QPointer<Shell> shell, const RemoteFile& from, std::uint64_t done, PartWriter& part,
                               const Transfer& transfer)
{
    while (done < from.size) {
        const auto wanted = std::min(range_size, from.size - done);
        auto command = range_command(from.path, done, wanted);
        std::stop_source stop;
        const std::stop_callback chained(transfer.stop, [&stop] { stop.request_stop(); });
        command.stop = stop.get_token();
        std::uint64_t got = 0;
        bool floods = false;
        command.sink = [&](std::string_view bytes) {
            floods = bytes.size() > wanted - got;
            bytes = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), wanted - got));
            got += bytes.size();
            part.append(std::string(bytes));
            if (floods || part.has_failed())
                stop.request_stop();
            else if (transfer.progress)
                transfer.progress(done + got);
        };
        auto output = co_await run_in(shell, std::move(command));
        auto draining = part.drain();
        auto written = co_await draining;
        if (!written) co_return written;
        if (floods)
            co_return failure(ErrorKind::too_large, "The host sends more than it was asked for; the rest was dropped.",
                              from.path);
        if (!output) co_return std::unexpected(output.error());
        if (!output->ok()) co_return file_failure(*output, from.path);
        done += got;
        if (got != wanted) break; // shorter than described: its hash will say so
    }
    co_return Result<void>{};
}

} // namespace

QCoro::Task<Result<void>> download(QPointer<Shell> shell, RemoteFile from, std::filesystem::path to, Transfer transfer)
{
    PartWriter part(to);
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto opening = part.open(from.size, transfer.stop);
        const auto there = co_await opening;
        if (!there) co_return std::unexpected(there.error());
        auto filled = co_await fill(shell, from, *there, part, transfer);
        if (!filled) co_return filled;
        auto placing = part.place(from.sha256);
        const auto placed = co_await placing;
        if (!placed) co_return std::unexpected(placed.error());
        if (*placed) co_return Result<void>{};
    }
    co_return failure(ErrorKind::unreadable,
                      "The file on the host is not the one that was described; it was changed or damaged there.",
                      from.path);
}

} // namespace kneepoint::hosts
