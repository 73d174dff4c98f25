// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/stats/quantile.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kneepoint::compare {

/// What is known of the noise of both sides' figures; all of it may be absent.
struct Noise {
    std::optional<stats::QuantileEstimate> base, candidate;   ///< within one run of each side
    std::vector<double> base_batches, candidate_batches;      ///< its batches, for a rank test
    std::vector<double> base_runs, candidate_runs;            ///< the figure at each repetition of the level
    std::optional<std::uint64_t> base_count, candidate_count; ///< requests behind each figure
};

/// Verdict and finding of a delta that has a ratio: by repetitions where both sides have them, else by intervals within
/// the runs, else by the band alone. Sets interval, p and samples, too.
void judge(Delta& delta, const Noise& noise, const Options& options);

/// A rate that comes in steps of a whole wave while few have completed: all but output tokens over requests of every
/// outcome, which flow between the ends of waves, too.
bool counts_waves(const Delta& delta);

/// Inconclusive, with the reason and what would settle it.
void leave_open(Delta& delta, std::string_view reason, std::string settle);

} // namespace kneepoint::compare
