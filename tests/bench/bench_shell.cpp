// SPDX-License-Identifier: GPL-3.0-or-later
// One command in a persistent shell against a bare round trip through the same kind of pipe, and against a new
// connection. Prints medians; wanted: at most 1 ms beyond the round trip.
// usage: bench_shell [SSH_ALIAS [SSH_CONFIG]]    without an alias: an sh of this computer, and an sshd of its own
#include "kneepoint/hosts/shell.h"

#include "../hosts/lab.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFutureWatcher>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace kneepoint::hosts;

namespace {

double median_ms(int rounds, const std::function<void()>& once)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer clock;
        clock.start();
        once();
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void run_and_wait(Shell& shell, Command command)
{
    QEventLoop loop;
    QFutureWatcher<kneepoint::Result<Output>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(shell.run(std::move(command)));
    loop.exec();
}

/// A line through `cat` at the other end, read through the event loop as the shell's answers are.
double bare_round_trip(const Launch& launch)
{
    QProcess process;
    start_apart(process, launch);
    QEventLoop loop;
    QObject::connect(&process, &QProcess::readyReadStandardOutput, &loop, [&] {
        process.readAllStandardOutput();
        loop.quit();
    });
    const auto once = [&](const char* line = "line\n") {
        process.write(line);
        loop.exec();
    };
    QElapsedTimer started;
    started.start();
    once("echo; exec cat\n"); // the answer first: sh reads ahead, and what it has read is not cat's
    const double first = static_cast<double>(started.nsecsElapsed()) / 1e6;
    const double median = median_ms(500, [&] { once(); });
    std::printf("new connection %.1f ms, bare round trip %.3f ms\n", first, median);
    process.closeWriteChannel();
    process.waitForFinished();
    return median;
}

/// @return false when the host was not reached
bool measure(const Host& host)
{
    std::printf("%s: ", host.name.c_str());
    const auto bare = bare_round_trip(launch(host));
    Shell shell(host.name, launch(host));
    shell.start();
    run_and_wait(shell, {.argv = {"true"}});
    const auto builtin = median_ms(500, [&] { run_and_wait(shell, {.argv = {}, .script = ":"}); });
    const auto program = median_ms(500, [&] { run_and_wait(shell, {.argv = {"true"}}); });
    std::printf("  a builtin %.3f ms (+%.3f), a program %.3f ms (+%.3f)\n", builtin, builtin - bare, program,
                program - bare);
    return shell.is_ready();
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (argc > 1) {
        const SshHost where{.destination = argv[1], .port = {}, .config_file = argc > 2 ? argv[2] : ""};
        return measure({.name = argv[1], .where = where, .prepare = {}}) ? 0 : 3;
    }
    if (!measure({.name = "this computer", .where = ThisComputer{}, .prepare = {}})) return 3;
    if (!QFile::exists(kneepoint::tests::sshd_program)) return 0;
    const kneepoint::tests::Sshd sshd;
    return measure(sshd.host()) ? 0 : 3;
}
