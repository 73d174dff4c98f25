// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_samples.h"

#include "kneepoint/stats/perplexity.h"

#include <cmath>
#include <numbers>

namespace kneepoint::compare {

namespace {

struct PairedTexts {
    std::vector<WeightedLogLikelihood> base, candidate;
    std::size_t documents = 0, different = 0;
    bool by_hash = true, clustered = false;
};

/// The sums of each cluster: the perplexity of them is that of their documents, its error that of clusters.
std::vector<WeightedLogLikelihood> sums_of(const std::vector<WeightedLogLikelihood>& documents,
                                           const Clusters& clusters)
{
    std::vector<WeightedLogLikelihood> sums(clusters.count);
    for (std::size_t i = 0; i < documents.size(); ++i) {
        sums[clusters.of[i]].loglikelihood += documents[i].loglikelihood;
        sums[clusters.of[i]].weight += documents[i].weight;
    }
    return sums;
}

/// Log-likelihoods of both sides in the order of the paired documents, those that repeat in one; empty unless all are
/// paired.
PairedTexts paired_texts(const Behind& base, const Behind& candidate)
{
    const std::vector<double> zeros_a(base.samples->doc_id.size()), zeros_b(candidate.samples->doc_id.size());
    const auto pairs = stats::pair_documents({base.samples->doc_id, base.samples->doc_hash, zeros_a},
                                             {candidate.samples->doc_id, candidate.samples->doc_hash, zeros_b});
    PairedTexts texts;
    texts.by_hash = pairs.key == stats::DocumentKey::hash;
    if (pairs.share != 1) return texts;
    for (const auto row : pairs.base_rows) texts.base.push_back((*base.loglikelihoods)[row]);
    for (const auto row : pairs.candidate_rows) texts.candidate.push_back((*candidate.loglikelihoods)[row]);
    const auto clusters = clusters_of(base, pairs);
    texts.documents = clusters.of.size();
    texts.different = clusters.count;
    texts.clustered = clusters.matter() && clusters.count > 1;
    if (texts.clustered)
        for (auto* side : {&texts.base, &texts.candidate}) *side = sums_of(*side, clusters);
    return texts;
}

/// The increase of a perplexity, from the difference of logarithms, on the perplexity's own scale.
Interval on_its_scale(const AccuracyDelta& delta, const Interval& logs)
{
    if (delta.metric == "bits_per_byte") return {stats::bits(logs.low), stats::bits(logs.high)};
    return {*delta.base * std::expm1(logs.low), *delta.base * std::expm1(logs.high)};
}

/// base / candidate of perplexities is exp(-difference of logarithms); of bits per byte it is no such ratio.
std::optional<Interval> recovery_of(const AccuracyDelta& delta, const Interval& logs)
{
    if (delta.metric == "bits_per_byte") return std::nullopt;
    return Interval{100 * std::exp(-logs.high), 100 * std::exp(-logs.low)};
}

void take_log_test(AccuracyDelta& delta, const stats::PerplexityDifference& difference)
{
    delta.z = difference.z;
    delta.p = difference.p;
    // The error of candidate / base, on the scale of the perplexity itself.
    delta.standard_error = delta.metric == "bits_per_byte" ? difference.standard_error / std::numbers::ln2
                                                           : *delta.candidate * difference.standard_error;
    delta.interval = on_its_scale(delta, difference.interval);
    delta.bounds = on_its_scale(delta, one_sided(difference.delta, difference.standard_error));
    delta.recovery_interval = recovery_of(delta, difference.interval);
}

} // namespace

void take_perplexity(AccuracyDelta& delta, const Behind& base, const Behind& candidate,
                     const stats::BootstrapOptions& bootstrap)
{
    const auto texts = paired_texts(base, candidate);
    const auto difference = stats::perplexity_difference(texts.base, texts.candidate);
    if (!difference) {
        delta.why_unpaired = "the sides' documents or their lengths differ";
        return;
    }
    auto& paired = delta.paired.emplace();
    paired.documents = texts.documents;
    paired.clusters = texts.different;
    paired.by_hash = texts.by_hash;
    if (!difference->p) return;
    delta.test = texts.clustered ? "paired-clustered-log-ratio" : "paired-log-ratio";
    take_log_test(delta, *difference);
    const auto drawn =
        bootstrap.draws > 0 ? stats::bootstrap_perplexity(texts.base, texts.candidate, bootstrap) : std::nullopt;
    if (drawn)
        paired.resampled = {on_its_scale(delta, drawn->interval), drawn->p, recovery_of(delta, drawn->interval),
                            drawn->draws, drawn->seed};
}

} // namespace kneepoint::compare
