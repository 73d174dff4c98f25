// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <span>
#include <vector>

namespace kneepoint::compare {

/// The number of documents is the tool's own count, not computed from a rounded standard error.
bool counted_by_tool(const TaskScore& score);
/// In one spelling: "1.0" and "1" are the same; empty for what names none.
std::string task_version(const TaskScore& score);

/// Every score of both runs, matched by task, metric and filter, in the base's order, then what only the candidate has.
std::vector<AccuracyDelta> accuracy_deltas(const Run& base, const Run& candidate, const Options& options);

AccuracySummary accuracy_summary(const Run& base, const Run& candidate, std::span<const AccuracyDelta> deltas);

/// Each group's stated value against the mean of its members, weighted by documents or plain, whichever is nearer.
std::vector<GroupCheck> group_checks(const Run& run);

/// What makes the accuracy of a pair doubtful as a whole: void runs, nothing in common, results equal in every digit.
Problems accuracy_pair_problems(const Run& base, const Run& candidate, std::span<const AccuracyDelta> deltas);

/// value -+ 1.644854 standard errors.
Interval one_sided(double value, double standard_error);

/// Replaces the unpaired test by one of paired documents where both runs have samples whose mean is the score; else
/// sets why_unpaired. Both scores must be comparable.
void pair_scores(AccuracyDelta& delta, const Run& base_run, const TaskScore& base, const Run& candidate_run,
                 const TaskScore& candidate);

/// Sets verdict, finding and why from the test, its bounds and the accepted loss; by p_adjusted where there is one.
/// @param margin points for proportions, percent of the base otherwise
void judge_accuracy(AccuracyDelta& delta, double margin);

} // namespace kneepoint::compare
