// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"

#include <atomic>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kneepoint::app {

/// Exit codes of the contract in docs/cli.md.
enum Exit : int { done = 0, answer_is_no = 1, wrong_usage = 2, input_failed = 3, interrupted = 130 };

/// What every command gets: a progress that ends with Ctrl+C.
struct Context {
    Progress& progress;
    const std::atomic<int>& interrupts; ///< how often Ctrl+C was pressed
};

/// Prints "kneepoint: sentence" to standard error and gives the exit code that fits the kind of error.
int report_failure(const Error& error);

// One function per subcommand: declares its options. The returned code is kept in `exit_code` when it runs.
void add_import(CLI::App& app, Context& context, int& exit_code);
void add_show(CLI::App& app, Context& context, int& exit_code);
void add_compare(CLI::App& app, Context& context, int& exit_code);
void add_report(CLI::App& app, Context& context, int& exit_code);
void add_chart(CLI::App& app, Context& context, int& exit_code);
void add_table(CLI::App& app, Context& context, int& exit_code);
void add_check(CLI::App& app, Context& context, int& exit_code);
void add_host(CLI::App& app, Context& context, int& exit_code);
void add_plan(CLI::App& app, Context& context, int& exit_code);
void add_run(CLI::App& app, Context& context, int& exit_code);
void add_jobs(CLI::App& app, Context& context, int& exit_code);
void add_claims(CLI::App& app, Context& context, int& exit_code);

} // namespace kneepoint::app
