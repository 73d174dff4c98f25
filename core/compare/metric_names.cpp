// SPDX-License-Identifier: GPL-3.0-or-later
#include "metric_names.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>

namespace kneepoint::compare {

namespace {

struct Alias {
    std::string_view old_name, name;
};

/// Beginnings of task names that changed, mostly when the tool went from 0.3 to 0.4.
constexpr auto task_beginnings = std::to_array<Alias>({{"hendrycksTest-", "mmlu_"}, {"hendrycks_test_", "mmlu_"}});

/// gsm8k's strict pattern was called get-answer before 0.4.2; tables write a missing filter as an empty cell.
constexpr auto filters = std::to_array<Alias>({{"", "none"}, {"get-answer", "strict-match"}});

constexpr auto metrics = std::to_array<Alias>({{"ppl", "perplexity"}, {"exact-match", "exact_match"}});

std::string spelled(std::string_view name, std::span<const Alias> aliases)
{
    const auto found = std::ranges::find(aliases, name, &Alias::old_name);
    return std::string(found == aliases.end() ? name : found->name);
}

/// The metrics that stand for a task, the first that it has. By beginning of the task's name; "" is for all others.
struct Primary {
    std::string_view task;
    std::string_view metric, filter; ///< an empty filter means any
};
constexpr auto primaries = std::to_array<Primary>({
    {"arc", "acc_norm", ""},
    {"hellaswag", "acc_norm", ""},
    {"piqa", "acc_norm", ""},
    {"openbookqa", "acc_norm", ""},
    {"sciq", "acc_norm", ""},
    {"bbh", "acc_norm", ""},
    {"leaderboard_bbh", "acc_norm", ""},
    {"leaderboard_gpqa", "acc_norm", ""},
    {"leaderboard_musr", "acc_norm", ""},
    {"gsm8k", "exact_match", "strict-match"},
    {"ifeval", "prompt_level_strict_acc", ""},
    {"leaderboard_ifeval", "prompt_level_strict_acc", ""},
    {"truthfulqa_gen", "bleu_acc", ""},
    {"wikitext", "word_perplexity", ""},
    {"", "acc", ""},
    {"", "exact_match", "strict-match"},
    {"", "exact_match", "none"},
    {"", "exact_match", ""},
    {"", "acc_norm", ""},
    {"", "pass@1", ""},
    {"", "pass_at_1", ""},
    {"", "mc2", ""},
    {"", "f1", ""},
    {"", "word_perplexity", ""},
    {"", "perplexity", ""},
});

} // namespace

ScoreName canonical_name(const TaskScore& score)
{
    ScoreName name{std::string(trimmed(score.task)), spelled(score.metric, metrics), spelled(score.filter, filters)};
    for (const auto& alias : task_beginnings)
        if (name.task.starts_with(alias.old_name)) {
            name.task = std::string(alias.name) + name.task.substr(alias.old_name.size());
            name.renamed = true;
        }
    name.renamed =
        name.renamed || name.metric != score.metric || (!score.filter.empty() && name.filter != score.filter);
    return name;
}

std::size_t primary_score(std::span<const TaskScore* const> scores)
{
    for (const auto& primary : primaries)
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const auto name = canonical_name(*scores[i]);
            if (name.task.starts_with(primary.task) && name.metric == primary.metric &&
                (primary.filter.empty() || name.filter == primary.filter))
                return i;
        }
    return 0;
}

std::string display_name(const TaskScore& score)
{
    auto name = trimmed(score.alias.empty() ? score.task : score.alias);
    while (name.starts_with('-')) name = trimmed(name.substr(1));
    return std::string(name.empty() ? std::string_view(score.task) : name);
}

} // namespace kneepoint::compare
