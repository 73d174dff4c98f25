// SPDX-License-Identifier: GPL-3.0-or-later
#include "kinds.h"

#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <array>

namespace kneepoint::report {

namespace {

constexpr auto known_charts = std::to_array<KindInfo>({
    {"ttft", "Time to first token against concurrency: median, with a band up to p95"},
    {"itl", "Inter-token latency against concurrency: median, with a band up to p95"},
    {"tpot", "Time per output token against concurrency: median, with a band up to p95"},
    {"latency", "Request latency against concurrency: median, with a band up to p95"},
    {"throughput", "Output tokens per second against concurrency"},
    {"latency-throughput", "Inter-token latency against output tokens per second"},
    {"degradation", "Inter-token latency relative to the lowest load, against concurrency"},
    {"accuracy", "Scores of tasks with 95 % intervals"},
    {"accuracy-delta", "Change of each score with its 95 % interval"},
    {"overview", "Accuracy kept against speed-up, with the Pareto set; --slo chooses the load"},
    {"ratio", "Candidate / base by load: TTFT, ITL, request latency, output tokens per second"},
});

Chart curve_of_kind(std::string_view kind, std::span<const Charted> runs,
                    std::span<const compare::Comparison> comparisons, const compare::Options& options)
{
    CurveOptions curve;
    curve.include_throughput = options.include_throughput;
    curve.slos = options.slos;
    if (options.concurrency_statistic == Statistic::mean()) curve.axis = LoadAxis::concurrency_mean;
    if (kind == "ttft") curve.metric = MetricId::ttft;
    if (kind == "tpot") curve.metric = MetricId::tpot;
    if (kind == "latency") curve.metric = MetricId::request_latency;
    if (kind == "throughput") {
        curve.metric = MetricId::output_tokens_per_second;
        curve.statistic = Statistic::mean();
    } else {
        curve.band_low = Statistic::median();
        curve.band_high = Statistic::percentile(95);
    }
    if (kind == "latency-throughput") curve.axis = LoadAxis::output_rate;
    curve.normalised = kind == "degradation";
    if (curve.normalised) curve.band_low = curve.band_high = std::nullopt;
    auto chart = curve_chart(runs, curve);
    mark_intervals(chart, comparisons, curve);
    mark_knees(chart, runs, comparisons, curve);
    return chart;
}

} // namespace

std::span<const KindInfo> chart_kinds()
{
    return known_charts;
}

Result<Chart> make_chart(std::string_view kind, std::span<const Charted> runs,
                         std::span<const compare::Comparison> comparisons, const compare::Options& options)
{
    if (!is_kind(kind, known_charts)) return unknown_kind("chart", kind, known_charts);
    Chart chart = kind == "accuracy"         ? accuracy_chart(comparisons)
                  : kind == "accuracy-delta" ? accuracy_delta_chart(comparisons)
                  : kind == "ratio"          ? ratio_chart(comparisons)
                  : kind == "overview"       ? overview_chart(comparisons, options)
                                             : curve_of_kind(kind, runs, comparisons, options);
    if (chart.empty())
        return failure(
            ErrorKind::not_found,
            fmt::format("The study has no numbers for the chart \"{}\". Open results that hold them.", kind));
    return chart;
}

} // namespace kneepoint::report
