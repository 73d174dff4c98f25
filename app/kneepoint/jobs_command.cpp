// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs_elsewhere.h"
#include "json.h"
#include "json_jobs.h"

#include "kneepoint/base/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace kneepoint::app {

namespace {

using namespace std::chrono_literals;
using runs::JobCenter;
using runs::JobStatus;

constexpr std::chrono::milliseconds cleaning = 12min, withdrawing = 1min;

/// A job by its id, by the beginning or end of it, or the only one. @error invalid with the choices
Result<std::string> chosen(const JobCenter& center, const std::string& text, bool (*fits)(const JobStatus&))
{
    std::vector<JobStatus> found;
    for (auto& job : center.jobs())
        if (text.empty() ? fits(job) : job.id.starts_with(text) || job.id.ends_with(text))
            found.push_back(std::move(job));
    if (found.size() == 1) return found.front().id;
    if (found.empty())
        return failure(text.empty() ? ErrorKind::not_found : ErrorKind::invalid,
                       text.empty() ? "There is no job for this; `kneepoint jobs list` shows all."
                                    : "There is no such job; `kneepoint jobs list` shows all.");
    print_jobs(found);
    return failure(ErrorKind::invalid, "Several jobs fit; name one of them.");
}

bool goes_on(const JobStatus& job)
{
    return !is_end(job.state);
}

bool has_ended(const JobStatus& job)
{
    return is_end(job.state);
}

int attach(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    const auto id = chosen(center, arguments.job, goes_on);
    if (!id) return report_failure(id.error());
    if (const auto job = center.job(*id); job && goes_on(*job)) center.reconnect(*id);
    return follow(center, *id, arguments.json ? Show::json : Show::text, context);
}

int cancel(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    const auto id = chosen(center, arguments.job, goes_on);
    if (!id) return report_failure(id.error());
    const auto job = *center.job(*id);
    if (has_ended(job)) return report_failure({ErrorKind::invalid, "The job has ended already.", *id});
    if (!job.by.empty() && !arguments.yes)
        return report_failure(
            {ErrorKind::invalid, fmt::format("{} started this job; `--yes` ends it all the same.", job.by), *id});
    center.cancel(*id);
    const auto code = follow(center, *id, arguments.json ? Show::json : Show::text, context);
    return code == interrupted && context.interrupts == 0 ? done : code; // that it was cancelled is what was wanted
}

int fetch(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    const auto id = chosen(center, arguments.job, has_ended);
    if (!id) return report_failure(id.error());
    if (const auto asked = center.fetch(*id); !asked) return report_failure(asked.error());
    return follow(center, *id, arguments.json ? Show::json : Show::text, context);
}

int clean(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    const auto id = chosen(center, arguments.job, has_ended);
    if (!id) return report_failure(id.error());
    std::optional<Result<void>> cleaned;
    center.clean(*id, arguments.anyway ? JobCenter::Unfetched::remove : JobCenter::Unfetched::keep,
                 [&cleaned](Result<void> result) { cleaned = std::move(result); });
    wait_while([&] { return !cleaned && context.interrupts == 0; }, cleaning);
    if (!cleaned) return report_failure({ErrorKind::cancelled, "It was stopped.", *id});
    if (!*cleaned) {
        report_failure(cleaned->error());
        fmt::print(stderr, "`--anyway` removes it all the same.\n");
        return cleaned->error().kind == ErrorKind::invalid ? answer_is_no : input_failed;
    }
    if (arguments.json) print({{"schema", "kneepoint.jobs/1"}, {"jobs", {job_json(*center.job(*id))}}});
    return done;
}

int forget(const JobsArguments& arguments, JobCenter& center, Context& context)
{
    const auto id = chosen(center, arguments.job, has_ended);
    if (!id) return report_failure(id.error());
    const auto job = *center.job(*id);
    std::optional<Result<void>> forgotten;
    center.forget(*id, [&forgotten](Result<void> result) { forgotten = std::move(result); });
    wait_while([&] { return !forgotten && context.interrupts == 0; }, withdrawing);
    if (center.job(*id)) return report_failure(forgotten->error()); // told at once
    if (job.on_host)
        fmt::print(stderr, "Its folder stays on {0}; `kneepoint jobs adopt {1} --host {0}` takes it up again.\n",
                   job.host, *id);
    if (forgotten && !*forgotten) fmt::print(stderr, "kneepoint: {}\n", to_string(forgotten->error()));
    return done;
}

using Act = int (*)(const JobsArguments&, JobCenter&, Context&);

CLI::App* declare(CLI::App& jobs, Context& context, int& exit_code, const char* name, const char* what, Act act,
                  const std::shared_ptr<JobsArguments>& arguments)
{
    auto* command = jobs.add_subcommand(name, what);
    command->add_flag("--json", arguments->json, "Print JSON");
    command->callback([arguments, act, &context, &exit_code] {
        JobSession session(context);
        const auto center = session.open();
        exit_code = center ? act(*arguments, **center, context) : report_failure(center.error());
    });
    return command;
}

} // namespace

void add_jobs(CLI::App& app, Context& context, int& exit_code)
{
    auto* jobs = app.add_subcommand("jobs", "Jobs that were started from here");
    jobs->require_subcommand(1);
    const auto arguments = std::make_shared<JobsArguments>();
    declare(*jobs, context, exit_code, "list", "All jobs, newest first", list_jobs, arguments)
        ->add_flag("--everywhere", arguments->everywhere,
                   "Ask every host of the list for jobs that were started elsewhere, too");
    const auto with_job = [&](const char* name, const char* what, Act act, const char* which) {
        auto* command = declare(*jobs, context, exit_code, name, what, act, arguments);
        command->add_option("JOB", arguments->job, which);
        return command;
    };
    with_job("attach", "Watch a job to its end and fetch its results", attach, "Its id; default: the one that runs");
    with_job("cancel", "End a job; what was finished is fetched", cancel, "Its id; default: the one that runs")
        ->add_flag("--yes", arguments->yes, "Also one that somebody else started");
    with_job("fetch", "Fetch the results of an ended job again", fetch, "Its id; default: the only one");
    with_job("clean", "Remove an ended job from its host", clean, "Its id; default: the only one")
        ->add_flag("--anyway", arguments->anyway, "Though its results were not fetched, or not by all who know it");
    with_job("forget", "Take an ended job out of the list; what is here and on its host stays", forget,
             "Its id; default: the only one");
    auto* take_over =
        declare(*jobs, context, exit_code, "adopt",
                "Take a job that was started elsewhere into the list, to watch and fetch it", adopt_job, arguments);
    take_over->add_option("JOB", arguments->job, "Its id, as `jobs list --everywhere` shows it")->required();
    take_over->add_option("--host", arguments->host, "Where it is; default: every host of the list is asked");
    take_over->add_option("--into", arguments->into, "Where a folder of the job's name is made for its results");
}

} // namespace kneepoint::app
