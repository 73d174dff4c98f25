// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"
#include "kneepoint/stats/bootstrap.h"
#include "kneepoint/stats/curve.h"

#include <optional>
#include <span>

namespace kneepoint::stats {

/// How the knee of a latency-load curve is found; both on logarithms of load and latency, where a queue is a flat line
/// that turns into a rising one, and where units do not matter.
enum class KneeMethod {
    /// The measured level farthest below the chord from the first to the last point (Satopaa et al. 2011, "Kneedle",
    /// offline form without smoothing). Always one of the levels, and reported however little the latency rises.
    chord,
    /// The corner of two straight lines, least squares, anywhere between the second and the last but one point (Muggeo
    /// 2003). Finds a corner between two levels, and none in a curve that has not risen yet. The default.
    two_lines,
};

struct Knee {
    double load = 0;
    double latency = 0; ///< on the curve at that load
    /// chord: distance below the chord as a share of the curve's height, 0 to 1; two_lines: slope after less slope
    /// before, in powers of the load (from 0 to 1 in a closed system).
    double strength = 0;
};

/// @param curve of at least 4 points of positive load and latency, as curve() makes it
/// @return empty with fewer, or when the curve does not bend upwards: chord strength under 0.1, slope change under 0.2.
std::optional<Knee> knee(std::span<const CurvePoint> curve, KneeMethod method = KneeMethod::two_lines);

struct KneeInterval {
    Interval load;
    double share_without = 0; ///< of the draws, that show no knee
    std::size_t draws = 0;
    std::uint64_t seed = 0;
};

/// Percentile interval of the knee's load by parametric bootstrap: every latency times exp(a normal number x its
/// relative error). @param relative_errors of each point's latency, e.g. a quarter of ln(high / low) of its 95 %
/// interval
/// @return empty when the lists differ in length, an error is not finite, more than half of the draws have no knee, or
/// after a stop.
std::optional<KneeInterval> knee_interval(std::span<const CurvePoint> curve, std::span<const double> relative_errors,
                                          KneeMethod method = KneeMethod::two_lines,
                                          const BootstrapOptions& options = {.draws = 2000});

} // namespace kneepoint::stats
