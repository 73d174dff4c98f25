// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/stats/bootstrap.h"
#include "kneepoint/stats/mcnemar.h"
#include "kneepoint/stats/recovery.h"

#include <span>
#include <utility>
#include <vector>

namespace kneepoint::compare {

/// The number of documents is the tool's own count, not computed from a rounded standard error.
bool counted_by_tool(const TaskScore& score);
/// In one spelling: "1.0" and "1" are the same; empty for what names none.
std::string task_version(const TaskScore& score);

/// Scores of both runs side by side, with those they were read from (null where a side has none).
struct Matched {
    std::vector<AccuracyDelta> deltas;
    std::vector<std::pair<const TaskScore*, const TaskScore*>> scores;
};

/// Every score of both runs, matched by task, metric and filter, in the base's order, then what only the candidate has.
Matched accuracy_deltas(const Run& base, const Run& candidate, const Options& options, Progress& progress);

AccuracySummary accuracy_summary(const Run& base, const Run& candidate, const Matched& matched, Progress& progress);

/// Each group's stated value against the mean of its members, weighted by documents or plain, whichever is nearer.
std::vector<GroupCheck> group_checks(const Run& run);

/// What makes the accuracy of a pair doubtful as a whole: void runs, nothing in common, results equal in every digit.
Problems accuracy_pair_problems(const Run& base, const Run& candidate, std::span<const AccuracyDelta> deltas);

/// Of a ratio, as a recovery is told.
inline Interval in_percent(const Interval& ratio)
{
    return {100 * ratio.low, 100 * ratio.high};
}

/// value -+ 1.644854 standard errors.
Interval one_sided(double value, double standard_error);

/// Draws that all scores of a pair of runs can have in seconds, at most 10,000, and the seed; of no draws where that
/// would be fewer than 2,000.
stats::BootstrapOptions affordable_bootstrap(const Run& base, Progress& progress);

/// Replaces the unpaired test by one of paired documents where both runs have samples whose mean is the score; else
/// sets why_unpaired. Both scores must be comparable.
void pair_scores(AccuracyDelta& delta, const Run& base_run, const TaskScore& base, const Run& candidate_run,
                 const TaskScore& candidate, const stats::BootstrapOptions& bootstrap);

/// Both sides' scores of the documents they share, in one order; empty where they cannot be paired.
struct PairedColumns {
    std::vector<double> base, candidate;
};
PairedColumns paired_columns(const Run& base_run, const TaskScore& base, const Run& candidate_run,
                             const TaskScore& candidate);

/// The bootstrap of an average over tasks, documents drawn within each; absent where a task is not paired or its
/// documents repeat, whose clusters are not drawn, and after a stop.
/// @param rows of the tasks in `matched`
std::optional<stats::TasksBootstrap> resampled_tasks(const Matched& matched, std::span<const std::size_t> rows,
                                                     const Run& base, const Run& candidate, stats::Weighting weighting,
                                                     const stats::BootstrapOptions& options);

/// Replaces the unpaired test of each group by one of the documents of all its tasks, where each of these is paired and
/// their scores make up the group's, and draws them anew; else sets why_unpaired. Not yet judged.
void pair_groups(Matched& matched, const Run& base, const Run& candidate, const stats::BootstrapOptions& bootstrap);

/// Sets McNemar's three tests.
void take_flips(PairedDocuments& paired, const stats::Contingency& counts);
/// Sets the test of paired documents: McNemar's exact one of `counts` where there are some, else z, or Student's t
/// where the degrees of freedom are finite. The interval is that of the mean, widened to the exact one of the counts.
void take_mean_test(AccuracyDelta& delta, const stats::Estimate& mean, const std::optional<stats::Contingency>& counts,
                    double freedom);
/// Where every question moved alike there is no standard error, and z none; the flips tell all the same.
void take_exact_alone(AccuracyDelta& delta, const stats::Contingency& counts);

/// Both means of a score with their covariance, which the error of the paired difference tells. Absent without errors.
std::optional<stats::Means> means_of(const AccuracyDelta& delta);
/// What follows from a score's test: the interval of the recovery, the p against the accepted loss, the verdict.
void conclude(AccuracyDelta& delta, double margin);

/// Sets the interval of the recovery, and the recovery above the chance level where that is known.
void add_recovery(AccuracyDelta& delta);

/// From the score's own unit to that of the margin: points for proportions, percent of the base for everything else; 0
/// when there is none.
double margin_scale(const AccuracyDelta& delta);
/// Sets the one-sided p against the margin, by the test that gave the bounds.
void test_margin(AccuracyDelta& delta, double margin);

/// Sets verdict, finding and why from the test, its bounds and the accepted loss; by p_adjusted where there is one.
/// @param margin points for proportions, percent of the base otherwise
void judge_accuracy(AccuracyDelta& delta, double margin);

} // namespace kneepoint::compare
