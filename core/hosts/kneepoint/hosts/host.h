// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace kneepoint::hosts {

/// The machine that Kneepoint itself runs on.
struct ThisComputer {
    bool operator==(const ThisComputer&) const = default;
};

/// A machine that the user's own ssh reaches: aliases, agent, keys and jump hosts of the ssh configuration hold.
struct SshHost {
    std::string destination;           ///< an alias of the ssh configuration, or [USER@]NAME
    std::optional<std::uint16_t> port; ///< none: what the ssh configuration says
    std::string config_file;           ///< instead of ~/.ssh/config; empty: the user's
    bool operator==(const SshHost&) const = default;
};

/// A URL that already serves a model.
struct Endpoint {
    std::string url; ///< without a path's end "/" and without "/v1"
    bool operator==(const Endpoint&) const = default;
};

struct Host {
    std::string name; ///< as the user calls it
    std::variant<ThisComputer, SshHost, Endpoint> where;
    /// Lines for sh that make the tools found there ("module load cuda", ". venv/bin/activate"); run once at log-in,
    /// its output is dropped. This is code: it comes from the user's own settings only, never from a plan or a result.
    std::string prepare;
    bool operator==(const Host&) const = default;
};

/// "gpu-a", "me@gpu-a", "me@gpu-a:2222", "me@[2001:db8::1]:2222", each also behind "ssh://".
/// @error invalid for an empty name, one that starts with "-" or holds blanks, and a port beyond 1 to 65535.
Result<SshHost> ssh_host(std::string_view text);

/// @error invalid when it is no http or https URL with a host, or holds a user name or password.
Result<Endpoint> endpoint(std::string_view url);

/// "this computer", "me@gpu-a:2222", "http://gpu-a:8000".
std::string to_string(const Host& host);

} // namespace kneepoint::hosts
