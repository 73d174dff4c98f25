// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "found_job.h"
#include "host_line.h"
#include "job_runner.h"
#include "journal_look.h"
#include "other_jobs.h"

#include "kneepoint/runs/job_center.h"

#include <QTimer>

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// An endpoint is measured from here.
hosts::Host machine_of(hosts::Host host);
/// With the endpoint's address for models that have none.
Plan addressed(Plan plan, const hosts::Host& host);

/// The plan, once there is a folder for what the job leaves, which the record then names.
Result<Plan> with_results_folder(const Plan& plan, JobRecord& record, const std::filesystem::path& into);

class JobCenter::Private {
public:
    Private(JobCenter* center, Options wanted);

    bool is_used(const HostLine& line) const;
    bool is_timing(const HostLine& line) const;
    std::shared_ptr<HostLine> line_to(const hosts::Host& host);

    std::shared_ptr<JobRunner> add(const JobEntry& entry);
    JobRunner* find(const std::string& id) const;
    /// What is to be written down before a job begins. In the journal's thread: files are read and folders made.
    struct Beginning {
        JobRecord record;
        std::map<std::string, std::string> secrets;
        std::function<Result<Plan>(JobRecord&, const Journal&)> plan; ///< fills in what of the record takes files
    };
    /// Shows it, writes it down, then begins it and tells; where that fails it is no job.
    void begin(Beginning beginning, Begun then);
    void take_over(FoundJob found, const HostLine& line, const std::filesystem::path& results,
                   const std::function<void(Result<Adoption>)>& then);
    Result<void> forget(const std::string& id);
    std::filesystem::path results_or_default(const std::filesystem::path& wanted) const;

    /// Jobs of one host run in the order in which they were made.
    bool is_turn_of(const std::string& id) const;
    void take(JournalContent content);
    void take_up(const std::string& id, JournalFind find);
    /// The same with what is in the journal.
    void look_up(const std::string& id);
    void wake_others();
    void take_end(const std::string& id);
    void close_idle_lines();
    /// Takes up jobs whose program was ended, reads what other programs did, finds jobs that they made.
    void look();
    void look_at_others();
    void take_news(const JournalNews& news);
    void take_found(const std::string& id, const JournalFind& find);
    void drop_forgotten_elsewhere(const std::set<std::string>& ids);
    void set_forgotten(const std::vector<std::string>& ids);
    /// Later than all others: jobs that are made within a millisecond keep their order, too.
    std::string next_id() const;

    JobCenter* q;
    Options options;
    std::shared_ptr<Workshop> workshop;
    std::map<std::string, std::shared_ptr<HostLine>> lines;
    std::shared_ptr<OtherJobs> others;
    std::map<std::string, std::shared_ptr<JobRunner>> runners; ///< by id: in the order in which they were made
    std::set<std::string> forgotten, leaving;                  ///< leaving: those whose folder is being removed
    std::set<std::string> kept;                                ///< that were seen in the journal
    std::vector<std::string> notices;
    QTimer around;
    int pace = 1;
    bool reading = false, looking = false;
};

} // namespace kneepoint::runs
