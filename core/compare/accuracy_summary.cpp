// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include <cmath>

namespace kneepoint::compare {

namespace {

/// Perplexities and error rates have no upper end: base / candidate of them is no share of a score that was kept.
bool enters_the_mean(const AccuracyDelta& delta)
{
    return delta.higher_is_better.value_or(true);
}

void add_recovery(AccuracySummary& summary, const TaskRecovery& one)
{
    summary.tasks.push_back(one.task);
    if (!summary.lowest_recovery || one.percent < summary.lowest_recovery->percent) summary.lowest_recovery = one;
    if (!summary.highest_recovery || one.percent > summary.highest_recovery->percent) summary.highest_recovery = one;
}

void add_recoveries(AccuracySummary& summary, std::span<const AccuracyDelta> deltas)
{
    double recoveries = 0, base = 0, candidate = 0;
    bool one_scale = true;
    for (const auto& delta : deltas) {
        const bool top = delta.group.empty() && delta.depth == 0;
        if (!delta.primary || !top || !delta.recovery_percent) continue;
        const auto name = delta.task + " " + delta.metric;
        if (!enters_the_mean(delta)) {
            summary.apart.push_back(name);
            continue;
        }
        add_recovery(summary, {name, *delta.recovery_percent});
        recoveries += *delta.recovery_percent;
        base += *delta.base;
        candidate += *delta.candidate;
        one_scale = one_scale && delta.proportion;
    }
    if (summary.tasks.empty()) return;
    summary.mean_recovery_percent = recoveries / static_cast<double>(summary.tasks.size());
    if (one_scale && base > 0) summary.recovery_of_means_percent = 100 * candidate / base;
}

void add_extremes(AccuracySummary& summary, std::span<const AccuracyDelta> deltas)
{
    for (const auto& delta : deltas) {
        if (delta.z && (!summary.largest_abs_z || std::fabs(*delta.z) > *summary.largest_abs_z)) {
            summary.largest_abs_z = std::fabs(*delta.z);
            summary.largest_abs_z_task = delta.task;
        }
        // Only proportions share a scale; a group's drop is that of its members.
        if (!delta.delta || !delta.proportion || delta.is_group) continue;
        const double gain = delta.higher_is_better == false ? -*delta.delta : *delta.delta;
        if (gain < 0 && (!summary.largest_drop || gain < *summary.largest_drop)) {
            summary.largest_drop = gain;
            summary.largest_drop_task = delta.task;
        }
    }
}

} // namespace

AccuracySummary accuracy_summary(const Run& base, const Run& candidate, std::span<const AccuracyDelta> deltas)
{
    AccuracySummary summary;
    add_recoveries(summary, deltas);
    add_extremes(summary, deltas);
    summary.groups = group_checks(base);
    for (auto& check : group_checks(candidate)) summary.groups.push_back(std::move(check));
    return summary;
}

} // namespace kneepoint::compare
