// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/job_center.h"

#include "job_center_private.h"
#include "job_id.h"
#include "line_tasks.h"
#include "results_folder.h"

#include <QCoro/QCoroFuture>
#include <QPointer>

#include <fmt/format.h>

#include <ranges>

namespace kneepoint::runs {

namespace {

using namespace std::chrono_literals;

constexpr int seldom_pace = 10;

/// Does its host wait for us to fetch what never came?
bool is_wanted_there(const JobRecord& record)
{
    const bool never_came = record.state == JobState::quarantined || record.state == JobState::failed_start;
    return never_came && !record.root.empty() && !record.cleaned;
}

} // namespace

JobCenter::JobCenter(Options options, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(options)))
{}

JobCenter::~JobCenter()
{
    d->others->stop();
    for (const auto& [_, runner] : d->runners) runner->leave();
    for (const auto& [_, line] : d->lines) line->link().close(); // jobs go on without it
    d->workshop->writer->wait();
    for (const auto& [_, runner] : d->runners) runner->let_go();
}

Result<void> JobCenter::open()
{
    auto content = read_all(d->workshop->journal);
    if (!content) return std::unexpected(content.error());
    d->take(std::move(*content));
    return {};
}

void JobCenter::open_later(std::function<void(Result<void>)> then)
{
    d->reading = true;
    // Shared: a result of a future can only be copied.
    d->workshop->writer
        ->run([shop = d->workshop] { return std::make_shared<Result<JournalContent>>(read_all(shop->journal)); })
        .then(this, [this, then = std::move(then)](const std::shared_ptr<Result<JournalContent>>& content) {
            d->reading = false;
            if (*content) d->take(std::move(**content));
            emit others_changed(); // that it is read
            then(*content ? Result<void>() : Result<void>(std::unexpected(content->error())));
        });
}

bool JobCenter::is_reading() const
{
    return d->reading;
}

const std::vector<std::string>& JobCenter::notices() const
{
    return d->notices;
}

void JobCenter::check(const Plan& plan, const hosts::Host& host, Checks then)
{
    const QPointer alive(this);
    check_and_tell(d->line_to(machine_of(host)), addressed(plan, host), [alive, then = std::move(then)](auto checks) {
        if (alive) then(std::move(checks));
    }).then([] {});
}

Result<std::string> JobCenter::submit(Submission submission, Begun then)
{
    const auto plan = addressed(std::move(submission.plan), submission.host);
    if (const auto problems = validate(plan); !problems.empty())
        return failure(ErrorKind::invalid, problems.front().text, problems.front().field);
    auto id = d->next_id();
    d->begin({.record = {.id = id, .name = plan.name, .host = machine_of(std::move(submission.host))},
              .secrets = std::move(submission.secrets),
              .plan = [plan, into = d->results_or_default(submission.results)](
                          JobRecord& record, const Journal&) { return with_results_folder(plan, record, into); }},
             std::move(then));
    return id;
}

std::vector<JobStatus> JobCenter::jobs() const
{
    std::vector<JobStatus> all;
    for (const auto& [_, runner] : std::views::reverse(d->runners)) all.push_back(runner->status());
    return all;
}

std::optional<JobStatus> JobCenter::job(const std::string& id) const
{
    const auto* runner = d->find(id);
    return runner == nullptr ? std::nullopt : std::optional(runner->status());
}

std::vector<JobStatus> JobCenter::others() const
{
    return d->others->all(
        [this](const std::string& id) { return d->find(id) != nullptr || d->forgotten.contains(id); });
}

void JobCenter::look_on(const std::vector<hosts::Host>& hosts)
{
    d->others->begin_look();
    for (const auto& host : hosts)
        if (!std::holds_alternative<hosts::Endpoint>(host.where)) d->others->look_on(d->line_to(host)); // no jobs there
    d->look_at_others();
    emit others_changed();
}

LookAround JobCenter::look() const
{
    return d->others->look();
}

QString JobCenter::log(const std::string& id) const
{
    const auto* runner = d->find(id);
    return runner == nullptr ? QString() : runner->log();
}

void JobCenter::cancel(const std::string& id)
{
    auto* runner = d->find(id);
    if (runner == nullptr || is_end(runner->record().state)) return;
    // What the disk here refuses costs no more than that other programs do not know.
    d->workshop->writer->add([shop = d->workshop, id] { return shop->journal.want_cancel(id); })
        .then(this, [this, id](const Result<void>&) {
            if (auto* wanted = d->find(id)) wanted->want_cancel();
        });
}

Result<std::string> JobCenter::retry(const std::string& id, Begun then)
{
    const auto* runner = d->find(id);
    if (runner == nullptr) return failure(ErrorKind::not_found, "There is no such job.", id);
    if (!is_end(runner->record().state)) return failure(ErrorKind::invalid, "The job has not ended.", id);
    const auto& old = runner->record();
    auto again = d->next_id();
    d->begin({.record = {.id = again, .name = old.name, .host = old.host, .earlier = id, .results = old.results},
              .secrets = runner->secrets(),
              .plan =
                  [old, steps = runner->status().steps](JobRecord& record, const Journal& journal) {
                      record.finished = finished_folders(old.steps, steps, old.finished, old.results);
                      return journal.plan(old.id);
                  }},
             std::move(then));
    return again;
}

void JobCenter::reconnect(const std::string& id)
{
    auto* runner = d->find(id);
    if (runner == nullptr) return;
    runner->line()->link().open(hosts::Contact::may_ask);
    runner->wake();
}

Result<void> JobCenter::fetch(const std::string& id)
{
    auto* runner = d->find(id);
    if (runner == nullptr) return failure(ErrorKind::not_found, "There is no such job.", id);
    if (!is_end(runner->record().state)) {
        runner->wake();
        return {};
    }
    return runner->fetch_again([this, id] {
        d->look_up(id);
        emit changed(id);
    });
}

void JobCenter::adopt(const std::string& id, const std::optional<hosts::Host>& host,
                      const std::filesystem::path& results, std::function<void(Result<Adoption>)> then)
{
    if (!is_job_id(id)) return then(failure(ErrorKind::invalid, "This is no job's id.", id));
    if (d->find(id) != nullptr) return then(failure(ErrorKind::invalid, "The job is in the list already.", id));
    const auto line = host ? d->line_to(machine_of(*host)) : d->others->line_to(id);
    if (!line) return then(failure(ErrorKind::not_found, "No host that was looked on has this job.", id));
    const QPointer alive(this);
    find_and_tell(line, id, [this, alive, line, results, then = std::move(then)](Result<FoundJob> found) {
        if (!alive) return;
        if (!found) return then(std::unexpected(found.error()));
        d->take_over(std::move(*found), *line, results, then);
    }).then([] {});
}

void JobCenter::clean(const std::string& id, Unfetched unfetched, std::function<void(Result<void>)> then)
{
    const auto tell = [then = std::move(then)](Result<void> result) {
        if (then) then(std::move(result));
    };
    auto* runner = d->find(id);
    if (runner == nullptr) return tell(failure(ErrorKind::not_found, "There is no such job.", id));
    if (!is_end(runner->record().state))
        return tell(failure(ErrorKind::invalid, "The job has not ended; cancel it first.", id));
    if (runner->record().root.empty() || runner->record().cleaned) return tell({}); // nothing of it is there
    const QPointer alive(this);
    const auto how = unfetched == Unfetched::keep ? protocol::Clean::when_fetched : protocol::Clean::anyway;
    clean_and_tell(runner->shared_line(), {runner->record().root, id}, d->workshop->client, how,
                   [this, alive, id, tell](Result<void> result) {
                       if (!alive) return;
                       if (auto* cleaned = d->find(id); cleaned != nullptr && result) cleaned->set_cleaned();
                       emit changed(id);
                       tell(std::move(result));
                   })
        .then([] {});
}

void JobCenter::forget(const std::string& id, std::function<void(Result<void>)> then)
{
    const auto* runner = d->find(id);
    const auto record = runner == nullptr ? std::nullopt : std::optional(runner->record());
    const auto line = runner == nullptr ? nullptr : runner->shared_line();
    const auto forgotten = d->forget(id);
    if (!then) then = [](const Result<void>&) {};
    if (!forgotten || !record || !is_wanted_there(*record)) return then(forgotten);
    const auto tell = [alive = QPointer(this), then = std::move(then), host = record->host.name](Result<void> told) {
        if (!alive) return;
        if (!told)
            told = failure(ErrorKind::io,
                           fmt::format("{} still waits for this Kneepoint to fetch the job's results, so that they can "
                                       "only be removed there by force: {}",
                                       host, to_string(told.error())));
        then(std::move(told));
    };
    withdraw_and_tell(line, {record->root, id}, d->workshop->client, tell).then([] {});
}

void JobCenter::watch(Watching watching)
{
    d->pace = watching == Watching::closely ? 1 : seldom_pace;
    for (const auto& [_, runner] : d->runners) {
        runner->set_pace(d->pace);
        if (watching == Watching::closely) runner->wake();
    }
}

} // namespace kneepoint::runs
