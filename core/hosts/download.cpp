// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"
#include "hash.h"
#include "part_file.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/files.h"

#include <QCoro/QCoroFuture>
#include <QCoro/QCoroTimer>

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

/// Fills the part up to the file's size, range by range.
QCoro::Task<Result<void>> fill(QPointer<Shell> shell, const RemoteFile& from, PartFile& part, const Transfer& transfer)
{
    while (part.size() < from.size) {
        const auto before = part.size();
        const auto wanted = std::min(range_size, from.size - before);
        auto command = range_command(from.path, before, wanted);
        std::stop_source stop;
        const std::stop_callback chained(transfer.stop, [&stop] { stop.request_stop(); });
        command.stop = stop.get_token();
        Result<void> written;
        command.sink = [&](std::string_view bytes) {
            if (!written) return;
            written = part.append(bytes.substr(0, std::min<std::uint64_t>(bytes.size(), from.size - part.size())));
            if (!written) stop.request_stop();
            if (written && transfer.progress) transfer.progress(part.size());
        };
        auto output = co_await run_in(shell, std::move(command));
        if (!written) co_return written;
        if (!output) co_return std::unexpected(output.error());
        if (!output->ok()) co_return file_failure(*output, from.path);
        if (part.size() != before + wanted) break; // shorter than described: its hash will say so
    }
    co_return Result<void>{};
}

} // namespace

QCoro::Task<Result<void>> download(QPointer<Shell> shell, RemoteFile from, std::filesystem::path to, Transfer transfer)
{
    PartFile part(to);
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (auto opened = part.open(); !opened) co_return opened;
        while (part.hash_some()) co_await QCoro::sleepFor(std::chrono::milliseconds(0)); // the window's thread lives on
        if (part.size() > from.size) part.clear();
        auto filled = co_await fill(shell, from, part, transfer);
        if (!filled) co_return filled;
        if (part.hash() == from.sha256) {
            part.flush();
            co_return part.take_place();
        }
        part.remove();
    }
    co_return failure(ErrorKind::unreadable,
                      "The file on the host is not the one that was described; it was changed or damaged there.",
                      from.path);
}

} // namespace kneepoint::hosts
