// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"
#include "rules.h"

#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

namespace {

using compare::Capacity;
using compare::Comparison;
using compare::KneePoint;

const Capacity* capacity_in(std::span<const Comparison> comparisons, const std::string& run)
{
    for (const auto& comparison : comparisons) {
        if (comparison.base == run && comparison.base_capacity) return &*comparison.base_capacity;
        if (comparison.candidate == run && comparison.candidate_capacity) return &*comparison.candidate_capacity;
    }
    return nullptr;
}

} // namespace

const KneePoint* knee_of(const Capacity& capacity, MetricId metric)
{
    // The methods stand in order of preference.
    const auto found = std::ranges::find(capacity.knees, metric, &KneePoint::metric);
    return found == capacity.knees.end() ? nullptr : &*found;
}

std::string knee_text(const KneePoint& knee)
{
    const auto interval =
        knee.interval ? fmt::format(", 95 % {} to {}", load_text(knee.interval->low), load_text(knee.interval->high))
                      : std::string{};
    return fmt::format("{} ({}{})", load_text(knee.load), knee.method == "chord" ? "chord" : "two lines", interval);
}

void mark_knees(Chart& chart, std::span<const Charted> runs, std::span<const Comparison> comparisons,
                const CurveOptions& options)
{
    const bool by_load = options.axis == LoadAxis::concurrency_median || options.axis == LoadAxis::concurrency_mean;
    if (!by_load || options.normalised || options.statistic != Statistic::median()) return;
    for (const auto& charted : runs) {
        const auto* capacity = charted.run ? capacity_in(comparisons, charted.run->id) : nullptr;
        const auto* knee = capacity ? knee_of(*capacity, options.metric) : nullptr;
        const auto curve = std::ranges::find(chart.series, charted.identity, &ChartSeries::identity);
        if (!knee || curve == chart.series.end() || curve->points.empty()) continue; // left out of the chart
        chart.marks.push_back({knee->load, knee->latency, "knee " + load_text(knee->load), charted.identity});
        chart.notes.push_back(fmt::format("{}: knee at {}", charted.label, knee_text(*knee)));
    }
}

} // namespace kneepoint::report
