// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace kneepoint::stats {

/// A level of rising load and whether it meets an objective.
struct LoadLevel {
    double load = 0;
    std::optional<bool> meets;         ///< absent: it cannot be judged
    std::optional<double> probability; ///< that it meets, where the requests are known
};

/// The largest load of a server under an objective; three answers, because a level may meet it above one that does not.
struct LargestLoad {
    std::optional<double> any;                    ///< the highest level that meets
    std::optional<double> before_first_violation; ///< the highest below the lowest that fails
    /// The highest up to which every judged level meets with the probability asked for.
    std::optional<double> with_probability;
    std::optional<double> lowest_failing;
    std::size_t undecided = 0;
};

/// Levels in any order; undecided ones are no violation.
LargestLoad largest_load(std::span<const LoadLevel> levels, double probability = 0.95);

/// Probability that the share of requests at or below the limit is truly at least `share`: that p95 <= limit for share
/// 0.95. Beta posterior with Jeffreys' prior (Brown, Cai, DasGupta 2001), counts divided by the dependence of the
/// requests, which comes from batch means as in quantile_of_requests.
/// @param values of one level's requests in order of their start, at least 100
/// @return empty for fewer, or when a value or the limit is not finite, or the share is not inside 0 to 1.
std::optional<double> probability_within(std::span<const double> values, double limit, double share);

/// A load and the probability that every level up to it meets: that the largest load before the first violation is at
/// least this.
struct Reach {
    double load = 0, probability = 0;
};

/// The distribution of the largest load before the first violation, by rising load: products of the levels'
/// probabilities, whose requests are others and so taken as independent. Of the measured loads alone: it says which
/// level, not what lies between two. Empty without levels, or when a level of unknown probability lies where the
/// product is still above 0.1 %.
std::vector<Reach> reach_of(std::span<const LoadLevel> levels);

/// 95 % of the largest load. Empty when it may be none of the measured ones with more than 2.5 %.
std::optional<Interval> reach_interval(std::span<const Reach> reach);

/// 95 % of candidate / base of two such loads, every pair weighted by its probability. Empty as reach_interval, of
/// either side.
std::optional<Interval> reach_ratio(std::span<const Reach> base, std::span<const Reach> candidate);

/// Requests that met every objective, of those that were started; the rest failed, was cut off, or came late.
struct Goodput {
    double rate = 0;         ///< requests a second
    double share = 0;        ///< attainment, 0 to 1
    Interval share_interval; ///< Wilson, 95 %: too narrow where requests depend on each other
};
/// Empty when nothing was started, more met than were started, or the duration is not above 0.
std::optional<Goodput> goodput(std::uint64_t met, std::uint64_t started, double seconds);

/// A level of an open-loop run: requests a second asked for and achieved.
struct RateLevel {
    double asked = 0;
    double achieved = 0;
};

struct Saturation {
    std::optional<double> kept_up_to;  ///< the highest rate below the first that was missed
    std::optional<double> missed_from; ///< the lowest rate asked for that was not achieved; absent: none in the range
    double plateau = 0;                ///< the highest rate achieved at all
};
/// Achieved below `least` of asked counts as missed (peers' rule of thumb: 0.95). Levels that are not finite or ask for
/// nothing are left out; empty when none remains.
std::optional<Saturation> saturation(std::span<const RateLevel> levels, double least = 0.95);

} // namespace kneepoint::stats
