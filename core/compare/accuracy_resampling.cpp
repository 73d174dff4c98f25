// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_samples.h"

#include "kneepoint/stats/flips.h"
#include "kneepoint/stats/permutation.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

// Work is counted in random indices, of which a core draws some 2,000,000,000 in four seconds (docs/statistics.md).
constexpr double affordable_work = 2e10;
constexpr double work_of_outcomes = 1000; ///< two statistics of 0/1 scores, however many: drawn as binomials
constexpr double work_of_a_score = 5;     ///< two statistics of others
constexpr std::size_t most_signs = 1000;  ///< documents; of more the normal p is the same, and signs take long
constexpr double most_draws = 10000, least_draws = 2000;

bool is_outcome(double score)
{
    return score == 0 || score == 1;
}

double work_of(const TaskSamples& samples)
{
    double work = 0;
    for (const auto& [metric, scores] : samples.scores) {
        const auto n = static_cast<double>(scores.size());
        work += std::ranges::all_of(scores, is_outcome) ? work_of_outcomes : work_of_a_score * n;
    }
    for (const auto& [metric, texts] : samples.loglikelihoods) work += static_cast<double>(texts.size());
    return work;
}

/// Of the metric's own direction: base / candidate where lower is better.
std::optional<Interval> recovery_drawn(const AccuracyDelta& delta, const stats::PairedScores& scores,
                                       const stats::BootstrapOptions& bootstrap)
{
    const bool lower = delta.higher_is_better == false;
    const auto ratio =
        stats::bootstrap_ratio(lower ? stats::PairedScores{scores.candidate, scores.base} : scores, bootstrap);
    return ratio ? std::optional(in_percent(ratio->interval)) : std::nullopt;
}

} // namespace

stats::BootstrapOptions affordable_bootstrap(const Run& base, Progress& progress)
{
    double work = 0;
    for (const auto& samples : base.samples) work += work_of(samples);
    const double draws = work > 0 ? std::min(most_draws, 1000 * std::floor(affordable_work / work / 1000)) : most_draws;
    stats::BootstrapOptions options;
    options.draws = draws < least_draws ? 0 : static_cast<std::size_t>(draws);
    options.stop = progress.stop_token();
    return options;
}

void resample(AccuracyDelta& delta, const stats::DocumentComparison& documents, const Clusters& clusters,
              const stats::BootstrapOptions& bootstrap)
{
    const bool moved_alike = delta.test.empty() || delta.test == "unpaired-z" || !delta.standard_error;
    if (bootstrap.draws == 0 || moved_alike) return;
    auto& paired = *delta.paired;
    const stats::PairedScores scores{documents.base, documents.candidate};
    const bool clustered = delta.test == "paired-clustered-t";
    const auto drawn = clustered ? stats::bootstrap_clustered_difference(scores, clusters.of, bootstrap)
                                 : stats::bootstrap_difference(scores, bootstrap);
    if (drawn)
        paired.resampled = {drawn->interval, drawn->p,
                            clustered ? std::nullopt : recovery_drawn(delta, scores, bootstrap), drawn->draws,
                            drawn->seed};
    // McNemar's exact p is the sign-flip test of 0/1 scores.
    if (paired.lost || clustered || paired.documents > most_signs) return;
    if (const auto signs = stats::sign_flip_test(stats::differences(documents.base, documents.candidate), bootstrap)) {
        paired.sign_flip_p = signs->p;
        paired.sign_flip_draws = signs->draws;
    }
}

std::optional<stats::TasksBootstrap> resampled_tasks(const Matched& matched, std::span<const std::size_t> rows,
                                                     const Run& base, const Run& candidate, stats::Weighting weighting,
                                                     const stats::BootstrapOptions& options)
{
    if (options.draws == 0 || rows.empty()) return std::nullopt;
    std::vector<PairedColumns> columns;
    std::vector<stats::PairedScores> tasks;
    for (const auto row : rows) {
        const auto& delta = matched.deltas[row];
        if (!delta.paired || delta.is_group || is_clustered(delta)) return std::nullopt;
        const auto& [left, right] = matched.scores[row];
        columns.push_back(paired_columns(base, *left, candidate, *right));
    }
    for (const auto& one : columns) tasks.push_back({one.base, one.candidate});
    return stats::bootstrap_tasks(tasks, weighting, options);
}

} // namespace kneepoint::compare
