// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delta.h"
#include "load.h"

#include "kneepoint/results/request_column.h"
#include "kneepoint/stats/quantile.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace kneepoint::compare {

/// One metric of a level's completed requests in the order of their start, and what each counts in its statistics.
struct RequestValues {
    std::vector<double> values;
    std::vector<double> weights; ///< none: every request counts the same
    std::string missing;         ///< why there are none: "the file lists no requests"
};

/// As if there were none: the answers are all of one length.
bool all_weigh_alike(const std::vector<double>& weights);

/// Latencies as the level's own statistics count them: empty when the listed requests are not those that were counted,
/// or when the metric is none of single requests.
RequestValues request_values(const Level& level, MetricId metric);

/// Intervals of a run's figures from its requests, each computed once. The figure itself stays the stated one.
class RequestEstimates {
public:
    explicit RequestEstimates(const Run& run) : m_run(run) {}

    const Run& run() const { return m_run; }

    /// 95 %, batch means (stats/quantile.h); of fewer than 100 requests, which tell nothing of how they move together,
    /// order statistics. Absent when the stated figure is not what the requests give, or they are too few for it.
    const std::optional<stats::QuantileEstimate>& at_level(std::size_t level, const MetricStatistic& wanted);

    /// On the line between two levels: their distances combine as the figures do.
    std::optional<stats::QuantileEstimate> at(const stats::Interpolated& found, const MetricStatistic& wanted);

    /// Medians, or other statistics, of ten batches of consecutive requests: nearly independent, for a rank test.
    std::vector<double> of_batches(std::size_t level, const MetricStatistic& wanted) const;

private:
    using Key = std::tuple<std::size_t, MetricId, Statistic::Kind, double>;
    const Run& m_run;
    std::map<Key, std::optional<stats::QuantileEstimate>> m_known = {};
    std::map<std::pair<std::size_t, MetricId>, RequestValues> m_values = {};
};

/// Both runs of a comparison with what their requests say.
struct Sides {
    const Run& base;
    const Run& candidate;
    RequestEstimates base_requests{base};
    RequestEstimates candidate_requests{candidate};
    std::vector<const Run*> base_repetitions = {}, candidate_repetitions = {}; ///< further runs of the same setup
};

/// Requests that a percentile needs so that it is not one of the very largest values (MLPerf), and a median for an
/// interval; none for other statistics.
std::optional<std::uint64_t> samples_needed(Statistic statistic);

} // namespace kneepoint::compare
