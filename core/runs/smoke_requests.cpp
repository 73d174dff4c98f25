// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_steps.h"
#include "json_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

constexpr int smoke_tokens = 16;

bool speaks_chat(const Plan& plan)
{
    if (!plan.load || plan.load->tool != LoadTool::guidellm) return false;
    // GuideLLM's own options for completions: request_format=/v1/completions, --request-type text_completions.
    return std::ranges::none_of(plan.load->extra_args, [](const std::string& argument) {
        return argument.contains("text_completions") || argument.contains("=/v1/completions");
    });
}

Json smoke_request(const Plan& plan, const PlannedModel& model, bool streamed)
{
    constexpr const char* prompt = "The quick brown fox jumps over the lazy dog, and";
    Json json{{"model", model.served_name}};
    if (speaks_chat(plan))
        json["messages"] = Json::array({{{"role", "user"}, {"content", prompt}}});
    else
        json["prompt"] = prompt;
    json["max_tokens"] = smoke_tokens;
    json["temperature"] = 0;
    json["stream"] = streamed;
    return json;
}

} // namespace

std::string smoke_path(const Plan& plan)
{
    return speaks_chat(plan) ? "/v1/chat/completions" : "/v1/completions";
}

std::string smoke_file(const PlannedModel& model, bool streamed)
{
    return fmt::format("smoke-{}{}.json", model.served_name, streamed ? "-stream" : "");
}

std::vector<JobFile> smoke_files(const Plan& plan)
{
    std::vector<JobFile> files;
    if (!plan.load && !plan.accuracy) return files;
    for (const auto& model : plan.models)
        for (const bool streamed : {false, true})
            files.push_back({smoke_file(model, streamed), smoke_request(plan, model, streamed).dump() + "\n"});
    return files;
}

} // namespace kneepoint::runs
