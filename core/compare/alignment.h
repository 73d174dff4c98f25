// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// Two levels that belong together, a base level whose partner is to be interpolated, or a level without partner.
struct LevelPair {
    std::optional<int> base, candidate; ///< indices into Run::levels
    std::optional<double> load;
    bool interpolated = false;     ///< the candidate's figures are read off its curve at this load
    bool exact = false;            ///< where it was measured too
    std::vector<int> sources = {}; ///< candidate levels that its figures come from: its own, or those around the load
    bool excluded = false;
    std::string note;
};

struct Aligned {
    Alignment used = Alignment::load;
    std::string why;
    bool fallen_back = false;     ///< what was asked for is not possible
    std::vector<LevelPair> pairs; ///< in the base's order, then what only the candidate has
};

/// Finds for each level of the base its counterpart. Synchronous pairs with synchronous and throughput (excluded by
/// rule) with throughput in every mode.
Aligned align_levels(const Run& base, const Run& candidate, const Options& options);

/// The streams of a run's concurrent levels, the target rates of its constant or poisson ones, each once, in the file's
/// order.
std::vector<double> streams_of(const Run& run);
std::vector<double> rates_of(const Run& run);
/// Levels of a run, with data, that asked for the same load as this one: repetitions of one another when it is one of
/// the run's own.
std::vector<int> repetitions_of(const Run& run, const Level& wanted);
/// A sweep chose its rates itself: it has a synchronous and a throughput level and levels of set rates.
bool is_sweep(const Run& run);
/// Number of values that two lists share, each counted once.
std::size_t in_common(std::vector<double> a, std::vector<double> b);
/// At least half of the longer list.
bool half_in_common(const std::vector<double>& a, const std::vector<double>& b);

} // namespace kneepoint::compare
