// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/metric.h"
#include "kneepoint/stats/bootstrap.h"
#include "kneepoint/stats/curve.h"

#include <optional>
#include <span>
#include <vector>

namespace kneepoint::stats {

/// How the candidate stands to the base.
enum class Standing { worse, equal, better };

struct Crossing {
    double load = 0;
    Standing becomes = Standing::equal; ///< with rising load, never equal
};

struct Crossover {
    Interval range;                    ///< of load measured on both sides
    Standing at_low = Standing::equal; ///< before the first crossing; equal when the curves agree throughout
    std::vector<Crossing> crossings;   ///< none is an answer: the standing holds throughout the measured range
};

/// Loads at which one curve passes the other, each interpolated between its own levels; exact where both are straight.
/// Curves that touch and part again do not cross.
/// @param direction lower_is_better for latencies, higher_is_better for rates
/// @return empty when the measured ranges do not overlap in more than a point, or the metric has no direction.
std::optional<Crossover> crossover(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                                   Direction direction);

/// Where the first crossing lies, as far as the errors of the levels allow to say.
struct CrossoverInterval {
    /// Absent when that end may lie beyond the measured range: "from 24 up" and "nowhere in the range" are answers.
    std::optional<double> low, high;
    double share_without = 0; ///< of the draws, that do not cross at all
    std::size_t draws = 0;
    std::uint64_t seed = 0;
};

/// Percentile interval of the first crossing by parametric bootstrap, as knee_interval. A draw that never crosses
/// counts as crossing above the range when the standing at low load holds throughout, below it when the opposite does.
/// @return empty when there is no crossing in the curves themselves, for errors that do not fit, or after a stop.
std::optional<CrossoverInterval> crossover_interval(std::span<const CurvePoint> base,
                                                    std::span<const double> base_errors,
                                                    std::span<const CurvePoint> candidate,
                                                    std::span<const double> candidate_errors, Direction direction,
                                                    const BootstrapOptions& options = {.draws = 2000});

} // namespace kneepoint::stats
