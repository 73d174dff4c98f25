// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_text.h"
#include "figures.h"

#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::AccuracyDelta;
using compare::Comparison;

namespace {

/// Scores that share an axis: proportions when there are any, what else there is otherwise.
struct Scores {
    std::vector<const AccuracyDelta*> shown;
    std::vector<std::string> notes;
    bool proportions = false;
};

Scores chartable(std::span<const Comparison> comparisons)
{
    Scores scores{.shown = headline_scores(comparisons), .notes = {}};
    const auto is_proportion = [](const AccuracyDelta* delta) { return delta->proportion; };
    scores.proportions = std::ranges::any_of(scores.shown, is_proportion);
    if (!scores.proportions) return scores;
    for (const auto* score : scores.shown)
        if (!score->proportion)
            scores.notes.push_back(score_name(*score) + " is no proportion and is left out of the chart");
    std::erase_if(scores.shown, std::not_fn(is_proportion));
    return scores;
}

Chart bar_chart(std::string_view kind, std::string_view title, std::string_view y, const Scores& scores)
{
    Chart chart;
    chart.kind = kind;
    chart.title = title;
    chart.form = ChartForm::bars;
    chart.x.label = "task and metric";
    chart.y.label = y;
    chart.notes = scores.notes;
    for (const auto* score : scores.shown) chart.categories.push_back(score_name(*score));
    return chart;
}

ChartPoint score_bar(double x, const AccuracyDelta& delta, bool of_base, const Comparison& comparison)
{
    const double scale = display_scale(delta);
    const double value = of_base ? delta.base.value_or(0) : delta.candidate.value_or(0);
    const auto error = of_base ? delta.base_stderr : delta.candidate_stderr;
    ChartPoint point{.x = x, .y = scale * value, .label = score_name(delta)};
    point.run = of_base ? comparison.base_accuracy : comparison.candidate_accuracy;
    if (error) point.band = Interval{scale * (value - z95 * *error), scale * (value + z95 * *error)};
    point.why = fmt::format("{} = {}{} ({})", score_name(delta), exact(value),
                            error ? fmt::format(" ± {} (95 %, 1.96 standard errors)", exact(z95 * *error))
                                  : std::string(", no standard error in the file"),
                            of_base ? delta.base_path : delta.candidate_path);
    return point;
}

ChartSeries score_series(const Comparison& comparison, int identity, const Scores& scores)
{
    const bool of_base = identity == 0;
    ChartSeries series{of_base ? comparison.base_label : comparison.candidate_label, identity, {}};
    for (std::size_t i = 0; i < scores.shown.size(); ++i) {
        const auto* delta = find_score(comparison, *scores.shown[i]);
        if (delta && (of_base ? delta->base : delta->candidate))
            series.points.push_back(score_bar(static_cast<double>(i), *delta, of_base, comparison));
    }
    return series;
}

ChartPoint delta_bar(double x, const AccuracyDelta& delta, const Comparison& comparison)
{
    const double scale = display_scale(delta);
    ChartPoint point{.x = x, .y = scale * delta.delta.value_or(0), .label = score_name(delta)};
    point.run = comparison.candidate_accuracy;
    if (delta.interval) point.band = Interval{scale * delta.interval->low, scale * delta.interval->high};
    point.why = delta.why.empty() ? fmt::format("{} - {} = {}", exact(delta.candidate.value_or(0)),
                                                exact(delta.base.value_or(0)), exact(delta.delta.value_or(0)))
                                  : delta.why;
    return point;
}

} // namespace

Chart accuracy_chart(std::span<const Comparison> comparisons)
{
    const auto scores = chartable(comparisons);
    auto chart = bar_chart("accuracy", "Accuracy by task, with 95 % intervals",
                           scores.proportions ? "score, %" : "score", scores);
    if (comparisons.empty()) return chart;
    chart.series.push_back(score_series(comparisons.front(), 0, scores));
    for (std::size_t i = 0; i < comparisons.size(); ++i)
        chart.series.push_back(score_series(comparisons[i], static_cast<int>(i) + 1, scores));
    return chart;
}

Chart accuracy_delta_chart(std::span<const Comparison> comparisons)
{
    const auto scores = chartable(comparisons);
    const auto base = comparisons.empty() ? std::string("base") : comparisons.front().base_label;
    auto chart = bar_chart("accuracy-delta", fmt::format("Accuracy change from {}, with 95 % intervals", base),
                           scores.proportions ? "change, points" : "change", scores);
    chart.y.from_zero = false;
    chart.lines.push_back({0, "no change", false});
    for (std::size_t i = 0; i < comparisons.size(); ++i) {
        ChartSeries series{comparisons[i].candidate_label, static_cast<int>(i) + 1, {}};
        for (std::size_t at = 0; at < scores.shown.size(); ++at)
            if (const auto* delta = find_score(comparisons[i], *scores.shown[at]); delta && delta->delta)
                series.points.push_back(delta_bar(static_cast<double>(at), *delta, comparisons[i]));
        chart.series.push_back(std::move(series));
    }
    return chart;
}

} // namespace kneepoint::report
