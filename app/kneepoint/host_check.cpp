// SPDX-License-Identifier: GPL-3.0-or-later
#include "host_check.h"

#include "command.h"
#include "host_session.h"
#include "json.h"
#include "plan_file.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/endpoint_facts.h"
#include "kneepoint/hosts/host_store.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/job_center.h"

#include <QCoro/QCoroTask>
#include <QEventLoop>
#include <QTimer>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kneepoint::app {

namespace {

using hosts::Check;
using hosts::Verdict;

struct Found {
    std::vector<Check> checks;
    std::optional<double> round_trip_s, clock_offset_s;
};

std::string_view word(Verdict verdict)
{
    switch (verdict) {
    case Verdict::good:
        return "good";
    case Verdict::warning:
        return "warning";
    case Verdict::bad:
        return "bad";
    }
    return "";
}

std::optional<double> seconds(const std::optional<std::chrono::duration<double>>& time)
{
    return time ? std::optional(time->count()) : std::nullopt;
}

Result<Found> look_at_endpoint(hosts::Link& link, const hosts::Endpoint& endpoint)
{
    const auto facts = QCoro::waitFor(hosts::gather_endpoint_facts(link.shell(), endpoint));
    if (!facts) return std::unexpected(facts.error());
    return Found{.checks = hosts::endpoint_checks(*facts, {}), .round_trip_s = seconds(facts->round_trip)};
}

Result<Found> look_at_machine(hosts::Link& link)
{
    const auto facts = QCoro::waitFor(hosts::gather_facts(link.shell(), {}));
    if (!facts) return std::unexpected(facts.error());
    return Found{.checks = hosts::preflight_without_plan(*facts),
                 .round_trip_s = seconds(facts->round_trip),
                 .clock_offset_s = seconds(facts->clock_offset)};
}

/// The machine that the look is taken from: the host itself, for an endpoint this computer or one near the server.
Result<hosts::Host> looked_from(const hosts::Host& host, const std::string& from)
{
    const bool served = std::holds_alternative<hosts::Endpoint>(host.where);
    if (!from.empty() && !served)
        return failure(ErrorKind::invalid, "Only an endpoint is looked at from another host; leave --from out.",
                       host.name);
    if (!served) return host;
    auto machine = hosts::HostStore().find(from.empty() ? hosts::local_name : std::string_view(from));
    if (machine && std::holds_alternative<hosts::Endpoint>(machine->where))
        return failure(ErrorKind::invalid, "It is an endpoint itself; name this computer or an SSH host.", from);
    return machine;
}

Result<Found> look_at(const hosts::Host& host, const std::string& from, HostSession& session)
{
    const auto machine = looked_from(host, from);
    if (!machine) return std::unexpected(machine.error());
    const auto link = session.connect(*machine);
    if (!link) return std::unexpected(link.error());
    const auto* served = std::get_if<hosts::Endpoint>(&host.where);
    auto found = served ? look_at_endpoint(**link, *served) : look_at_machine(**link);
    if (!found && session.stopped()) return failure(ErrorKind::cancelled, "Stopped.");
    return found;
}

Result<Found> look_with_plan(const hosts::Host& host, const std::string& file, HostSession& session)
{
    const auto plan = valid_plan_of(file);
    if (!plan) return std::unexpected(plan.error());
    runs::JobCenter center({.askpass = session.askpass()});
    std::optional<Result<std::vector<Check>>> checks;
    QEventLoop loop;
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
        if (session.stopped()) loop.quit();
    });
    watch.start(100);
    center.check(*plan, host, [&](Result<std::vector<Check>> answer) {
        checks = std::move(answer);
        loop.quit();
    });
    if (!checks) loop.exec();
    if (!checks) return failure(ErrorKind::cancelled, "Stopped.");
    if (!*checks) return std::unexpected(checks->error());
    return Found{.checks = std::move(**checks)};
}

std::ptrdiff_t count(const Found& found, Verdict verdict)
{
    return std::ranges::count(found.checks, verdict, &Check::verdict);
}

void print_document(const hosts::Host& host, const Found& found)
{
    auto checks = nlohmann::ordered_json::array();
    for (const auto& check : found.checks)
        checks.push_back(
            {{"what", check.what}, {"value", check.value}, {"verdict", word(check.verdict)}, {"text", check.text}});
    print({{"schema", "kneepoint.host-check/1"},
           {"host", host.name},
           {"where", to_string(host)},
           {"fit", count(found, Verdict::bad) == 0},
           {"round_trip_s", number(found.round_trip_s)},
           {"clock_offset_s", number(found.clock_offset_s)},
           {"checks", checks}});
}

void print_list(const hosts::Host& host, const Found& found)
{
    fmt::print("{} ({})\n", host.name, to_string(host));
    for (const auto& check : found.checks)
        fmt::print("{:<8} {}: {}. {}\n", word(check.verdict), one_line(check.what), one_line(check.value), check.text);
    fmt::print("{}: {} bad, {}\n", count(found, Verdict::bad) == 0 ? "Fit" : "Not fit", count(found, Verdict::bad),
               counted(static_cast<std::size_t>(count(found, Verdict::warning)), "warning"));
}

} // namespace

int check_host(const HostCheckArguments& arguments, Progress& progress)
{
    const auto host = hosts::HostStore().find(arguments.name);
    if (!host) return report_failure(host.error());
    HostSession session(progress.stop_token());
    const auto found = arguments.plan.empty() ? look_at(*host, arguments.from, session)
                                              : look_with_plan(*host, arguments.plan, session);
    if (!found) return report_failure(found.error());
    if (arguments.json)
        print_document(*host, *found);
    else
        print_list(*host, *found);
    return count(*found, Verdict::bad) == 0 ? done : answer_is_no;
}

} // namespace kneepoint::app
