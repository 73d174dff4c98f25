// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/host_store.h"

#include "host_json.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/private_file.h"
#include "kneepoint/base/text.h"

#include <QStandardPaths>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

namespace kneepoint::hosts {

namespace {

constexpr std::uint64_t largest_list = std::uint64_t{1} << 20;
constexpr std::size_t longest_host_name = 64;
constexpr std::chrono::seconds lock_patience{5};
constexpr std::chrono::milliseconds lock_check{5};

std::vector<Host>::iterator named(std::vector<Host>& hosts, std::string_view name)
{
    return std::ranges::find(hosts, name, &Host::name);
}

std::unexpected<Error> no_such_host(std::string_view name)
{
    return failure(ErrorKind::not_found, "There is no host of this name; \"kneepoint host list\" shows them.",
                   one_line(name));
}

/// The first of NAME.unreadable, NAME.unreadable-2, ... that is free.
std::filesystem::path aside_name(const std::filesystem::path& file)
{
    auto aside = file;
    aside += ".unreadable";
    std::error_code failed;
    for (int i = 2; std::filesystem::exists(aside, failed); ++i) {
        aside = file;
        aside += fmt::format(".unreadable-{}", i);
    }
    return aside;
}

Result<std::vector<Host>> keep_aside(const std::filesystem::path& file, const std::string& why)
{
    const auto aside = aside_name(file);
    std::error_code failed;
    std::filesystem::rename(file, aside, failed);
    if (failed)
        return failure(ErrorKind::unreadable,
                       fmt::format("The list of hosts cannot be read ({}), nor be put aside ({}); move it away.", why,
                                   failed.message()),
                       utf8_path(file));
    return failure(ErrorKind::unreadable,
                   fmt::format("The list of hosts cannot be read ({}). It was kept as {}; a new list begins, add the "
                               "hosts again.",
                               why, utf8_path(aside.filename())),
                   utf8_path(file));
}

/// One change at a time, of all programs of this user: locks the folder, which needs no file that could be left behind.
class FolderLock {
public:
    FolderLock() = default;
    ~FolderLock()
    {
        if (m_folder >= 0) ::close(m_folder);
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    Result<void> take(const std::filesystem::path& folder)
    {
        m_folder = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (m_folder < 0)
            return failure(
                errno == EACCES ? ErrorKind::permission : ErrorKind::io,
                fmt::format("The folder of the settings cannot be opened: {}.", std::generic_category().message(errno)),
                utf8_path(folder));
        const auto end = std::chrono::steady_clock::now() + lock_patience;
        while (::flock(m_folder, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK && errno != EINTR) break; // a file system without locks
            if (std::chrono::steady_clock::now() > end)
                return failure(ErrorKind::io, "Another program is changing the list of hosts; try again.",
                               utf8_path(folder));
            std::this_thread::sleep_for(lock_check);
        }
        return {};
    }

private:
    int m_folder = -1;
};

} // namespace

Result<void> check_host_name(std::string_view name)
{
    const auto bad = [&](std::string_view why) {
        return failure(ErrorKind::invalid, fmt::format("A host's name {}.", why), one_line(name));
    };
    if (name.empty()) return bad("cannot be empty");
    if (name.size() > longest_host_name) return bad("can have 64 bytes at most");
    if (invalid_utf8_at(name) != std::string_view::npos) return bad("must be UTF-8");
    if (name.starts_with('-')) return bad("cannot start with \"-\"");
    if (name == "." || name == ".." || name.contains('/')) return bad("cannot be a path");
    if (trimmed(name) != name) return bad("cannot begin or end with a blank");
    if (std::ranges::any_of(name, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
        return bad("cannot hold control characters");
    return {};
}

std::filesystem::path HostStore::default_file()
{
    return std::filesystem::path(
               QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation).toStdString()) /
           "kneepoint" / "hosts.json";
}

HostStore::HostStore(std::filesystem::path file) : m_file(std::move(file)) {}

Result<std::vector<Host>> HostStore::read() const
{
    auto text = read_file(m_file, largest_list);
    if (!text && text.error().kind == ErrorKind::too_large)
        return failure(ErrorKind::unreadable, "it is larger than any list of hosts");
    if (!text && text.error().kind != ErrorKind::not_found) return std::unexpected(text.error());
    Result<Hosts> hosts;
    if (text) hosts = hosts_from_json(*text);
    if (!hosts && hosts.error().kind != ErrorKind::unreadable) hosts.error().place = utf8_path(m_file);
    if (!hosts) return hosts;
    auto local = named(*hosts, local_name);
    if (local == hosts->end())
        hosts->insert(hosts->begin(), {.name = std::string(local_name), .where = ThisComputer{}, .prepare = {}});
    else
        std::rotate(hosts->begin(), local, local + 1);
    if (!std::holds_alternative<ThisComputer>(hosts->front().where))
        return failure(ErrorKind::unreadable, "the host \"local\" is another machine");
    return hosts;
}

/// @pre the lock is held
Result<std::vector<Host>> HostStore::read_or_keep_aside() const
{
    auto hosts = read();
    if (hosts || hosts.error().kind != ErrorKind::unreadable) return hosts;
    return keep_aside(m_file, hosts.error().text);
}

template<typename Change>
Result<void> HostStore::change(Change what) const
{
    if (auto made = make_private_folders(m_file.parent_path()); !made) return made;
    FolderLock lock;
    if (auto taken = lock.take(m_file.parent_path()); !taken) return taken;
    auto hosts = read_or_keep_aside();
    if (!hosts) return std::unexpected(hosts.error());
    if (auto changed = what(*hosts); !changed) return changed;
    return write_private_file(m_file, hosts_to_json(*hosts));
}

Result<std::vector<Host>> HostStore::list() const
{
    auto hosts = read();
    if (hosts || hosts.error().kind != ErrorKind::unreadable) return hosts;
    FolderLock lock;
    if (auto taken = lock.take(m_file.parent_path()); !taken) return std::unexpected(taken.error());
    return read_or_keep_aside(); // another program may have put it aside meanwhile
}

Result<Host> HostStore::find(std::string_view name) const
{
    auto hosts = list();
    if (!hosts) return std::unexpected(hosts.error());
    const auto found = named(*hosts, name);
    if (found == hosts->end()) return no_such_host(name);
    return *found;
}

Result<void> HostStore::add(Host host) const
{
    if (auto checked = check_host(host); !checked) return checked;
    return change([&](Hosts& hosts) -> Result<void> {
        if (named(hosts, host.name) != hosts.end())
            return failure(ErrorKind::invalid, "A host of this name is there already; choose another name.", host.name);
        hosts.push_back(std::move(host));
        return {};
    });
}

Result<void> HostStore::replace(Host host) const
{
    if (auto checked = check_host(host); !checked) return checked;
    if (host.name == local_name && !std::holds_alternative<ThisComputer>(host.where))
        return failure(ErrorKind::invalid, "\"local\" is this computer and stays it; choose another name.");
    return change([&](Hosts& hosts) -> Result<void> {
        const auto found = named(hosts, host.name);
        if (found == hosts.end()) return no_such_host(host.name);
        *found = std::move(host);
        return {};
    });
}

Result<void> HostStore::remove(std::string_view name) const
{
    if (name == local_name) return failure(ErrorKind::invalid, "\"local\" is this computer, which is always there.");
    return change([&](Hosts& hosts) -> Result<void> {
        const auto found = named(hosts, name);
        if (found == hosts.end()) return no_such_host(name);
        hosts.erase(found);
        return {};
    });
}

} // namespace kneepoint::hosts
