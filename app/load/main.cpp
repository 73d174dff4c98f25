// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <pthread.h>

#include <exception>
#include <thread>

namespace kneepoint::app {

int report_failure(const Error& error)
{
    fmt::print(stderr, "kneepoint-load: {}\n", to_string(error));
    switch (error.kind) {
    case ErrorKind::invalid:
        return wrong_usage;
    case ErrorKind::cancelled:
        return interrupted;
    case ErrorKind::unsupported:
    case ErrorKind::not_found:
    case ErrorKind::unreadable:
    case ErrorKind::permission:
    case ErrorKind::too_large:
    case ErrorKind::io:
        return input_failed;
    }
    return input_failed;
}

namespace {

/// Turns SIGINT and SIGTERM into a stop request: a thread waits for them, so that nothing runs inside a handler. A
/// second signal ends the program at once.
std::stop_source stop_on_signal()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::stop_source source;
    std::thread([signals, source]() mutable {
        int signal = 0;
        sigwait(&signals, &signal);
        source.request_stop();
        sigwait(&signals, &signal);
        std::_Exit(interrupted);
    }).detach();
    return source;
}

int start(int argc, char** argv)
{
    CLI::App commands{"Measures an OpenAI-compatible endpoint, or simulates one.", "kneepoint-load"};
    commands.set_version_flag("--version", "kneepoint-load " KNEEPOINT_VERSION);
    commands.require_subcommand(1);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file beyond the limit is an error to tell, as a full disk is
    const std::stop_source stop = stop_on_signal();
    int exit_code = done;
    add_run(commands, {argv, argv + argc}, stop.get_token(), exit_code);
    for (const auto add : {add_simulate, add_selftest}) add(commands, stop.get_token(), exit_code);
    try {
        commands.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return commands.exit(help);
    } catch (const CLI::ParseError& error) {
        commands.exit(error);
        return wrong_usage;
    }
    return exit_code;
}

} // namespace

} // namespace kneepoint::app

int main(int argc, char** argv)
{
    try {
        return kneepoint::app::start(argc, argv);
    } catch (const std::exception& error) {
        // Nothing below throws on bad input; this is memory that ran out or a defect.
        fmt::print(stderr, "kneepoint-load: Unexpected: {}\n", error.what());
        return kneepoint::app::input_failed;
    }
}
