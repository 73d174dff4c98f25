// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_center.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::ui {

/// What the pages need of the jobs: all that JobCenter tells and takes, and no more, so that a test can bring its own.
/// The functions mean what JobCenter's of the same name mean.
class JobSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~JobSource() override;

    virtual bool is_reading() const = 0;
    /// Newest first; also those that were started elsewhere (JobStatus::elsewhere).
    virtual std::vector<runs::JobStatus> jobs() const = 0;
    virtual std::optional<runs::JobStatus> job(const std::string& id) const = 0;
    virtual QString log(const std::string& id) const = 0;

    using Checks = runs::JobCenter::Checks;
    virtual void check(const runs::Plan& plan, const hosts::Host& host, Checks then) = 0;
    using Begun = runs::JobCenter::Begun;
    virtual Result<std::string> submit(runs::JobCenter::Submission submission, Begun then) = 0;

    virtual void cancel(const std::string& id) = 0;
    virtual Result<std::string> retry(const std::string& id, Begun then) = 0;
    virtual void reconnect(const std::string& id) = 0;
    virtual Result<void> fetch(const std::string& id) = 0;
    virtual void clean(const std::string& id, std::function<void(Result<void>)> then) = 0;
    virtual void forget(const std::string& id, std::function<void(Result<void>)> then) = 0;
    /// Lists the jobs of every host in the list of hosts, without a question of ssh. @error of that list
    virtual Result<void> look_everywhere() = 0;
    virtual runs::LookAround look() const = 0;
    using Adopted = std::function<void(Result<runs::JobCenter::Adoption>)>;
    virtual void adopt(const std::string& id, const std::filesystem::path& results, Adopted then) = 0;
    virtual void watch(runs::JobCenter::Watching watching) = 0;

signals:
    void changed(const std::string& id); ///< empty: of those elsewhere, or of a look
    void log_grew(const std::string& id);
    void results_grew(const std::string& id);
    void ended(const std::string& id);
};

} // namespace kneepoint::ui
