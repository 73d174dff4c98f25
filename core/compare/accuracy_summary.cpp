// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include <cmath>

namespace kneepoint::compare {

namespace {

void add_recoveries(AccuracySummary& summary, std::span<const AccuracyDelta> deltas)
{
    double recoveries = 0, base = 0, candidate = 0;
    bool one_scale = true;
    for (const auto& delta : deltas) {
        const bool top = delta.group.empty() && delta.depth == 0;
        if (!delta.primary || !top || !delta.recovery_percent) continue;
        summary.tasks.push_back(delta.alias + " " + delta.metric);
        recoveries += *delta.recovery_percent;
        base += *delta.base;
        candidate += *delta.candidate;
        one_scale = one_scale && delta.proportion && delta.higher_is_better.value_or(true);
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
            summary.largest_abs_z_task = delta.alias;
        }
        // Only proportions share a scale; a group's drop is that of its members.
        if (!delta.delta || !delta.proportion || delta.is_group) continue;
        const double gain = delta.higher_is_better == false ? -*delta.delta : *delta.delta;
        if (gain < 0 && (!summary.largest_drop || gain < *summary.largest_drop)) {
            summary.largest_drop = gain;
            summary.largest_drop_task = delta.alias;
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
