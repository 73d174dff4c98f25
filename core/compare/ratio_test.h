// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/verdict.h"
#include "kneepoint/results/metric.h"
#include "kneepoint/stats/quantile.h"

#include <optional>
#include <span>
#include <string>

namespace kneepoint::compare {

/// A ratio candidate / base with one procedure behind its interval, its p and its bounds, on the log scale.
struct RatioTest {
    double ratio = 1;
    Interval interval; ///< 95 %
    Interval bounds;   ///< the one-sided 95 % bounds
    double p = 1;      ///< two-sided, of "ratio 1": below 5 % exactly when the interval leaves 1 out
};

/// Student's t of the logarithms of repetitions (stats/runs.h). Absent of fewer than two on a side.
std::optional<RatioTest> test_of_runs(std::span<const double> base, std::span<const double> candidate);

/// Intervals from batch means combined (stats::ratio_of_quantiles); t with 9 degrees.
std::optional<RatioTest> test_of_requests(const stats::QuantileEstimate& base,
                                          const stats::QuantileEstimate& candidate);

/// Is there a difference, and is the loss within `margin` percent? Both untested for metrics without a direction.
Finding finding_of(const RatioTest& test, Direction direction, double margin);

/// Equivalent when both bounds lie within the margin (two one-sided tests), better when a gain is shown, worse when a
/// loss is shown and lies beyond the margin; else inconclusive.
Judgement judgement_of(const Finding& finding, const RatioTest& test, double margin);

/// "about 2100 requests a level would settle it", were the ratio and its spread what they seem to be; empty when no
/// number would.
std::string requests_to_settle(const RatioTest& test, std::size_t requests, Direction direction, double margin);
/// "3 repetitions can show 6.3 % or more; for 3 % run 9"
std::string runs_to_settle(std::span<const double> base, std::span<const double> candidate, double margin);

} // namespace kneepoint::compare
