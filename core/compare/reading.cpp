// SPDX-License-Identifier: GPL-3.0-or-later
#include "reading.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::compare {

namespace {

std::string path_of(const Run& run, const Distribution& values)
{
    return values.path.empty() ? run.file() : run.file() + " › " + values.path;
}

void take(Reading& reading, const Run& run, const Distribution& values, std::optional<double> value)
{
    reading.value = value;
    reading.definition = values.definition;
    reading.converted_from = values.converted_from;
    reading.path = path_of(run, values);
    reading.printed = is_printed(run);
    reading.too_few_digits = value && reading.printed && has_too_few_digits(*value, decimals_of(run));
}

/// Rates are over time, so no number of requests stands behind them.
std::optional<std::uint64_t> count_of(const Level& level, const Distribution& values, MetricId metric)
{
    if (metric_info(metric).is_rate) return std::nullopt;
    return values.count ? values.count : level.requests.successful;
}

std::string where(const Run& run, const stats::Interpolated& found, double load)
{
    if (found.below.x == found.above.x)
        return fmt::format("measured at concurrency {} (\"{}\")", figure(load), run.levels[found.below.source].label);
    return fmt::format("interpolated at concurrency {} between {} at {} and {} at {}", figure(load),
                       figure(found.below.y), figure(found.below.x), figure(found.above.y), figure(found.above.x));
}

} // namespace

Reading reading_at_level(const Run& run, const Level* level, const MetricStatistic& wanted, Population population)
{
    Reading reading;
    if (!level) {
        reading.missing = "there is no such level";
        return reading;
    }
    reading.row = level->label;
    const bool all = population == Population::all_requests;
    if (!all && !has_data(*level) && wanted.metric != MetricId::concurrency) {
        reading.missing = no_data_text(*level);
        return reading;
    }
    reading.missing = "the file does not state it";
    const auto* values = metric_over(*level, wanted.metric, population);
    if (!values) return reading;
    reading.all_requests = all;
    reading.count = count_of(*level, *values, wanted.metric);
    take(reading, run, *values, values->value(wanted.statistic));
    return reading;
}

Reading reading_at_load(const Run& run, double load, const MetricStatistic& wanted, Population population,
                        const Options& options)
{
    Reading reading;
    const auto curve = curve_of(run, wanted.metric, wanted.statistic, options, population);
    const auto found = stats::interpolate(curve, load);
    if (curve.empty())
        reading.missing = "the file does not state it";
    else if (!found)
        reading.missing = fmt::format("concurrency {} is outside the measured range {} to {}", figure(load),
                                      figure(curve.front().x), figure(curve.back().x));
    if (!found) return reading;
    reading.between = where(run, *found, load);
    reading.all_requests = population == Population::all_requests;
    const auto& below = run.levels[found->below.source];
    const auto& above = run.levels[found->above.source];
    const auto &low = *metric_over(below, wanted.metric, population),
               &high = *metric_over(above, wanted.metric, population);
    reading.found = found;
    reading.count = count_of(below, low, wanted.metric);
    if (const auto count = count_of(above, high, wanted.metric); count && reading.count)
        reading.count = std::min(*reading.count, *count);
    take(reading, run, low, found->value);
    if (&below != &above) reading.path += " and " + high.path;
    return reading;
}

} // namespace kneepoint::compare
