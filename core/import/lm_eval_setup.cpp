// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_setup.h"

#include "kneepoint/base/text.h"
#include "kneepoint/base/time.h"
#include "kneepoint/import/formats.h"
#include "lm_eval_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

void add_fact(Setup& setup, std::string key, std::string value, std::string path)
{
    if (!value.empty()) setup.facts.insert_or_assign(std::move(key), Fact{std::move(value), std::move(path)});
}

/// lm_eval writes arguments as they were given, keys and tokens of servers included; they must not reach a report.
/// A switch such as add_bos_token=True is none.
bool is_secret(std::string_view key, std::string_view value)
{
    const std::string name = lower_case(key), said = lower_case(value);
    if (said == "true" || said == "false") return false;
    return name.contains("auth") || name.contains("api_key") || name.contains("header") || name == "token" ||
           name.ends_with("_token");
}

std::string arguments_text(const ModelArguments& arguments)
{
    std::vector<std::string> parts;
    for (const auto& [key, value] : arguments)
        parts.push_back(key + "=" + (is_secret(key, value) ? "(hidden)" : value));
    return join(parts, ",");
}

/// The order of lm_eval's own GeneralConfigTracker.
std::string model_of(const Json& file, const ModelArguments& arguments)
{
    for (const std::string_view key : {"peft", "delta", "pretrained", "model", "path", "engine"})
        if (auto model = argument(arguments, key); !model.empty()) return model;
    if (auto name = text_member(file, "model_name"); !name.empty()) return name;
    const Json* general = object_member(file, "config_general");
    return general ? text_member(*general, "model_name") : std::string();
}

void read_scheme(Setup& setup, const ModelArguments& arguments, const std::string& model_dtype)
{
    const auto take = [&setup](std::string_view text, std::string source) {
        if (!setup.scheme.empty() || text.empty()) return;
        setup.scheme = scheme_from_text(text);
        if (!setup.scheme.empty()) setup.scheme_source = std::move(source);
    };
    take(setup.model, "model name");
    for (const std::string_view key :
         {"quantization", "load_in_4bit", "load_in_8bit", "autogptq", "gptqmodel", "gguf_file", "dtype"}) {
        const std::string value = argument(arguments, key);
        const std::string assignment = std::string(key) + "=" + value;
        if (!value.empty() && value != "False" && value != "false") take(assignment, "model_args " + assignment);
    }
    take(model_dtype, "model_dtype " + model_dtype);
}

std::string line_behind(std::string_view text, std::string_view label)
{
    const std::size_t at = text.find(label);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + label.size());
    return std::string(trimmed(rest.substr(0, rest.find('\n'))));
}

/// The environment is the evaluating machine's: with a server elsewhere its GPU says nothing about the model's.
bool server_elsewhere(const ModelArguments& arguments)
{
    const std::string url = argument(arguments, "base_url");
    return !url.empty() && !url.contains("//127.0.0.1") && !url.contains("//localhost") && !url.contains("//[::1]");
}

void read_gpu(Setup& setup, std::string_view environment, bool elsewhere)
{
    int count = 0;
    std::string name;
    for (std::string gpu; !(gpu = line_behind(environment, "GPU " + std::to_string(count) + ":")).empty(); ++count)
        if (name.empty()) name = gpu;
    if (count == 0) return;
    const std::string prefix = elsewhere ? "client.gpu." : "gpu.";
    add_fact(setup, prefix + "name", name, "pretty_env_info");
    add_fact(setup, prefix + "count", std::to_string(count), "pretty_env_info");
    add_fact(setup, prefix + "driver", line_behind(environment, "Nvidia driver version:"), "pretty_env_info");
    if (!elsewhere) setup.gpu = name;
}

struct FactSource {
    std::string_view key;    ///< of the fact, behind "accuracy."
    std::string_view member; ///< in the file
};
constexpr auto top_facts = std::to_array<FactSource>({
    {"chat_template_sha", "chat_template_sha"},
    {"system_instruction_sha", "system_instruction_sha"},
    {"fewshot_as_multiturn", "fewshot_as_multiturn"},
    {"max_length", "max_length"},
    {"git_hash", "git_hash"},
    {"transformers_version", "transformers_version"},
    {"model_source", "model_source"},
    {"tokenizer_bos_token", "tokenizer_bos_token"},
    {"tokenizer_eos_token", "tokenizer_eos_token"},
    {"tokenizer_pad_token", "tokenizer_pad_token"},
    {"total_seconds", "total_evaluation_time_seconds"},
});
constexpr auto config_facts = std::to_array<FactSource>({
    {"backend", "model"},
    {"limit", "limit"},
    {"num_fewshot", "num_fewshot"},
    {"batch_size", "batch_size"},
    {"device", "device"},
    {"dtype", "model_dtype"},
    {"model_revision", "model_revision"},
    {"model_sha", "model_sha"},
    {"bootstrap_iters", "bootstrap_iters"},
});

void add_facts(Setup& setup, const Json& object, const auto& sources, std::string_view where)
{
    for (const auto& [key, name] : sources)
        add_fact(setup, "accuracy." + std::string(key), as_text(member(object, name)),
                 std::string(where) + std::string(name));
}

void read_config(const Json& config, Setup& setup)
{
    add_facts(setup, config, config_facts, "config.");
    // From 0.4.10 on options that are not set are {}, before they were null.
    if (const Json* options = member(config, "gen_kwargs"); options && !options->empty())
        add_fact(setup, "accuracy.gen_kwargs", as_text(options), "config.gen_kwargs");
    std::vector<std::string> seeds;
    for (const std::string_view name : {"random_seed", "numpy_seed", "torch_seed", "fewshot_seed"})
        if (auto seed = as_text(member(config, name)); !seed.empty()) seeds.push_back(std::move(seed));
    add_fact(setup, "accuracy.seeds", join(seeds, ","), "config.random_seed");
}

void read_hashes(const Json& file, Setup& setup)
{
    const Json* hashes = object_member(file, "task_hashes");
    if (!hashes) return;
    for (const auto& [task, hash] : hashes->items())
        add_fact(setup, "task_hashes." + task, as_text(&hash), "task_hashes." + task);
}

/// Which data set, and which state of it, each task takes its questions from.
void read_datasets(const Json& file, Setup& setup)
{
    const Json* configs = object_member(file, "configs");
    if (!configs) return;
    for (const auto& [task, config] : configs->items()) {
        if (!config.is_object()) continue;
        std::vector<std::string> parts;
        for (const std::string_view key : {"dataset_path", "dataset_name"})
            if (auto part = text_member(config, key); !part.empty()) parts.push_back(std::move(part));
        if (const Json* options = object_member(config, "dataset_kwargs"))
            if (auto revision = text_member(*options, "revision"); !revision.empty())
                parts.push_back("revision " + revision);
        add_fact(setup, "datasets." + task, join(parts, " "), "configs." + task + ".dataset_path");
    }
}

} // namespace

void read_lm_eval_setup(const Json& file, Run& run)
{
    static const Json none = Json::object();
    const Json* config = object_member(file, "config");
    if (!config) config = object_member(file, "config_general");
    if (!config) config = &none;
    const ModelArguments arguments = model_arguments(member(*config, "model_args"));
    Setup& setup = run.setup;
    setup.model = model_of(file, arguments);
    read_scheme(setup, arguments, text_member(*config, "model_dtype"));
    add_facts(setup, file, top_facts, "");
    read_config(*config, setup);
    add_fact(setup, "accuracy.model_args", arguments_text(arguments), "config.model_args");
    read_gpu(setup, text_member(file, "pretty_env_info"), server_elsewhere(arguments));
    read_hashes(file, setup);
    read_datasets(file, setup);
    run.tool = {object_member(file, "config_general") ? "lighteval" : "lm_eval", text_member(file, "lm_eval_version")};
    if (const auto date = finite_number(member(file, "date"))) run.started = utc_text(*date);
}

} // namespace kneepoint::import
