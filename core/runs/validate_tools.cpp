// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "plan_names.h"
#include "plan_problems.h"
#include "secret_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace kneepoint::runs {

namespace {

bool between(auto value, auto least, auto most)
{
    return value >= least && value <= most;
}

void check_streams_and_rates(const Load& load, PlanProblems& problems)
{
    const bool wants_streams = load.profile == Profile::concurrent;
    const bool wants_rates = load.profile == Profile::constant || load.profile == Profile::poisson;
    problems.add_unless(wants_streams != load.streams.empty(), "load.streams",
                        wants_streams ? "Write the requests in flight of each level, such as [1, 4, 16]."
                                      : "Streams belong to the profile \"concurrent\" only.");
    problems.add_unless(wants_rates != load.rates.empty(), "load.rates",
                        wants_rates ? "Write the requests a second of each level, such as [1, 2.5]."
                                    : "Rates belong to the profiles \"constant\" and \"poisson\" only.");
    for (std::size_t i = 0; i < load.streams.size(); ++i)
        problems.add_unless(between(load.streams[i], 1, 100'000), fmt::format("load.streams[{}]", i),
                            "Write 1 to 100,000 requests in flight.");
    for (std::size_t i = 0; i < load.rates.size(); ++i)
        problems.add_unless(between(load.rates[i], 0.001, 1e6), fmt::format("load.rates[{}]", i),
                            "Write 0.001 to 1,000,000 requests a second.");
    problems.add_unless(std::set(load.streams.begin(), load.streams.end()).size() == load.streams.size(),
                        "load.streams", "A level stands twice. Use \"repeat\" to measure again.");
    problems.add_unless(std::set(load.rates.begin(), load.rates.end()).size() == load.rates.size(), "load.rates",
                        "A level stands twice. Use \"repeat\" to measure again.");
}

bool is_version(std::string_view text)
{
    return text.size() <= 20 && std::ranges::all_of(text, [](char c) { return between(c, '0', '9') || c == '.'; });
}

/// What would be joined to "key=value,key=value" and fall apart there.
void check_pairs(const std::map<std::string, std::string>& pairs, PlanProblems& problems)
{
    constexpr std::array<std::string_view, 3> keys_of_servers{"auth_token", "header", "api_key"};
    for (const auto& [key, value] : pairs) {
        const auto field = "accuracy.model_args." + key;
        problems.add_unless(!key.empty() && key.find_first_of(",= \t\n") == std::string::npos, field,
                            "A name holds no comma, \"=\" or blank.");
        problems.add_unless(!value.contains(','), field,
                            "lm_eval splits its model arguments at commas, so a value cannot hold one.");
        if (std::ranges::find(keys_of_servers, key) != keys_of_servers.end())
            problems.add(field, "lm_eval writes its model arguments into every result. Name the key's variable, "
                                "OPENAI_API_KEY, under \"secrets\".");
        problems.check_text(field, value);
    }
}

} // namespace

void check_workload(const Plan& plan, PlanProblems& problems)
{
    const Workload& workload = plan.workload;
    problems.add_unless(between(workload.prompt_tokens, 1, 1'000'000), "workload.prompt_tokens",
                        "Write 1 to 1,000,000 tokens.");
    problems.add_unless(between(workload.output_tokens, 1, 1'000'000), "workload.output_tokens",
                        "Write 1 to 1,000,000 tokens.");
    problems.add_unless(between(workload.prefix_tokens, 0, 1'000'000), "workload.prefix_tokens",
                        "Write 0 to 1,000,000 tokens.");
    problems.check_text("workload.data_file", workload.data_file);
}

void check_load(const Load& load, PlanProblems& problems)
{
    problems.add_unless(is_version(load.version), "load.version", "Write a version as 0.8 or 0.8.1.");
    problems.add_unless(load.tool == LoadTool::guidellm || load.version.empty(), "load.version",
                        "A version belongs to GuideLLM; kneepoint-load is the one that is uploaded.");
    problems.add_unless(between(load.levels, 3, 100), "load.levels", "Write 3 to 100 levels.");
    check_streams_and_rates(load, problems);
    problems.add_unless(between(load.max_concurrency, 1, 100'000), "load.max_concurrency",
                        "Write 1 to 100,000 requests in flight.");
    problems.add_unless(load.max_seconds || load.max_requests, "load.max_seconds",
                        "A level needs an end: max_seconds, max_requests or both.");
    problems.add_unless(!load.max_seconds || between(*load.max_seconds, 0.1, 86'400.0), "load.max_seconds",
                        "Write 0.1 to 86,400 seconds.");
    problems.add_unless(!load.max_requests || between(*load.max_requests, 1, 100'000'000), "load.max_requests",
                        "Write 1 to 100,000,000 requests.");
    problems.add_unless(between(load.warmup_s, 0.0, 86'400.0), "load.warmup_s", "Write 0 to 86,400 seconds.");
    problems.add_unless(!load.max_seconds || load.warmup_s < *load.max_seconds, "load.warmup_s",
                        "The warm-up is left out at the start of each level, so it is to be shorter than one.");
    problems.check_texts("load.extra_args", load.extra_args);
}

void check_accuracy(const Plan& plan, PlanProblems& problems)
{
    if (!plan.accuracy) return;
    const Accuracy& accuracy = *plan.accuracy;
    problems.add_unless(!accuracy.tasks.empty(), "accuracy.tasks", "Write the tasks, such as [\"mmlu\", \"gsm8k\"].");
    for (std::size_t i = 0; i < accuracy.tasks.size(); ++i) {
        const auto field = fmt::format("accuracy.tasks[{}]", i);
        const auto& task = accuracy.tasks[i];
        problems.add_unless(!task.empty() && !task.starts_with('-') &&
                                task.find_first_of(", \t\n") == std::string::npos,
                            field, "Write one task's name: no comma, no blank, no leading \"-\".");
        problems.check_text(field, task);
    }
    problems.add_unless(!accuracy.include_path.starts_with('-'), "accuracy.include_path",
                        "A path cannot begin with \"-\". Write ./ before it.");
    problems.check_text("accuracy.include_path", accuracy.include_path);
    problems.add_unless(between(accuracy.num_fewshot.value_or(0), 0, 1000), "accuracy.num_fewshot",
                        "Write 0 to 1,000 examples.");
    problems.add_unless(accuracy.limit.value_or(1) >= 1, "accuracy.limit",
                        "Write at least 1 document, or null for all.");
    check_pairs(accuracy.model_args, problems);
    problems.check_texts("accuracy.extra_args", accuracy.extra_args);
    for (std::size_t i = 0; i < plan.models.size(); ++i)
        problems.add_unless(!plan.models[i].model.contains(','), fmt::format("models[{}].model", i),
                            "lm_eval splits its model arguments at commas. Use a folder without one.");
}

void check_quantize(const Plan& plan, PlanProblems& problems)
{
    if (!plan.quantize) return;
    const Quantize& quantize = *plan.quantize;
    constexpr std::array<std::string_view, 3> schemes{"W8A8-INT8", "FP8-dynamic", "W4A16"};
    problems.add_unless(!quantize.model.empty(), "quantize.model", "Write the model that is to be quantised.");
    problems.add_unless(std::ranges::find(schemes, quantize.scheme) != schemes.end(), "quantize.scheme",
                        "Write W8A8-INT8, FP8-dynamic or W4A16.");
    problems.add_unless(quantize.scheme == "FP8-dynamic" || !quantize.dataset.empty(), "quantize.dataset",
                        "This scheme is calibrated: write a dataset's hub id or a JSON Lines file on the host.");
    const auto is_output = [&](const PlannedModel& model) { return model.model == quantize.output; };
    problems.add_unless(!quantize.output.empty() && std::ranges::any_of(plan.models, is_output), "quantize.output",
                        "Write the folder on the host that one of the models names.");
    problems.add_unless(between(quantize.samples, 1, 100'000), "quantize.samples", "Write 1 to 100,000 samples.");
    problems.add_unless(between(quantize.max_length, 16, 1'000'000), "quantize.max_length",
                        "Write 16 to 1,000,000 tokens.");
    problems.check_text("quantize.model", quantize.model);
    problems.check_text("quantize.output", quantize.output);
    problems.check_text("quantize.dataset", quantize.dataset);
}

} // namespace kneepoint::runs
