// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "kneepoint/stats/group_mean.h"
#include "kneepoint/stats/margin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

namespace kneepoint::compare {

namespace {

/// Rows of one metric and filter as a tree by their groups.
class Tree {
public:
    explicit Tree(const std::vector<AccuracyDelta>& rows) : m_rows(rows)
    {
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!rows[i].group.empty() && rows[i].group != rows[i].task)
                m_children[{rows[i].group, rows[i].metric, rows[i].filter}].push_back(i);
    }

    /// The tasks below that are no groups; a bound on the depth keeps groups that contain each other from looping.
    std::vector<std::size_t> tasks_below(const AccuracyDelta& group, int depth = 0) const
    {
        std::vector<std::size_t> tasks;
        const auto found = m_children.find({group.task, group.metric, group.filter});
        if (found == m_children.end() || depth > 8) return tasks;
        for (const auto child : found->second)
            if (!m_rows[child].is_group)
                tasks.push_back(child);
            else
                std::ranges::copy(tasks_below(m_rows[child], depth + 1), std::back_inserter(tasks));
        return tasks;
    }

private:
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
    const std::vector<AccuracyDelta>& m_rows;
    std::map<Key, std::vector<std::size_t>> m_children;
};

/// Both sides of a group's tasks and their paired differences, a stratum each.
struct Strata {
    std::vector<stats::Member> base, candidate, difference;
    std::vector<stats::Member> chance; ///< of the tasks that know what guessing gives
    PairedDocuments documents{.tasks = 0};
    bool outcomes = true; ///< every score is 0 or 1
};

/// Why a task cannot be a stratum; empty when it can.
std::string obstacle_of(const AccuracyDelta& task)
{
    if (!task.delta) return fmt::format("{}: {}", task.task, task.why);
    if (!task.paired) return fmt::format("{}: {}", task.task, task.why_unpaired);
    if (!task.paired->standard_error) return fmt::format("{} is no mean over documents", task.task);
    return {};
}

void add_stratum(Strata& strata, const AccuracyDelta& task, const TaskScore& score)
{
    const auto& own = *task.paired;
    auto& all = strata.documents;
    const auto size = static_cast<double>(counted_by_tool(score) ? *score.n : own.documents);
    strata.base.push_back({*task.base, size});
    strata.candidate.push_back({*task.candidate, size});
    strata.difference.push_back({*task.delta, size, *own.standard_error});
    if (task.chance) strata.chance.push_back({*task.chance, size});
    ++all.tasks;
    all.documents += own.documents;
    all.clusters += own.clusters;
    all.by_hash = all.by_hash && own.by_hash;
    strata.outcomes = strata.outcomes && own.lost && own.gained;
    all.lost = all.lost.value_or(0) + own.lost.value_or(0);
    all.gained = all.gained.value_or(0) + own.gained.value_or(0);
}

bool is_mean_of(const std::vector<stats::Member>& members, double stated)
{
    const auto mean = stats::weighted_mean(members);
    return mean && std::fabs(*mean - stated) <= 1e-9 * std::fmax(1, std::fabs(stated));
}

bool make_up(const Strata& strata, const AccuracyDelta& group)
{
    return is_mean_of(strata.base, *group.base) && is_mean_of(strata.candidate, *group.candidate);
}

/// Every task counts the same: what lm_eval computes of a group with weight_by_size: false.
Strata unweighted(Strata strata)
{
    for (auto* members : {&strata.base, &strata.candidate, &strata.difference, &strata.chance})
        for (auto& member : *members) member.size = 1;
    return strata;
}

std::optional<stats::Contingency> counts_of(const Strata& strata)
{
    if (!strata.outcomes) return std::nullopt;
    const auto& all = strata.documents;
    return stats::Contingency{0, *all.lost, *all.gained, all.documents - *all.lost - *all.gained};
}

/// Of few flips the normal distribution says too much: McNemar's exact test of all of them, which weighs documents
/// alike. @return why there is no paired test; empty when there is one, or when all moved alike
std::string take_strata(AccuracyDelta& group, const Strata& strata, bool by_documents)
{
    const auto difference = stats::stratified_mean(strata.difference);
    const auto counts = counts_of(strata);
    const bool few = counts && counts->discordant() < few_flips;
    if (few && !by_documents)
        return fmt::format("fewer than {} of its questions flipped, too few for a plain mean of tasks", few_flips);
    group.paired = strata.documents;
    group.paired->standard_error = difference->standard_error;
    if (strata.chance.size() == strata.base.size()) group.chance = stats::weighted_mean(strata.chance);
    if (counts)
        take_flips(*group.paired, *counts);
    else
        group.paired->lost = group.paired->gained = std::nullopt;
    if (difference->standard_error == 0) {
        if (counts) take_exact_alone(group, *counts);
        return {};
    }
    take_mean_test(group, *difference, few ? counts : std::nullopt, stats::normal_freedom);
    if (!few) group.test = "paired-stratified-z";
    return {};
}

/// Both runs of a comparison, whose documents are drawn anew.
struct BothRuns {
    const Run& base;
    const Run& candidate;
    const stats::BootstrapOptions& bootstrap;
};

void resample_group(AccuracyDelta& group, std::span<const std::size_t> tasks, const Matched& matched,
                    const BothRuns& runs, stats::Weighting weighting)
{
    if (!group.paired || !group.standard_error) return; // every question moved alike
    const auto drawn = resampled_tasks(matched, tasks, runs.base, runs.candidate, weighting, runs.bootstrap);
    if (!drawn) return;
    auto& result = group.paired->resampled.emplace();
    result = {drawn->difference.interval, drawn->difference.p, {}, drawn->difference.draws, drawn->difference.seed};
    if (drawn->ratio && group.higher_is_better != false) result.recovery_interval = in_percent(drawn->ratio->interval);
}

/// @return why the documents of the group's tasks do not test it; empty when they do
std::string pair_group(AccuracyDelta& group, const Tree& tree, const Matched& matched, const BothRuns& runs)
{
    Strata strata;
    const auto tasks = tree.tasks_below(group);
    for (const auto row : tasks) {
        const auto& task = matched.deltas[row];
        if (auto why = obstacle_of(task); !why.empty()) return why;
        add_stratum(strata, task, *matched.scores[row].first);
    }
    if (strata.difference.empty()) return "no task of the group has this score";
    const bool by_documents = make_up(strata, group);
    if (!by_documents) strata = unweighted(std::move(strata));
    if (!by_documents && !make_up(strata, group)) return "its tasks' scores do not make up the group's";
    auto why = take_strata(group, strata, by_documents);
    resample_group(group, tasks, matched, runs, by_documents ? stats::Weighting::by_item : stats::Weighting::by_task);
    return why;
}

} // namespace

void pair_groups(Matched& matched, const Run& base, const Run& candidate, const stats::BootstrapOptions& bootstrap)
{
    const Tree tree(matched.deltas);
    const BothRuns runs{base, candidate, bootstrap};
    for (auto& delta : matched.deltas)
        if (delta.is_group && delta.delta) delta.why_unpaired = pair_group(delta, tree, matched, runs);
}

} // namespace kneepoint::compare
