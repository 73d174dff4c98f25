// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "figures.h"
#include "request_estimates.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/knee.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

std::string method_name(stats::KneeMethod method)
{
    return method == stats::KneeMethod::two_lines ? "two-lines" : "chord";
}

std::string knee_words(const KneePoint& knee, stats::KneeMethod method)
{
    const auto name = knee.metric == MetricId::request_latency ? "request latency" : metric_info(knee.metric).name;
    if (method == stats::KneeMethod::two_lines)
        return fmt::format("corner of two lines through the logarithms of load and {} {}, whose slope rises by {}",
                           name, to_string(knee.statistic), format_decimal(knee.strength, 2));
    return fmt::format("the level farthest below the chord of the logarithms of load and {} {}, by {} of its height",
                       name, to_string(knee.statistic), percent_of(knee.strength));
}

} // namespace

std::vector<double> relative_errors(RequestEstimates& requests, std::span<const stats::CurvePoint> curve,
                                    const MetricStatistic& wanted)
{
    std::vector<double> errors;
    for (const auto& point : curve) {
        const auto& estimate = requests.at_level(point.source, wanted);
        if (!estimate || !(estimate->interval.low > 0)) return {};
        errors.push_back(std::log(estimate->interval.high / estimate->interval.low) / 4);
    }
    return errors;
}

std::vector<KneePoint> knees_of(RequestEstimates& requests, const Options& options)
{
    std::vector<KneePoint> result;
    for (const auto metric : {MetricId::request_latency, MetricId::ttft, MetricId::itl}) {
        const MetricStatistic wanted{metric, Statistic::median()};
        const auto curve = curve_of(requests.run(), metric, wanted.statistic, options);
        const auto errors = relative_errors(requests, curve, wanted);
        for (const auto method : {stats::KneeMethod::two_lines, stats::KneeMethod::chord}) {
            const auto found = stats::knee(curve, method);
            if (!found) continue;
            auto& knee = result.emplace_back(KneePoint{.metric = metric,
                                                       .statistic = wanted.statistic,
                                                       .method = method_name(method),
                                                       .load = found->load,
                                                       .latency = found->latency,
                                                       .strength = found->strength});
            knee.why = knee_words(knee, method);
            if (errors.size() != curve.size()) continue;
            if (const auto interval = stats::knee_interval(curve, errors, method, {.draws = bootstrap_draws})) {
                knee.interval = interval->load;
                knee.share_without = interval->share_without;
            }
        }
    }
    return result;
}

} // namespace kneepoint::compare
