// SPDX-License-Identifier: GPL-3.0-or-later
// What the center of jobs does by itself: lines, turns, ends, and the jobs of other programs.
#include "job_center_private.h"

#include "host_json.h"
#include "job_id.h"
#include "results_folder.h"

#include <QCoreApplication>

#include <algorithm>

namespace kneepoint::runs {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds idle_line = 30s;
constexpr auto others_pace = 30s;

} // namespace

hosts::Host machine_of(hosts::Host host)
{
    if (std::holds_alternative<hosts::Endpoint>(host.where)) host.where = hosts::ThisComputer{};
    return host;
}

Plan addressed(Plan plan, const hosts::Host& host)
{
    const auto* endpoint = std::get_if<hosts::Endpoint>(&host.where);
    if (endpoint == nullptr) return plan;
    plan.server.kind = Server::Kind::running;
    for (auto& model : plan.models)
        if (model.url.empty()) model.url = endpoint->url;
    return plan;
}

JobCenter::Private::Private(JobCenter* center, Options wanted) : q(center), options(std::move(wanted))
{
    if (options.journal.empty()) options.journal = Journal::default_folder();
    if (options.load_program.empty())
        options.load_program = load_program_beside(QCoreApplication::applicationDirPath());
    workshop = std::make_shared<Workshop>(Workshop{.journal = Journal(options.journal),
                                                   .writer = std::make_shared<JournalWriter>(options.journal_thread),
                                                   .load_program = options.load_program,
                                                   .make_files = options.make_files,
                                                   .probe_interval = options.probe_interval});
    QObject::connect(&around, &QTimer::timeout, q, [this] { look(); });
    others = std::make_shared<OtherJobs>(
        OtherJobs::Surroundings{.is_used = [this](const HostLine& line) { return is_used(line); },
                                .is_timing = [this](const HostLine& line) { return is_timing(line); },
                                .changed = [this] { emit q->others_changed(); }});
}

bool JobCenter::Private::is_used(const HostLine& line) const
{
    return line.is_in_use() || std::ranges::any_of(runners, [&](const auto& entry) {
               return entry.second->acts() && entry.second->line() == &line;
           });
}

bool JobCenter::Private::is_timing(const HostLine& line) const
{
    return std::ranges::any_of(
        runners, [&](const auto& entry) { return entry.second->is_timing() && entry.second->line() == &line; });
}

void JobCenter::Private::look_at_others()
{
    for (const auto& [_, line] : lines) others->go_on(line, others_pace * pace);
}

void JobCenter::Private::read_forgotten()
{
    const auto ids = workshop->journal.forgotten();
    forgotten = leaving; // they are being written down
    forgotten.insert(ids.begin(), ids.end());
}

std::shared_ptr<HostLine> JobCenter::Private::line_to(const hosts::Host& host)
{
    auto& line = lines[hosts::hosts_to_json({host})];
    if (line) return line;
    line = std::make_shared<HostLine>(host,
                                      hosts::Link::Options{.patience = options.patience, .askpass = options.askpass});
    QObject::connect(line.get(), &HostLine::changed, q,
                     [this, raw = line.get()] { others->line_changed(*raw); }); // the line goes with this
    return line;
}

std::shared_ptr<JobRunner> JobCenter::Private::add(JobRecord record)
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

JobRunner* JobCenter::Private::find(const std::string& id) const
{
    const auto found = runners.find(id);
    return found == runners.end() ? nullptr : found->second.get();
}

/// One that was taken over begins when its own Kneepoint says so; nobody here waits for that.
bool JobCenter::Private::is_turn_of(const std::string& id) const
{
    const auto* own = find(id);
    return own == nullptr || std::ranges::none_of(runners, [&](const auto& other) {
               const auto& record = other.second->record();
               return other.first < id && record.by.empty() && record.host == own->record().host &&
                      record.state < JobState::finalizing;
           });
}

void JobCenter::Private::wake_others()
{
    for (const auto& [_, runner] : runners)
        if (runner->record().state == JobState::queued) runner->wake();
}

void JobCenter::Private::take_end(const std::string& id)
{
    emit q->changed(id);
    emit q->ended(id);
    wake_others();
    QTimer::singleShot(idle_line, q, [this] { close_idle_lines(); });
}

void JobCenter::Private::close_idle_lines()
{
    for (const auto& [_, line] : lines)
        if (!is_used(*line)) line->link().close();
}

void JobCenter::Private::look()
{
    look_at_others();
    for (const auto& id : workshop->journal.ids()) {
        if (runners.contains(id) || leaving.contains(id)) continue;
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

std::string JobCenter::Private::next_id() const
{
    auto now = std::chrono::system_clock::now();
    auto id = new_job_id(now);
    while (!runners.empty() && id <= runners.rbegin()->first && made_at(runners.rbegin()->first) <= now + 1s)
        id = new_job_id(now += 1ms);
    return id;
}

std::filesystem::path JobCenter::Private::results_or_default(const std::filesystem::path& wanted) const
{
    return wanted.empty() ? options.journal.parent_path() / "results" : wanted;
}

void JobCenter::Private::begin(JobRecord record, const Plan& plan, std::map<std::string, std::string> secrets,
                               Written then)
{
    const auto id = record.id;
    auto writing = workshop->writer->add([shop = workshop, record, plan] { return shop->journal.add(record, plan); });
    auto runner = add(std::move(record));
    runner->set_secrets(std::move(secrets));
    writing.then(q, [this, runner, id, then = std::move(then)](const Result<void>& written) {
        if (!written) {
            runner->fail_to_begin(written.error());
        } else {
            auto& link = runner->line()->link();
            if (options.askpass != nullptr && link.state() != hosts::LinkState::up) link.open(hosts::Contact::may_ask);
            runner->take_up();
            emit q->changed(id);
        }
        if (then) then(written);
    });
}

void JobCenter::Private::take_over(FoundJob found, const HostLine& line, const std::filesystem::path& results,
                                   const std::function<void(Result<Adoption>)>& then)
{
    auto& record = found.record;
    if (find(record.id) != nullptr)
        return then(failure(ErrorKind::invalid, "The job is in the list already.", record.id));
    record.host = line.host();
    auto folder = results_folder(results_or_default(results), record.name);
    if (!folder) return then(std::unexpected(folder.error()));
    record.results = std::move(*folder);
    Adoption adoption{.id = record.id, .unknown = unknown_of(found, record.host.name)};
    begin(std::move(record), found.plan, {}, [this, adoption = std::move(adoption), then](const Result<void>& written) {
        if (!written) {
            runners.erase(adoption.id);
            emit q->changed(adoption.id);
            return then(std::unexpected(written.error()));
        }
        workshop->writer->add([shop = workshop, id = adoption.id]() -> Result<void> {
            shop->journal.remember(id);
            return {};
        });
        forgotten.erase(adoption.id);
        then(adoption);
    });
}

Result<void> JobCenter::Private::forget(const std::string& id)
{
    const auto* runner = find(id);
    if (runner == nullptr) return failure(ErrorKind::not_found, "There is no such job.", id);
    if (!is_end(runner->record().state)) return failure(ErrorKind::invalid, "The job has not ended; cancel it first.");
    std::shared_ptr<Journal::Claim> claim = workshop->journal.claim(id);
    if (!claim && !runner->acts() && workshop->journal.has(id))
        return failure(ErrorKind::invalid, "Another Kneepoint on this computer is at work on this job.", id);
    leaving.insert(id);
    forgotten.insert(id);
    runners.erase(id);
    workshop->writer
        ->add([shop = workshop, id, claim]() -> Result<void> {
            shop->journal.forget(id);
            return {};
        })
        .then(q, [this, id](const Result<void>&) { leaving.erase(id); });
    emit q->changed(id);
    return {};
}

} // namespace kneepoint::runs
