// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bell.h"
#include "host_line.h"
#include "job_data.h"
#include "job_machine.h"
#include "journal.h"
#include "journal_look.h"
#include "journal_writer.h"
#include "result_fetch.h"

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/facts.h"
#include "kneepoint/runs/job_files.h"

#include <QCoro/QCoroTask>
#include <QFuture>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace kneepoint::runs {

/// What all jobs share.
struct Workshop {
    Journal journal;
    std::string client; ///< its name on hosts
    std::shared_ptr<JournalWriter> writer;
    std::filesystem::path load_program;
    std::function<Result<JobFiles>(const Plan&, const hosts::Facts&, const Finished&, const std::string&)> make_files;
    std::chrono::milliseconds probe_interval{1000}; ///< while somebody looks
    Patience patience = {};
};

/// Takes one job from its entry in the journal to its end: each step is written down, then done on the host, and may be
/// done again. Lives as long as it works, also after the center is gone.
class JobRunner : public std::enable_shared_from_this<JobRunner> {
public:
    struct Listener {
        std::function<void()> changed, log_grew, results_grew, ended;
        /// May this job begin now, or does another of this host go first?
        std::function<bool()> turn;
    };
    JobRunner(const JobEntry& entry, std::shared_ptr<const Workshop> workshop, std::shared_ptr<HostLine> line,
              Listener listener);

    /// Acts for the job when no other program does. @return whether it does
    bool take_up(JournalFind find);
    bool acts() const { return m_claim != nullptr; }
    /// Takes what another program wrote of it. @return whether that is new
    bool reload(const JobEntry& entry);
    /// Does no more; nothing is told any more.
    void leave();
    /// Lets others have a job that has ended, when all of it is written down.
    void let_go()
    {
        if (is_end(m_data.record.state)) m_claim.reset();
    }

    HostLine* line() const { return m_line.get(); }
    const std::shared_ptr<HostLine>& shared_line() const { return m_line; }
    const JobRecord& record() const { return m_data.record; }
    JobStatus status() const;
    QString log() const { return shown_log(m_data.log, m_data.record.steps); }

    void set_secrets(std::map<std::string, std::string> secrets) { m_secrets = std::move(secrets); }
    const std::map<std::string, std::string>& secrets() const { return m_secrets; }
    /// Looks at what it should do now instead of later.
    void wake()
    {
        m_woken = true;
        m_bell.ring();
    }
    /// Makes it one whose results are being fetched; `then` is called when that is written down.
    /// @pre it has ended and take_up() was not called
    Result<void> fetch_again(std::function<void()> then);
    /// Somebody wants it to end, and that is written down where it can be.
    void want_cancel()
    {
        m_cancel_wanted = true;
        wake();
    }
    bool hears_cancel() const { return m_cancel_wanted; }
    /// Nothing of it is on the host any more.
    void set_cleaned();
    /// Is a level of it being timed, so that nothing should be asked of its host?
    bool is_timing() const;
    /// How often the host is asked is this many times the interval.
    void set_pace(int times) { m_pace = times; }

private:
    using Pause = std::chrono::milliseconds;

    QCoro::Task<void> run();
    QCoro::Task<void> turn();
    QCoro::Task<Result<Pause>> keep_and_advance();
    QCoro::Task<Result<Pause>> advance();
    static QCoro::Task<Result<Pause>> nothing_more();
    QCoro::Task<Result<Pause>> prepare();
    QCoro::Task<Result<void>> make_files();
    QCoro::Task<Result<void>> upload(const JobFiles& files);
    QCoro::Task<Result<Pause>> start();
    QCoro::Task<Result<bool>> may_start();
    bool is_adopted() const { return !m_data.record.by.empty(); }
    QCoro::Task<void> enroll();
    QCoro::Task<Result<Pause>> watch();
    QCoro::Task<Result<Pause>> take_probe(Probe probe);
    QCoro::Task<Result<Pause>> fetch();
    QCoro::Task<Result<void>> read_log_to_its_end();
    QCoro::Task<void> fetch_live(bool news);
    std::vector<std::string> complete_folders() const;

    QCoro::Task<void> rest(Pause pause);
    bool absorb_and_keep(const Probe& probe);
    void keep_texts(const Probe& probe);
    void take_log(const Probe& probe);
    void take_clock(const Probe& probe, Time asked, Time answered);
    void take_outcome(const Outcome& outcome);
    Result<Pause> take_trouble(const Error& error);
    Pause time_to_next_probe() const;
    void become(JobState state, std::string why = {});
    void end(JobState state, std::string why = {});
    bool cancel_wanted() const { return m_cancel_wanted; }
    void take_kept_texts(const JobEntry& entry);
    QCoro::Task<Result<Plan>> plan();
    void forget_log();
    void forget_kept_texts();
    /// Writes to the journal later, in the order of the calls.
    void keep(std::function<Result<void>(const Journal&)> what);
    void save();
    /// Waits until all of it is on the disk. Nothing is done on a host before. @error of the record's last write
    QCoro::Task<Result<void>> kept();
    static Time now_here() { return std::chrono::system_clock::now(); }
    void tell(const std::function<void()>& what) const;
    protocol::Place place() const { return {m_data.record.root, m_data.record.id}; }
    const std::string& id() const { return m_data.record.id; }
    LineView line_view() const;

    std::shared_ptr<const Workshop> m_workshop;
    std::shared_ptr<HostLine> m_line;
    Listener m_listener;
    JobData m_data;
    std::map<std::string, std::string> m_secrets;
    std::shared_ptr<Journal::Claim> m_claim;
    Bell m_bell;
    ResultFetch m_fetch;
    protocol::Seen m_seen;
    int m_pace = 1;
    int m_failures = 0;
    int m_refusals = 0;                                       ///< how often another job of the host went first
    std::optional<QFuture<Result<void>>> m_keeping, m_saving; ///< last write of all; of the record
    std::string m_trouble;                                    ///< why the record is not on the disk here
    bool m_cancel_wanted = false;
    QMetaObject::Connection m_heard; ///< of the line
    bool m_woken = false;
    bool m_left = false;
    bool m_prepared = false;    ///< everything is on the host
    bool m_start_known = false; ///< the order to start was answered
    bool m_cancel_told = false;
    bool m_enrolled = false; ///< the host knows that we want what an adopted job leaves
};

} // namespace kneepoint::runs
