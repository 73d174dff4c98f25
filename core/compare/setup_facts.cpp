// SPDX-License-Identifier: GPL-3.0-or-later
#include "setup_facts.h"

#include "accuracy.h"
#include "contains.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <array>
#include <functional>

namespace kneepoint::compare {

namespace {

using Facts = std::map<std::string, std::string>;
using ByTask = std::map<std::string, std::string>;

constexpr std::string_view hash_prefix = "task_hashes.", dataset_prefix = "datasets.";

/// "True" of an older version and "true" of a newer one are the same.
std::string plain(std::string_view value)
{
    const auto text = trimmed(value);
    const auto lower = lower_case(text);
    return lower == "true" || lower == "false" || lower == "none" ? lower : std::string(text);
}

void add(Facts& facts, const std::string& key, const std::string& value)
{
    if (!value.empty()) facts.try_emplace(key, value);
}

void add_arguments(Facts& facts, std::string_view text)
{
    for (const auto assignment : split_outside_brackets(text, ',')) {
        const auto equals = assignment.find('=');
        if (equals == std::string_view::npos) continue;
        add(facts, fmt::format("accuracy.model_args.{}", trimmed(assignment.substr(0, equals))),
            plain(assignment.substr(equals + 1)));
    }
}

void add_run(Facts& facts, const Run* run)
{
    if (!run) return;
    add(facts, "model", run->setup.model);
    add(facts, "scheme", run->setup.scheme);
    add(facts, "gpu.name", run->setup.gpu);
    if (run->kind == RunKind::performance || run->kind == RunKind::accuracy) {
        const std::string kind = run->kind == RunKind::accuracy ? "accuracy." : "load.";
        add(facts, kind + "tool", run->tool.name);
        add(facts, kind + "tool_version", run->tool.version);
    }
    for (const auto& [key, fact] : run->setup.facts) {
        if (key.starts_with(hash_prefix) || key.starts_with(dataset_prefix)) continue; // by task
        add(facts, key, fact.value);
        if (key == "accuracy.model_args") add_arguments(facts, fact.value);
    }
}

ByTask facts_by_task(const Run& run, std::string_view prefix)
{
    ByTask result;
    for (const auto& [key, fact] : run.setup.facts)
        if (key.starts_with(prefix)) result.emplace(key.substr(prefix.size()), fact.value);
    return result;
}

ByTask scores_by_task(const Run& run, const std::function<std::string(const TaskScore&)>& read)
{
    ByTask result;
    for (const auto& score : run.scores)
        if (auto value = read(score); !value.empty()) result.emplace(score.task, std::move(value));
    return result;
}

/// The tasks that both state otherwise: "gsm8k 3, mmlu 2 and 5 more".
PartsThatDiffer differing(std::string key, const ByTask& base, const ByTask& candidate)
{
    constexpr std::size_t named = 3, value_length = 24;
    PartsThatDiffer parts{std::move(key), {}, {}};
    std::size_t n = 0;
    for (const auto& [task, value] : base) {
        const auto other = candidate.find(task);
        if (other == candidate.end() || other->second == value || ++n > named) continue;
        const std::string comma = n > 1 ? ", " : "";
        parts.base += fmt::format("{}{} {}", comma, task, one_line(value, value_length));
        parts.candidate += fmt::format("{}{} {}", comma, task, one_line(other->second, value_length));
    }
    if (n <= named) return parts;
    for (auto* text : {&parts.base, &parts.candidate}) *text += fmt::format(" and {} more", n - named);
    return parts;
}

} // namespace

std::map<std::string, std::string> facts_of(const Subject& subject)
{
    Facts facts;
    add_run(facts, subject.performance);
    add_run(facts, subject.accuracy);
    for (const Run* run : subject.context) add_run(facts, run);
    return facts;
}

std::vector<PartsThatDiffer> tasks_that_differ(const Run& base, const Run& candidate)
{
    const auto version = [](const TaskScore& score) { return task_version(score); };
    const auto shots = [](const TaskScore& score) { return score.n_shot ? fmt::format("{}", *score.n_shot) : ""; };
    const auto documents = [](const TaskScore& score) {
        return counted_by_tool(score) && !score.is_group ? fmt::format("{}", *score.n) : "";
    };
    std::vector<PartsThatDiffer> result{
        differing("accuracy.task_versions", scores_by_task(base, version), scores_by_task(candidate, version)),
        differing("accuracy.n_shot", scores_by_task(base, shots), scores_by_task(candidate, shots)),
        differing("accuracy.documents", scores_by_task(base, documents), scores_by_task(candidate, documents)),
        differing("accuracy.task_hashes", facts_by_task(base, hash_prefix), facts_by_task(candidate, hash_prefix)),
        differing("accuracy.datasets", facts_by_task(base, dataset_prefix), facts_by_task(candidate, dataset_prefix)),
    };
    std::erase_if(result, [](const PartsThatDiffer& parts) { return parts.base.empty(); });
    return result;
}

bool states_when_absent(const Run& run, std::string_view key)
{
    constexpr auto keys = std::to_array<std::string_view>(
        {"accuracy.chat_template_sha", "accuracy.limit", "accuracy.system_instruction_sha", "accuracy.gen_kwargs"});
    // From 0.4.3 on a results file writes null for them.
    return run.format.starts_with("lm_eval/0.4.") && run.format != "lm_eval/0.4.0" && run.format != "lm_eval/0.4.2" &&
           contains(keys, key);
}

} // namespace kneepoint::compare
