// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_text.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::AccuracyDelta;
using compare::Comparison;

std::string score_name(const AccuracyDelta& delta)
{
    auto name = delta.task + " " + delta.metric;
    if (!delta.filter.empty() && delta.filter != "none") name += " (" + delta.filter + ")";
    return name;
}

bool same_score(const AccuracyDelta& a, const AccuracyDelta& b)
{
    return a.task == b.task && a.metric == b.metric && a.filter == b.filter;
}

const AccuracyDelta* find_score(const Comparison& comparison, const AccuracyDelta& wanted)
{
    const auto found = std::ranges::find_if(comparison.accuracy,
                                            [&](const AccuracyDelta& delta) { return same_score(delta, wanted); });
    return found == comparison.accuracy.end() ? nullptr : &*found;
}

TestedScores tested_scores(std::span<const Comparison> comparisons)
{
    TestedScores result;
    for (const auto& comparison : comparisons)
        for (const auto& delta : comparison.accuracy)
            if (delta.p) ++(delta.test == "unpaired-z" ? result.unpaired : result.paired);
    return result;
}

std::vector<const AccuracyDelta*> headline_scores(const Comparison& comparison)
{
    std::vector<const AccuracyDelta*> top, all;
    for (const auto& delta : comparison.accuracy) {
        if (!delta.primary) continue;
        all.push_back(&delta);
        if (delta.depth == 0) top.push_back(&delta);
    }
    return top.empty() ? all : top;
}

std::vector<const AccuracyDelta*> headline_scores(std::span<const Comparison> comparisons)
{
    std::vector<const AccuracyDelta*> scores;
    for (const auto& comparison : comparisons)
        for (const auto* score : headline_scores(comparison))
            if (std::ranges::none_of(scores, [&](const auto* known) { return same_score(*known, *score); }))
                scores.push_back(score);
    return scores;
}

std::string recovery_spread(const compare::AccuracySummary& summary)
{
    const auto of_task = [](const compare::TaskRecovery& one) {
        return fmt::format("{} % ({})", shown(one.percent, 2), one.task);
    };
    std::string text;
    if (summary.tasks.size() > 1)
        text = fmt::format(", from {} to {}", of_task(*summary.lowest_recovery), of_task(*summary.highest_recovery));
    if (!summary.apart.empty())
        text += fmt::format("; {} stand{} apart, because lower is better", enumerated(summary.apart),
                            summary.apart.size() == 1 ? "s" : "");
    return text;
}

std::string p_text(double p)
{
    if (p < 0.0001) return "< 0.0001";
    return shown(p, p < 0.01 ? 4 : 3);
}

double display_scale(const AccuracyDelta& delta)
{
    return delta.proportion ? 100 : 1;
}

} // namespace kneepoint::report
