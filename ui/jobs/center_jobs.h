// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job_source.h"

namespace kneepoint::ui {

/// The jobs of this user: JobCenter.
class CenterJobs : public JobSource {
    Q_OBJECT
public:
    explicit CenterJobs(runs::JobCenter::Options options, QObject* parent = nullptr);

    Result<void> open() { return m_center.open(); }
    void open_later(std::function<void(Result<void>)> then) { m_center.open_later(std::move(then)); }
    bool is_reading() const override { return m_center.is_reading(); }
    const std::vector<std::string>& notices() const { return m_center.notices(); }

    std::vector<runs::JobStatus> jobs() const override;
    std::optional<runs::JobStatus> job(const std::string& id) const override;
    QString log(const std::string& id) const override { return m_center.log(id); }
    void check(const runs::Plan& plan, const hosts::Host& host, Checks then) override;
    Result<std::string> submit(runs::JobCenter::Submission submission, Begun then) override;
    void cancel(const std::string& id) override { m_center.cancel(id); }
    Result<std::string> retry(const std::string& id, Begun then) override
    {
        return m_center.retry(id, std::move(then));
    }
    void reconnect(const std::string& id) override { m_center.reconnect(id); }
    Result<void> fetch(const std::string& id) override { return m_center.fetch(id); }
    void clean(const std::string& id, std::function<void(Result<void>)> then) override;
    void forget(const std::string& id, std::function<void(Result<void>)> then) override
    {
        m_center.forget(id, std::move(then));
    }
    Result<void> look_everywhere() override;
    runs::LookAround look() const override { return m_center.look(); }
    void adopt(const std::string& id, const std::filesystem::path& results, Adopted then) override;
    void watch(runs::JobCenter::Watching watching) override { m_center.watch(watching); }

private:
    runs::JobCenter m_center;
};

} // namespace kneepoint::ui
