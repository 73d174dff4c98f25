// SPDX-License-Identifier: GPL-3.0-or-later
#include "facts_script.h"
#include "file_failure.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/hosts/facts.h"

#include <QCoro/QCoroFuture>

#include <algorithm>

namespace kneepoint::hosts {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr int clock_readings = 8, asked_programs = 6;

/// The quickest of some readings: its error is at most half its round trip.
QCoro::Task<Result<void>> read_clock(QPointer<Shell> shell, Facts& facts)
{
    for (int i = 0; i < clock_readings; ++i) {
        Command command;
        command.argv = {"date", "+%s.%N"};
        const auto before = std::chrono::system_clock::now();
        const auto started = std::chrono::steady_clock::now();
        auto output = co_await run_in(shell, std::move(command));
        const Seconds trip = std::chrono::steady_clock::now() - started;
        if (!output) co_return std::unexpected(output.error());
        const auto there = parse_decimal(output->out);
        if (!there || (facts.round_trip && *facts.round_trip <= trip)) continue;
        facts.round_trip = trip;
        facts.clock_offset = Seconds(*there) - (Seconds(before.time_since_epoch()) + trip / 2);
    }
    co_return Result<void>{};
}

} // namespace

QCoro::Task<Result<Facts>> gather_facts(QPointer<Shell> shell, FactsWanted wanted)
{
    Command command;
    command.script = facts_script;
    command.argv = {wanted.folder, std::to_string(wanted.tool_limit.count())};
    command.argv.insert(command.argv.end(), wanted.tools.begin(), wanted.tools.end());
    command.argv.push_back("--");
    command.argv.insert(command.argv.end(), wanted.models.begin(), wanted.models.end());
    command.argv.push_back("--");
    for (const int port : wanted.ports) command.argv.push_back(std::to_string(port));
    // A cold disk, and tools that do not answer: those that are asked for a version, and nvidia-smi twice.
    command.timeout = std::chrono::minutes(2) + asked_programs * wanted.tool_limit;
    auto output = co_await run_in(shell, std::move(command));
    if (!output) co_return std::unexpected(output.error());
    auto facts = read_facts(output->out);
    for (const auto& name : wanted.tools)
        if (std::ranges::find(facts.tools, name, &Tool::name) == facts.tools.end())
            facts.tools.push_back({.name = name});
    auto clock = co_await read_clock(shell, facts);
    if (!clock) co_return std::unexpected(clock.error());
    co_return facts;
}

} // namespace kneepoint::hosts
