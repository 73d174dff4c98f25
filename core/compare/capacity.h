// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delta.h"

#include "kneepoint/compare/judge_slo.h"
#include "kneepoint/stats/curve.h"

#include <optional>
#include <span>
#include <vector>

namespace kneepoint::compare {

struct Sides;
class RequestEstimates;

/// Of the intervals of knees and crossovers: enough for their ends, and a comparison stays within a second.
inline constexpr std::size_t bootstrap_draws = 500;

/// Adds the requests that met every objective, and the load up to which levels meet it with 95 % probability.
void add_requests_met(SloResult& result, const Run& run, const Options& options);

/// As capacity_of, with the intervals of the run's requests already at hand.
Capacity capacity_from(RequestEstimates& requests, const Options& options);

/// Knees of the medians of request latency, TTFT and ITL by each method; only curves that bend have one.
std::vector<KneePoint> knees_of(RequestEstimates& requests, const Options& options);

/// Relative standard error of each point: a quarter of ln(high / low) of its 95 % interval. Empty when one has none.
std::vector<double> relative_errors(RequestEstimates& requests, std::span<const stats::CurvePoint> curve,
                                    const MetricStatistic& wanted);

/// Absent without levels of a set rate.
std::optional<RateSaturation> saturation_of(const Run& run);

/// TTFT, ITL and request latency (medians) of the candidate at the base's loads, inside the candidate's range.
std::vector<EqualLoad> equal_load(Sides& sides, const Options& options);

/// The loads at which both sides first reach each latency of the base's levels (medians of the same metrics).
std::vector<EqualLatency> equal_latency(const Run& base, const Run& candidate, const Options& options);

/// TTFT, ITL, request latency and output tokens/s: where one curve passes the other.
std::vector<MetricCrossover> crossovers_of(Sides& sides, const Options& options);

} // namespace kneepoint::compare
