// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_shape.h"

#include "lm_eval_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

struct OtherTool {
    std::string_view key; ///< a key that only its files have
    std::string_view what;
};
constexpr auto look_alikes = std::to_array<OtherTool>({
    {"benchmarks", "a GuideLLM report"},
    {"doc_id", "one sample of lm_eval, not its results"},
    {"quantization_config", "the configuration of a checkpoint"},
    {"model_type", "the configuration of a checkpoint"},
    {"checkpoint", "an inspection of a checkpoint"},
    {"eval", "a log of Inspect (inspect_ai)"},
    {"metrics", "a summary of another tool"},
});

std::string what_else(const Json& file)
{
    if (file.is_array()) return "a JSON list, not one results object";
    if (!file.is_object()) return "a single JSON value";
    for (const auto& [key, what] : look_alikes)
        if (file.contains(key)) return std::string(what);
    return "JSON of another kind";
}

/// An entry with at least one "metric,filter" key: enough to know a file of which only the results were kept.
bool has_filtered_metric(const Json& results)
{
    return std::ranges::any_of(results, [](const Json& entry) {
        if (!entry.is_object()) return false;
        for (const auto& [key, value] : entry.items())
            if (key.contains(',')) return true;
        return false;
    });
}

bool any_entry_has(const Json& results, std::string_view key)
{
    return std::ranges::any_of(results, [&](const Json& entry) { return member(entry, key) != nullptr; });
}

LmEvalShape with_configs(const Json& file, const Json& results)
{
    if (any_entry_has(results, "sample_len")) return {"lm_eval/0.4.12"};
    const Json* config = object_member(file, "config");
    if (config && object_member(*config, "model_args")) return {"lm_eval/0.4.10"};
    if (file.contains("n-samples")) return {"lm_eval/0.4.3"};
    if (file.contains("group_subtasks")) return {"lm_eval/0.4.2"};
    return {"lm_eval/0.4.0", false, true};
}

} // namespace

Result<LmEvalShape> lm_eval_shape(const Json& file)
{
    const Json* results = object_member(file, "results");
    if (!results)
        return failure(ErrorKind::unsupported, "This is " + what_else(file) +
                                                   "; results of lm_eval are a JSON object with a member \"results\".");
    if (file.contains("config_general")) return LmEvalShape{"lighteval", true};
    if (file.contains("configs")) return with_configs(file, *results);
    if (file.contains("config") && file.contains("versions")) return LmEvalShape{"lm_eval/0.3"};
    if (has_filtered_metric(*results)) return LmEvalShape{"lm_eval/trimmed"};
    return failure(ErrorKind::unsupported,
                   "This JSON has a member \"results\" but neither the configuration nor the metric names of lm_eval; "
                   "it comes from another tool.");
}

} // namespace kneepoint::import
