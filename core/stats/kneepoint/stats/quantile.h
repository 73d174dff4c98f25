// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace kneepoint::stats {

/// Linear interpolation between order statistics (Hyndman, Fan 1996, type 7; NumPy's default).
/// @param sorted ascending, at least one value @param share 0 to 1
double sorted_quantile(std::span<const double> sorted, double share);

/// A percentile of latencies with its interval, both in the unit of the values.
struct QuantileEstimate {
    std::size_t n = 0;
    double value = 0;
    Interval interval;
    /// Variance of the share below `value` against that of independent requests, at least 1; n / dependence is the
    /// number of independent requests that would tell as much.
    double dependence = 1;
};

/// Interval of a quantile between two order statistics, whose coverage is at least `confidence` for independent values
/// of any distribution (David, Nagaraja 2003, section 7.1). For values that know nothing of each other: one per run.
/// Empty when a value is not finite or there are too few: a 95 % interval of a median needs 6, of p95 72, of p99 368.
std::optional<QuantileEstimate> quantile_of_independent(std::span<const double> values, double share,
                                                        double confidence = 0.95);

/// Interval of a quantile of one run's requests, which are not independent: a full batch slows all requests that share
/// it. The variance of the share of requests below the quantile comes from 10 batches of consecutive requests (batch
/// means: Schmeiser 1982) and is never taken smaller than that of independent requests; the interval lies between
/// the order statistics at share -+ t(9) x its error (Woodruff 1952). Empty when a value or weight is unusable, of
/// fewer than 100 requests, or when an end would lie beyond the largest or smallest value.
/// Measured coverage and its limits stand in docs/statistics.md.
/// @param values in order of their start
/// @param weights one per request, at least 0, where the tool weights its percentiles (ITL by output tokens); none:
/// every request counts the same
std::optional<QuantileEstimate> quantile_of_requests(std::span<const double> values, double share,
                                                     double confidence = 0.95, std::span<const double> weights = {});

/// The mean of one run's requests in the same way: its error from 10 batches, Student's t with 9 degrees (batch means:
/// Schmeiser 1982). Empty as quantile_of_requests, but no value has to lie inside the interval.
std::optional<QuantileEstimate> mean_of_requests(std::span<const double> values, double confidence = 0.95,
                                                 std::span<const double> weights = {});

/// Ratio candidate / base of two percentiles, from intervals found apart: each end combines the distances of the ends
/// it is made of on the log scale (MOVER: Zou, Donner 2008). Empty when an end is not above 0.
struct QuantileRatio {
    double value = 1;
    Interval interval;
};
std::optional<QuantileRatio> ratio_of_quantiles(const QuantileEstimate& base, const QuantileEstimate& candidate);

/// Samples below which a percentile should be greyed out: the fewest of which the second largest value lies above the
/// percentile with this confidence, P(Bin(n, 1 - share) <= 1) <= 1 - confidence (MLPerf Inference, early stopping). 64
/// for p90, 662 for p99. Empty unless 0 < share < 1 and 0 < confidence < 1.
std::optional<std::uint64_t> minimum_samples(double share, double confidence = 0.99);

/// Queries that MLPerf Inference asks for without early stopping: margin (1 - share) / 20 at 99 % confidence, rounded
/// up to a multiple of 8192 (inference rules, appendix "Number of queries"): 24,576 for p90, 270,336 for p99.
std::optional<std::uint64_t> mlperf_queries(double share);

} // namespace kneepoint::stats
