// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs_elsewhere.h"

#include "json.h"
#include "json_jobs.h"

#include "kneepoint/base/file.h"
#include "kneepoint/hosts/host_store.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace kneepoint::app {

namespace {

using namespace std::chrono_literals;
using runs::JobCenter;
using runs::JobStatus;

constexpr std::chrono::milliseconds first_look = 5s, adopting = 11min;

/// Hosts that told nothing of their jobs, also those that have not answered yet.
std::vector<runs::SilentHost> silent_hosts(const JobCenter& center)
{
    auto look = center.look();
    for (auto& host : look.open)
        look.silent.push_back(
            {.host = std::move(host),
             .why = fmt::format("It did not answer within {} s.",
                                std::chrono::duration_cast<std::chrono::seconds>(first_look).count())});
    return look.silent;
}

/// @return the exit code that they give
int tell_silent(const std::vector<runs::SilentHost>& silent)
{
    for (const auto& host : silent)
        fmt::print(stderr, "kneepoint: {} {}: {}\n", host.host, host.asked ? "did not tell its jobs" : "was not asked",
                   host.why);
    return std::ranges::any_of(silent, &runs::SilentHost::asked) ? input_failed : done;
}

/// Lets every host tell what it can be asked within some seconds.
/// @error of the list of hosts
Result<void> look_around(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    // What runs is asked once more; a host that does not answer soon is shown as last known.
    std::set<std::string> waited;
    for (const auto& job : center.jobs())
        if (!is_end(job.state)) waited.insert(job.id);
    QObject here;
    QObject::connect(&center, &JobCenter::changed, &here, [&](const std::string& id) {
        if (const auto job = center.job(id); job && job->reachable) waited.erase(id);
    });
    if (arguments.everywhere) {
        const auto hosts = hosts::HostStore().list();
        if (!hosts) return std::unexpected(hosts.error());
        center.look_on(*hosts);
    }
    wait_while([&] { return (!waited.empty() || !center.look().open.empty()) && context.interrupts == 0; }, first_look);
    return {};
}

/// The host that is named; none: all of the list are looked on. @error not_found
Result<std::optional<hosts::Host>> host_of(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    if (!arguments.host.empty()) {
        auto host = hosts::HostStore().find(arguments.host);
        if (!host) return std::unexpected(host.error());
        return std::optional(std::move(*host));
    }
    const auto all = hosts::HostStore().list();
    if (!all) return std::unexpected(all.error());
    center.look_on(*all);
    wait_while([&] { return !center.look().open.empty() && context.interrupts == 0; }, first_look);
    return std::nullopt;
}

/// The id of a job elsewhere by the beginning or end of it; as it is when it was not seen.
std::string whole_id(const JobCenter& center, const std::string& text)
{
    const auto others = center.others();
    const auto fits = [&](const JobStatus& job) { return job.id.starts_with(text) || job.id.ends_with(text); };
    const auto found = std::ranges::find_if(others, fits);
    const bool one = found != others.end() && std::ranges::count_if(others, fits) == 1;
    return one ? found->id : text;
}

} // namespace

void print_jobs(const std::vector<JobStatus>& jobs)
{
    for (const auto& job : jobs)
        fmt::print("{}  {:<13} {:<12} {}\n{:28}{}\n", job.id, to_string(job.state), job.host, job.name, "",
                   job.sentence);
}

int list_jobs(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    if (const auto looked = look_around(arguments, center, context); !looked) return report_failure(looked.error());
    auto all = center.jobs();
    std::ranges::move(center.others(), std::back_inserter(all));
    const auto silent = silent_hosts(center);
    const int code = tell_silent(silent);
    if (!arguments.json) {
        print_jobs(all);
        return code;
    }
    auto jobs = nlohmann::ordered_json::array();
    for (const auto& job : all) jobs.push_back(job_json(job));
    print({{"schema", "kneepoint.jobs/1"},
           {"jobs", std::move(jobs)},
           {"notices", center.notices()},
           {"silent_hosts", silent_json(silent)}});
    return code;
}

int adopt_job(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    const auto host = host_of(arguments, center, context);
    if (!host) return report_failure(host.error());
    std::optional<Result<JobCenter::Adoption>> adopted;
    center.adopt(whole_id(center, arguments.job), *host, arguments.into,
                 [&adopted](Result<JobCenter::Adoption> result) { adopted = std::move(result); });
    wait_while([&] { return !adopted && context.interrupts == 0; }, adopting);
    if (!adopted) return report_failure({ErrorKind::cancelled, "It was stopped.", arguments.job});
    if (!*adopted) {
        const int code = report_failure(adopted->error());
        const int silent = tell_silent(silent_hosts(center)); // it may be on one of those
        return silent == done && adopted->error().kind == ErrorKind::not_found ? answer_is_no : std::max(code, silent);
    }
    const auto& id = (*adopted)->id;
    if (arguments.json) {
        print(
            {{"schema", "kneepoint.jobs/1"}, {"jobs", {job_json(*center.job(id))}}, {"unknown", (*adopted)->unknown}});
        return done;
    }
    for (const auto& sentence : (*adopted)->unknown) fmt::print(stderr, "kneepoint: {}\n", sentence);
    const auto job = *center.job(id);
    fmt::print("{}: {}, of {}, is in the list now; its results come to {}.\n"
               "  kneepoint jobs attach {}   watches it and fetches its results\n",
               id, job.name, job.by, utf8_path(job.results), id);
    return done;
}

} // namespace kneepoint::app
