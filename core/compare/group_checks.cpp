// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "figures.h"

#include "kneepoint/stats/group_mean.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

/// Scores of one metric and filter, as a tree by their groups.
class Members {
public:
    Members(const Run& run, const TaskScore& group) : m_run(run), m_group(group) {}

    std::vector<const TaskScore*> children(const std::string& task) const
    {
        std::vector<const TaskScore*> result;
        for (const auto& score : m_run.scores)
            if (score.group == task && score.task != task && score.metric == m_group.metric &&
                score.filter == m_group.filter && score.value)
                result.push_back(&score);
        return result;
    }

    /// All tasks below that are no groups themselves; a depth bound keeps groups that contain each other from looping.
    std::vector<const TaskScore*> leaves(const std::string& task, int depth = 0) const
    {
        std::vector<const TaskScore*> result;
        if (depth > 8) return result;
        for (const auto* child : children(task)) {
            const auto below = leaves(child->task, depth + 1);
            if (below.empty())
                result.push_back(child);
            else
                result.insert(result.end(), below.begin(), below.end());
        }
        return result;
    }

private:
    const Run& m_run;
    const TaskScore& m_group;
};

/// Documents behind a score: stated, or from SE^2 = p (1 - p) / (n - 1), lm_eval's standard error of a proportion.
std::optional<double> size_of(const TaskScore& score)
{
    if (score.n) return static_cast<double>(*score.n);
    const double p = *score.value;
    if (!score.stderr_value || *score.stderr_value <= 0 || p <= 0 || p >= 1) return std::nullopt;
    return std::round(p * (1 - p) / (*score.stderr_value * *score.stderr_value)) + 1;
}

struct Mean {
    std::optional<double> value;
    bool sizes_are_exact = true;
};

Mean weighted(const std::vector<const TaskScore*>& scores)
{
    Mean mean;
    std::vector<stats::Member> members;
    for (const auto* score : scores) {
        const auto size = size_of(*score);
        if (!size) return {};
        mean.sizes_are_exact = mean.sizes_are_exact && score->n && score->n_source != "stderr";
        members.push_back({*score->value, *size});
    }
    mean.value = stats::weighted_mean(members);
    return mean;
}

Mean plain(const std::vector<const TaskScore*>& scores)
{
    std::vector<stats::Member> members;
    for (const auto* score : scores) members.push_back({*score->value, 1});
    return {stats::plain_mean(members)};
}

/// How far a right group value may be from the recomputed one.
double tolerance(const Run& run, bool sizes_are_exact)
{
    const double rounding = is_printed(run) ? std::pow(10.0, -decimals_of(run)) : 1e-9;
    return sizes_are_exact ? rounding : rounding + 0.002;
}

} // namespace

std::vector<GroupCheck> group_checks(const Run& run)
{
    std::vector<GroupCheck> checks;
    for (const auto& group : run.scores) {
        if (!group.is_group || !group.value) continue;
        const Members members(run, group);
        const auto leaves = members.leaves(group.task);
        const auto by_size = weighted(leaves);
        const auto by_member = plain(members.children(group.task));
        if (!by_size.value || !by_member.value) continue; // without sizes nothing can be said
        const auto distance = [&](const Mean& mean) { return std::fabs(*mean.value - *group.value); };
        const bool is_weighted = distance(by_size) <= distance(by_member);
        const auto& mean = is_weighted ? by_size : by_member;
        checks.push_back({run.id, group.task, group.metric, group.filter, *group.value, *mean.value, leaves.size(),
                          is_weighted, distance(mean) <= tolerance(run, !is_weighted || by_size.sizes_are_exact)});
    }
    return checks;
}

} // namespace kneepoint::compare
