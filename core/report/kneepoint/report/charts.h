// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/compare/comparison.h"
#include "kneepoint/report/chart.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::report {

/// A run as a chart shows it. Identity 0 is the base.
struct Charted {
    const Run* run = nullptr;
    std::string label;
    int identity = 0;
};

enum class LoadAxis : std::uint8_t { concurrency_median, concurrency_mean, streams, request_rate, output_rate };

struct CurveOptions {
    MetricId metric = MetricId::itl;
    Statistic statistic = Statistic::median();
    LoadAxis axis = LoadAxis::concurrency_median;
    std::optional<Statistic> band_low, band_high; ///< both or none
    bool log_x = false, log_y = false;
    bool include_throughput = false; ///< else it is drawn hollow
    bool normalised = false;         ///< y divided by the first row's: the degradation view
    std::vector<compare::Slo> slos;  ///< objectives on this metric and statistic become lines
};

/// A metric against load for any number of runs.
Chart curve_chart(std::span<const Charted> runs, const CurveOptions& options);
/// Scores of tasks by configuration with 95 % error bars.
Chart accuracy_chart(std::span<const compare::Comparison> comparisons);
/// Delta per task with its interval and a zero line.
Chart accuracy_delta_chart(std::span<const compare::Comparison> comparisons);
/// Candidate / base per level for TTFT, ITL, request latency and output tokens/s.
Chart ratio_chart(std::span<const compare::Comparison> comparisons);

/// Mean recovery of accuracy against speed-up, a point per candidate with error bars on both, the Pareto set joined;
/// empty when no candidate has both halves (kneepoint/report/overview.h).
Chart overview_chart(std::span<const compare::Comparison> comparisons, const compare::Options& options);

/// Marks and names the knees of the chart's metric over concurrency that the comparisons found, two lines before chord.
void mark_knees(Chart& chart, std::span<const Charted> runs, std::span<const compare::Comparison> comparisons,
                const CurveOptions& options);

/// Gives points of measured levels the 95 % intervals of their figures that the comparisons found, from their requests.
void mark_intervals(Chart& chart, std::span<const compare::Comparison> comparisons, const CurveOptions& options);

struct KindInfo {
    std::string_view name, text;
};

/// Names for --kind: "ttft", "itl", "tpot", "latency", "throughput", "latency-throughput", "degradation",
/// "accuracy", "accuracy-delta", "ratio", "overview".
std::span<const KindInfo> chart_kinds();

/// The chart of that name for a study. @error invalid for an unknown name, not_found when the study has no such data
Result<Chart> make_chart(std::string_view kind, std::span<const Charted> runs,
                         std::span<const compare::Comparison> comparisons, const compare::Options& options);

} // namespace kneepoint::report
