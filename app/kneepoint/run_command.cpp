// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_follower.h"
#include "json.h"
#include "json_jobs.h"
#include "plan_file.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/host_store.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace kneepoint::app {

namespace {

constexpr std::chrono::minutes longest_check{12};                            ///< ssh may ask meanwhile
constexpr std::chrono::milliseconds longest_write = std::chrono::minutes(1); ///< of the journal

struct RunArguments {
    std::string plan, host, into = ".";
    bool dry_run = false, json = false, anyway = false;
};

Result<hosts::Host> host_of(const RunArguments& arguments, const runs::Plan& plan)
{
    const auto name = !arguments.host.empty() ? arguments.host
                      : plan.host.empty()     ? std::string(hosts::local_name)
                                              : plan.host;
    return hosts::HostStore().find(name);
}

/// What would be run, by facts that nobody looked at.
int dry_run(const runs::Plan& plan, bool json)
{
    const auto files = runs::job_files(plan, hosts::Facts{});
    if (!files) return report_failure(files.error());
    if (json)
        print(dry_run_document(*files));
    else
        fmt::print("{}", runs::preview(*files));
    return done;
}

/// @return none when the job may be started
std::optional<int> judge(const std::vector<hosts::Check>& checks, const RunArguments& arguments)
{
    if (arguments.json) print_line({{"event", "checked"}, {"checks", checks_json(checks)}});
    bool bad = false;
    for (const auto& check : checks) {
        if (check.verdict == hosts::Verdict::good) continue;
        bad = bad || check.verdict == hosts::Verdict::bad;
        fmt::print(stderr, "{}: {}: {}: {}\n", check.verdict == hosts::Verdict::bad ? "error" : "warning", check.what,
                   check.value, check.text);
    }
    if (!bad || arguments.anyway) return std::nullopt;
    fmt::print(stderr, "kneepoint: The host cannot run this plan as it is; --anyway starts it all the same.\n");
    return answer_is_no;
}

std::optional<int> check(runs::JobCenter& center, const runs::Plan& plan, const hosts::Host& host,
                         const RunArguments& arguments, Context& context)
{
    std::optional<Result<std::vector<hosts::Check>>> checks;
    center.check(plan, host, [&checks](auto found) { checks = std::move(found); });
    wait_while([&] { return !checks && context.interrupts == 0; }, longest_check);
    if (context.interrupts > 0) return interrupted;
    if (!checks) return report_failure({ErrorKind::io, "The host does not answer.", host.name});
    if (!*checks) return report_failure(checks->error());
    return judge(**checks, arguments);
}

std::map<std::string, std::string> secrets_of(const runs::Plan& plan)
{
    std::map<std::string, std::string> secrets;
    for (const auto& name : plan.secrets)
        if (const char* value = std::getenv(name.c_str())) secrets[name] = value;
    return secrets;
}

/// Returns when the job is written down, so that whoever reads its id finds it again.
Result<std::string> submit(runs::JobCenter& center, runs::JobCenter::Submission submission)
{
    std::optional<Result<void>> begun;
    auto id = center.submit(std::move(submission), [&begun](Result<void> written) { begun = std::move(written); });
    if (!id) return id;
    wait_while([&] { return !begun; }, longest_write);
    if (!begun) return failure(ErrorKind::io, "The job is not written down yet: the disk here does not answer.", *id);
    if (!*begun) return std::unexpected(begun->error());
    return id;
}

int run_plan(const RunArguments& arguments, Context& context)
{
    const auto plan = valid_plan_of(arguments.plan);
    if (!plan) return report_failure(plan.error());
    if (arguments.dry_run) return dry_run(*plan, arguments.json);
    const auto host = host_of(arguments, *plan);
    if (!host) return report_failure(host.error());
    auto secrets = secrets_of(*plan);
    for (const auto& name : plan->secrets)
        if (!secrets.contains(name))
            return report_failure(
                {ErrorKind::invalid, fmt::format("The plan needs {}; set it in the environment.", name), ""});
    JobSession session(context);
    const auto center = session.open();
    if (!center) return report_failure(center.error());
    if (const auto refused = check(**center, *plan, *host, arguments, context)) return *refused;
    const auto id =
        submit(**center, {.plan = *plan, .host = *host, .results = arguments.into, .secrets = std::move(secrets)});
    if (!id) return report_failure(id.error());
    if (arguments.json)
        print_line({{"event", "submitted"}, {"job", *id}});
    else
        fmt::print(stderr, "job {}\n", *id);
    return follow(**center, *id, arguments.json ? Show::json : Show::text, context);
}

} // namespace

void add_run(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("run", "Run a plan on a host to its end and fetch the results");
    const auto arguments = std::make_shared<RunArguments>();
    command->add_option("PLAN", arguments->plan, "A plan, as `kneepoint plan new` makes it")->required();
    command->add_option("--host", arguments->host,
                        "A host of the list instead of the plan's; `local` is this computer");
    command->add_option("--into", arguments->into, "Where a folder of the plan's name is made for the results");
    command->add_flag("--dry-run", arguments->dry_run,
                      "Print every command and file that would be used; start nothing");
    command->add_flag("--anyway", arguments->anyway, "Start though a check says that it cannot work");
    command->add_flag("--json", arguments->json, "Print a line of JSON for each event");
    command->callback([arguments, &context, &exit_code] { exit_code = run_plan(*arguments, context); });
}

} // namespace kneepoint::app
