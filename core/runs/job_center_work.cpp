// SPDX-License-Identifier: GPL-3.0-or-later
// What the center of jobs does by itself: lines, turns, ends, and the jobs of other programs.
#include "job_center_private.h"

#include "host_json.h"
#include "job_id.h"
#include "results_folder.h"

#include <QCoreApplication>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace kneepoint::runs {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds idle_line = 30s;
constexpr std::chrono::milliseconds look_around = 1s; ///< at what other programs do with the same journal
constexpr auto others_pace = 30s;

/// @param plan fills in what of the record takes files
Result<JournalFind> write_down(const Journal& journal, JobRecord& record,
                               const std::function<Result<Plan>(JobRecord&, const Journal&)>& plan)
{
    const auto results_before = record.results;
    const auto whole = plan(record, journal);
    if (!whole) return std::unexpected(whole.error());
    if (const auto added = journal.add(record, *whole); !added) {
        std::error_code failed; // what was made for it, while it is empty
        if (record.results != results_before) std::filesystem::remove(record.results, failed);
        return failure(added.error().kind, "The job cannot be written down on this computer. " + added.error().text,
                       added.error().place);
    }
    return find_in(journal, record.id);
}

} // namespace

Result<Plan> with_results_folder(const Plan& plan, JobRecord& record, const std::filesystem::path& into)
{
    auto folder = results_folder(into, record.name);
    if (!folder) return std::unexpected(folder.error());
    record.results = std::move(*folder);
    return plan;
}

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

void JobCenter::Private::set_forgotten(const std::vector<std::string>& ids)
{
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

std::shared_ptr<JobRunner> JobCenter::Private::add(const JobEntry& entry)
{
    const auto id = entry.record.id;
    auto line = line_to(entry.record.host);
    JobRunner::Listener listener{
        .changed = [this, id] { emit q->changed(id); },
        .log_grew = [this, id] { emit q->log_grew(id); },
        .results_grew = [this, id] { emit q->results_grew(id); },
        .ended = [this, id] { take_end(id); },
        .turn = [this, id] { return is_turn_of(id); },
    };
    auto runner = std::make_shared<JobRunner>(entry, workshop, std::move(line), std::move(listener));
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
    if (std::exchange(looking, true)) return; // a slow disk
    JournalWatch watch;
    for (const auto& [id, runner] : runners) {
        watch.known.insert(id);
        if (runner->acts())
            watch.acted_for.push_back(id);
        else if (!is_end(runner->record().state) && kept.contains(id))
            watch.followed.push_back(id);
    }
    workshop->writer
        ->run([shop = workshop, watch = std::move(watch)] {
            return std::make_shared<Result<JournalNews>>(read_news(shop->journal, watch));
        })
        .then(q, [this](const std::shared_ptr<Result<JournalNews>>& news) {
            looking = false;
            if (*news) take_news(**news);
        });
}

void JobCenter::Private::take_news(const JournalNews& news)
{
    set_forgotten(news.forgotten);
    drop_forgotten_elsewhere(news.ids);
    for (const auto& [id, found] : news.jobs) take_found(id, found);
    for (const auto& id : news.cancelled)
        if (auto* runner = find(id); runner != nullptr && !runner->hears_cancel()) runner->want_cancel();
}

void JobCenter::Private::take_found(const std::string& id, const JournalFind& found)
{
    if (!found.entry || leaving.contains(id)) return;
    if (!runners.contains(id)) {
        add(*found.entry);
        kept.insert(id);
        take_up(id, found);
        emit q->changed(id);
        return;
    }
    auto& runner = *runners.at(id);
    if (runner.acts() || is_end(runner.record().state) || runner.take_up(found) || !runner.reload(*found.entry)) return;
    const bool ended = is_end(runner.record().state); // who hears of a change may remove it
    emit q->changed(id);
    emit q->log_grew(id);
    emit q->results_grew(id);
    if (ended) emit q->ended(id);
}

/// What is not in the journal any more another program took out of it.
void JobCenter::Private::drop_forgotten_elsewhere(const std::set<std::string>& ids)
{
    const auto before = std::exchange(kept, {});
    std::vector<std::string> gone;
    for (const auto& [id, runner] : runners) {
        if (ids.contains(id)) kept.insert(id);
        if (before.contains(id) && !ids.contains(id) && !runner->acts()) gone.push_back(id);
    }
    for (const auto& id : gone) {
        runners.at(id)->leave();
        runners.erase(id);
    }
    for (const auto& id : gone) emit q->changed(id);
}

void JobCenter::Private::take(JournalContent content)
{
    workshop->client = std::move(content.client);
    notices = std::move(content.notices);
    set_forgotten(content.forgotten);
    for (const auto& [id, found] : content.jobs) {
        if (!found.entry || runners.contains(id)) continue;
        add(*found.entry);
        kept.insert(id);
    }
    for (auto& [id, found] : content.jobs) take_up(id, std::move(found));
    around.start(look_around);
}

void JobCenter::Private::take_up(const std::string& id, JournalFind found)
{
    if (auto* runner = find(id)) runner->take_up(std::move(found));
}

void JobCenter::Private::look_up(const std::string& id)
{
    workshop->writer->run([shop = workshop, id] { return std::make_shared<JournalFind>(find_in(shop->journal, id)); })
        .then(q, [this, id](const std::shared_ptr<JournalFind>& found) {
            take_up(id, std::move(*found));
            emit q->changed(id);
        });
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

void JobCenter::Private::begin(Beginning beginning, Begun then)
{
    const auto id = beginning.record.id;
    auto runner = add({.record = beginning.record, .steps = {}, .log = {}, .readings = {}});
    runner->set_secrets(std::move(beginning.secrets));
    workshop->writer
        ->run([shop = workshop, record = std::move(beginning.record), plan = std::move(beginning.plan)]() mutable {
            return std::make_shared<Result<JournalFind>>(write_down(shop->journal, record, plan));
        })
        .then(q, [this, id, then = std::move(then)](const std::shared_ptr<Result<JournalFind>>& written) {
            if (auto* begun = find(id); *written && begun != nullptr) {
                kept.insert(id);
                auto& link = begun->line()->link();
                if (options.askpass != nullptr && link.state() != hosts::LinkState::up)
                    link.open(hosts::Contact::may_ask);
                take_up(id, std::move(**written));
            } else {
                runners.erase(id);
            }
            emit q->changed(id);
            if (then) then(*written ? Result<void>() : Result<void>(std::unexpected(written->error())));
        });
    emit q->changed(id);
}

void JobCenter::Private::take_over(FoundJob found, const HostLine& line, const std::filesystem::path& results,
                                   const std::function<void(Result<Adoption>)>& then)
{
    auto& record = found.record;
    if (find(record.id) != nullptr)
        return then(failure(ErrorKind::invalid, "The job is in the list already.", record.id));
    record.host = line.host();
    Adoption adoption{.id = record.id, .unknown = unknown_of(found, record.host.name)};
    Beginning beginning{.record = std::move(record),
                        .secrets = {},
                        .plan = [plan = std::move(found.plan),
                                 into = results_or_default(results)](JobRecord& adopted, const Journal& journal) {
                            journal.remember(adopted.id);
                            return with_results_folder(plan, adopted, into);
                        }};
    begin(std::move(beginning), [this, adoption = std::move(adoption), then](const Result<void>& written) {
        if (!written) return then(std::unexpected(written.error()));
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
