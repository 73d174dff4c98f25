// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan_names.h"
#include "tools.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace kneepoint::runs {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Failing requests are not held back by any version: thousands in a second.
constexpr const char* most_errors = "100";

/// "kind=a,key=value" as GuideLLM reads it, or JSON where a value would fall apart there.
Argument kind_text(const Pairs& pairs)
{
    const auto falls_apart = [](const auto& pair) {
        return pair.second.empty() || pair.second.find_first_of(",=[]{}\"'\\: \t\n#&*!|>%@`") != std::string::npos;
    };
    std::string text;
    if (std::ranges::none_of(pairs, falls_apart)) {
        for (const auto& [key, value] : pairs) text += (text.empty() ? "" : ",") + key + "=" + value;
        return text;
    }
    nlohmann::ordered_json json;
    for (const auto& [key, value] : pairs) json[key] = value;
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// The target is the host's to fill in.
Argument backend_text(const PlannedModel& model)
{
    return {"kind=openai_http,target=", AtRunTime::url, ",model=" + model.served_name};
}

std::string workload_text(const Workload& workload)
{
    auto text = fmt::format("prompt_tokens={},output_tokens={}", workload.prompt_tokens, workload.output_tokens);
    if (workload.prefix_tokens > 0) text += fmt::format(",prefix_tokens={}", workload.prefix_tokens);
    return text;
}

std::string_view file_kind(std::string_view path)
{
    if (path.ends_with(".csv")) return "csv_file";
    return path.ends_with(".txt") ? "text_file" : "json_file";
}

Argument data_text(const Workload& workload)
{
    if (workload.data_file.empty()) return "kind=synthetic_text," + workload_text(workload);
    return kind_text({{"kind", std::string(file_kind(workload.data_file))}, {"path", workload.data_file}});
}

/// The profile knee wants a list of streams that rise: doubled up to the most.
std::string knee_text(const Load& load)
{
    std::vector<int> streams;
    for (int n = 1; n < load.max_concurrency && static_cast<int>(streams.size()) < load.levels - 1; n *= 2)
        streams.push_back(n);
    streams.push_back(load.max_concurrency);
    return nlohmann::ordered_json{{"kind", "knee"}, {"initial_streams", streams}}.dump();
}

void add_kinds_profile(Arguments& arguments, const Load& load, const PlannedLevel& level)
{
    if (level.kind == Profile::knee) return append(arguments, {"--profile", knee_text(load)});
    Pairs pairs{{"kind", std::string(name_of(profile_names, level.kind))}};
    if (level.kind == Profile::throughput) pairs.emplace_back("max_concurrency", std::to_string(load.max_concurrency));
    if (level.kind == Profile::concurrent) pairs.emplace_back("streams", std::to_string(*level.streams));
    if (level.rate) pairs.emplace_back("rate", number_text(*level.rate));
    if (load.warmup_s > 0) pairs.emplace_back("warmup", number_text(load.warmup_s));
    arguments.emplace_back("--profile");
    auto text = kind_text(pairs);
    if (level.nth_rate > 0) text = {text.before + ",rate=", AtRunTime::rate};
    arguments.push_back(std::move(text));
}

Arguments kinds_arguments(const Plan& plan, const PlannedModel& model, int repetition, const PlannedLevel& level,
                          const std::string& folder)
{
    const Load& load = *plan.load;
    Arguments arguments{"guidellm",    "run",
                        "--backend",   backend_text(model),
                        "--data",      data_text(plan.workload),
                        "--tokenizer", kind_text({{"kind", "huggingface_auto"}, {"model", model.model}})};
    add_kinds_profile(arguments, load, level);
    if (load.max_seconds)
        append(arguments, {"--constraint", "kind=max_duration,seconds=" + number_text(*load.max_seconds)});
    if (load.max_requests)
        append(arguments, {"--constraint", "kind=max_requests,count=" + std::to_string(*load.max_requests)});
    append(arguments,
           {"--constraint", std::string("kind=max_errors,count=") + most_errors, "--seed",
            fmt::format("kind=static,value={}", plan.seed + static_cast<std::uint64_t>(repetition)), "--output",
            "kind=json,path=out/" + folder + "/benchmarks.json", "--disable-console-interactive"});
    append(arguments, load.extra_args);
    return arguments;
}

void add_flags_profile(Arguments& arguments, const Load& load, const PlannedLevel& level)
{
    append(arguments, {"--profile", std::string(name_of(profile_names, level.kind))});
    if (level.nth_rate > 0) {
        arguments.emplace_back("--rate");
        arguments.emplace_back("", AtRunTime::rate);
    }
    if (level.rate) append(arguments, {"--rate", number_text(*level.rate)});
    if (level.kind == Profile::concurrent) append(arguments, {"--rate", std::to_string(*level.streams)});
    if (level.kind == Profile::throughput) append(arguments, {"--rate", std::to_string(load.max_concurrency)});
    if (load.warmup_s > 0) append(arguments, {"--warmup", number_text(load.warmup_s)});
}

Arguments flags_arguments(const Plan& plan, const PlannedModel& model, int repetition, const PlannedLevel& level,
                          const std::string& folder)
{
    const Load& load = *plan.load;
    const auto& file = plan.workload.data_file;
    Arguments arguments{"guidellm",
                        "benchmark",
                        "run",
                        "--target",
                        Argument("", AtRunTime::url),
                        "--model",
                        model.served_name,
                        "--processor",
                        model.model,
                        "--data",
                        file.empty() ? workload_text(plan.workload) : file};
    add_flags_profile(arguments, load, level);
    if (load.max_seconds) append(arguments, {"--max-seconds", number_text(*load.max_seconds)});
    if (load.max_requests) append(arguments, {"--max-requests", std::to_string(*load.max_requests)});
    append(arguments, {"--max-errors", most_errors, "--random-seed",
                       std::to_string(plan.seed + static_cast<std::uint64_t>(repetition)), "--output-dir",
                       "out/" + folder, "--outputs", "json", "--disable-console-interactive"});
    append(arguments, load.extra_args);
    return arguments;
}

} // namespace

Version version_numbers(std::string_view version)
{
    Version numbers{};
    for (int& number : numbers) {
        const auto read = std::from_chars(version.data(), version.data() + version.size(), number);
        if (read.ec != std::errc()) break;
        version.remove_prefix(static_cast<std::size_t>(read.ptr - version.data()));
        if (!version.starts_with('.')) break;
        version.remove_prefix(1);
    }
    return numbers;
}

Result<Guidellm> guidellm_of(std::string_view version)
{
    if (version.empty()) return Guidellm{};
    const auto numbers = version_numbers(version);
    if (numbers < Version{0, 5} || numbers >= Version{0, 9})
        return failure(ErrorKind::unsupported,
                       fmt::format("GuideLLM {} is not one of 0.5 to 0.8, whose arguments are known. Install one of "
                                   "these on the host, or let kneepoint-load measure.",
                                   version));
    if (numbers < Version{0, 7}) return Guidellm{GuidellmStyle::flags, false, false};
    const bool newest = numbers >= Version{0, 8};
    return Guidellm{GuidellmStyle::kinds, newest, newest};
}

Arguments guidellm_arguments(const Guidellm& guidellm, const Plan& plan, const PlannedModel& model, int repetition,
                             const PlannedLevel& level, const std::string& folder)
{
    return guidellm.style == GuidellmStyle::flags ? flags_arguments(plan, model, repetition, level, folder)
                                                  : kinds_arguments(plan, model, repetition, level, folder);
}

} // namespace kneepoint::runs
