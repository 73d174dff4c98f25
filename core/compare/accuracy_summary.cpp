// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/recovery.h"

#include <cmath>

namespace kneepoint::compare {

namespace {

/// Perplexities and error rates have no upper end: base / candidate of them is no share of a score that was kept.
bool enters_the_mean(const AccuracyDelta& delta)
{
    return delta.higher_is_better.value_or(true);
}

/// Both means of a task with their covariance, which the error of the paired difference tells. Absent without errors.
std::optional<stats::Means> means_of(const AccuracyDelta& delta)
{
    if (!delta.base_stderr || !delta.candidate_stderr) return std::nullopt;
    const double a = *delta.base_stderr, b = *delta.candidate_stderr;
    const bool paired = delta.standard_error && delta.test != "unpaired-z" && !delta.test.empty();
    const double covariance = paired ? (a * a + b * b - *delta.standard_error * *delta.standard_error) / 2 : 0;
    return stats::Means{{*delta.base, a}, {*delta.candidate, b}, covariance};
}

/// The mean of ratios as it is shown, with its error from those of the tasks.
void add_interval_of_mean(AccuracySummary& summary, const std::vector<std::optional<stats::Means>>& tasks)
{
    std::vector<stats::Means> known;
    for (const auto& task : tasks)
        if (task) known.push_back(*task);
    if (known.size() != tasks.size() || known.empty()) return;
    const auto mean = stats::mean_of_ratios(known);
    if (!mean || !mean->standard_error || !std::isfinite(*mean->standard_error)) return;
    const double half = 100 * stats::z_975 * *mean->standard_error;
    summary.mean_recovery_interval =
        Interval{*summary.mean_recovery_percent - half, *summary.mean_recovery_percent + half};
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
    std::vector<std::optional<stats::Means>> tasks;
    for (const auto& delta : deltas) {
        const bool top = delta.group.empty() && delta.depth == 0;
        if (!delta.primary || !top || !delta.recovery_percent) continue;
        const auto name = delta.task + " " + delta.metric;
        if (!enters_the_mean(delta)) {
            summary.apart.push_back(name);
            continue;
        }
        tasks.push_back(means_of(delta));
        add_recovery(summary, {name, *delta.recovery_percent});
        recoveries += *delta.recovery_percent;
        base += *delta.base;
        candidate += *delta.candidate;
        one_scale = one_scale && delta.proportion;
    }
    if (summary.tasks.empty()) return;
    summary.mean_recovery_percent = recoveries / static_cast<double>(summary.tasks.size());
    add_interval_of_mean(summary, tasks);
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
