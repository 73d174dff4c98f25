// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_failure.h"

#include "kneepoint/base/text.h"

#include <QPromise>

#include <array>

namespace kneepoint::hosts {

namespace {

struct Sign {
    std::string_view words;
    ErrorKind kind;
    std::string_view text;
};

constexpr auto signs = std::to_array<Sign>({
    {"No space left", ErrorKind::io, "The host's disk is full; free space there and try again."},
    {"quota exceeded", ErrorKind::io, "The disk quota on the host is used up; free space there and try again."},
    {"Read-only file system", ErrorKind::permission, "The host's disk is read-only there."},
    {"ermission denied", ErrorKind::permission, "No permission on the host; check the file's owner and mode."},
    {"Operation not permitted", ErrorKind::permission, "No permission on the host; check the file's owner and mode."},
    {"Is a directory", ErrorKind::unsupported, "It is a folder, not a file."},
    {"is no file", ErrorKind::unsupported, "It is no regular file."},
    {"No such file", ErrorKind::not_found, "No such file or folder on the host."},
    {"nonexistent", ErrorKind::not_found, "No such file or folder on the host."}, // dash, of a redirection
    {"Not a directory", ErrorKind::not_found, "No such file or folder on the host."},
    {"File name too long", ErrorKind::invalid, "The name is too long for the host."},
    {"changed on the way", ErrorKind::unreadable, "The bytes that arrived are not the ones that were sent."},
});

} // namespace

std::unexpected<Error> file_failure(const Output& output, const std::string& path)
{
    for (const auto& sign : signs)
        if (output.err.contains(sign.words)) return failure(sign.kind, std::string(sign.text), path);
    const auto words = one_line(trimmed(output.err));
    return failure(ErrorKind::io,
                   words.empty() ? "The host ended it with status " + std::to_string(output.status) + "."
                                 : "The host says: " + words,
                   path);
}

QFuture<Result<Output>> run_in(const QPointer<Shell>& shell, Command command)
{
    if (shell) return shell->run(std::move(command));
    QPromise<Result<Output>> promise;
    promise.start();
    promise.addResult(failure(ErrorKind::io, "There is no connection to the host."));
    promise.finish();
    return promise.future();
}

} // namespace kneepoint::hosts
