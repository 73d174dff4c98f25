// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"
#include "level_text.h"

#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace kneepoint::report {

namespace {

/// By run, level and the definition of the metric: two pairs may compare one run by two definitions.
using KnownIntervals = std::map<std::tuple<std::string, int, std::string>, Interval>;

void collect(KnownIntervals& known, const compare::Comparison& comparison, const CurveOptions& options)
{
    const auto statistic = comparable_statistic(options.metric, options.statistic);
    const auto add = [&](const std::string& run, const std::optional<int>& level, const std::string& definition,
                         const std::optional<Interval>& interval) {
        if (level && interval) known.insert_or_assign({run, *level, definition}, *interval);
    };
    for (const auto* rows : {&comparison.levels, &comparison.rows})
        for (const auto& level : *rows)
            for (const auto& delta : level.deltas) {
                if (delta.metric != options.metric || delta.statistic != statistic) continue;
                add(comparison.base, level.base_level, delta.base_definition, delta.base_interval);
                add(comparison.candidate, level.candidate_level, delta.candidate_definition, delta.candidate_interval);
            }
}

} // namespace

void mark_intervals(Chart& chart, std::span<const compare::Comparison> comparisons, const CurveOptions& options)
{
    if (options.normalised) return;
    KnownIntervals known;
    for (const auto& comparison : comparisons) collect(known, comparison, options);
    bool any = false;
    for (auto& series : chart.series)
        for (auto& point : series.points) {
            const auto found = known.find({point.run, point.level, point.definition});
            if (found == known.end()) continue;
            const auto& [low, high] = found->second;
            if (!(low <= point.y && point.y <= high)) continue; // of another population than the chart's
            point.interval = found->second;
            point.why =
                fmt::format("95 % interval {} to {}, from its requests. {}", exact(low), exact(high), point.why);
            any = true;
        }
    if (any) chart.notes.insert(chart.notes.begin(), "bars: 95 % intervals");
}

} // namespace kneepoint::report
