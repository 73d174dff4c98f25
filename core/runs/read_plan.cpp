// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/plan.h"

#include "json_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

constexpr std::string_view schema = "kneepoint.plan/1";

using Wrong = std::optional<Error>;

PlannedModel read_model(const Json& json, const std::string& path, std::string& role, Wrong& wrong)
{
    PlannedModel model;
    JsonFields fields(json, path, wrong);
    fields.take("role", role);
    fields.take("model", model.model);
    fields.take("served_name", model.served_name);
    fields.take("scheme", model.scheme);
    fields.take("url", model.url);
    fields.finish();
    if (role != "base" && role != "candidate")
        fields.wrong(path + ".role", "Each model has a role: \"base\" or \"candidate\".");
    return model;
}

/// The base first, whatever its place in the list.
std::vector<PlannedModel> read_models(JsonFields& plan, Wrong& wrong)
{
    std::vector<PlannedModel> models;
    const auto* list = plan.list("models");
    if (list == nullptr) return models;
    bool has_base = false;
    for (std::size_t i = 0; i < list->size(); ++i) {
        std::string role;
        const auto path = fmt::format("models[{}]", i);
        auto model = read_model((*list)[i], path, role, wrong);
        const bool base = role == "base";
        if (base && has_base)
            plan.wrong(path + ".role", "There is a base already; a plan has one, and all others are candidates.");
        models.insert(base ? models.begin() : models.end(), std::move(model));
        has_base = has_base || base;
    }
    if (!has_base) plan.wrong("models", "One model is to have the role \"base\".");
    return models;
}

Server read_server(const Json& json, Wrong& wrong)
{
    Server server;
    JsonFields fields(json, "server", wrong);
    fields.take("kind", server.kind, server_kind_names);
    fields.take("flags", server.flags);
    fields.take("extra_args", server.extra_args);
    fields.take("argv", server.argv);
    fields.take("env", server.environment);
    if (fields.has("ready") && !json["ready"].is_null()) fields.take("ready", server.ready);
    fields.take("port", server.port);
    fields.take("ready_timeout_s", server.ready_timeout_s);
    fields.finish();
    return server;
}

Workload read_workload(const Json& json, Wrong& wrong)
{
    Workload workload;
    JsonFields fields(json, "workload", wrong);
    fields.take("prompt_tokens", workload.prompt_tokens);
    fields.take("output_tokens", workload.output_tokens);
    fields.take("prefix_tokens", workload.prefix_tokens);
    fields.take("data_file", workload.data_file);
    fields.finish();
    return workload;
}

Load read_load(const Json& json, Wrong& wrong)
{
    Load load;
    JsonFields fields(json, "load", wrong);
    fields.take("tool", load.tool, load_tool_names);
    fields.take("version", load.version);
    fields.take("profile", load.profile, profile_names);
    fields.take("levels", load.levels);
    fields.take("streams", load.streams);
    fields.take("rates", load.rates);
    fields.take("max_concurrency", load.max_concurrency);
    fields.take("max_seconds", load.max_seconds);
    fields.take("max_requests", load.max_requests);
    fields.take("warmup_s", load.warmup_s);
    fields.take("extra_args", load.extra_args);
    fields.finish();
    return load;
}

Accuracy read_accuracy(const Json& json, Wrong& wrong)
{
    Accuracy accuracy;
    std::string tool = "lm_eval";
    JsonFields fields(json, "accuracy", wrong);
    fields.take("tool", tool);
    fields.take("backend", accuracy.backend, backend_names);
    fields.take("tasks", accuracy.tasks);
    fields.take("include_path", accuracy.include_path);
    fields.take("num_fewshot", accuracy.num_fewshot);
    fields.take("limit", accuracy.limit);
    fields.take("apply_chat_template", accuracy.apply_chat_template);
    fields.take("model_args", accuracy.model_args);
    fields.take("extra_args", accuracy.extra_args);
    fields.finish();
    if (tool != "lm_eval") fields.wrong("accuracy.tool", "Accuracy is measured by \"lm_eval\".");
    return accuracy;
}

Quantize read_quantize(const Json& json, Wrong& wrong)
{
    Quantize quantize;
    JsonFields fields(json, "quantize", wrong);
    fields.take("model", quantize.model);
    fields.take("scheme", quantize.scheme);
    fields.take("output", quantize.output);
    fields.take("dataset", quantize.dataset);
    fields.take("samples", quantize.samples);
    fields.take("max_length", quantize.max_length);
    fields.finish();
    return quantize;
}

/// A part that is not there has the default; one that is null is not run, where a plan may do without it.
template<typename Part, typename Read>
void read_part(JsonFields& fields, std::string_view key, Part& into, Wrong& wrong, Read read)
{
    const bool named = fields.has(key);
    if (const auto* json = fields.object(key))
        into = read(*json, wrong);
    else if constexpr (requires { into.reset(); })
        if (named) into.reset();
}

Plan read_members(const Json& document, Wrong& wrong)
{
    Plan plan;
    std::string named_schema;
    JsonFields fields(document, "", wrong);
    fields.take("schema", named_schema);
    fields.take("name", plan.name);
    fields.take("host", plan.host);
    plan.models = read_models(fields, wrong);
    read_part(fields, "quantize", plan.quantize, wrong, read_quantize);
    read_part(fields, "server", plan.server, wrong, read_server);
    read_part(fields, "workload", plan.workload, wrong, read_workload);
    read_part(fields, "load", plan.load, wrong, read_load);
    read_part(fields, "accuracy", plan.accuracy, wrong, read_accuracy);
    fields.take("repeat", plan.repeat);
    fields.take("order", plan.order, order_names);
    fields.take("seed", plan.seed);
    fields.take("secrets", plan.secrets);
    fields.finish();
    return plan;
}

} // namespace

Result<Plan> read_plan(std::string_view json)
{
    const auto document = parse_json(json);
    if (!document) return std::unexpected(document.error());
    const auto named = document->is_object() ? document->value("schema", Json()) : Json();
    if (named != schema) {
        const bool newer = named.is_string() && named.get<std::string>().starts_with("kneepoint.plan/");
        return failure(newer ? ErrorKind::unsupported : ErrorKind::invalid,
                       newer ? "This plan was written by a newer Kneepoint. Use that one."
                             : "This is no plan: its \"schema\" is not \"kneepoint.plan/1\".");
    }
    Wrong wrong;
    auto plan = read_members(*document, wrong);
    if (wrong) return std::unexpected(*wrong);
    return plan;
}

} // namespace kneepoint::runs
