// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job_source.h"

#include <QStringList>

#include <algorithm>
#include <map>

/// Jobs as a test tells them, and what the pages asked for.
namespace kneepoint::tests {

class ToldJobs : public ui::JobSource {
public:
    std::vector<runs::JobStatus> all;
    std::map<std::string, QString> logs;
    QStringList asked; ///< "cancel ID", "watch closely"
    std::vector<runs::JobCenter::Submission> submissions;
    std::vector<hosts::Check> found; ///< what every check finds, at once
    bool answers_checks = true;
    std::vector<Checks> waiting; ///< when it does not answer at once

    runs::JobStatus& add(std::string id, runs::JobState state)
    {
        runs::JobStatus job;
        job.id = id;
        job.name = "job " + id;
        job.host = "gpu-a";
        job.state = state;
        job.sentence = "sentence of " + id;
        job.created = std::chrono::system_clock::now();
        return *all.insert(all.begin(), job);
    }
    void tell(const std::string& id) { emit changed(id); }

    std::vector<runs::JobStatus> jobs() const override { return all; }
    std::optional<runs::JobStatus> job(const std::string& id) const override
    {
        const auto found_job = std::ranges::find(all, id, &runs::JobStatus::id);
        return found_job == all.end() ? std::nullopt : std::optional(*found_job);
    }
    QString log(const std::string& id) const override
    {
        const auto text = logs.find(id);
        return text == logs.end() ? QString() : text->second;
    }
    void check(const runs::Plan&, const hosts::Host&, Checks then) override
    {
        asked << "check";
        if (answers_checks)
            then(found);
        else
            waiting.push_back(std::move(then));
    }
    bool reads = false;
    bool is_reading() const override { return reads; }
    Result<void> beginning; ///< what is told of a new job's, later
    Result<std::string> submit(runs::JobCenter::Submission submission, Begun then) override
    {
        submissions.push_back(std::move(submission));
        QMetaObject::invokeMethod(this, [this, then = std::move(then)] { then(beginning); }, Qt::QueuedConnection);
        return "submitted-" + std::to_string(submissions.size());
    }
    void cancel(const std::string& id) override { note("cancel", id); }
    Result<std::string> retry(const std::string& id, Begun then) override
    {
        QMetaObject::invokeMethod(this, [this, then = std::move(then)] { then(beginning); }, Qt::QueuedConnection);
        note("retry", id);
        return add("again", runs::JobState::staged).id;
    }
    void reconnect(const std::string& id) override { note("reconnect", id); }
    Result<void> fetch(const std::string& id) override
    {
        note("fetch", id);
        return {};
    }
    void clean(const std::string& id, std::function<void(Result<void>)> then) override
    {
        note("clean", id);
        then({});
    }
    Result<void> forgetting; ///< what is told of it
    void forget(const std::string& id, std::function<void(Result<void>)> then) override
    {
        note("forget", id);
        std::erase_if(all, [&](const auto& job) { return job.id == id; });
        then(forgetting);
    }
    runs::LookAround around;
    Result<void> look_everywhere() override
    {
        asked << "look everywhere";
        return {};
    }
    runs::LookAround look() const override { return around; }
    void adopt(const std::string& id, const std::filesystem::path&, Adopted then) override
    {
        note("adopt", id);
        for (auto& job : all)
            if (job.id == id) job.elsewhere = false;
        then(runs::JobCenter::Adoption{.id = id, .unknown = {}});
    }
    void watch(runs::JobCenter::Watching watching) override
    {
        asked << (watching == runs::JobCenter::Watching::closely ? "watch closely" : "watch seldom");
    }

private:
    void note(const char* what, const std::string& id) { asked << QLatin1String(what) + ' ' + id.c_str(); }
};

} // namespace kneepoint::tests
