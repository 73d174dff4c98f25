// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/host.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace kneepoint::hosts {

/// The name under which this computer is always there.
inline constexpr std::string_view local_name = "local";

/// A name that a plan, a command and a folder can hold: 1 to 64 bytes of UTF-8, no "/", no control characters, no blank
/// at an end, not "." or "..", none that begins with "-".
/// @error invalid
Result<void> check_host_name(std::string_view name);

/// The user's hosts, in a file that only the user reads. It holds no secrets: those stay with ssh and its agent.
/// Several programs may change it at once; each change is whole.
///
/// Every function can fail with: unreadable when the file is damaged (it was then kept aside under the name that the
/// text says, and the next call begins a new list); unsupported when a newer Kneepoint wrote it; permission, io.
struct HostStore {
    /// hosts.json in $XDG_CONFIG_HOME/kneepoint, by default ~/.config/kneepoint.
    static std::filesystem::path default_file();

    explicit HostStore(std::filesystem::path file = default_file());

    /// This computer first, then the others in the order they were added.
    Result<std::vector<Host>> list() const;
    /// @error not_found
    Result<Host> find(std::string_view name) const;
    /// @error invalid when the name is taken, or the host cannot be
    Result<void> add(Host host) const;
    /// Of this computer only the preparing lines can be changed. @error not_found; invalid when the host cannot be
    Result<void> replace(Host host) const;
    /// @error not_found; invalid for this computer
    Result<void> remove(std::string_view name) const;

private:
    using Hosts = std::vector<Host>;
    Result<Hosts> read() const;
    Result<Hosts> read_or_keep_aside() const;
    template<typename Change>
    Result<void> change(Change what) const;

    std::filesystem::path m_file;
};

} // namespace kneepoint::hosts
