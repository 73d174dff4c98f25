// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_runner.h"

#include "job_texts.h"
#include "other_jobs.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"

#include <QCoro/QCoroFuture>
#include <QtConcurrent/QtConcurrentRun>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

namespace kneepoint::runs {

namespace {

using namespace std::chrono_literals;

constexpr auto link_pause = 1s, turn_pause = 2s;
constexpr std::chrono::milliseconds retry_pause = 5s, nap = 1s;
/// So often may the host refuse before the job is given up, while its line is up.
constexpr int most_failures = 3;

} // namespace

JobRunner::JobRunner(const JobEntry& entry, std::shared_ptr<const Workshop> workshop, std::shared_ptr<HostLine> line,
                     Listener listener)
    : m_workshop(std::move(workshop)), m_line(std::move(line)), m_listener(std::move(listener))
{
    m_data.record = entry.record; // first: it says how the host's clock is set
    take_kept_texts(entry);
}

bool JobRunner::take_up(JournalFind find)
{
    if (m_claim || m_left || is_end(m_data.record.state)) return acts();
    m_claim = std::move(find.claim);
    if (!m_claim) return false;
    m_cancel_wanted = m_cancel_wanted || find.cancel_wanted;
    if (find.entry) m_data.record = std::move(find.entry->record);
    if (is_end(m_data.record.state)) {
        m_claim.reset();
        return false;
    }
    forget_kept_texts();
    m_heard = QObject::connect(m_line.get(), &HostLine::changed, m_line.get(), [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self || self->m_left) return;
        self->m_bell.ring();
        self->tell(self->m_listener.changed);
    });
    run().then([self = shared_from_this()] {});
    return true;
}

void JobRunner::leave()
{
    m_left = true;
    m_bell.ring();
}

JobStatus JobRunner::status() const
{
    auto status = status_of(m_data, line_view(), now_here());
    if (!m_trouble.empty()) status.why = status.sentence = m_trouble;
    return status;
}

LineView JobRunner::line_view() const
{
    auto& link = m_line->link();
    if (!acts()) return {}; // the program that acts for it knows
    return {.up = link.state() == hosts::LinkState::up,
            .needs_user = link.state() == hosts::LinkState::refused,
            .lost_since = link.lost_since(),
            .problem = link.problem() ? link.problem()->text : std::string()};
}

QCoro::Task<void> JobRunner::run()
{
    const auto self = shared_from_this(); // until the last line of this
    while (!m_left && !is_end(m_data.record.state)) {
        co_await turn();
        // What is not on the disk at the end is done once more after a new start. Meanwhile it may be fetched again.
        if (!m_left && is_end(m_data.record.state)) co_await kept();
    }
    QObject::disconnect(m_heard);
    m_claim.reset();
    tell(m_listener.ended);
}

QCoro::Task<void> JobRunner::turn()
{
    if (m_data.record.state <= JobState::staged && !is_adopted() && !cancel_wanted() && m_listener.turn &&
        !m_listener.turn()) {
        if (m_data.record.state != JobState::queued) become(JobState::queued);
        co_await m_bell.sleep(turn_pause);
        co_return;
    }
    m_line->want();
    if (!m_line->shell()) {
        co_await m_bell.sleep(link_pause);
        co_return;
    }
    auto pause = co_await keep_and_advance();
    if (m_left) co_return;
    if (pause)
        m_failures = 0;
    else
        pause = take_trouble(pause.error());
    co_await rest(pause.value_or(retry_pause));
}

/// In short naps: another program may leave the wish to cancel in the journal.
QCoro::Task<void> JobRunner::rest(Pause pause)
{
    const bool cancelled = cancel_wanted();
    for (; pause.count() > 0 && !m_left && m_line->shell(); pause -= nap) {
        co_await m_bell.sleep(std::min<Pause>(pause, nap));
        if (std::exchange(m_woken, false) || cancelled != cancel_wanted()) break;
    }
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::keep_and_advance()
{
    auto written = co_await kept();
    if (!written) co_return std::unexpected(written.error());
    auto pause = co_await advance();
    co_return pause;
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::advance()
{
    const bool not_begun = m_data.record.state <= JobState::uploaded;
    if (not_begun && cancel_wanted()) {
        if (m_data.record.root.empty())
            end(JobState::cancelled); // nothing of it left this computer
        else
            become(JobState::cancelling);
        return nothing_more();
    }
    if (is_adopted()) return m_data.record.state == JobState::fetching ? fetch() : watch(); // others started it
    switch (m_data.record.state) {
    case JobState::queued:
    case JobState::staged:
        return m_prepared ? start() : prepare();
    case JobState::uploaded:
        return start();
    case JobState::starting:
        return m_start_known ? watch() : start();
    case JobState::fetching:
        return fetch();
    case JobState::running:
    case JobState::hung:
    case JobState::unsupervised:
    case JobState::cancelling:
    case JobState::finalizing:
    case JobState::done:
    case JobState::failed:
    case JobState::failed_start:
    case JobState::cancelled:
    case JobState::lost:
    case JobState::host_rebooted:
    case JobState::quarantined:
        break;
    }
    return watch();
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::prepare()
{
    auto root = co_await m_line->root();
    if (!root) co_return std::unexpected(root.error());
    if (m_data.record.root != *root) {
        m_data.record.root = *root;
        save();
    }
    if (m_data.record.spec.empty()) {
        auto made = co_await make_files();
        if (!made) co_return std::unexpected(made.error());
    }
    auto written = co_await kept();
    if (!written) co_return std::unexpected(written.error());
    auto reading = m_workshop->writer->run([shop = m_workshop, id = id()] { return shop->journal.files(id); });
    auto files = co_await reading;
    if (!files) co_return std::unexpected(files.error());
    if (!m_prepared) {
        protocol::Origin origin{.by = own_name(), .name = m_data.record.name}; // GCC 12 destroys one in the call twice
        auto created = co_await protocol::create(m_line->shell(), place(), m_data.record.spec, m_workshop->client,
                                                 std::move(origin));
        if (!created) co_return std::unexpected(created.error());
        if (*created != protocol::Created::started) {
            auto uploaded = co_await upload(*files);
            if (!uploaded) co_return std::unexpected(uploaded.error());
        }
        m_prepared = true;
    }
    become(JobState::uploaded);
    co_return Pause(0);
}

QCoro::Task<Result<Plan>> JobRunner::plan()
{
    auto reading = m_workshop->writer->run([shop = m_workshop, id = id()] { return shop->journal.plan(id); });
    auto plan = co_await reading;
    co_return plan;
}

QCoro::Task<Result<void>> JobRunner::make_files()
{
    auto plan = co_await this->plan();
    if (!plan) co_return std::unexpected(plan.error());
    auto wanted = facts_wanted(*plan, m_data.record.root);
    auto facts = co_await hosts::gather_facts(m_line->shell(), std::move(wanted));
    if (!facts) co_return std::unexpected(facts.error());
    auto files = m_workshop->make_files(*plan, *facts, m_data.record.finished, m_data.record.earlier);
    if (!files) co_return std::unexpected(files.error());
    // Each file is flushed to the disk, which the window is not to wait for.
    auto keeping = QtConcurrent::run([&] { return m_workshop->journal.keep_files(id(), *files); });
    auto spec = co_await keeping;
    if (!spec) co_return std::unexpected(spec.error());
    m_data.record.spec = std::move(*spec);
    m_data.record.steps = std::move(files->steps);
    if (facts->clock_offset) m_data.record.clock_offset_s = facts->clock_offset->count();
    save();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JobRunner::upload(const JobFiles& files)
{
    std::string load_program;
    if (files.needs_load_program) {
        auto reading = QtConcurrent::run([&] { return read_file(m_workshop->load_program); });
        auto content = co_await reading;
        if (!content)
            co_return failure(ErrorKind::not_found,
                              "The program kneepoint-load-static, which goes to the host, is missing beside Kneepoint.",
                              utf8_path(m_workshop->load_program));
        auto placed = co_await m_line->program("kneepoint-load", std::move(*content));
        if (!placed) co_return std::unexpected(placed.error());
        load_program = std::move(*placed);
    }
    std::set<std::string> folders;
    for (const auto& file : files.files)
        if (const auto slash = file.path.rfind('/'); slash != std::string::npos)
            folders.insert(file.path.substr(0, slash));
    std::vector<std::string> list(folders.begin(), folders.end());
    auto equipped = co_await protocol::equip(m_line->shell(), place(), std::move(list), std::move(load_program));
    if (!equipped) co_return std::unexpected(equipped.error());
    for (const auto& file : files.files) {
        auto put =
            co_await hosts::upload(m_line->shell(), file.content, place().folder() + '/' + file.path, file.access);
        if (!put) co_return std::unexpected(put.error());
    }
    co_return Result<void>{};
}

QCoro::Task<Result<bool>> JobRunner::may_start()
{
    auto plan = co_await this->plan();
    if (!plan) co_return std::unexpected(plan.error());
    for (const auto& name : plan->secrets) {
        if (m_secrets.contains(name)) continue;
        if (const char* value = std::getenv(name.c_str())) {
            m_secrets[name] = value;
            continue;
        }
        // Values are kept nowhere: another program, or this one before it was ended, may have started it with them.
        auto probe = co_await protocol::probe(m_line->shell(), place(), {});
        if (!probe) co_return std::unexpected(probe.error());
        if (probe->started || !probe->exit.empty()) co_return false;
        co_return failure(
            ErrorKind::invalid,
            fmt::format("The plan needs the value of {}; set it in the environment and start again.", name));
    }
    co_return true;
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::start()
{
    if (!m_prepared && m_data.record.state == JobState::uploaded) {
        become(JobState::staged); // after a new start of this program: what is there is looked at once more
        co_return Pause(0);
    }
    auto may = co_await may_start();
    if (!may) co_return std::unexpected(may.error());
    auto supervisor = co_await m_line->program("supervisor.sh", std::string(job_text("supervisor.sh")));
    if (!supervisor) co_return std::unexpected(supervisor.error());
    m_data.record.start_ordered = now_here();
    // Written before the order, which may arrive though no answer comes. One that waits is told to wait again and
    // again.
    if (m_data.record.state == JobState::uploaded) become(JobState::starting);
    auto written = co_await kept();
    if (!written) co_return std::unexpected(written.error());
    auto answer = protocol::StartAnswer{.what = protocol::Started::already, .busy_with = {}};
    if (*may) {
        protocol::Secrets secrets(m_secrets.begin(), m_secrets.end());
        auto hash = sha256(job_text("supervisor.sh"));
        auto started =
            co_await protocol::start(m_line->shell(), place(), *supervisor, std::move(hash), std::move(secrets));
        if (!started) co_return std::unexpected(started.error());
        answer = std::move(*started);
    }
    if (answer.what == protocol::Started::busy) {
        m_data.record.start_ordered.reset();
        if (m_data.record.state != JobState::queued)
            become(JobState::queued, fmt::format("waits for another job on {}", m_data.record.host.name));
        co_return queue_pause(m_refusals++, m_workshop->probe_interval);
    }
    m_start_known = true;
    m_data.record.start_ordered = now_here();
    become(JobState::starting);
    co_return Pause(0);
}

QCoro::Task<Result<JobRunner::Pause>> JobRunner::nothing_more()
{
    co_return Pause(0);
}

Result<JobRunner::Pause> JobRunner::take_trouble(const Error& error)
{
    if (!m_line->shell()) return Pause(0);      // the line says so itself
    if (!m_trouble.empty()) return retry_pause; // it is the disk here
    const bool before_start = !is_adopted() && (m_data.record.state <= JobState::uploaded ||
                                                (m_data.record.state == JobState::starting && !m_start_known));
    const bool lasting = error.kind != ErrorKind::io || ++m_failures >= most_failures;
    if (before_start && lasting) {
        end(JobState::failed_start, to_string(error));
        return Pause(0);
    }
    if (m_data.record.state == JobState::fetching && error.kind != ErrorKind::io) {
        end(JobState::quarantined, to_string(error));
        return Pause(0);
    }
    if (m_data.record.why != to_string(error)) {
        m_data.record.why = to_string(error);
        save();
    }
    return retry_pause;
}

void JobRunner::tell(const std::function<void()>& what) const
{
    if (!m_left && what) what();
}

} // namespace kneepoint::runs
