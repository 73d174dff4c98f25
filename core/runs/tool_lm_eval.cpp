// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "tools.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

/// "key=value,key=value" with one value of the host in it.
struct ModelArgs {
    std::string before;
    AtRunTime value = AtRunTime::nothing;
    std::string after;

    void add(const std::string& key, const std::string& text)
    {
        auto& side = value == AtRunTime::nothing ? before : after;
        const bool first = before.empty() && value == AtRunTime::nothing;
        side += (first ? "" : ",") + key + "=" + text;
    }
};

/// What the back end needs, where the plan does not say it.
ModelArgs model_args(const Plan& plan, const PlannedModel& model)
{
    const Accuracy& accuracy = *plan.accuracy;
    ModelArgs args;
    const auto add_unless_said = [&](const std::string& key, const std::string& text) {
        if (!accuracy.model_args.contains(key)) args.add(key, text);
    };
    if (accuracy.backend == Accuracy::Backend::server) {
        args.add("model", model.served_name);
        args.before += ",base_url=";
        args.value = AtRunTime::url;
        args.after = "/v1/completions";
        add_unless_said("tokenizer", model.model);
        add_unless_said("tokenizer_backend", "huggingface");
        add_unless_said("num_concurrent", "16");
        add_unless_said("max_retries", "3");
        if (const auto longest = plan.server.flags.find("max-model-len"); longest != plan.server.flags.end())
            if (const auto* tokens = std::get_if<std::int64_t>(&longest->second))
                add_unless_said("max_length", std::to_string(*tokens));
    } else {
        args.add("pretrained", model.model);
        if (accuracy.backend == Accuracy::Backend::vllm)
            for (const auto* name : {"max-model-len", "gpu-memory-utilization", "tensor-parallel-size"})
                if (const auto flag = plan.server.flags.find(name); flag != plan.server.flags.end()) {
                    if (const auto* whole = std::get_if<std::int64_t>(&flag->second))
                        add_unless_said(replaced(name, "-", "_"), std::to_string(*whole));
                    if (const auto* number = std::get_if<double>(&flag->second))
                        add_unless_said(replaced(name, "-", "_"), number_text(*number));
                }
    }
    for (const auto& [key, text] : accuracy.model_args) args.add(key, text);
    return args;
}

bool says(const std::vector<std::string>& arguments, std::string_view option)
{
    return std::ranges::any_of(arguments, [&](const std::string& argument) {
        return argument == option || argument.starts_with(std::string(option) + "=");
    });
}

} // namespace

std::string_view lm_eval_model(Accuracy::Backend backend)
{
    switch (backend) {
    case Accuracy::Backend::server:
        return "local-completions";
    case Accuracy::Backend::vllm:
        return "vllm";
    case Accuracy::Backend::hf:
        return "hf";
    }
    return "hf";
}

Arguments lm_eval_arguments(const Plan& plan, const PlannedModel& model, std::string_view version,
                            const std::string& folder, const std::string& cache)
{
    const Accuracy& accuracy = *plan.accuracy;
    const auto args = model_args(plan, model);
    // The flat form works on every 0.4; "run" is known from 0.4.10 on.
    Arguments arguments{"lm_eval", "--model", std::string(lm_eval_model(accuracy.backend)), "--model_args",
                        Argument(args.before, args.value, args.after)};
    append(arguments, {"--tasks", join(accuracy.tasks, ",")});
    if (!accuracy.include_path.empty()) append(arguments, {"--include_path", accuracy.include_path});
    if (accuracy.num_fewshot) append(arguments, {"--num_fewshot", std::to_string(*accuracy.num_fewshot)});
    if (accuracy.limit) append(arguments, {"--limit", std::to_string(*accuracy.limit)});
    if (!says(accuracy.extra_args, "--batch_size")) {
        const bool served = accuracy.backend == Accuracy::Backend::server;
        append(arguments, {"--batch_size", served ? "1" : "auto"});
    }
    if (accuracy.apply_chat_template) {
        arguments.emplace_back("--apply_chat_template");
        // From 0.4.10 on a template turns multiturn on by itself, and the prompts are others.
        if (version_numbers(version) >= Version{0, 4, 10} && !says(accuracy.extra_args, "--fewshot_as_multiturn"))
            append(arguments, {"--fewshot_as_multiturn", "true"});
    }
    append(arguments, {"--output_path", "out/" + folder, "--log_samples", "--use_cache", cache});
    append(arguments, accuracy.extra_args);
    return arguments;
}

Result<void> check_lm_eval(const Accuracy& accuracy, std::string_view version)
{
    const auto numbers = version_numbers(version);
    if (numbers == Version{}) return {};
    if (numbers < Version{0, 4})
        return failure(ErrorKind::unsupported,
                       fmt::format("lm_eval {} is older than 0.4. Install 0.4.10 or newer on the host.", version));
    if (accuracy.backend == Accuracy::Backend::server && numbers < Version{0, 4, 4})
        return failure(
            ErrorKind::unsupported,
            fmt::format("lm_eval {} asks servers without echo: its multiple-choice scores are wrong and look "
                        "plausible. Install 0.4.4 or newer on the host, or use the back end hf or vllm.",
                        version));
    return {};
}

} // namespace kneepoint::runs
