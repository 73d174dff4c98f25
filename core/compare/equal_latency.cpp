// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

std::string equal_latency_words(const stats::EqualPoint& found, double latency)
{
    const auto& candidate = found.candidate;
    const auto where =
        candidate.below.x == candidate.above.x
            ? std::string("measured")
            : fmt::format("between {} at {} and {} at {}", figure(candidate.below.y), figure(candidate.below.x),
                          figure(candidate.above.y), figure(candidate.above.x));
    return fmt::format("{} / {} = {} (loads that first reach {}; candidate {})", figure(candidate.value),
                       figure(found.base.value), format_decimal(found.ratio, 3), figure(latency), where);
}

} // namespace

std::vector<EqualLatency> equal_latency(const Run& base, const Run& candidate, const Options& options)
{
    std::vector<EqualLatency> result;
    const auto statistic = Statistic::median();
    for (const auto metric : {MetricId::ttft, MetricId::itl, MetricId::request_latency}) {
        const auto left = curve_of(base, metric, statistic, options),
                   right = curve_of(candidate, metric, statistic, options);
        if (left.empty() || right.empty() ||
            !comparable(base.levels[left.front().source].metric(metric)->definition,
                        candidate.levels[right.front().source].metric(metric)->definition))
            continue;
        for (const auto& point : left) {
            const auto found = stats::at_equal_latency(left, right, point.y);
            // Where latency falls again with rising load a level repeats what a lower one reached first.
            if (!found || std::fabs(found->base.value - point.x) > 1e-9 * point.x) continue;
            result.push_back({.metric = metric,
                              .statistic = statistic,
                              .latency = point.y,
                              .base = found->base.value,
                              .candidate = found->candidate.value,
                              .ratio = found->ratio,
                              .interpolated = found->candidate.below.x != found->candidate.above.x,
                              .base_level = static_cast<int>(point.source),
                              .why = equal_latency_words(*found, point.y)});
        }
    }
    return result;
}

} // namespace kneepoint::compare
