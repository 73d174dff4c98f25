// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::hosts {

/// What a shell is to run: a program with its arguments, or lines for sh that get them as $1, $2, ...
struct Command {
    std::vector<std::string> argv; ///< with a script: its arguments; without: program and arguments
    std::string script;
    /// Set for this command alone; never part of an argument vector, so that a secret shows in no process list.
    std::vector<std::pair<std::string, std::string>> environment;
    std::string folder;                                          ///< to run in; empty: the home folder
    std::string input;                                           ///< its standard input, any bytes
    std::chrono::milliseconds timeout{std::chrono::seconds(30)}; ///< with a sink: between two pieces of output
    std::stop_token stop;
    /// Gets standard output as it comes, instead of Output::out.
    std::function<void(std::string_view)> sink;
    std::size_t output_limit = std::size_t{16} << 20; ///< of each stream; more than that ends the command
};

struct Output {
    int status = 0; ///< as sh tells it: 127 not found, 128 + n died of signal n
    std::string out;
    std::string err;
    bool ok() const { return status == 0; }
};

} // namespace kneepoint::hosts
