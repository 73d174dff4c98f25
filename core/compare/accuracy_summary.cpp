// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "kneepoint/stats/normal.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

/// Perplexities and error rates have no upper end: base / candidate of them is no share of a score that was kept.
bool enters_the_mean(const AccuracyDelta& delta)
{
    return delta.higher_is_better.value_or(true);
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

void add_task(AccuracySummary& summary, const TaskRecovery& one)
{
    summary.tasks.push_back(one.task);
    if (!summary.lowest_recovery || one.percent < summary.lowest_recovery->percent) summary.lowest_recovery = one;
    if (!summary.highest_recovery || one.percent > summary.highest_recovery->percent) summary.highest_recovery = one;
}

/// Ratio of the unweighted means, as in model cards; only of scores on one scale.
void add_recovery_of_means(AccuracySummary& summary, const std::vector<const AccuracyDelta*>& entered)
{
    if (!std::ranges::all_of(entered, &AccuracyDelta::proportion)) return;
    double base = 0, candidate = 0;
    std::vector<stats::Means> tasks;
    for (const auto* delta : entered) {
        base += *delta->base;
        candidate += *delta->candidate;
        if (const auto means = means_of(*delta)) tasks.push_back(*means);
    }
    if (!(base > 0)) return;
    summary.recovery_of_means_percent = 100 * candidate / base;
    const auto means = tasks.size() == entered.size() ? stats::means_over_tasks(tasks) : std::nullopt;
    const auto ratio = means ? stats::ratio_of_means(*means) : std::nullopt;
    if (ratio && ratio->interval) summary.recovery_of_means_interval = in_percent(*ratio->interval);
}

/// @return the scores that enter the means
std::vector<const AccuracyDelta*> add_recoveries(AccuracySummary& summary, std::span<const AccuracyDelta> deltas)
{
    std::vector<const AccuracyDelta*> entered;
    std::vector<std::optional<stats::Means>> tasks;
    double recoveries = 0;
    for (const auto& delta : deltas) {
        const bool top = delta.group.empty() && delta.depth == 0;
        if (!delta.primary || !top || !delta.recovery_percent) continue;
        const auto name = delta.task + " " + delta.metric;
        if (!enters_the_mean(delta)) {
            summary.apart.push_back(name);
            continue;
        }
        entered.push_back(&delta);
        tasks.push_back(means_of(delta));
        add_task(summary, {name, *delta.recovery_percent});
        recoveries += *delta.recovery_percent;
    }
    if (entered.empty()) return entered;
    summary.mean_recovery_percent = recoveries / static_cast<double>(entered.size());
    add_interval_of_mean(summary, tasks);
    add_recovery_of_means(summary, entered);
    return entered;
}

/// The bootstrap of the means over tasks; only where every task that entered has its documents on both
/// sides, and no clusters: the delta method knows those.
void add_resampled(AccuracySummary& summary, const Run& base, const Run& candidate, const Matched& matched,
                   const std::vector<const AccuracyDelta*>& entered, Progress& progress)
{
    std::vector<std::size_t> rows;
    for (const auto* delta : entered) {
        if (!delta->proportion) return;
        rows.push_back(static_cast<std::size_t>(delta - matched.deltas.data()));
    }
    const auto drawn = resampled_tasks(matched, rows, base, candidate, stats::Weighting::by_task,
                                       affordable_bootstrap(base, progress));
    if (!drawn) return;
    const auto& difference = drawn->difference;
    summary.resampled = {difference.estimate, difference.interval, difference.p, {}, difference.draws, difference.seed};
    if (drawn->ratio) summary.resampled->recovery_interval = in_percent(drawn->ratio->interval);
}

void add_flips(AccuracySummary& summary, std::span<const AccuracyDelta> deltas)
{
    for (const auto& delta : deltas) {
        if (!delta.primary || delta.is_group || !delta.paired || !delta.paired->lost) continue;
        const bool lower = delta.higher_is_better == false;
        summary.flips.lost += lower ? *delta.paired->gained : *delta.paired->lost;
        summary.flips.gained += lower ? *delta.paired->lost : *delta.paired->gained;
        summary.flips.documents += delta.paired->documents;
        ++summary.flips.tasks;
    }
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

AccuracySummary accuracy_summary(const Run& base, const Run& candidate, const Matched& matched, Progress& progress)
{
    AccuracySummary summary;
    const auto entered = add_recoveries(summary, matched.deltas);
    add_resampled(summary, base, candidate, matched, entered, progress);
    add_flips(summary, matched.deltas);
    add_extremes(summary, matched.deltas);
    summary.groups = group_checks(base);
    for (auto& check : group_checks(candidate)) summary.groups.push_back(std::move(check));
    return summary;
}

} // namespace kneepoint::compare
