// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/accuracy.h"
#include "kneepoint/stats/bootstrap.h"

namespace kneepoint::stats {

/// Nats per unit (word or byte): -sum of log-likelihoods / sum of weights. Empty when a number is not finite, a weight
/// is negative, or all are 0.
std::optional<double> nats_per_unit(std::span<const WeightedLogLikelihood> documents);

/// exp(nats): word_perplexity, byte_perplexity (lm-evaluation-harness, lm_eval/api/metrics.py, weighted_perplexity).
double perplexity(double nats);
/// nats / ln 2: bits_per_byte.
double bits(double nats);

struct PerplexityDifference {
    std::size_t n = 0;              ///< documents
    double base = 0, candidate = 0; ///< nats per unit
    double delta = 0;          ///< candidate - base = ln(PPL_candidate / PPL_base), above 0 when the candidate is worse
    double standard_error = 0; ///< of delta
    std::optional<double> z, p; ///< normal, two-sided; absent when the standard error is 0
    Interval interval;          ///< 95 % of delta
    double increase = 0;        ///< of the perplexity, a share: exp(delta) - 1
    Interval increase_interval; ///< exp of the ends of `interval`, - 1
};

/// Compares perplexities of the same documents on the log scale, where the difference is a ratio of sums; its standard
/// error is that of a ratio estimator, sqrt(sum(r^2) n / (n - 1)) / sum of weights with r = d - delta x weight
/// (Cochran 1977, 6.4). Empty of fewer than 2 documents, of lists of different length, or when the sides' weights
/// differ: then they are not the same texts.
std::optional<PerplexityDifference> perplexity_difference(std::span<const WeightedLogLikelihood> base,
                                                          std::span<const WeightedLogLikelihood> candidate);

/// Paired bootstrap of delta over documents; for the few documents of wikitext (62) rather than the normal interval.
std::optional<BootstrapResult> bootstrap_perplexity(std::span<const WeightedLogLikelihood> base,
                                                    std::span<const WeightedLogLikelihood> candidate,
                                                    const BootstrapOptions& options = {});

} // namespace kneepoint::stats
