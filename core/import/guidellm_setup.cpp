// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_run.h"
#include "guidellm_workload.h"
#include "json_at.h"
#include "json_place.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include <array>
#include <span>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

struct FactPlace {
    std::string_view fact;
    std::string_view path; ///< the first that is present gives the fact
};

/// Versions put the same fact in different places; no two versions put different facts in one place.
constexpr auto places = std::to_array<FactPlace>({
    {"model", "benchmarks[0].config.backend.model"},
    {"model", "args.backend_kwargs.model"},
    {"model", "args.model"},
    {"model", "config.spec.backend.model"},
    {"model", "benchmarks[0].worker.backend_model"},
    {"load.profile", "config.spec.profile.kind"},
    {"load.profile", "args.profile"},
    {"load.profile", "benchmarks[0].args.profile.type_"},
    {"load.max_seconds", "config.spec.constraints{max_duration}.seconds"},
    {"load.max_seconds", "args.max_seconds"},
    {"load.max_seconds", "benchmarks[0].args.max_duration"},
    {"load.max_requests", "config.spec.constraints{max_requests}.count"},
    {"load.max_requests", "args.max_requests"},
    {"load.max_requests", "benchmarks[0].args.max_number"},
    {"load.seed", "config.spec.seed.value"},
    {"load.seed", "args.random_seed"},
    {"load.seed", "benchmarks[0].args.profile.random_seed"},
    {"load.warmup", "config.spec.profile.warmup"},
    {"load.warmup", "args.warmup"},
    {"load.warmup", "benchmarks[0].args.warmup_duration"},
    {"load.warmup", "benchmarks[0].args.warmup_number"},
    {"load.cooldown", "config.spec.profile.cooldown"},
    {"load.cooldown", "args.cooldown"},
    {"load.cooldown", "benchmarks[0].args.cooldown_duration"},
    {"load.cooldown", "benchmarks[0].args.cooldown_number"},
    {"load.max_concurrency", "config.spec.profile.max_concurrency"},
    {"load.max_concurrency", "benchmarks[0].config.profile.max_concurrency"},
    {"load.max_concurrency", "benchmarks[0].args.profile.max_concurrency"},
    {"load.request_format", "config.spec.backend.request_format"},
    {"load.request_format", "args.request_format"},
    {"load.request_format", "args.backend_kwargs.request_format"},
    {"load.request_format", "args.data_request_formatter"},
    {"server.target", "config.spec.backend.target"},
    {"server.target", "args.target"},
    {"server.target", "args.backend_kwargs.target"},
    {"server.target", "benchmarks[0].worker.backend_target"},
    {"workload.data", "config.spec.data"},
    {"workload.data", "args.data"},
    {"workload.data", "benchmarks[0].request_loader.data"},
    {"workload.tokenizer", "config.spec.tokenizer.model"},
    {"workload.tokenizer", "args.processor"},
    {"workload.tokenizer", "benchmarks[0].request_loader.processor"},
});

constexpr auto places_0_1 = std::to_array<FactPlace>({
    {"model", "args.model"},
    {"load.profile", "args.mode"},
    {"load.max_seconds", "args.max_duration"},
    {"load.max_requests", "args.max_number"},
    {"server.target", "args.target"},
    {"workload.data", "args.data"},
    {"workload.tokenizer", "args.tokenizer"},
});

/// "http://user:secret@host/v1" without what stands before the "@".
std::string without_user(const std::string& url)
{
    const auto scheme = url.find("://");
    const auto start = scheme == std::string::npos ? 0 : scheme + 3;
    const auto at = url.substr(0, url.find('/', start)).rfind('@');
    return at == std::string::npos || at < start ? url : url.substr(0, start) + url.substr(at + 1);
}

std::string fact_text(std::string_view fact, const Json& value)
{
    if (fact == "workload.data") return workload_text(value);
    if (fact == "load.warmup" || fact == "load.cooldown") return window_text(value);
    if (fact == "server.target") return without_user(json_as_text(value));
    return json_as_text(value);
}

void read_facts(Run& run, const Json& root, std::span<const FactPlace> table, const std::string& prefix)
{
    auto& facts = run.setup.facts;
    for (const auto& [fact, path] : table) {
        const Json* value = facts.contains(std::string(fact)) ? nullptr : json_place(root, path);
        if (!value) continue;
        auto text = one_line(fact_text(fact, *value), 2000);
        if (!text.empty()) facts[std::string(fact)] = {std::move(text), prefix + std::string(path)};
    }
    if (const auto model = facts.find("model"); model != facts.end()) {
        run.setup.model = model->second.value;
        facts.erase(model);
    }
    run.setup.scheme = scheme_from_text(run.setup.model);
    if (!run.setup.scheme.empty()) run.setup.scheme_source = "model name";
    const auto data = facts.find("workload.data");
    if (data == facts.end()) return;
    for (const auto& [fact, tokens] : workload_tokens(data->second.value))
        facts["workload." + fact] = {tokens, data->second.path};
}

void read_labels(Run& run, const Json& root)
{
    const Json* labels = json_at(root, {"config", "metadata", "labels"});
    if (!labels || !labels->is_object()) return;
    for (const auto& [key, value] : labels->items()) {
        const auto text = one_line(json_as_text(value), 300);
        if (text.empty()) continue;
        run.setup.facts["label." + key] = {text, "config.metadata.labels." + key};
        if (lower_case(key) == "gpu") run.setup.gpu = text;
    }
}

} // namespace

void read_guidellm_setup(Run& run, const Json& root, GuidellmShape shape)
{
    read_facts(run, root, places, {});
    read_labels(run, root);
    // In 0.2 and 0.3 the profile of constant and poisson loads is called "async"; what it does stands beside it.
    const auto profile = run.setup.facts.find("load.profile");
    const Json* type = json_place(root, "benchmarks[0].args.profile.strategy_type");
    if (shape < GuidellmShape::v0_4 && type && profile != run.setup.facts.end() && profile->second.value == "async")
        profile->second.value = json_as_text(*type);
}

void read_guidellm_setup_0_1(Run& run, const Json& report, const std::string& path)
{
    read_facts(run, report, places_0_1, path + ".");
}

} // namespace kneepoint::import
