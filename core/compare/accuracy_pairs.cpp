// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_samples.h"

#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/mcnemar.h"
#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/tails.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

Interval hull(const Interval& a, const Interval& b)
{
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

/// Documents that stand several times tell less than their number: Student's t over clusters (Miller, equation 8).
/// Absent of fewer than two clusters.
bool take_clustered(AccuracyDelta& delta, const stats::DocumentComparison& documents, const Clusters& clusters)
{
    const auto found = stats::clustered_paired_difference(documents.base, documents.candidate, clusters.of);
    if (!found || !found->test) return false;
    delta.test = "paired-clustered-t";
    delta.standard_error = delta.paired->standard_error = found->standard_error;
    delta.z = found->test->z;
    delta.p = found->test->p_t;
    delta.interval = found->test->interval_t;
    const double half = stats::student_quantile(0.95, found->test->freedom) * found->standard_error;
    delta.bounds = Interval{found->delta - half, found->delta + half};
    return true;
}

void take_paired(AccuracyDelta& delta, const stats::DocumentComparison& documents, const Clusters& clusters)
{
    const auto& difference = *documents.paired;
    auto& paired = delta.paired.emplace();
    paired.documents = difference.n;
    paired.by_hash = documents.pairs.key == stats::DocumentKey::hash;
    paired.clusters = clusters.count;
    paired.correlation = difference.correlation;
    paired.standard_error = difference.test ? difference.standard_error : 0;
    const auto counts = stats::contingency(documents.base, documents.candidate);
    if (counts) take_flips(paired, *counts);
    if (!difference.test) { // every question moved alike
        if (counts && !clusters.matter()) take_exact_alone(delta, *counts);
        return;
    }
    paired.interval = difference.test->interval;
    if (clusters.matter() && take_clustered(delta, documents, clusters)) return;
    const auto n = static_cast<double>(difference.n);
    take_mean_test(delta, {difference.delta, difference.standard_error}, counts, n - 1);
}

} // namespace

Interval one_sided(double value, double standard_error)
{
    return {value - stats::z_95 * standard_error, value + stats::z_95 * standard_error};
}

void take_flips(PairedDocuments& paired, const stats::Contingency& counts)
{
    const auto test = stats::mcnemar(counts);
    paired.lost = counts.only_base;
    paired.gained = counts.only_candidate;
    paired.exact_p = test.exact_p;
    paired.mid_p = test.mid_p;
    paired.chi_squared = test.chi_squared;
    paired.chi_squared_p = test.chi_squared_p;
}

void take_mean_test(AccuracyDelta& delta, const stats::Estimate& mean, const std::optional<stats::Contingency>& counts,
                    double freedom)
{
    const auto around = [&](double quantile) {
        return Interval{mean.value - quantile * mean.standard_error, mean.value + quantile * mean.standard_error};
    };
    delta.standard_error = mean.standard_error;
    delta.z = mean.value / mean.standard_error;
    delta.paired->interval = around(stats::z_975);
    if (counts) {
        delta.test = "mcnemar-exact";
        delta.p = *delta.paired->exact_p;
        // The normal interval is good far from 0, the exact one near it: together they never say more than p does.
        delta.interval = hull(around(stats::z_975), *stats::exact_difference(*counts));
        delta.bounds = hull(around(stats::z_95), *stats::exact_difference(*counts, 0.9));
    } else if (std::isfinite(freedom)) {
        delta.test = "paired-t";
        delta.p = stats::two_sided_t_p(*delta.z, freedom);
        delta.interval = around(stats::student_quantile(0.975, freedom));
        delta.bounds = around(stats::student_quantile(0.95, freedom));
    } else {
        delta.test = "paired-z";
        delta.p = stats::two_sided_p(*delta.z);
        delta.interval = around(stats::z_975);
        delta.bounds = around(stats::z_95);
    }
}

void take_exact_alone(AccuracyDelta& delta, const stats::Contingency& counts)
{
    delta.test = "mcnemar-exact";
    delta.p = *delta.paired->exact_p;
    delta.z = delta.standard_error = std::nullopt;
    delta.interval = stats::exact_difference(counts);
    delta.bounds = stats::exact_difference(counts, 0.9);
}

void pair_scores(AccuracyDelta& delta, const Run& base_run, const TaskScore& base, const Run& candidate_run,
                 const TaskScore& candidate, const stats::BootstrapOptions& bootstrap)
{
    if (base.is_group) return; // its documents are those of its tasks: pair_groups
    const auto a = samples_behind(base_run, base), b = samples_behind(candidate_run, candidate);
    if (!a.samples || !b.samples) {
        delta.why_unpaired =
            !a.samples ? "no samples of the base make up this score" : "no samples of the candidate make up this score";
        return;
    }
    if (a.loglikelihoods && b.loglikelihoods) return take_perplexity(delta, a, b, bootstrap);
    if (!a.scores || !b.scores) return;
    const auto documents = stats::compare_documents(columns_of(a), columns_of(b));
    if (!documents.paired) {
        delta.why_unpaired = to_string(documents.why);
        return;
    }
    const auto clusters = clusters_of(a, documents.pairs);
    take_paired(delta, documents, clusters);
    take_options(delta, a, b, documents);
    resample(delta, documents, clusters, bootstrap);
}

void judge_anew(std::span<Comparison> comparisons, double accuracy_margin)
{
    for (auto& comparison : comparisons)
        for (auto& delta : comparison.accuracy) {
            if (!delta.delta) continue;
            delta.verdict = Judgement::unknown;
            delta.non_inferiority_p = delta.equivalence_p = delta.p_adjusted = delta.q = std::nullopt;
            delta.family = 0;
            test_margin(delta, accuracy_margin);
            judge_accuracy(delta, accuracy_margin);
        }
    adjust_for_many(comparisons);
}

std::size_t adjust_for_many(std::span<Comparison> comparisons)
{
    std::vector<AccuracyDelta*> members;
    stats::Family family;
    for (auto& comparison : comparisons)
        for (auto& delta : comparison.accuracy)
            if (delta.primary && !delta.is_group && delta.p) {
                members.push_back(&delta);
                family.push_back(delta.p);
            }
    const auto wise = stats::holm(family), rate = stats::benjamini_hochberg(family);
    for (std::size_t i = 0; i < members.size(); ++i) {
        members[i]->p_adjusted = wise[i];
        members[i]->q = rate[i];
        members[i]->family = members.size();
        judge_accuracy(*members[i], members[i]->finding.margin);
    }
    return members.size();
}

} // namespace kneepoint::compare
