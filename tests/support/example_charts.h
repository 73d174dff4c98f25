// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <array>
#include <cmath>
#include <string>

namespace kneepoint::tests {

/// Inter-token latency of a real pair (bf16 and fp8 on one H200, medians in ms for 1 to 128 streams); the bands are
/// made up, and so is the throughput row's place.
inline report::Chart latency_chart()
{
    constexpr std::array streams = {1, 2, 4, 8, 16, 32, 64, 128};
    constexpr std::array bf16 = {4.90, 4.95, 5.06, 5.29, 5.95, 6.81, 9.21, 15.44};
    constexpr std::array fp8 = {3.46, 3.53, 3.62, 3.80, 4.13, 5.68, 7.15, 12.23};
    report::Chart chart;
    chart.kind = "itl";
    chart.title = "Inter-token latency, median, against concurrency";
    chart.x.label = "concurrent requests";
    chart.y.label = "inter-token latency, ms";
    const auto series = [&](const std::string& name, int identity, const auto& values) {
        report::ChartSeries made{name, identity, {}};
        for (std::size_t i = 0; i < values.size(); ++i) {
            report::ChartPoint point;
            point.x = streams[i];
            point.y = values[i];
            point.band = Interval{values[i] * 0.94, values[i] * 1.09};
            point.label = "concurrent " + std::to_string(streams[i]);
            point.why = name + " why " + std::to_string(streams[i]);
            point.run = name;
            point.level = int(i);
            made.points.push_back(point);
        }
        chart.series.push_back(made);
    };
    series("BF16", 0, bf16);
    series("FP8", 1, fp8);
    chart.lines = {{10, "SLO itl:p50<=10ms", true}};
    return chart;
}

/// The same with a throughput row far out, drawn hollow.
inline report::Chart sweep_chart()
{
    report::Chart chart = latency_chart();
    for (auto& series : chart.series) {
        report::ChartPoint point{.x = 255.7, .y = series.identity == 0 ? 29.75 : 23.35, .excluded = true};
        point.label = "throughput";
        point.why = "Excluded: its load is not set.";
        point.run = series.name;
        point.level = 8;
        series.points.push_back(point);
    }
    chart.notes = {"BF16: throughput excluded, its load is not set", "FP8: throughput excluded, its load is not set"};
    return chart;
}

/// Scores of `tasks` tasks by three configurations with error bars; one value is absent.
inline report::Chart scores_chart(int tasks)
{
    report::Chart chart;
    chart.kind = "accuracy";
    chart.title = "Accuracy by task";
    chart.form = report::ChartForm::bars;
    chart.y.label = "accuracy, %";
    constexpr std::array names = {"gsm8k, flexible-extract", "mmlu_high_school_mathematics",
                                  "arc_challenge",           "hellaswag",
                                  "truthfulqa_mc2",          "winogrande"};
    for (int i = 0; i < tasks; ++i)
        chart.categories.push_back(names[std::size_t(i) % names.size()] +
                                   (i < int(names.size()) ? std::string() : " " + std::to_string(i)));
    for (int s = 0; s < 3; ++s) {
        report::ChartSeries series{std::array{"BF16", "FP8 dynamic", "INT4 W4A16"}[std::size_t(s)], s, {}};
        for (int i = 0; i < tasks; ++i) {
            if (s == 2 && i == 1) continue;
            const double y = 62 + 24 * std::sin(i * 1.7) - 1.5 * s;
            series.points.push_back({.x = double(i), .y = y, .band = Interval{y - 2.4, y + 2.4}, .why = "why"});
        }
        chart.series.push_back(series);
    }
    return chart;
}

/// Differences to the base in points, some below zero, with intervals.
inline report::Chart delta_chart()
{
    report::Chart chart = scores_chart(6);
    chart.kind = "accuracy-delta";
    chart.title = "Change of accuracy against BF16";
    chart.y.label = "change, points";
    chart.series.erase(chart.series.begin());
    for (auto& series : chart.series)
        for (auto& point : series.points) {
            point.y = 1.8 * std::sin(point.x * 2.1 + series.identity) - 0.6 * series.identity;
            point.band = Interval{point.y - 1.1, point.y + 1.1};
        }
    chart.lines = {{0, "no change", false}};
    return chart;
}

} // namespace kneepoint::tests
