// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/shell.h"

#include <QCoro/QCoroTask>
#include <QPointer>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace kneepoint::hosts {

// Each of these runs in the thread of its shell; hashing and writing are done in others. When the line is cut they end
// with an error of kind io, and the same call over the next shell goes on where this one was cut.

/// A file as a host describes it.
struct RemoteFile {
    std::string path; ///< relative to the home folder, or absolute
    std::uint64_t size = 0;
    std::string sha256; ///< 64 lower-case hex digits
    bool operator==(const RemoteFile&) const = default;
};

enum class Access { owner, owner_runs }; ///< modes 0600 and 0700

struct Transfer {
    std::stop_token stop = {};
    std::function<void(std::uint64_t done)> progress = {}; ///< bytes that have been moved
};

/// Puts a file there at once or not at all: written beside its name, checked by its hash, then renamed. A large file
/// whose upload was cut is continued by the next call with the same content.
/// @error permission, not_found (its folder), io (disk full, line cut), cancelled
QCoro::Task<Result<void>> upload(QPointer<Shell> shell, std::string content, std::string to, Access access,
                                 Transfer transfer = {});

/// Size and hash of a file there. @error not_found, permission, unsupported (a folder, a device), io
QCoro::Task<Result<RemoteFile>> describe(QPointer<Shell> shell, std::string path);

/// Bytes of a file that may be growing; fewer than `length` at its end.
/// @error as describe; too_large beyond 64 MiB
QCoro::Task<Result<std::string>> read_range(QPointer<Shell> shell, std::string path, std::uint64_t offset,
                                            std::uint64_t length);

/// Gets a file into `to`, by way of a hidden part beside it, which a later call continues after hashing it anew. A file
/// whose hash is wrong is fetched once more from its beginning, then refused.
/// @error unreadable when the bytes there are not the described ones; else as describe, or of the local disk
QCoro::Task<Result<void>> download(QPointer<Shell> shell, RemoteFile from, std::filesystem::path to,
                                   Transfer transfer = {});

/// Gets many files, small ones together in one stream, into a folder under their paths relative to `remote_folder`.
/// Those that are there with the right hash are left alone. One that is gone there, or no longer what was described,
/// does not keep the others from coming; the error then names it.
/// @param files with paths relative to remote_folder
/// @error invalid for a name that check_name refuses, before anything is fetched; else as download, after all others
/// have
///        come where it is one file's fault
QCoro::Task<Result<void>> download_all(QPointer<Shell> shell, std::string remote_folder, std::vector<RemoteFile> files,
                                       std::filesystem::path folder, Transfer transfer = {});

} // namespace kneepoint::hosts
