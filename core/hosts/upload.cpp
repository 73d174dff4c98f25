// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/files.h"

#include <QCoro/QCoroFuture>
#include <QtConcurrent/QtConcurrentRun>

#include <algorithm>
#include <charconv>
#include <memory>

namespace kneepoint::hosts {

namespace {

constexpr std::size_t piece_size = std::size_t{4} << 20;

/// All that the scripts are told about an upload. The draft is named after its content, so that the next attempt finds
/// it, and two that put the same file there at once write the same bytes to the same places.
struct Upload {
    std::shared_ptr<const std::string> content;
    std::string to, draft, sha256;
    Access access = Access::owner;
    std::string mode() const { return access == Access::owner ? "600" : "700"; }
};

// $1 draft, $2 name, $3 size, $4 hash, $5 size of a piece, $6 mode. Says "there", or how many bytes of the draft are
// whole pieces, and their hash. Drafts that nobody has gone on with for an hour are given up.
constexpr std::string_view begin_script = R"sh(for old in "$2".kneepoint-*.part; do
    [ "$old" = "$1" ] || find "$old" -prune -mmin +60 -exec rm -f {} \; 2>/dev/null
done
if [ -f "$2" ] && [ "$(wc -c <"$2")" -eq "$3" ]; then
    sum=$(sha256sum <"$2") && [ "${sum%% *}" = "$4" ] && chmod "$6" "$2" && { echo there; exit 0; }
fi
size=$(stat -c %s -- "$1" 2>/dev/null) || size=0
[ "$size" -lt "$3" ] || size=$(($3 - 1))
whole=$((size / $5 * $5)) sum=
[ "$whole" -eq 0 ] || sum=$(head -c "$whole" <"$1" | sha256sum)
echo "$whole ${sum%% *}"
)sh";

// $1 draft, $2 size of the whole, $3 number of the piece, $4 size of a piece; with the last piece also $5 name, $6
// hash, $7 mode. dd puts the piece at its place, whatever is there already; what it says is caught, since it
// would die of saying it over a line that is cut.
constexpr std::string_view put_script = R"sh(failed() { rm -f "$draft"; exit 1; }
is_right() { sum=$(sha256sum <"$1") && [ "${sum%% *}" = "$2" ]; }
draft=$1
[ "$(stat -c %s -- "$1" 2>/dev/null || echo 0)" -le "$2" ] || rm -f "$1"
said=$(dd of="$1" ibs=65536 obs="$4" seek="$3" conv=notrunc 2>&1) || { echo "$said" >&2; failed; }
[ -n "$5" ] || exit 0
[ ! -d "$5" ] || { echo "Is a directory" >&2; failed; }
whole() { [ "$3" -eq 0 ] || [ "$(stat -c %s -- "$1")" -ge "$2" ]; }
if whole "$@" && is_right "$1" "$6" && chmod "$7" "$1" && sync "$1" && mv -f "$1" "$5"; then exit 0; fi
if [ -f "$5" ] && is_right "$5" "$6"; then rm -f "$1"; exit 0; fi # another upload of the same file was quicker
[ ! -e "$1" ] || whole "$@" || exit 1 # cut: the next attempt goes on there
echo "changed on the way" >&2
failed
)sh";

/// So that no program takes it for an option.
std::string plain_path(const std::string& path)
{
    return path.starts_with('-') ? "./" + path : path;
}

/// In a thread of its own. (Here and below, what is awaited has a name: GCC 12 destroys temporaries of such an
/// expression twice.)
QFuture<std::string> hash_apart(const std::shared_ptr<const std::string>& content, std::size_t size)
{
    return QtConcurrent::run([content, size] { return sha256(std::string_view(*content).substr(0, size)); });
}

QCoro::Task<Result<Output>> ask(QPointer<Shell> shell, const Upload& file, Command command, const Transfer& transfer)
{
    command.timeout = std::chrono::minutes(10); // a slow line; a dead one is noticed by ssh
    command.stop = transfer.stop;
    auto output = co_await run_in(shell, std::move(command));
    if (output && !output->ok()) co_return file_failure(*output, file.to);
    co_return output;
}

/// How much of it is there from an attempt before; all of it when nothing is to be done.
QCoro::Task<Result<std::size_t>> there_already(QPointer<Shell> shell, const Upload& file, const Transfer& transfer)
{
    Command command;
    command.script = begin_script;
    command.argv = {file.draft,  plain_path(file.to),        std::to_string(file.content->size()),
                    file.sha256, std::to_string(piece_size), file.mode()};
    const auto output = co_await ask(shell, file, std::move(command), transfer);
    if (!output) co_return std::unexpected(output.error());
    const auto words = split(trimmed(output->out), ' ');
    if (words.front() == "there") co_return file.content->size();
    std::size_t whole = 0;
    std::from_chars(words.front().data(), words.front().data() + words.front().size(), whole);
    if (whole == 0 || whole >= file.content->size() || whole % piece_size != 0) co_return std::size_t{0};
    auto hashing = hash_apart(file.content, whole);
    const auto same = co_await hashing;
    co_return same == words.back() ? whole : 0;
}

Command put_command(const Upload& file, std::size_t done)
{
    const auto size = std::min(piece_size, file.content->size() - done);
    const bool last = done + size == file.content->size();
    Command command;
    command.script = put_script;
    command.argv = {file.draft, std::to_string(file.content->size()), std::to_string(done / piece_size),
                    std::to_string(piece_size)};
    if (last)
        command.argv.insert(command.argv.end(), {plain_path(file.to), file.sha256, file.mode()});
    else
        command.argv.emplace_back();
    command.input = file.content->substr(done, size);
    return command;
}

} // namespace

QCoro::Task<Result<void>> upload(QPointer<Shell> shell, std::string content, std::string to, Access access,
                                 Transfer transfer)
{
    Upload file{.content = std::make_shared<const std::string>(std::move(content)), .to = to, .access = access};
    auto hashing = hash_apart(file.content, file.content->size());
    file.sha256 = co_await hashing;
    constexpr std::size_t enough = 16; // hex digits
    file.draft = plain_path(to) + ".kneepoint-" + file.sha256.substr(0, enough) + ".part";
    std::size_t done = 0;
    if (file.content->size() > piece_size) { // less is not worth the question
        const auto there = co_await there_already(shell, file, transfer);
        if (!there) co_return std::unexpected(there.error());
        done = *there;
        if (transfer.progress && done > 0) transfer.progress(done);
        if (done == file.content->size()) co_return Result<void>{};
    }
    do {
        auto put = put_command(file, done);
        const auto output = co_await ask(shell, file, std::move(put), transfer);
        if (!output) co_return std::unexpected(output.error());
        done = std::min(done + piece_size, file.content->size());
        if (transfer.progress) transfer.progress(done);
    } while (done < file.content->size());
    co_return Result<void>{};
}

} // namespace kneepoint::hosts
