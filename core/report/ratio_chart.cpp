// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"
#include "level_text.h"

#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <array>

namespace kneepoint::report {

namespace {

struct ChartedNumber {
    MetricId metric;
    Statistic statistic;
};

constexpr auto charted_numbers = std::to_array<ChartedNumber>({
    {MetricId::ttft, Statistic::median()},
    {MetricId::itl, Statistic::median()},
    {MetricId::request_latency, Statistic::median()},
    {MetricId::output_tokens_per_second, Statistic::mean()},
});

std::string load_label(std::span<const compare::Comparison> comparisons)
{
    if (comparisons.empty()) return "load";
    switch (comparisons.front().alignment) {
    case compare::Alignment::streams:
        return "streams";
    case compare::Alignment::position:
        return "row";
    case compare::Alignment::rate:
        return "request rate, req/s";
    case compare::Alignment::load:
    case compare::Alignment::automatic:
        return "concurrency of the base, requests in flight";
    }
    return "load";
}

ChartSeries ratio_series(const compare::Comparison& comparison, ChartedNumber number)
{
    ChartSeries series;
    for (const auto& level : comparison.levels) {
        const auto* delta = find_delta(level, number.metric, number.statistic);
        if (!delta || !delta->ratio) continue;
        const bool by_row = comparison.alignment == compare::Alignment::position || !level.load;
        ChartPoint point{.x = by_row ? level.index : *level.load, .y = *delta->ratio, .label = level.label};
        point.excluded = level.excluded;
        point.run = comparison.candidate;
        point.level = level.candidate_level.value_or(-1);
        point.why = level.note.empty() ? delta->why : delta->why + "; " + level.note;
        series.points.push_back(std::move(point));
    }
    return series;
}

} // namespace

Chart ratio_chart(std::span<const compare::Comparison> comparisons)
{
    Chart chart;
    chart.kind = "ratio";
    const auto base = comparisons.empty() ? std::string("base") : comparisons.front().base_label;
    chart.title = fmt::format("Ratio to {} by load", base);
    chart.x.label = load_label(comparisons);
    chart.y = {"candidate / base", false, false};
    chart.lines.push_back({1, "equal", false});
    chart.notes.push_back("latencies: below 1 is better for the candidate; output tokens/s: above 1 is better");
    int identity = 0;
    for (const auto& comparison : comparisons) {
        ++identity;
        int variant = 0; // the colour is the candidate's; its metrics differ by mark and dash
        for (const auto& number : charted_numbers) {
            auto series = ratio_series(comparison, number);
            series.variant = variant++;
            if (series.points.empty()) continue;
            series.identity = identity;
            series.name = fmt::format("{} {}", comparison.candidate_label, metric_info(number.metric).name);
            chart.series.push_back(std::move(series));
        }
    }
    return chart;
}

} // namespace kneepoint::report
