// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <stop_token>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kneepoint::app {

/// Exit codes of the contract in docs/cli.md.
enum Exit : int { done = 0, answer_is_no = 1, wrong_usage = 2, input_failed = 3, interrupted = 130 };

/// Prints "kneepoint-load: sentence" to standard error and gives the exit code that fits the kind of error.
int report_failure(const Error& error);

// One function per subcommand: declares its options. The returned code is kept in `exit_code` when it runs; `stop` is
// asked by the first SIGINT or SIGTERM.
/// @param arguments as they were typed, for the result's manifest
void add_run(CLI::App& app, std::vector<std::string> arguments, const std::stop_token& stop, int& exit_code);
void add_selftest(CLI::App& app, const std::stop_token& stop, int& exit_code);
void add_simulate(CLI::App& app, const std::stop_token& stop, int& exit_code);

} // namespace kneepoint::app
