// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_protocol.h"

#include "file_failure.h"
#include "job_id.h"
#include "job_scripts.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/manifest.h"

#include <QCoro/QCoroFuture>
#include <QtConcurrent/QtConcurrentRun>

#include <fmt/format.h>

#include <array>

namespace kneepoint::runs::protocol {

namespace {

using hosts::Command;
using hosts::Output;

constexpr std::uint64_t log_piece = std::uint64_t{256} << 10;
/// A log that grew by more between two looks is not read in whole: its end is what somebody wants to see.
constexpr std::uint64_t log_backlog = std::uint64_t{4} << 20;
constexpr std::size_t listed_at_once = 400;

Command command_of(std::string_view script, std::vector<std::string> arguments)
{
    Command command;
    command.script = std::string(scripts::about_processes) + std::string(script);
    command.argv = std::move(arguments);
    return command;
}

std::string_view answer_of(const Output& output)
{
    return trimmed(output.out);
}

std::unexpected<Error> odd(const Output& output, const std::string& place)
{
    return failure(ErrorKind::io,
                   fmt::format("The host answers in an unknown way: {}", one_line(output.out + output.err)), place);
}

/// Runs the script; a status other than 0 is an error that names the place.
QCoro::Task<Result<Output>> ask(ShellPointer shell, Command command, std::string place)
{
    auto output = co_await hosts::run_in(shell, std::move(command));
    if (!output) co_return std::unexpected(output.error());
    if (!output->ok()) co_return hosts::file_failure(*output, place);
    co_return std::move(*output);
}

struct RootFault {
    std::string_view word, text;
};
constexpr auto root_faults = std::to_array<RootFault>({
    {"link", "The folder for jobs on the host is a link; remove it, so that a real folder can be made."},
    {"foreign", "The folder for jobs on the host belongs to another user."},
    {"open", "Other users may write to the folder for jobs on the host; close it with chmod go-w."},
});

} // namespace

QCoro::Task<Result<std::string>> open_root(ShellPointer shell)
{
    auto command = command_of(scripts::open_root, {});
    auto output = co_await ask(shell, std::move(command), "~/.local/state/kneepoint");
    if (!output) co_return std::unexpected(output.error());
    const auto blank = output->out.find(' ');
    const auto word = output->out.substr(0, blank);
    if (blank == std::string::npos) co_return odd(*output, "~/.local/state/kneepoint");
    auto folder = output->out.substr(blank + 1);
    for (const auto& fault : root_faults)
        if (word == fault.word) co_return failure(ErrorKind::permission, std::string(fault.text), folder);
    if (word != "root" || !folder.starts_with('/')) co_return odd(*output, "~/.local/state/kneepoint");
    co_return folder;
}

QCoro::Task<Result<std::string>> name_root(ShellPointer shell)
{
    auto command = command_of(scripts::name_root, {});
    auto output = co_await ask(shell, std::move(command), "~/.local/state/kneepoint");
    if (!output) co_return std::unexpected(output.error());
    co_return std::move(output->out);
}

QCoro::Task<Result<std::string>> place_program(ShellPointer shell, std::string root, std::string name,
                                               std::string content)
{
    auto hashing = QtConcurrent::run([&content] { return sha256(content); });
    const auto hash = co_await hashing;
    const auto path = fmt::format("{}/bin/{}-{}", root, name, hash);
    const auto there = co_await hosts::describe(shell, path);
    if (there && there->sha256 == hash) co_return path;
    if (!there && there.error().kind == ErrorKind::io) co_return std::unexpected(there.error());
    auto put = co_await hosts::upload(shell, std::move(content), path, hosts::Access::owner_runs);
    if (!put) co_return std::unexpected(put.error());
    co_return path;
}

QCoro::Task<Result<Created>> create(ShellPointer shell, Place place, std::string spec, std::string client,
                                    Origin origin)
{
    auto command = command_of(
        scripts::create, {place.root, place.id, spec, client, one_line(origin.by, 100), one_line(origin.name, 200)});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    const auto answer = answer_of(*output);
    if (answer == "new") co_return Created::fresh;
    if (answer == "exists") co_return Created::exists;
    if (answer == "started") co_return Created::started;
    if (answer == "other")
        co_return failure(ErrorKind::invalid, "A job of this name with other files is on the host.", place.folder());
    co_return odd(*output, place.folder());
}

QCoro::Task<Result<void>> equip(ShellPointer shell, Place place, std::vector<std::string> folders,
                                std::string load_program)
{
    auto command = command_of(scripts::equip, {place.root, place.id, std::move(load_program)});
    command.argv.insert(command.argv.end(), folders.begin(), folders.end());
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return Result<void>{};
}

QCoro::Task<Result<StartAnswer>> start(ShellPointer shell, Place place, std::string supervisor, std::string hash,
                                       Secrets secrets)
{
    auto command = command_of(scripts::start, {place.root, place.id, supervisor, hash});
    command.environment = std::move(secrets);
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    const auto answer = answer_of(*output);
    if (answer == "started") co_return StartAnswer{};
    if (answer == "already") co_return StartAnswer{.what = Started::already, .busy_with = {}};
    if (answer.starts_with("busy "))
        co_return StartAnswer{.what = Started::busy, .busy_with = std::string(answer.substr(5))};
    if (answer == "changed")
        co_return failure(ErrorKind::unreadable, "The supervisor on the host was changed; it was not started.",
                          supervisor);
    if (answer == "incomplete")
        co_return failure(ErrorKind::not_found, "The job's script is missing on the host.", place.folder() + "/run.sh");
    co_return odd(*output, place.folder());
}

QCoro::Task<Result<Probe>> probe(ShellPointer shell, Place place, Seen known)
{
    auto command =
        command_of(scripts::probe, {place.root, place.id, std::to_string(known.offset), std::to_string(known.inode),
                                    std::to_string(log_piece), std::to_string(log_backlog), std::to_string(known.steps),
                                    std::to_string(known.readings)});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return read_probe(output->out);
}

QCoro::Task<Result<void>> cancel(ShellPointer shell, Place place)
{
    const auto escalate = std::string(scripts::about_processes) + std::string(scripts::escalate);
    auto command = command_of(scripts::cancel, {place.root, place.id, escalate});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return Result<void>{};
}

QCoro::Task<Result<bool>> finalize(ShellPointer shell, Place place)
{
    auto command = command_of(scripts::finalize, {place.root, place.id});
    command.timeout = std::chrono::minutes(30); // hashing takes its time
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return answer_of(*output) == "done";
}

QCoro::Task<Result<std::vector<Piece>>> pieces(ShellPointer shell, Place place)
{
    auto command = command_of(scripts::pieces, {place.root, place.id});
    auto output = co_await ask(shell, std::move(command), place.folder() + "/out");
    if (!output) co_return std::unexpected(output.error());
    std::vector<Piece> found;
    for (const auto line : lines(output->out)) {
        const auto name = line.find(" ./");
        if (name == std::string_view::npos) continue;
        const auto path = line.substr(name + 3);
        if (hosts::check_name(path)) found.push_back({std::string(path), std::string(line.substr(0, name))});
    }
    co_return found;
}

QCoro::Task<Result<std::vector<hosts::RemoteFile>>> hashes(ShellPointer shell, Place place,
                                                           std::vector<std::string> names)
{
    std::vector<hosts::RemoteFile> found;
    for (std::size_t from = 0; from < names.size(); from += listed_at_once) {
        std::vector<std::string> arguments{place.root, place.id};
        for (std::size_t i = from; i < std::min(names.size(), from + listed_at_once); ++i)
            arguments.push_back(names[i].starts_with('-') ? "./" + names[i] : names[i]);
        auto command = command_of(scripts::hashes, std::move(arguments));
        command.timeout = std::chrono::minutes(10);
        auto output = co_await hosts::run_in(shell, std::move(command));
        if (!output) co_return std::unexpected(output.error());
        auto some = hosts::read_manifest(output->out);
        if (!some) co_return std::unexpected(some.error());
        found.insert(found.end(), some->begin(), some->end());
    }
    co_return found;
}

QCoro::Task<Result<void>> leave_receipt(ShellPointer shell, Place place, std::string client, std::string text)
{
    auto command = command_of(scripts::receipt, {place.root, place.id, client, text});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return Result<void>{};
}

QCoro::Task<Result<std::vector<Listed>>> list(ShellPointer shell, std::string root)
{
    auto command = command_of(scripts::list, {root});
    auto output = co_await ask(shell, std::move(command), root);
    if (!output) co_return std::unexpected(output.error());
    using State = Listed::State;
    std::vector<Listed> jobs;
    const auto all = lines(output->out);
    for (std::size_t i = 0; i + 2 < all.size(); i += 3) {
        const auto words = split(all[i], ' ');
        if (words.size() < 2 || !is_job_id(words[0])) continue;
        const auto state = words[1] == "running" ? State::running
                           : words[1] == "ended" ? State::ended
                           : words[1] == "lost"  ? State::lost
                                                 : State::waiting;
        jobs.push_back({.id = std::string(words[0]),
                        .state = state,
                        .exit = words.size() > 2 ? one_line(words[2], 20) : std::string(),
                        .by = one_line(all[i + 1], 100),
                        .name = one_line(all[i + 2], 200)});
    }
    co_return jobs;
}

QCoro::Task<Result<Identity>> identity(ShellPointer shell, Place place)
{
    auto command = command_of(scripts::origin, {place.root, place.id});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    const auto told = lines(output->out);
    if (told.size() == 1 && told[0] == "absent")
        co_return failure(ErrorKind::not_found, "There is no such job on the host.", place.folder());
    if (told.size() != 4 || told[0] != "there") co_return odd(*output, place.folder());
    Origin origin{.by = one_line(told[2], 100), .name = one_line(told[3], 200)};
    co_return Identity{.spec = one_line(told[1], 64), .origin = std::move(origin)};
}

QCoro::Task<Result<void>> enroll(ShellPointer shell, Place place, std::string client)
{
    auto command = command_of(scripts::enroll, {place.root, place.id, client});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return Result<void>{};
}

QCoro::Task<Result<void>> withdraw(ShellPointer shell, Place place, std::string client)
{
    auto command = command_of(scripts::withdraw, {place.root, place.id, client});
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    co_return Result<void>{};
}

QCoro::Task<Result<void>> clean(ShellPointer shell, Place place, std::string client, Clean how)
{
    auto command = command_of(scripts::clean, {place.root, place.id, client, how == Clean::anyway ? "anyway" : ""});
    command.timeout = std::chrono::minutes(10);
    auto output = co_await ask(shell, std::move(command), place.folder());
    if (!output) co_return std::unexpected(output.error());
    const auto answer = answer_of(*output);
    if (answer == "cleaned" || answer == "absent") co_return Result<void>{};
    if (answer == "running") co_return failure(ErrorKind::invalid, "The job still runs; cancel it first.");
    if (answer == "unfetched")
        co_return failure(ErrorKind::invalid, "Its results were not fetched in whole; fetch them first.");
    if (answer == "wanted") co_return failure(ErrorKind::invalid, "Another Kneepoint has not fetched its results yet.");
    co_return odd(*output, place.folder());
}

} // namespace kneepoint::runs::protocol
