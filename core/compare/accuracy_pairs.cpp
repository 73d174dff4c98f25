// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/documents.h"
#include "kneepoint/stats/mcnemar.h"
#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/perplexity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kneepoint::compare {

namespace {

/// Samples state no filter before lm_eval 0.4.7: then the mean tells which block belongs to a score.
bool may_be_of(const TaskSamples& samples, const TaskScore& score)
{
    return samples.task == score.task &&
           (samples.filter == score.filter || samples.filter.empty() || samples.filter.starts_with('#'));
}

/// As exactly as lm_eval states scores in its files; from a printed table none is paired.
bool is_mean(std::span<const double> scores, double stated)
{
    double sum = 0, n = 0;
    for (const double score : scores)
        if (std::isfinite(score)) {
            sum += score;
            n += 1;
        }
    return n > 0 && std::fabs(sum / n - stated) <= 1e-9 * std::fmax(1, std::fabs(stated));
}

/// The questions behind a score, and their scores or log-likelihoods under its metric.
struct Behind {
    const TaskSamples* samples = nullptr;
    const std::vector<double>* scores = nullptr;
    const std::vector<WeightedLogLikelihood>* loglikelihoods = nullptr;
};

double perplexity_of(const std::string& metric, double nats)
{
    return metric == "bits_per_byte" ? stats::bits(nats) : stats::perplexity(nats);
}

Behind behind(const Run& run, const TaskScore& score)
{
    for (const auto& samples : run.samples) {
        if (!may_be_of(samples, score)) continue;
        const auto plain = samples.scores.find(score.metric);
        if (plain != samples.scores.end() && is_mean(plain->second, *score.value))
            return {&samples, &plain->second, {}};
        const auto weighted = samples.loglikelihoods.find(score.metric);
        if (weighted == samples.loglikelihoods.end()) continue;
        const auto nats = stats::nats_per_unit(weighted->second);
        if (nats && std::fabs(perplexity_of(score.metric, *nats) - *score.value) <= 1e-9 * std::fabs(*score.value))
            return {&samples, {}, &weighted->second};
    }
    return {};
}

stats::DocumentScores columns(const Behind& side)
{
    return {side.samples->doc_id, side.samples->doc_hash, *side.scores};
}

Interval hull(const Interval& a, const Interval& b)
{
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

void take_paired(AccuracyDelta& delta, const stats::DocumentComparison& documents)
{
    const auto& difference = *documents.paired;
    auto& paired = delta.paired.emplace();
    paired.documents = difference.n;
    paired.by_hash = documents.pairs.key == stats::DocumentKey::hash;
    paired.correlation = difference.correlation;
    const auto counts = stats::contingency(documents.base, documents.candidate);
    if (counts) {
        const auto test = stats::mcnemar(*counts);
        paired.lost = counts->only_base;
        paired.gained = counts->only_candidate;
        paired.exact_p = test.exact_p;
        paired.mid_p = test.mid_p;
    }
    if (!difference.test) return; // every question moved alike: the unpaired test is the one there is
    delta.test = counts ? "mcnemar-exact" : "paired-z";
    delta.standard_error = difference.standard_error;
    delta.z = difference.test->z;
    delta.p = counts ? *paired.exact_p : difference.test->p;
    paired.interval = delta.interval = difference.test->interval;
    delta.bounds = one_sided(difference.delta, difference.standard_error);
    if (!counts) return;
    // The normal interval is good far from 0, the exact one near it: together they never say more than p does.
    delta.interval = hull(*delta.interval, *stats::exact_difference(*counts));
    delta.bounds = hull(*delta.bounds, *stats::exact_difference(*counts, 0.9));
}

/// Log-likelihoods of both sides in the order of the paired documents.
void take_perplexity(AccuracyDelta& delta, const Behind& base, const Behind& candidate)
{
    const std::vector<double> zeros_a(base.samples->doc_id.size()), zeros_b(candidate.samples->doc_id.size());
    const auto pairs = stats::pair_documents({base.samples->doc_id, base.samples->doc_hash, zeros_a},
                                             {candidate.samples->doc_id, candidate.samples->doc_hash, zeros_b});
    std::vector<WeightedLogLikelihood> a, b;
    for (const auto row : pairs.base_rows) a.push_back((*base.loglikelihoods)[row]);
    for (const auto row : pairs.candidate_rows) b.push_back((*candidate.loglikelihoods)[row]);
    const auto difference = pairs.share == 1 ? stats::perplexity_difference(a, b) : std::nullopt;
    if (!difference) {
        delta.why_unpaired = "the sides' documents or their lengths differ";
        return;
    }
    delta.paired = PairedDocuments{.documents = difference->n, .by_hash = pairs.key == stats::DocumentKey::hash};
    if (!difference->p) return;
    delta.test = "paired-log-ratio";
    delta.z = difference->z;
    delta.p = difference->p;
    if (delta.metric == "bits_per_byte") {
        delta.standard_error = difference->standard_error / std::numbers::ln2;
        delta.interval = Interval{stats::bits(difference->interval.low), stats::bits(difference->interval.high)};
        delta.bounds = one_sided(stats::bits(difference->delta), *delta.standard_error);
    } else { // the error of candidate / base, on the scale of the perplexity itself
        delta.standard_error = *delta.candidate * difference->standard_error;
        delta.interval =
            Interval{*delta.base * difference->increase_interval.low, *delta.base * difference->increase_interval.high};
        const auto logs = one_sided(difference->delta, difference->standard_error);
        delta.bounds = Interval{*delta.base * std::expm1(logs.low), *delta.base * std::expm1(logs.high)};
    }
}

} // namespace

Interval one_sided(double value, double standard_error)
{
    return {value - stats::z_95 * standard_error, value + stats::z_95 * standard_error};
}

void pair_scores(AccuracyDelta& delta, const Run& base_run, const TaskScore& base, const Run& candidate_run,
                 const TaskScore& candidate)
{
    if (base.is_group) {
        delta.why_unpaired = "a group has no documents of its own";
        return;
    }
    const auto a = behind(base_run, base), b = behind(candidate_run, candidate);
    if (!a.samples || !b.samples) {
        delta.why_unpaired =
            !a.samples ? "no samples of the base make up this score" : "no samples of the candidate make up this score";
        return;
    }
    if (a.loglikelihoods && b.loglikelihoods) return take_perplexity(delta, a, b);
    if (!a.scores || !b.scores) return;
    const auto documents = stats::compare_documents(columns(a), columns(b));
    if (documents.paired)
        take_paired(delta, documents);
    else
        delta.why_unpaired = to_string(documents.why);
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
