// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/job_center.h"

#include "host_check.h"
#include "host_json.h"
#include "job_id.h"
#include "job_runner.h"
#include "line_tasks.h"
#include "other_jobs.h"
#include "results_folder.h"

#include "kneepoint/base/private_file.h"

#include <QCoreApplication>
#include <QCoro/QCoroFuture>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <ranges>

namespace kneepoint::runs {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds look_around = 1s; ///< at what other programs do with the same journal
constexpr std::chrono::milliseconds idle_line = 30s;
constexpr int seldom_pace = 10;
constexpr auto others_pace = 30s;

/// An endpoint is measured from here.
hosts::Host machine_of(hosts::Host host)
{
    if (std::holds_alternative<hosts::Endpoint>(host.where)) host.where = hosts::ThisComputer{};
    return host;
}

/// With the endpoint's address for models that have none.
Plan addressed(Plan plan, const hosts::Host& host)
{
    const auto* endpoint = std::get_if<hosts::Endpoint>(&host.where);
    if (endpoint == nullptr) return plan;
    plan.server.kind = Server::Kind::running;
    for (auto& model : plan.models)
        if (model.url.empty()) model.url = endpoint->url;
    return plan;
}

} // namespace

class JobCenter::Private {
public:
    using Clock = std::chrono::steady_clock;

    Private(JobCenter* center, Options wanted) : q(center), options(std::move(wanted))
    {
        if (options.journal.empty()) options.journal = Journal::default_folder();
        if (options.load_program.empty())
            options.load_program = load_program_beside(QCoreApplication::applicationDirPath());
        workshop = std::make_shared<Workshop>(Workshop{.journal = Journal(options.journal),
                                                       .load_program = options.load_program,
                                                       .make_files = options.make_files,
                                                       .probe_interval = options.probe_interval});
        QObject::connect(&around, &QTimer::timeout, q, [this] { look(); });
        others = std::make_shared<OtherJobs>([this] { emit q->others_changed(); });
    }

    bool is_used(const HostLine& line) const
    {
        return line.is_in_use() || std::ranges::any_of(runners, [&](const auto& entry) {
                   return entry.second->acts() && entry.second->line() == &line;
               });
    }
    bool is_timing(const HostLine& line) const
    {
        return std::ranges::any_of(
            runners, [&](const auto& entry) { return entry.second->is_timing() && entry.second->line() == &line; });
    }

    /// Lists the jobs of hosts that are reached: seldom, and never beside a level that is timed.
    void look_at_others()
    {
        for (const auto& [_, line] : lines) {
            const auto state = line->link().state();
            const auto age = others->age(*line);
            const bool wanted = looked_on.contains(line.get());
            if (wanted && (state == hosts::LinkState::waiting || state == hosts::LinkState::refused ||
                           age < Clock::now() - looked_on[line.get()])) {
                looked_on.erase(line.get());
                if (!is_used(*line)) line->link().close();
            } else if (state == hosts::LinkState::up && (wanted || age > others_pace * pace) && !is_timing(*line)) {
                others->look(line);
            }
        }
    }

    std::shared_ptr<HostLine> line_to(const hosts::Host& host)
    {
        auto& line = lines[hosts::hosts_to_json({host})];
        if (!line)
            line = std::make_shared<HostLine>(
                host, hosts::Link::Options{.patience = options.patience, .askpass = options.askpass});
        return line;
    }

    std::shared_ptr<JobRunner> add(JobRecord record)
    {
        const auto id = record.id;
        auto line = line_to(record.host);
        JobRunner::Listener listener{
            .changed = [this, id] { emit q->changed(id); },
            .log_grew = [this, id] { emit q->log_grew(id); },
            .results_grew = [this, id] { emit q->results_grew(id); },
            .ended = [this, id] { take_end(id); },
            .turn = [this, id] { return is_turn_of(id); },
        };
        auto runner = std::make_shared<JobRunner>(std::move(record), workshop, std::move(line), std::move(listener));
        runner->set_pace(pace);
        runners[id] = runner;
        return runner;
    }

    JobRunner* find(const std::string& id) const
    {
        const auto found = runners.find(id);
        return found == runners.end() ? nullptr : found->second.get();
    }

    /// Jobs of one host run in the order in which they were made.
    bool is_turn_of(const std::string& id) const
    {
        const auto* own = find(id);
        return own == nullptr || std::ranges::none_of(runners, [&](const auto& other) {
                   return other.first < id && other.second->record().host == own->record().host &&
                          other.second->record().state < JobState::finalizing;
               });
    }

    void wake_others()
    {
        for (const auto& [_, runner] : runners)
            if (runner->record().state == JobState::queued) runner->wake();
    }

    void take_end(const std::string& id)
    {
        emit q->changed(id);
        emit q->ended(id);
        wake_others();
        QTimer::singleShot(idle_line, q, [this] { close_idle_lines(); });
    }

    void close_idle_lines()
    {
        for (const auto& [_, line] : lines)
            if (!is_used(*line)) line->link().close();
    }

    /// Takes up jobs whose program was ended, reads what other programs did, finds jobs that they made.
    void look()
    {
        look_at_others();
        for (const auto& id : workshop->journal.ids()) {
            if (runners.contains(id)) continue;
            auto record = workshop->journal.read(id);
            if (!record) continue;
            add(std::move(*record))->take_up();
            emit q->changed(id);
        }
        const auto all = runners; // who hears of a change may add one
        for (const auto& [id, runner] : all) {
            if (runner->acts() || is_end(runner->record().state) || runner->take_up() || !runner->reload()) continue;
            emit q->changed(id);
            emit q->log_grew(id);
            emit q->results_grew(id);
            if (is_end(runner->record().state)) emit q->ended(id);
        }
    }

    /// Later than all others: jobs that are made within a millisecond keep their order, too.
    std::string next_id() const
    {
        auto now = std::chrono::system_clock::now();
        auto id = new_job_id(now);
        while (!runners.empty() && id <= runners.rbegin()->first && made_at(runners.rbegin()->first) <= now + 1s)
            id = new_job_id(now += 1ms);
        return id;
    }

    Result<std::string> begin(JobRecord record, const Plan& plan, std::map<std::string, std::string> secrets)
    {
        if (auto written = workshop->journal.add(record, plan); !written) return std::unexpected(written.error());
        const auto id = record.id;
        auto runner = add(std::move(record));
        runner->set_secrets(std::move(secrets));
        auto& link = runner->line()->link();
        if (options.askpass != nullptr && link.state() != hosts::LinkState::up) link.open(hosts::Contact::may_ask);
        runner->take_up();
        emit q->changed(id);
        return id;
    }

    JobCenter* q;
    Options options;
    std::shared_ptr<Workshop> workshop;
    std::map<std::string, std::shared_ptr<HostLine>> lines;
    std::shared_ptr<OtherJobs> others;
    std::map<const HostLine*, Clock::time_point> looked_on;    ///< lines that were opened to list jobs, and since when
    std::map<std::string, std::shared_ptr<JobRunner>> runners; ///< by id: in the order in which they were made
    std::vector<std::string> notices;
    QTimer around;
    int pace = 1;
};

JobCenter::JobCenter(Options options, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(options)))
{}

JobCenter::~JobCenter()
{
    d->others->stop();
    for (const auto& [_, runner] : d->runners) runner->leave();
    for (const auto& [_, line] : d->lines) line->link().close(); // jobs go on without it
}

Result<void> JobCenter::open()
{
    if (auto opened = d->workshop->journal.open(); !opened) return opened;
    for (auto& record : d->workshop->journal.load(d->notices)) d->add(std::move(record));
    for (const auto& [_, runner] : d->runners) runner->take_up();
    d->around.start(look_around);
    return {};
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

Result<std::string> JobCenter::submit(Submission submission)
{
    const auto plan = addressed(std::move(submission.plan), submission.host);
    if (const auto problems = validate(plan); !problems.empty())
        return failure(ErrorKind::invalid, problems.front().text, problems.front().field);
    JobRecord record{.id = d->next_id(), .name = plan.name, .host = machine_of(std::move(submission.host))};
    auto results = results_folder(
        submission.results.empty() ? d->options.journal.parent_path() / "results" : submission.results, plan.name);
    if (!results) return std::unexpected(results.error());
    record.results = std::move(*results);
    return d->begin(std::move(record), plan, std::move(submission.secrets));
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
    return d->others->all([this](const std::string& id) { return d->find(id) != nullptr; });
}

void JobCenter::look_on(const std::vector<hosts::Host>& hosts)
{
    for (const auto& host : hosts) {
        if (std::holds_alternative<hosts::Endpoint>(host.where)) continue; // a URL holds no jobs
        const auto line = d->line_to(host);
        d->looked_on[line.get()] = Private::Clock::now();
        line->want();
    }
    d->look_at_others();
}

bool JobCenter::is_looking() const
{
    return !d->looked_on.empty();
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
    d->workshop->journal.want_cancel(id);
    runner->wake();
}

Result<std::string> JobCenter::retry(const std::string& id)
{
    const auto* runner = d->find(id);
    if (runner == nullptr) return failure(ErrorKind::not_found, "There is no such job.", id);
    if (!is_end(runner->record().state)) return failure(ErrorKind::invalid, "The job has not ended.", id);
    const auto plan = d->workshop->journal.plan(id);
    if (!plan) return std::unexpected(plan.error());
    const auto& old = runner->record();
    return d->begin(
        JobRecord{.id = d->next_id(),
                  .name = old.name,
                  .host = old.host,
                  .finished = finished_folders(old.steps, runner->status().steps, old.finished, old.results),
                  .earlier = id,
                  .results = old.results},
        *plan, runner->secrets());
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
    if (auto again = runner->fetch_again(); !again) return again;
    runner->take_up();
    emit changed(id);
    return {};
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
    clean_and_tell(runner->shared_line(), {runner->record().root, id}, d->workshop->journal.client(), how,
                   [this, alive, id, tell](Result<void> result) {
                       if (!alive) return;
                       if (auto* cleaned = d->find(id); cleaned != nullptr && result) cleaned->set_cleaned();
                       emit changed(id);
                       tell(std::move(result));
                   })
        .then([] {});
}

void JobCenter::forget(const std::string& id)
{
    const auto* runner = d->find(id);
    if (runner == nullptr || !is_end(runner->record().state)) return;
    if (const auto claim = d->workshop->journal.claim(id)) {
        d->workshop->journal.forget(id);
        d->runners.erase(id);
        emit changed(id);
    }
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
