// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "delta_verdict.h"
#include "figures.h"
#include "load.h"
#include "request_estimates.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace kneepoint::compare {

namespace {

std::string definition_at(const Run& run, const stats::CurvePoint& point, MetricId metric)
{
    return run.levels[point.source].metric(metric)->definition;
}

std::string explained(const stats::Interpolated& found, double base, double ratio)
{
    const auto between = found.below.x == found.above.x
                             ? fmt::format("measured at concurrency {}", figure(found.below.x))
                             : fmt::format("between {} at concurrency {} and {} at {}", figure(found.below.y),
                                           figure(found.below.x), figure(found.above.y), figure(found.above.x));
    return fmt::format("{} / {} = {} (candidate {})", figure(found.value), figure(base), format_decimal(ratio, 3),
                       between);
}

} // namespace

std::vector<EqualLoad> equal_load(Sides& sides, const Options& options)
{
    const auto &base = sides.base, &candidate = sides.candidate;
    std::vector<EqualLoad> result;
    const auto statistic = Statistic::median();
    for (const auto metric : {MetricId::ttft, MetricId::itl, MetricId::request_latency}) {
        const auto line = curve_of(candidate, metric, statistic, options);
        for (const auto& point : curve_of(base, metric, statistic, options)) {
            const auto found = stats::interpolate(line, point.x);
            if (!found || !(point.y > 0) || !std::isfinite(100 * found->value / point.y)) continue;
            if (!comparable(definition_at(base, point, metric), definition_at(candidate, found->below, metric)))
                continue;
            const double ratio = found->value / point.y;
            Delta judged{.metric = metric,
                         .statistic = statistic,
                         .base = point.y,
                         .candidate = found->value,
                         .ratio = ratio,
                         .change_percent = 100 * (found->value - point.y) / point.y};
            judge(judged,
                  {.base = sides.base_requests.at_level(point.source, {metric, statistic}),
                   .candidate = sides.candidate_requests.at(*found, {metric, statistic})},
                  options);
            result.push_back({.concurrency = point.x,
                              .interpolated = found->below.x != found->above.x,
                              .metric = metric,
                              .statistic = statistic,
                              .base = point.y,
                              .candidate = found->value,
                              .ratio = ratio,
                              .base_level = static_cast<int>(point.source),
                              .interval = judged.interval,
                              .verdict = judged.verdict,
                              .finding = judged.finding,
                              .why = explained(*found, point.y, ratio)});
        }
    }
    return result;
}

} // namespace kneepoint::compare
