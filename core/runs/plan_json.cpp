// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_fields.h"

#include "kneepoint/runs/plan.h"

namespace kneepoint::runs {

namespace {

Json text_or_null(const std::string& text)
{
    return text.empty() ? Json() : Json(text);
}

template<typename T>
Json or_null(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

template<typename T>
Json list_or_null(const std::vector<T>& list)
{
    return list.empty() ? Json() : Json(list);
}

Json model_json(const PlannedModel& model, bool base)
{
    Json json{{"role", base ? "base" : "candidate"}, {"model", model.model}, {"served_name", model.served_name}};
    if (!model.scheme.empty()) json["scheme"] = model.scheme;
    if (!model.url.empty()) json["url"] = model.url;
    return json;
}

Json server_json(const Server& server)
{
    Json json{{"kind", name_of(server_kind_names, server.kind)}};
    if (!server.argv.empty()) json["argv"] = server.argv;
    auto flags = Json::object();
    for (const auto& [name, value] : server.flags)
        std::visit([&flags, &key = name](const auto& v) { flags[key] = v; }, value);
    json["flags"] = std::move(flags);
    json["extra_args"] = server.extra_args;
    json["env"] = server.environment;
    json["ready"] = server.ready;
    json["port"] = server.port;
    json["ready_timeout_s"] = server.ready_timeout_s;
    return json;
}

Json load_json(const Load& load)
{
    return {{"tool", name_of(load_tool_names, load.tool)},
            {"version", text_or_null(load.version)},
            {"profile", name_of(profile_names, load.profile)},
            {"levels", load.levels},
            {"streams", list_or_null(load.streams)},
            {"rates", list_or_null(load.rates)},
            {"max_concurrency", load.max_concurrency},
            {"max_seconds", or_null(load.max_seconds)},
            {"max_requests", or_null(load.max_requests)},
            {"warmup_s", load.warmup_s},
            {"extra_args", load.extra_args}};
}

Json accuracy_json(const Accuracy& accuracy)
{
    return {{"tool", "lm_eval"},
            {"backend", name_of(backend_names, accuracy.backend)},
            {"tasks", accuracy.tasks},
            {"include_path", text_or_null(accuracy.include_path)},
            {"num_fewshot", or_null(accuracy.num_fewshot)},
            {"limit", or_null(accuracy.limit)},
            {"apply_chat_template", accuracy.apply_chat_template},
            {"model_args", accuracy.model_args},
            {"extra_args", accuracy.extra_args}};
}

Json quantize_json(const Quantize& quantize)
{
    return {{"model", quantize.model},     {"scheme", quantize.scheme},
            {"output", quantize.output},   {"dataset", text_or_null(quantize.dataset)},
            {"samples", quantize.samples}, {"max_length", quantize.max_length}};
}

} // namespace

std::string to_json(const Plan& plan)
{
    Json json{{"schema", "kneepoint.plan/1"}, {"name", plan.name}, {"host", text_or_null(plan.host)}};
    json["models"] = Json::array();
    for (std::size_t i = 0; i < plan.models.size(); ++i) json["models"].push_back(model_json(plan.models[i], i == 0));
    json["quantize"] = plan.quantize ? quantize_json(*plan.quantize) : Json();
    json["server"] = server_json(plan.server);
    json["workload"] = {{"prompt_tokens", plan.workload.prompt_tokens},
                        {"output_tokens", plan.workload.output_tokens},
                        {"prefix_tokens", plan.workload.prefix_tokens},
                        {"data_file", text_or_null(plan.workload.data_file)}};
    json["load"] = plan.load ? load_json(*plan.load) : Json();
    json["accuracy"] = plan.accuracy ? accuracy_json(*plan.accuracy) : Json();
    json["repeat"] = plan.repeat;
    json["order"] = name_of(order_names, plan.order);
    json["seed"] = plan.seed;
    json["secrets"] = plan.secrets;
    // Only a plan that does not validate holds bytes that are not UTF-8.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace kneepoint::runs
