// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/verdict.h"
#include "kneepoint/results/distribution.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// The bootstrap of one score (stats/bootstrap.h): documents, or all of one cluster, drawn with replacement.
struct Resampled {
    Interval interval;                         ///< 95 % of delta, between percentiles of the draws
    double p = 1;                              ///< two-sided, of "no difference"
    std::optional<Interval> recovery_interval; ///< 95 % of the recovery, percent
    std::size_t draws = 0;
    std::uint64_t seed = 0;
    bool operator==(const Resampled&) const = default;
};

/// How the probabilities of the options moved, which an equal score does not show (stats/flips.h).
struct OptionsMoved {
    std::size_t questions = 0; ///< whose options are known on both sides
    double mean_kl = 0;        ///< KL divergence of the candidate's distribution from the base's, nats
    /// Another option has the largest log-likelihood; of those, wrong on both sides. Only of "acc", which is graded by
    /// it.
    std::optional<std::size_t> changed, wrong_to_other_wrong;
    bool operator==(const OptionsMoved&) const = default;
};

/// The documents that both sides answered, one against one; needs the sample files of both. Of a group those of all its
/// tasks.
struct PairedDocuments {
    std::size_t documents = 0;
    std::size_t tasks = 1;                     ///< of a group; each is a stratum
    bool by_hash = true;                       ///< by doc_hash; else by doc_id (lm_eval before 0.4.3)
    std::size_t clusters = 0;                  ///< different documents: fewer where some stand several times
    std::optional<double> correlation;         ///< of the sides' scores
    std::optional<std::uint64_t> lost, gained; ///< right on one side only; absent unless scores are 0 or 1
    std::optional<double> exact_p, mid_p;      ///< McNemar
    /// McNemar's with continuity correction and its p: an approximation for at least 25 flips; absent without flips.
    std::optional<double> chi_squared, chi_squared_p;
    /// Of the mean difference, clustered where documents repeat; 0 where all moved alike; absent for perplexities.
    std::optional<double> standard_error;
    std::optional<Interval> interval;  ///< 95 % of the mean difference by the normal distribution
    std::optional<double> sign_flip_p; ///< of scores other than 0 and 1, where it is McNemar's exact p
    std::size_t sign_flip_draws = 0;   ///< 0: every combination of signs was counted
    std::optional<Resampled> resampled;
    std::optional<OptionsMoved> options;
    bool operator==(const PairedDocuments&) const = default;
};

/// One score in several runs of one setup.
struct BetweenRuns {
    std::size_t runs = 0;
    double deviation = 0; ///< standard deviation of the score from run to run, in its own unit
    bool operator==(const BetweenRuns&) const = default;
};

struct AccuracyDelta {
    std::string task, alias, group, metric, filter;
    bool is_group = false;
    int depth = 0;
    bool primary = false; ///< the one metric of this task that counts in averages
    std::optional<double> base, candidate, base_stderr, candidate_stderr;
    std::optional<std::uint64_t> base_n, candidate_n;
    std::optional<bool> higher_is_better;
    bool proportion = false;
    std::optional<double> delta;               ///< candidate - base
    std::optional<double> relative_percent;    ///< 100 * delta / base
    std::optional<double> recovery_percent;    ///< 100 * candidate / base (base / candidate where lower is better)
    std::optional<Interval> recovery_interval; ///< 95 % of recovery_percent, by the logarithm of the ratio
    /// What guessing gives: the mean of 1 / options over the questions; only where both sides' samples hold the
    /// options.
    std::optional<double> chance;
    std::optional<double> recovery_above_chance_percent; ///< the same ratio with `chance` taken off both sides
    std::optional<Interval> recovery_above_chance_interval;
    std::optional<double> standard_error; ///< of delta, by the test below
    std::optional<double> z;              ///< delta / standard_error
    std::optional<double> p;              ///< two-sided, of the test below
    /// "unpaired-z" from the stated standard errors; of paired documents "mcnemar-exact" for 0/1 scores (with z and
    /// interval of the paired difference; without z and standard_error where every document moved alike), "paired-t"
    /// for others, "paired-clustered-t" where more than 1 % of the documents repeat another one, "paired-log-ratio" for
    /// perplexities ("paired-clustered-log-ratio" where documents repeat), "paired-stratified-z" for a group whose
    /// tasks are all paired.
    std::string test;
    /// 95 % of delta. Of "mcnemar-exact" widened to the exact interval of lost and gained questions where that is
    /// wider, so that it holds 0 when p is at least 5 %, and only then.
    std::optional<Interval> interval;
    std::optional<Interval> bounds; ///< the one-sided 95 % bounds of delta (a 90 % interval), by the same test
    /// One-sided p of "the loss is at least the margin" (non-inferiority), and the larger of this and the same for a
    /// gain (two one-sided tests): at most 5 % exactly where the bounds lie inside the margin.
    std::optional<double> non_inferiority_p, equivalence_p;
    std::optional<PairedDocuments> paired;
    std::string why_unpaired;         ///< "no samples of the base make up this score"; empty when paired
    std::optional<double> p_adjusted; ///< Holm, over the primary scores of leaf tasks of all candidates compared
    std::optional<double> q;          ///< Benjamini-Hochberg, the same
    std::size_t family = 0;           ///< tests among which p was adjusted; 0: it was not
    std::optional<BetweenRuns> base_between, candidate_between; ///< where the side was run several times
    Judgement verdict = Judgement::unknown;
    Finding finding; ///< by p_adjusted where there is one, else p
    std::string why;
    std::string caveat; ///< matched under another name, other version, other number of questions, ...; empty when clean
    std::string base_path, candidate_path;
    bool operator==(const AccuracyDelta&) const = default;
};

/// Flips below which McNemar's χ², and the normal distribution, are no good approximation (stats/mcnemar.h).
inline constexpr std::uint64_t few_flips = 25;
/// The verdict rests on McNemar's exact p, not on mid-p, χ² or another test.
bool decided_by_exact_p(const AccuracyDelta& delta);
/// Documents that repeat were taken as one: "paired-clustered-t", "paired-clustered-log-ratio".
bool is_clustered(const AccuracyDelta& delta);
/// McNemar's three p of a score's flips, which of them decides and why: one sentence without its full stop. Empty
/// without flips.
std::string mcnemar_words(const AccuracyDelta& delta);

/// A group's stated value against the weighted mean of its members.
struct GroupCheck {
    std::string run, task, metric, filter;
    double stated = 0, computed = 0;
    std::size_t members = 0;
    bool weighted = true;
    bool agrees = false;
    bool operator==(const GroupCheck&) const = default;
};

/// One task's part in an average.
struct TaskRecovery {
    std::string task; ///< "arc_easy acc_norm"
    double percent = 0;
    bool operator==(const TaskRecovery&) const = default;
};

/// The bootstrap of means over tasks, documents drawn within each task.
struct ResampledMeans {
    double delta = 0;                          ///< candidate - base of the unweighted means
    Interval delta_interval;                   ///< 95 %
    double p = 1;                              ///< two-sided, of "no difference"
    std::optional<Interval> recovery_interval; ///< 95 % of the recovery of means, percent
    std::size_t draws = 0;
    std::uint64_t seed = 0;
    bool operator==(const ResampledMeans&) const = default;
};

/// Questions of leaf tasks that one side alone answered right, by each task's primary metric.
struct FlipCount {
    std::uint64_t lost = 0, gained = 0, documents = 0;
    std::size_t tasks = 0;
    bool operator==(const FlipCount&) const = default;
};

struct AccuracySummary {
    /// Mean of the recoveries of the primary metrics of top-level tasks where higher is better.
    std::optional<double> mean_recovery_percent;
    std::optional<Interval> mean_recovery_interval; ///< 95 %; absent when a task has no standard error
    /// Ratio of the unweighted means over the same tasks, as in model cards; only where all are proportions.
    std::optional<double> recovery_of_means_percent;
    std::optional<Interval> recovery_of_means_interval; ///< 95 %, by the logarithm; absent when a task has no error
    std::optional<ResampledMeans> resampled; ///< of the same means; where both sides have the samples of every task
    FlipCount flips;
    std::vector<std::string> tasks; ///< "arc_easy acc_norm", ... that entered
    std::vector<std::string> apart; ///< where lower is better, such as perplexities: they enter no mean
    std::optional<TaskRecovery> lowest_recovery, highest_recovery; ///< of those that entered
    std::optional<double> largest_abs_z;
    std::string largest_abs_z_task;
    std::optional<double> largest_drop; ///< the most negative delta of a leaf (by direction)
    std::string largest_drop_task;
    std::vector<GroupCheck> groups;
    bool operator==(const AccuracySummary&) const = default;
};

} // namespace kneepoint::compare
