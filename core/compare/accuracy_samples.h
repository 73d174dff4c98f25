// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accuracy.h"

#include "kneepoint/stats/documents.h"

namespace kneepoint::compare {

/// The questions behind a score, and their scores or log-likelihoods under its metric; null where there are none.
struct Behind {
    const TaskSamples* samples = nullptr;
    const std::vector<double>* scores = nullptr;
    const std::vector<WeightedLogLikelihood>* loglikelihoods = nullptr;
};

/// The samples whose mean (or perplexity) is the score, so that those of another run or cut short are never taken.
Behind samples_behind(const Run& run, const TaskScore& score);

stats::DocumentScores columns_of(const Behind& side);

/// Sets paired figures of a perplexity, or why there are none.
void take_perplexity(AccuracyDelta& delta, const Behind& base, const Behind& candidate,
                     const stats::BootstrapOptions& bootstrap);

/// Which documents are one, by number from 0; as many as there are pairs.
struct Clusters {
    std::vector<std::size_t> of;
    std::size_t count = 0;
    /// More than 1 % of the documents repeat another one: too many to take all for independent.
    bool matter() const { return count + of.size() / 100 < of.size(); }
};
Clusters clusters_of(const Behind& base, const stats::DocumentPairs& pairs);

/// Sets bootstrap and sign flips of a score's paired documents.
void resample(AccuracyDelta& delta, const stats::DocumentComparison& documents, const Clusters& clusters,
              const stats::BootstrapOptions& bootstrap);

/// Sets the chance level and how the options' probabilities moved, where both sides' samples hold them.
void take_options(AccuracyDelta& delta, const Behind& base, const Behind& candidate,
                  const stats::DocumentComparison& documents);

} // namespace kneepoint::compare
