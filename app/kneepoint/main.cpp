// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "first_words.h"

#include "shell/run_window.h"

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QHashFunctions>
#include <fmt/format.h>

#include <csignal>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>

namespace kneepoint::app {

int report_failure(const Error& error)
{
    fmt::print(stderr, "kneepoint: {}\n", to_string(error));
    switch (error.kind) {
    case ErrorKind::invalid:
        return wrong_usage;
    case ErrorKind::cancelled:
        return interrupted;
    case ErrorKind::unsupported:
        return answer_is_no;
    case ErrorKind::not_found:
        return error.place.empty() ? answer_is_no : input_failed;
    case ErrorKind::unreadable:
    case ErrorKind::permission:
    case ErrorKind::too_large:
    case ErrorKind::io:
        return input_failed;
    }
    return input_failed;
}

namespace {

/// Turns Ctrl+C into a stop request: a thread waits for the signal, so that nothing runs inside a handler. It counts
/// the later ones, too.
std::stop_source stop_on_interrupt(std::atomic<int>& interrupts)
{
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);
    std::stop_source source;
    std::thread([interrupt, source, &interrupts]() mutable {
        for (int signal = 0;;) {
            sigwait(&interrupt, &signal);
            ++interrupts;
            source.request_stop();
        }
    }).detach();
    return source;
}

/// Qt would end the program with advice to install it anew.
bool has_display()
{
#ifdef Q_OS_LINUX
    return std::ranges::any_of(std::to_array({"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}),
                               [](const char* name) { return !qEnvironmentVariableIsEmpty(name); });
#else
    return true;
#endif
}

int open_window(int argc, char** argv)
{
    if (!has_display())
        return report_failure({ErrorKind::io,
                               "There is no display to open the window on. The commands need none: kneepoint --help "
                               "names them.",
                               ""});
    QApplication application(argc, argv);
    return ui::run_window(application, QCoreApplication::arguments().mid(1));
}

int run_command(CLI::App& commands, int argc, char** argv, int& exit_code)
{
    if (const auto named = check_first_words(commands, {argv + 1, argv + argc}); !named)
        return report_failure(named.error());
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

/// Standard output took less than what was printed: a full disk, or a pipe that nobody reads.
int output_failed(int error)
{
    const auto why = error == 0 ? std::string("a write failed") : std::generic_category().message(error);
    fmt::print(stderr, "kneepoint: Standard output: It cannot be written: {}.\n", why);
    return input_failed;
}

/// A short output waits in a buffer until now: without a look at it a full disk would leave half a document and no
/// word.
int with_output_written(int exit_code)
{
    errno = 0;
    std::cout.flush();
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    return written ? exit_code : output_failed(errno);
}

/// The window opens without a subcommand, on paths that exist: `kneepoint [PATH...]`.
bool wants_window(int argc, char** argv)
{
    const auto exists = [](const char* path) {
        std::error_code error;
        return std::filesystem::exists(path, error);
    };
    return std::all_of(argv + 1, argv + argc, exists);
}

int start(int argc, char** argv)
{
    // Qt writes the fonts of a PDF in the order of a hash: the same results are to give the same bytes.
    QHashSeed::setDeterministicGlobalSeed();
    CLI::App commands{"Kneepoint compares a compressed language model with its base.\n"
                      "Without a subcommand the window opens: kneepoint [PATH...]",
                      "kneepoint"};
    commands.set_version_flag("--version", "kneepoint " KNEEPOINT_VERSION);
    commands.require_subcommand(1);
    static std::atomic<int> interrupts{0}; // outlives the thread that counts
    Progress progress;
    Context context{progress, interrupts};
    int exit_code = done;
    for (const auto add : {add_import, add_show, add_compare, add_report, add_chart, add_table, add_check, add_claims,
                           add_host, add_plan, add_run, add_jobs})
        add(commands, context, exit_code);
    if (wants_window(argc, argv)) return open_window(argc, argv);
    progress = Progress(stop_on_interrupt(interrupts).get_token());
    return with_output_written(run_command(commands, argc, argv, exit_code));
}

} // namespace

} // namespace kneepoint::app

int main(int argc, char** argv)
{
    try {
        return kneepoint::app::start(argc, argv);
    } catch (const std::system_error& error) {
        if (std::ferror(stdout) != 0) return kneepoint::app::output_failed(error.code().value());
        fmt::print(stderr, "kneepoint: Unexpected: {}\n", error.what());
        return kneepoint::app::input_failed;
    } catch (const std::exception& error) {
        // Nothing below throws on bad input; this is memory that ran out or a defect.
        fmt::print(stderr, "kneepoint: Unexpected: {}\n", error.what());
        return kneepoint::app::input_failed;
    }
}
