// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_at.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include <fmt/format.h>

namespace kneepoint::import {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view known_schema = "kneepoint.job/1";
constexpr std::size_t most_models = 1000;

/// "NVIDIA H200", or "2x NVIDIA H200".
std::string gpu_of(const Json& json)
{
    const Json* gpus = json_at(json, {"host", "gpus"});
    if (!gpus || !gpus->is_array() || gpus->empty()) return {};
    auto name = one_line(text_at(gpus->front(), {"name"}), 100);
    return gpus->size() > 1 ? fmt::format("{}x {}", gpus->size(), name) : name;
}

/// What the plan says of one model, as context of the runs in the model's folder.
Run job_model(const Json& model, std::size_t index, const Json& job)
{
    Run run;
    run.kind = RunKind::environment;
    run.format = known_schema;
    run.tool.name = "kneepoint";
    const auto place = fmt::format("plan.models[{}]", index);
    run.setup.model = text_at(model, {"model"});
    run.setup.scheme = text_at(model, {"scheme"});
    if (!run.setup.scheme.empty()) run.setup.scheme_source = "plan";
    run.setup.gpu = gpu_of(job);
    run.setup.facts["job.role"] = {text_at(model, {"role"}) == "base" ? "base" : "candidate", place + ".role"};
    run.setup.facts["job.served_name"] = {text_at(model, {"served_name"}), place + ".served_name"};
    return run;
}

} // namespace

Result<Imported> job_record(std::string_view text, const Source& source, Progress& /*progress*/)
{
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        return failure(ErrorKind::unreadable, "The record of this job is damaged: it is no whole JSON.", source.file);
    if (text_at(json, {"schema"}) != known_schema)
        return failure(ErrorKind::unsupported, "This job was written by another version of Kneepoint.", source.file);
    const Json* models = json_at(json, {"plan", "models"});
    if (!models || !models->is_array() || models->size() > most_models)
        return failure(ErrorKind::unreadable, "The record of this job names no models.", source.file);
    Imported imported;
    for (std::size_t i = 0; i < models->size(); ++i)
        if (!text_at((*models)[i], {"served_name"}).empty()) imported.runs.push_back(job_model((*models)[i], i, json));
    if (const auto why = text_at(json, {"why"}); !why.empty())
        imported.problems.push_back({Severity::warning, "job-incomplete",
                                     fmt::format("The job did not do all of its plan: {}", one_line(why, 400)),
                                     source.file, "why"});
    return imported;
}

} // namespace kneepoint::import
