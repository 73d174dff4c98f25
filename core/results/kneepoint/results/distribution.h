// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/metric.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint {

struct Interval {
    double low = 0;
    double high = 0;
    bool operator==(const Interval&) const = default;
};

struct Percentile {
    double rank = 0; ///< 0 to 100
    double value = 0;
    std::optional<Interval> interval; ///< where the tool states one (GuideLLM 0.8.1)
    bool operator==(const Percentile&) const = default;
};

/// Statistics of one metric at one level, in the metric's unit. Absent is absent, never 0.
struct Distribution {
    std::string definition;             ///< id in definition_catalogue()
    std::optional<std::uint64_t> count; ///< values behind it, where that can be told; never a sum of weights
    std::optional<double> mean, median, stddev, min, max;
    std::vector<Percentile> percentiles; ///< ascending rank; may hold 50
    std::optional<Interval> mean_interval;
    std::uint64_t missing = 0;            ///< values that the tool wrote as 0 for "missing" and that are left out
    std::optional<double> published_mean; ///< the tool's own, with the missing values counted as 0
    bool derived = false;       ///< computed by Kneepoint from the requests, because the file holds no statistic
    std::string converted_from; ///< the file's definition, when the values were converted to `definition`; else empty
    std::string path;           ///< inside the file: "benchmarks[0].metrics.time_to_first_token_ms.successful"

    std::optional<double> percentile(double rank) const;
    std::optional<double> value(Statistic statistic) const;
    bool empty() const;
    bool operator==(const Distribution&) const = default;
};

/// Statistics of plain values, percentiles by linear interpolation (NumPy's default); NaN values are left out.
Distribution describe(std::vector<double> values);

/// Statistics of weighted values as GuideLLM computes them: percentiles are steps of the cumulated weights. Values that
/// are NaN and weights that are not above 0 are left out.
Distribution describe_weighted(std::vector<std::pair<double, double>> values_and_weights);

} // namespace kneepoint
