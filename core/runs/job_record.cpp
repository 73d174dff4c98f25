// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_record.h"

#include "host_json.h"
#include "job_id.h"
#include "plan_names.h"

#include "kneepoint/base/file.h"

#include <nlohmann/json.hpp>

namespace kneepoint::runs {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view record_schema = "kneepoint.job/1";

double seconds_of(Time time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

Time time_of(double seconds)
{
    return Time(std::chrono::round<Time::duration>(std::chrono::duration<double>(seconds)));
}

ordered_json json_of(const std::optional<Time>& time)
{
    return time ? ordered_json(seconds_of(*time)) : ordered_json();
}

std::optional<Time> time_in(const ordered_json& object, const char* key)
{
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? std::nullopt : std::optional(time_of(found->get<double>()));
}

ordered_json json_of(const Step& step)
{
    return {{"id", step.id},
            {"kind", name_of(step_kind_names, step.kind)},
            {"model", step.model},
            {"repetition", step.repetition},
            {"text", step.text},
            {"folder", step.folder},
            {"takes_s", step.takes.count()},
            {"requests", step.requests}};
}

Step step_in(const ordered_json& object)
{
    Step step;
    step.id = object.at("id").get<std::string>();
    step.kind = value_of(step_kind_names, object.at("kind").get<std::string>()).value_or(StepKind::level);
    step.model = object.at("model").get<int>();
    step.repetition = object.at("repetition").get<int>();
    step.text = object.at("text").get<std::string>();
    step.folder = object.value("folder", std::string());
    step.takes = std::chrono::duration<double>(object.at("takes_s").get<double>());
    step.requests = object.value("requests", std::int64_t{0});
    return step;
}

JobState state_in(const ordered_json& object, const char* key)
{
    const auto word = object.at(key).get<std::string>();
    for (int i = 0; i <= static_cast<int>(JobState::quarantined); ++i)
        if (to_string(static_cast<JobState>(i)) == word) return static_cast<JobState>(i);
    throw ordered_json::other_error::create(0, "unknown state " + word, nullptr);
}

JobRecord record_in(const ordered_json& object)
{
    JobRecord record;
    record.id = object.at("id").get<std::string>();
    record.name = object.at("name").get<std::string>();
    record.by = object.value("by", std::string());
    record.state = state_in(object, "state");
    record.end = state_in(object, "end");
    record.why = object.at("why").get<std::string>();
    record.end_why = object.at("end_why").get<std::string>();
    record.spec = object.at("spec").get<std::string>();
    record.root = object.at("root").get<std::string>();
    for (const auto& step : object.at("steps")) record.steps.push_back(step_in(step));
    record.finished = object.at("finished").get<Finished>();
    record.earlier = object.value("earlier", std::string());
    record.start_ordered = time_in(object, "start_ordered");
    record.started = time_in(object, "started");
    record.ended = time_in(object, "ended");
    record.end_seen = time_in(object, "end_seen");
    record.lost_since = time_in(object, "lost_since");
    record.clock_offset_s = object.at("clock_offset_s").get<double>();
    const auto results = object.at("results").get<std::string>();
    record.results = std::filesystem::path(std::u8string(results.begin(), results.end()));
    record.fetched_bytes = object.at("fetched_bytes").get<std::uint64_t>();
    record.fetched_files = object.at("fetched_files").get<std::uint64_t>();
    record.cleaned = object.at("cleaned").get<bool>();
    return record;
}

} // namespace

std::string to_json(const JobRecord& record)
{
    ordered_json steps = ordered_json::array();
    for (const auto& step : record.steps) steps.push_back(json_of(step));
    const ordered_json object{
        {"schema", record_schema},
        {"id", record.id},
        {"name", record.name},
        {"by", record.by},
        {"hosts", ordered_json::parse(hosts::hosts_to_json({record.host}))},
        {"state", to_string(record.state)},
        {"end", to_string(record.end)},
        {"why", record.why},
        {"end_why", record.end_why},
        {"spec", record.spec},
        {"root", record.root},
        {"steps", std::move(steps)},
        {"finished", record.finished},
        {"earlier", record.earlier},
        {"start_ordered", json_of(record.start_ordered)},
        {"started", json_of(record.started)},
        {"ended", json_of(record.ended)},
        {"end_seen", json_of(record.end_seen)},
        {"lost_since", json_of(record.lost_since)},
        {"clock_offset_s", record.clock_offset_s},
        {"results", utf8_path(record.results)},
        {"fetched_bytes", record.fetched_bytes},
        {"fetched_files", record.fetched_files},
        {"cleaned", record.cleaned},
    };
    return object.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

Result<JobRecord> read_job_record(std::string_view json)
{
    try {
        const auto object = ordered_json::parse(json);
        if (object.at("schema").get<std::string>() != record_schema)
            return failure(ErrorKind::unsupported, "The job was written by another version of Kneepoint.");
        auto record = record_in(object);
        auto hosts = hosts::hosts_from_json(object.at("hosts").dump());
        if (!hosts) return std::unexpected(hosts.error());
        if (hosts->size() != 1 || !is_job_id(record.id) || !hosts::check_host(hosts->front()))
            return failure(ErrorKind::unreadable, "The job's id or host cannot be.");
        record.host = std::move(hosts->front());
        return record;
    } catch (const ordered_json::exception& error) {
        return failure(ErrorKind::unreadable, std::string("The job cannot be read: ") + error.what());
    }
}

} // namespace kneepoint::runs
