// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_samples.h"

#include "kneepoint/stats/perplexity.h"

#include <cmath>
#include <map>
#include <string_view>

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

double perplexity_of(const std::string& metric, double nats)
{
    return metric == "bits_per_byte" ? stats::bits(nats) : stats::perplexity(nats);
}

} // namespace

Behind samples_behind(const Run& run, const TaskScore& score)
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

stats::DocumentScores columns_of(const Behind& side)
{
    return {side.samples->doc_id, side.samples->doc_hash, *side.scores};
}

Clusters clusters_of(const Behind& base, const stats::DocumentPairs& pairs)
{
    Clusters clusters;
    std::map<std::string_view, std::size_t> of_hash;
    std::map<std::int64_t, std::size_t> of_number;
    for (const auto row : pairs.base_rows) {
        const bool by_hash = pairs.key == stats::DocumentKey::hash;
        const auto known = by_hash ? of_hash.try_emplace(base.samples->doc_hash[row], clusters.count).first->second
                                   : of_number.try_emplace(base.samples->doc_id[row], clusters.count).first->second;
        if (known == clusters.count) ++clusters.count;
        clusters.of.push_back(known);
    }
    return clusters;
}

PairedColumns paired_columns(const Run& base_run, const TaskScore& base, const Run& candidate_run,
                             const TaskScore& candidate)
{
    const auto a = samples_behind(base_run, base), b = samples_behind(candidate_run, candidate);
    if (!a.scores || !b.scores) return {};
    auto documents = stats::compare_documents(columns_of(a), columns_of(b));
    if (!documents.paired) return {};
    return {std::move(documents.base), std::move(documents.candidate)};
}

} // namespace kneepoint::compare
