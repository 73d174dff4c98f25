// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/askpass.h"
#include "kneepoint/hosts/host.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/job.h"
#include "kneepoint/runs/job_files.h"
#include "kneepoint/runs/plan.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QThreadPool;

namespace kneepoint::runs {

/// All jobs that this user started from here or took over, on all hosts: starts them, watches them, fetches what they
/// leave. What it knows is a journal of files, written before each action on a host, so that it may end at any point.
class JobCenter : public QObject {
    Q_OBJECT
public:
    struct Options {
        std::filesystem::path journal; ///< default: $XDG_STATE_HOME/kneepoint/jobs
        std::filesystem::path
            load_program; ///< the static kneepoint-load; default: beside the program, as installed or built
        hosts::Askpass* askpass = nullptr; ///< for actions of the user that may ask; outlives the center
        hosts::Patience patience = {};
        std::chrono::milliseconds probe_interval{1000};
        /// What builds a job; a test brings its own.
        using MakeFiles = std::function<Result<JobFiles>(const Plan&, const hosts::Facts&, const Finished&,
                                                         const std::string& earlier)>;
        MakeFiles make_files = job_files;
        QThreadPool* journal_thread = nullptr; ///< writes the journal; outlives the center; null: one of its own
    };
    explicit JobCenter(Options options, QObject* parent = nullptr);
    ~JobCenter() override;

    /// Reads the journal and takes up every job that has not ended. Returns before any host answered.
    Result<void> open();
    /// The same, and returns before the journal is read; then `then` is told. A slow disk holds up nobody.
    void open_later(std::function<void(Result<void>)> then);
    /// Is the journal being read for the first time?
    bool is_reading() const;
    /// What of the journal could not be read, and where it was put.
    const std::vector<std::string>& notices() const;

    /// Looks whether a host can run a plan; changes nothing there.
    using Checks = std::function<void(Result<std::vector<hosts::Check>>)>;
    void check(const Plan& plan, const hosts::Host& host, Checks then);

    struct Submission {
        Plan plan;
        hosts::Host host;
        std::filesystem::path results; ///< where a folder of the job's name is made; empty: beside the journal
        std::map<std::string, std::string>
            secrets; ///< values for Plan::secrets; kept in memory, handed to the host's shell
    };
    /// Told when a new job is on the disk here, or cannot be: then there is no such job, and nothing was done anywhere.
    using Begun = std::function<void(Result<void>)>;
    /// Makes the folder for the results, writes the job down, and begins it when that is on the disk.
    /// @return its id @error invalid plan
    Result<std::string> submit(Submission submission, Begun then = {});

    std::vector<JobStatus> jobs() const; ///< newest first
    std::optional<JobStatus> job(const std::string& id) const;
    /// Jobs that another Kneepoint started on hosts that were reached, as they were last seen there, newest first
    /// (JobStatus::elsewhere); without those that were forgotten here.
    std::vector<JobStatus> others() const;
    /// Reaches these hosts without a question and lists their jobs; hosts that jobs from here run on are listed anyhow.
    void look_on(const std::vector<hosts::Host>& hosts);
    /// What came of the last look_on; it is over when none of its hosts is open.
    LookAround look() const;
    /// The last megabyte of its output, escapes removed.
    QString log(const std::string& id) const;

    void cancel(const std::string& id); ///< takes effect when the host is reachable
    /// A new job with what is missing. @return its id
    Result<std::string> retry(const std::string& id, Begun then = {});
    void reconnect(const std::string& id); ///< may ask
    /// Again. @error invalid when nothing of it is on its host, not_found
    Result<void> fetch(const std::string& id);
    struct Adoption {
        std::string id;
        std::vector<std::string> unknown; ///< sentences: what of the job cannot be known here
    };
    /// Takes a job that was started elsewhere as one of ours: writes it down here, watches it, fetches what it leaves.
    /// It is never started from here. May ask.
    /// @param host where it is; none: where it was last seen @param results as of a submission
    /// Tells invalid when it is ours, not_found when it is not there, unreadable when its files cannot be, io
    void adopt(const std::string& id, const std::optional<hosts::Host>& host, const std::filesystem::path& results,
               std::function<void(Result<Adoption>)> then);
    /// Removes an ended job from its host.
    enum class Unfetched {
        keep, ///< refuses while its results are not here, or another Kneepoint that knows the job has not fetched them
        remove
    };
    void clean(const std::string& id, Unfetched unfetched = Unfetched::keep,
               std::function<void(Result<void>)> then = {});
    /// An ended job, out of the list, also as one that is seen on its host. Results here stay, and so does its folder
    /// there; adopt() takes it up again. Where its results never came, the host is told that they are not wanted here
    /// any more, so that its maker can remove it.
    /// @param then told when that is done @error invalid when it has not ended or another program is at work on it; io
    /// when the host could not be told, with what that means: it is out of the list all the same
    void forget(const std::string& id, std::function<void(Result<void>)> then = {});
    /// How often hosts are asked: while the list is looked at, or not.
    enum class Watching { closely, seldom };
    void watch(Watching watching);

signals:
    void changed(const std::string& id);
    void others_changed(); ///< also: what came of a look
    void log_grew(const std::string& id);
    void results_grew(const std::string& id); ///< a level came; JobStatus::results can be read
    void ended(const std::string& id);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace kneepoint::runs
