// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"
#include "random_hex.h"

#include "kneepoint/base/file.h"
#include "kneepoint/hosts/files.h"

#include <QCoro/QCoroFuture>

#include <algorithm>

namespace kneepoint::hosts {

namespace {

constexpr std::size_t piece_size = std::size_t{4} << 20;

// $1 draft, $2 its size before; with the last piece also $3 name, $4 hash, $5 mode
constexpr std::string_view append_script = R"sh(failed() { rm -f "$1"; exit 1; }
if [ "$2" = 0 ]; then : >"$1"; else [ "$(stat -c %s -- "$1")" = "$2" ]; fi || exit 1
cat >>"$1" || failed "$1"
[ -n "$3" ] || exit 0
[ ! -d "$3" ] || { echo "Is a directory" >&2; failed "$1"; }
sum=$(sha256sum <"$1") || failed "$1"
[ "${sum%% *}" = "$4" ] || { echo "changed on the way" >&2; failed "$1"; }
{ chmod "$5" "$1" && sync "$1" && mv -f "$1" "$3"; } || failed "$1"
)sh";

/// So that no program takes it for an option.
std::string plain_path(const std::string& path)
{
    return path.starts_with('-') ? "./" + path : path;
}

} // namespace

QCoro::Task<Result<void>> upload(QPointer<Shell> shell, std::string content, std::string to, Access access,
                                 Transfer transfer)
{
    const auto name = plain_path(to);
    const auto draft = name + ".kneepoint-" + random_hex(8) + ".part";
    std::size_t done = 0;
    do {
        const auto size = std::min(piece_size, content.size() - done);
        const bool last = done + size == content.size();
        Command command;
        command.script = append_script;
        command.argv = {draft, std::to_string(done), last ? name : "", last ? sha256(content) : "",
                        access == Access::owner ? "600" : "700"};
        command.input = content.substr(done, size);
        command.timeout = std::chrono::minutes(10); // a slow line; a dead one is noticed by ssh
        command.stop = transfer.stop;
        auto output = co_await run_in(shell, std::move(command));
        if (!output) co_return std::unexpected(output.error());
        if (!output->ok()) co_return file_failure(*output, to);
        done += size;
        if (transfer.progress) transfer.progress(done);
    } while (done < content.size());
    co_return Result<void>{};
}

} // namespace kneepoint::hosts
