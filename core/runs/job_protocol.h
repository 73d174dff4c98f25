// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe.h"

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/shell.h"

#include <QCoro/QCoroTask>
#include <QPointer>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A job is a folder on its host. Each of these is one round trip unless it says otherwise, does nothing twice, and
/// ends with an error of kind io when the line is cut; the same call over the next shell then finds what the first one
/// did.
namespace kneepoint::runs::protocol {

using ShellPointer = QPointer<hosts::Shell>;

/// A job on a host.
struct Place {
    std::string root; ///< absolute
    std::string id;   ///< is_job_id
    std::string folder() const { return root + "/jobs/" + id; }
};

/// The folder that jobs are kept in; made when it is missing.
/// @error permission when it is a link, another user's, or open to others
QCoro::Task<Result<std::string>> open_root(ShellPointer shell);
/// Where open_root would have it; changes nothing.
QCoro::Task<Result<std::string>> name_root(ShellPointer shell);

/// Puts a program there once for all jobs, named by its hash. @return its path. Two round trips.
QCoro::Task<Result<std::string>> place_program(ShellPointer shell, std::string root, std::string name,
                                               std::string content);

enum class Created {
    fresh,
    exists,  ///< made before, with the same files
    started, ///< made and started before
};
/// What others read of a job in a list.
struct Origin {
    std::string by, name; ///< who made it; the job's own
};
/// @param spec hash of the job's files @param client who does it, for receipts
/// @error invalid when a job of this id has other files
QCoro::Task<Result<Created>> create(ShellPointer shell, Place place, std::string spec, std::string client,
                                    Origin origin = {});

/// Makes folders below the job's, and gives it the load program.
/// @param load_program as place_program gave it; empty: none
QCoro::Task<Result<void>> equip(ShellPointer shell, Place place, std::vector<std::string> folders,
                                std::string load_program);

enum class Started {
    now,
    already,
    busy, ///< another job runs on this host
};
struct StartAnswer {
    Started what = Started::now;
    std::string busy_with; ///< id of the other job
};
using Secrets = std::vector<std::pair<std::string, std::string>>;
/// Starts the job unless somebody did. Secrets go in by the shell's standard input, into the job's environment.
/// @param supervisor as place_program gave it @param hash of it, looked at once more
/// @error io, unreadable when the supervisor there is another, not_found when run.sh is missing
QCoro::Task<Result<StartAnswer>> start(ShellPointer shell, Place place, std::string supervisor, std::string hash,
                                       Secrets secrets);

/// How much of a job's files is known, in bytes: what is new comes.
struct Seen {
    std::uint64_t inode = 0, offset = 0; ///< of the log with this inode
    std::uint64_t steps = 0, readings = 0;
};
QCoro::Task<Result<Probe>> probe(ShellPointer shell, Place place, Seen known);

/// Asks the job to end, or makes sure that it never starts.
QCoro::Task<Result<void>> cancel(ShellPointer shell, Place place);

/// Lists the results of a job whose recorder and supervisor are dead. @return false while one of them lives
QCoro::Task<Result<bool>> finalize(ShellPointer shell, Place place);

/// A file below out/ of a job that may still be running.
struct Piece {
    std::string name;
    std::string mark; ///< changes when the file does
    bool operator==(const Piece&) const = default;
};
/// Files that are complete or replaced as a whole; those with names that are not taken are left out.
QCoro::Task<Result<std::vector<Piece>>> pieces(ShellPointer shell, Place place);
QCoro::Task<Result<std::vector<hosts::RemoteFile>>> hashes(ShellPointer shell, Place place,
                                                           std::vector<std::string> names);

/// Says that this client has the results.
QCoro::Task<Result<void>> leave_receipt(ShellPointer shell, Place place, std::string client, std::string text);

struct Listed {
    enum class State { waiting, running, ended, lost };
    std::string id;
    State state = State::waiting;
    std::string exit = {}; ///< of one that ended, as Probe::exit
    std::string by = {}, name = {};
    bool operator==(const Listed&) const = default;
};
QCoro::Task<Result<std::vector<Listed>>> list(ShellPointer shell, std::string root);

/// What the folder of a job that was made elsewhere says of it.
struct Identity {
    std::string spec; ///< hash of its files; empty when it is not prepared yet
    Origin origin;
};
/// @error not_found
QCoro::Task<Result<Identity>> identity(ShellPointer shell, Place place);
/// Says that this client knows the job and wants its results.
QCoro::Task<Result<void>> enroll(ShellPointer shell, Place place, std::string client);
/// Says that it does not any more, unless it has them.
QCoro::Task<Result<void>> withdraw(ShellPointer shell, Place place, std::string client);

enum class Clean {
    when_fetched, ///< by this client and by all who know the job
    anyway,
};
/// @error invalid with the reason when it has to stay
QCoro::Task<Result<void>> clean(ShellPointer shell, Place place, std::string client, Clean how);

} // namespace kneepoint::runs::protocol
