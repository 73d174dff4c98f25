// SPDX-License-Identifier: GPL-3.0-or-later
#include "found_job.h"

#include "json_fields.h"
#include "other_jobs.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/manifest.h"

#include <QCoro/QCoroFuture>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::runs {

namespace {

constexpr std::uint64_t largest_told = std::uint64_t{8} << 20;
constexpr std::size_t most_steps = 10'000, longest_id = 16;
constexpr double longest_step_s = 30.0 * 24 * 3600;

/// @throw Json::exception
Step told_step(const Json& object, const Plan& plan)
{
    Step step;
    step.id = object.at("id").get<std::string>();
    step.kind = value_of(step_kind_names, object.at("kind").get<std::string>()).value_or(StepKind::level);
    const auto& model = object.at("model");
    const auto served = model.is_string()
                            ? std::ranges::find(plan.models, model.get<std::string>(), &PlannedModel::served_name)
                            : plan.models.end();
    if (served != plan.models.end()) step.model = static_cast<int>(served - plan.models.begin());
    step.repetition = std::max(object.at("repetition").get<int>(), 1) - 1;
    step.text = one_line(object.at("text").get<std::string>(), 300);
    if (const auto& folder = object.at("folder"); folder.is_string()) step.folder = folder.get<std::string>();
    const double takes = object.value("takes_s", 0.0); // older ones do not tell it
    if (std::isfinite(takes)) step.takes = std::chrono::duration<double>(std::clamp(takes, 0.0, longest_step_s));
    if (const auto requests = object.find("requests"); requests != object.end() && requests->is_number_integer())
        step.requests = std::max<std::int64_t>(0, requests->get<std::int64_t>());
    return step;
}

bool can_be(const Step& step)
{
    return !step.id.empty() && step.id.size() <= longest_id &&
           std::ranges::all_of(step.id, [](char c) { return c >= '0' && c <= '9'; }) &&
           (step.folder.empty() || hosts::check_name(step.folder));
}

QCoro::Task<Result<std::string>> told(protocol::ShellPointer shell, std::string path)
{
    auto text = co_await hosts::read_range(shell, path, 0, largest_told);
    if (text && text->size() >= largest_told)
        co_return failure(ErrorKind::too_large, "A file of the job is larger than what is taken from a host.", path);
    if (!text && text.error().kind == ErrorKind::not_found)
        co_return failure(ErrorKind::unreadable, "The job's folder lacks what every Kneepoint puts there.", path);
    co_return text;
}

} // namespace

Result<std::vector<Step>> read_told_steps(std::string_view about, const Plan& plan)
{
    try {
        const auto object = Json::parse(about);
        const auto& list = object.at("steps");
        if (!list.is_array() || list.size() > most_steps)
            return failure(ErrorKind::too_large, "The job's list of steps is none, or longer than any plan's.");
        std::vector<Step> steps;
        for (const auto& entry : list) {
            steps.push_back(told_step(entry, plan));
            if (!can_be(steps.back()))
                return failure(ErrorKind::unreadable, "A step of the job has an id or a folder that cannot be.",
                               one_line(steps.back().id + ' ' + steps.back().folder, 100));
        }
        return steps;
    } catch (const Json::exception& error) {
        return failure(ErrorKind::unreadable, fmt::format("The job's list of steps cannot be read: {}.", error.what()));
    }
}

QCoro::Task<Result<FoundJob>> read_found_job(protocol::ShellPointer shell, protocol::Place place)
{
    auto identity = co_await protocol::identity(shell, place);
    if (!identity) co_return std::unexpected(identity.error());
    if (identity->spec.empty())
        co_return failure(ErrorKind::unreadable, "The job is not prepared yet on its host.", place.folder());
    auto plan_text = co_await told(shell, place.folder() + "/plan.json");
    if (!plan_text) co_return std::unexpected(plan_text.error());
    auto about = co_await told(shell, place.folder() + "/about.json");
    if (!about) co_return std::unexpected(about.error());
    auto plan = read_plan(*plan_text);
    if (!plan)
        co_return failure(ErrorKind::unreadable, "The job's plan cannot be read: " + to_string(plan.error()),
                          place.folder() + "/plan.json");
    auto steps = read_told_steps(*about, *plan);
    if (!steps) co_return std::unexpected(steps.error());
    FoundJob job;
    job.record.id = place.id;
    job.record.by = maker(identity->origin.by);
    job.record.name = identity->origin.name.empty() ? place.id : identity->origin.name;
    job.record.state = JobState::queued; // until it was looked at
    job.record.spec = identity->spec;
    job.record.root = place.root;
    job.record.steps = std::move(*steps);
    job.plan = std::move(*plan);
    co_return job;
}

std::vector<std::string> unknown_of(const FoundJob& job, const std::string& host)
{
    std::vector<std::string> unknown;
    if (!job.plan.secrets.empty())
        unknown.push_back(fmt::format("The value of {} is known only to who started it; a second job with what is "
                                      "missing takes it from the environment here.",
                                      fmt::join(job.plan.secrets, ", ")));
    if (!job.plan.host.empty() && job.plan.host != host)
        unknown.push_back(fmt::format("Its plan calls its host {}, which may be another here; {} is used.",
                                      one_line(job.plan.host, 64), host));
    return unknown;
}

} // namespace kneepoint::runs
