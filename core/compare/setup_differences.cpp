// SPDX-License-Identifier: GPL-3.0-or-later
#include "setup_differences.h"

#include "contains.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/compare/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>

namespace kneepoint::compare {

namespace {

struct Rule {
    std::string_view key; ///< the whole key, or its beginning when it ends with a dot
    std::string_view severity;
};

constexpr std::string_view expected = "expected", warning = "warning", error = "error", ignored;

/// First match wins. Expected: what a pair differs in by nature (the model and its precision, names and ports, and what
/// follows from them). Error: other hardware, limits, work or questions, after which numbers cannot be compared.
constexpr auto rules = std::to_array<Rule>({
    {"server.target", expected},
    {"server.host", expected},
    {"server.port", expected},
    {"server.model", expected},
    {"server.served_model_name", expected},
    {"server.quantization", expected},
    {"server.dtype", expected},
    {"server.load_format", warning},
    {"server.kv_cache_dtype", warning},
    {"server.version", warning},
    {"server.gpu_memory_utilization", error},
    {"server.tensor_parallel_size", error},
    {"server.pipeline_parallel_size", error},
    {"server.data_parallel_size", error},
    {"server.max_model_len", error},
    {"server.max_num_seqs", error},
    {"server.max_num_batched_tokens", error},
    {"server.enable_chunked_prefill", error},
    {"server.enable_prefix_caching", error},
    {"server.enforce_eager", error},
    {"server.speculative_config", error},
    {"server.log", ignored},
    {"server.", expected}, // what the server's log says of itself: weights, cache size, kernels
    {"workload.model", expected},
    {"workload.", error},
    {"load.profile", error},
    {"load.strategy", error},
    {"load.rates", ignored}, // the levels show them
    {"load.streams", ignored},
    {"load.seed", expected}, // a second run against one server asks other prompts on purpose
    {"load.", warning},
    {"gpu.name", error},
    {"gpu.count", error},
    {"gpu.memory_total_mib", error},
    {"gpu.compute_capability", error},
    {"gpu.driver", warning},
    {"gpu.power_limit_w", warning},
    {"gpu.first_sample", ignored},
    {"gpu.last_sample", ignored},
    {"gpu.samples", ignored},
    {"gpu.power_cap_samples", ignored}, // its share is shown
    {"gpu.", expected},                 // samples taken during the run
    {"accuracy.model_args", expected},
    {"accuracy.model", expected},
    {"accuracy.dtype", expected},
    {"accuracy.backend", warning},
    {"accuracy.batch_size", warning},
    {"accuracy.device", warning},
    {"accuracy.git_hash", warning},
    {"accuracy.total_seconds", ignored},
    {"accuracy.", error},
    {"numbers", warning},
    {"host.", warning},
    {"label.", expected}, // what the user called the run
    {"tool.warning", ignored},
    {"model", expected},
    {"model.", expected},
    {"scheme", expected},
    {"scheme.", expected},
});

std::string_view severity_of(std::string_view key)
{
    for (const auto& rule : rules)
        if (key == rule.key || (rule.key.ends_with('.') && key.starts_with(rule.key))) return rule.severity;
    return warning;
}

using Facts = std::map<std::string, std::string>;

void add_run(Facts& facts, const Run* run)
{
    if (!run) return;
    const auto add = [&](const std::string& key, const std::string& value) {
        if (!value.empty()) facts.try_emplace(key, value);
    };
    add("model", run->setup.model);
    add("scheme", run->setup.scheme);
    add("gpu.name", run->setup.gpu);
    if (run->kind == RunKind::performance || run->kind == RunKind::accuracy) {
        const std::string kind = run->kind == RunKind::accuracy ? "accuracy." : "load.";
        add(kind + "tool", run->tool.name);
        add(kind + "tool_version", run->tool.version);
    }
    for (const auto& [key, fact] : run->setup.facts) add(key, fact.value);
}

Facts facts_of(const Subject& subject)
{
    Facts facts;
    add_run(facts, subject.performance);
    add_run(facts, subject.accuracy);
    for (const Run* run : subject.context) add_run(facts, run);
    return facts;
}

bool has_server_log(const Subject& subject)
{
    return contains(subject.context, RunKind::server_log, &Run::kind);
}

std::string_view tool_severity(std::string_view key, std::string_view severity)
{
    if (key.ends_with(".tool")) return error;
    return key.ends_with(".tool_version") ? warning : severity;
}

} // namespace

std::vector<SetupDifference> setup_differences(const Subject& base, const Subject& candidate)
{
    const auto left = facts_of(base);
    const auto right = facts_of(candidate);
    std::vector<SetupDifference> result;
    const auto look = [&](const std::string& key) {
        const auto a = left.find(key), b = right.find(key);
        const bool both = a != left.end() && b != right.end();
        if (both && a->second == b->second) return;
        const auto severity = tool_severity(key, severity_of(key));
        if (severity == ignored) return;
        // Silence of one file is not a difference; in the logs of two servers it is, for they name what is not default.
        if (!both && !(key.starts_with("server.") && has_server_log(base) && has_server_log(candidate))) return;
        result.push_back(
            {key, a == left.end() ? "" : a->second, b == right.end() ? "" : b->second, std::string(severity)});
    };
    Facts keys = left;
    keys.insert(right.begin(), right.end());
    for (const auto& [key, value] : keys) look(key);

    for (auto& difference : result)
        if (difference.what == "model" && model_stem(difference.base) != model_stem(difference.candidate) &&
            !model_stem(difference.base).empty() && !model_stem(difference.candidate).empty())
            difference.severity = warning; // names that have nothing in common may be two different models
    return result;
}

std::optional<double> unix_seconds(const std::string& iso8601)
{
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0;
    double second = 0;
    if (std::sscanf(iso8601.c_str(), "%4d-%2u-%2uT%2u:%2u:%lf", &year, &month, &day, &hour, &minute, &second) != 6)
        return std::nullopt;
    const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * 86400.0 + hour * 3600.0 + minute * 60.0 + second;
}

std::optional<Problem> started_apart(const Run& base, const Run& candidate)
{
    constexpr double day = 86400;
    const auto a = unix_seconds(base.started), b = unix_seconds(candidate.started);
    if (!a || !b || std::fabs(*a - *b) <= day) return std::nullopt;
    return Problem{Severity::note, "started-apart",
                   fmt::format("The runs were started {} days apart ({} and {}): that nothing else changed in between "
                               "cannot be told from the record.",
                               format_decimal(std::fabs(*a - *b) / day, 1), base.started, candidate.started),
                   candidate.file(), "started"};
}

} // namespace kneepoint::compare
