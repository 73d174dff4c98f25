// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart_definition.h"
#include "figures.h"
#include "level_text.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

namespace kneepoint::report {

namespace {

constexpr MetricId in_flight = MetricId::concurrency;

std::string lower_first(std::string_view text)
{
    std::string out(text);
    if (out.size() > 1 && std::islower(static_cast<unsigned char>(out[1])))
        out[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[0])));
    return out;
}

std::string_view axis_words(LoadAxis axis)
{
    switch (axis) {
    case LoadAxis::concurrency_median:
    case LoadAxis::concurrency_mean:
        return "concurrency";
    case LoadAxis::streams:
        return "streams";
    case LoadAxis::request_rate:
        return "request rate";
    case LoadAxis::output_rate:
        return "output rate";
    }
    return "concurrency";
}

std::string axis_label(LoadAxis axis)
{
    switch (axis) {
    case LoadAxis::concurrency_median:
        return "concurrency (median), requests in flight";
    case LoadAxis::concurrency_mean:
        return "concurrency (mean), requests in flight";
    case LoadAxis::streams:
        return "streams asked for";
    case LoadAxis::request_rate:
        return "requests completed (mean), req/s";
    case LoadAxis::output_rate:
        return "output tokens (mean), tok/s";
    }
    return {};
}

/// Whose tokens a rate counts: one population for all curves of a chart.
enum class Counted : std::uint8_t { successful, all_requests };

const Distribution* counted_metric(const Level& level, MetricId metric, Counted counted)
{
    if (counted == Counted::successful) return level.metric(metric);
    const auto found = level.metrics_all_requests.find(metric);
    return found == level.metrics_all_requests.end() ? nullptr : &found->second;
}

std::optional<double> load_of(const Level& level, LoadAxis axis, Counted counted = Counted::successful)
{
    switch (axis) {
    case LoadAxis::concurrency_median:
        return level.value(in_flight, Statistic::median());
    case LoadAxis::concurrency_mean:
        return level.value(in_flight, Statistic::mean());
    case LoadAxis::streams:
        return level.streams;
    case LoadAxis::request_rate:
        return level.value(MetricId::requests_per_second, Statistic::mean());
    case LoadAxis::output_rate:
        if (const auto* rate = counted_metric(level, MetricId::output_tokens_per_second, counted)) return rate->mean;
        return std::nullopt;
    }
    return std::nullopt;
}

/// GuideLLM 0.2 and 0.3 print the mean concurrency only.
LoadAxis axis_for(const Run& run, LoadAxis wanted)
{
    const bool has_wanted =
        std::ranges::any_of(run.levels, [&](const Level& l) { return load_of(l, wanted).has_value(); });
    return wanted == LoadAxis::concurrency_median && !has_wanted ? LoadAxis::concurrency_mean : wanted;
}

std::string why(const Charted& charted, const Level& level, const Distribution& distribution, MetricId metric,
                Statistic statistic, double value)
{
    auto text = fmt::format("{} = {} {}, row \"{}\"", metric_name(metric, statistic), exact(value),
                            unit_symbol(metric_info(metric).unit), row_name(level));
    if (const auto source = source_text(charted.run->file(), distribution.path); !source.empty())
        text += " (" + source + ")";
    if (distribution.count) text += fmt::format(", {}", counted(*distribution.count, "value"));
    if (!distribution.converted_from.empty())
        text += fmt::format(", converted from {} to {}", distribution.converted_from, distribution.definition);
    else if (distribution.derived)
        text += ", computed from the requests";
    const auto* known = definition(distribution.definition);
    return known ? fmt::format("{}. {}", text, known->text()) : text;
}

/// A point with the load that decides its place in the curve.
struct Placed {
    double order = 0;
    ChartPoint point;
};

Counted population(std::span<const Charted> runs, MetricId metric)
{
    if (metric_info(metric).unit != Unit::tokens_per_second) return Counted::successful;
    bool preferred = false;
    for (const auto& charted : runs) {
        if (!charted.run) continue;
        for (const auto& level : charted.run->levels) {
            if (!level.metrics_all_requests.contains(metric)) return Counted::successful;
            preferred = preferred || compare::prefers_all_requests(level);
        }
    }
    return preferred ? Counted::all_requests : Counted::successful;
}

/// What is to know of curves, each with the labels of those it holds for.
struct CurveNotes {
    struct Note {
        std::string text;
        std::vector<std::string> labels;
    };
    std::vector<Note> notes = {};

    void add(const std::string& label, std::string_view text)
    {
        auto known = std::ranges::find(notes, text, &Note::text);
        if (known == notes.end()) known = notes.insert(known, Note{std::string(text), {}});
        if (std::ranges::find(known->labels, label) == known->labels.end()) known->labels.push_back(label);
    }
};

class CurveSeries {
public:
    CurveSeries(const Charted& charted, const CurveOptions& options, const ChartDefinition& definition, Counted counted,
                CurveNotes& notes)
        : m_charted(charted), m_options(options), m_definition(definition),
          m_statistic(comparable_statistic(options.metric, options.statistic)), m_counted(counted),
          m_axis(axis_for(*charted.run, options.axis)), m_notes(notes)
    {}

    ChartSeries make()
    {
        if (m_charted.run->void_result) note("the run is void, its numbers say nothing");
        if (m_axis != m_options.axis) note("no median concurrency in the file, the mean is used");
        std::vector<Placed> placed;
        if (!m_charted.run->void_result)
            for (const auto& level : m_charted.run->levels) add(level, placed);
        std::ranges::stable_sort(placed, {}, [](const Placed& p) { return std::pair(p.point.excluded, p.order); });
        ChartSeries series{m_converted ? m_charted.label + " †" : m_charted.label, m_charted.identity, {}};
        for (auto& one : placed) series.points.push_back(std::move(one.point));
        if (m_options.normalised) normalise(series);
        return series;
    }

private:
    void note(std::string_view text) { m_notes.add(m_charted.label, text); }

    void add(const Level& level, std::vector<Placed>& placed)
    {
        const bool rate = metric_info(m_options.metric).unit == Unit::tokens_per_second;
        const auto* own = counted_metric(level, m_options.metric, rate ? m_counted : Counted::successful);
        const auto values = own ? m_definition.of(level, *own, m_statistic) : ChartDefinition::Values{};
        if (!values.note.empty()) note(values.note);
        if (!values.usable) return;
        const auto& distribution = values.distribution;
        const auto y = distribution.value(m_statistic);
        const auto x = load_of(level, m_axis, m_counted);
        if (!y || !x) {
            note(fmt::format("{}: no data, {}", row_name(level), y ? "its load is not stated" : why_no_data(level)));
            return;
        }
        ChartPoint point{.x = *x, .y = *y, .label = row_name(level), .run = m_charted.run->id};
        point.level = static_cast<int>(&level - m_charted.run->levels.data());
        m_converted = m_converted || !distribution.converted_from.empty();
        point.why = why(m_charted, level, distribution, m_options.metric, m_statistic, *y);
        point.band = band(distribution);
        point.definition = distribution.definition;
        if (level.strategy == Strategy::throughput && !m_options.include_throughput) {
            point.excluded = true;
            point.why = "Excluded: a throughput row sends all requests at once, its load is not set. " + point.why;
            note(fmt::format("{} excluded, its load is not set", row_name(level)));
        }
        // Against a rate a saturated curve bends back; the concurrency keeps the levels in their order.
        const auto order = load_of(level, LoadAxis::concurrency_mean).value_or(*x);
        const bool by_rate = m_axis == LoadAxis::output_rate || m_axis == LoadAxis::request_rate;
        placed.push_back({by_rate ? order : *x, std::move(point)});
    }

    std::optional<Interval> band(const Distribution& distribution) const
    {
        if (!m_options.band_low || !m_options.band_high || m_statistic != m_options.statistic) return std::nullopt;
        const auto low = distribution.value(*m_options.band_low);
        const auto high = distribution.value(*m_options.band_high);
        return low && high ? std::optional(Interval{*low, *high}) : std::nullopt;
    }

    void normalise(ChartSeries& series)
    {
        const auto first = std::ranges::find_if(series.points, [](const ChartPoint& p) { return !p.excluded; });
        if (first == series.points.end() || first->y == 0) {
            if (!series.points.empty()) note("no row to relate the others to");
            series.points.clear();
            return;
        }
        const double unit = first->y;
        const auto reference = first->label;
        for (auto& point : series.points) {
            point.why = fmt::format("{} / {} = {} (relative to row \"{}\"). {}", exact(point.y), exact(unit),
                                    exact(point.y / unit), reference, point.why);
            point.y /= unit;
            if (point.band) *point.band = {point.band->low / unit, point.band->high / unit};
        }
    }

    const Charted& m_charted;
    const CurveOptions& m_options;
    const ChartDefinition& m_definition;
    bool m_converted = false; ///< a value was brought to the chart's definition
    Statistic m_statistic;
    Counted m_counted;
    LoadAxis m_axis;
    CurveNotes& m_notes;
};

std::string kind_name(const CurveOptions& options)
{
    if (options.normalised) return "degradation";
    if (options.axis == LoadAxis::output_rate) return "latency-throughput";
    switch (options.metric) {
    case MetricId::ttft:
        return "ttft";
    case MetricId::itl:
        return "itl";
    case MetricId::tpot:
        return "tpot";
    case MetricId::request_latency:
        return "latency";
    case MetricId::output_tokens_per_second:
        return "throughput";
    default:
        return std::string(metric_info(options.metric).key);
    }
}

std::string limit_text(const compare::Objective& objective)
{
    const auto unit = unit_symbol(metric_info(objective.metric).unit);
    return shortest_decimal(objective.limit) + (unit.empty() ? "" : " ") + std::string(unit);
}

void add_slo_lines(const CurveOptions& options, Statistic statistic, Chart& chart)
{
    if (options.normalised) return;
    for (const auto& slo : options.slos)
        for (const auto& objective : slo.objectives)
            if (objective.metric == options.metric && objective.statistic == statistic)
                chart.lines.push_back({objective.limit,
                                       fmt::format("SLO {} {}", objective.at_most ? "≤" : "≥", limit_text(objective)),
                                       true}); // metric and statistic are those of the axis
}

/// Where every run has the mean alone, that is the axis and no exception from it.
LoadAxis axis_of_all(std::span<const Charted> runs, LoadAxis wanted)
{
    LoadAxis axis = wanted;
    for (const auto& charted : runs)
        if (charted.run && !charted.run->levels.empty()) {
            axis = axis_for(*charted.run, wanted);
            if (axis == wanted) return wanted;
        }
    return axis;
}

Chart curve_of_axis(std::span<const Charted> runs, const CurveOptions& options)
{
    const auto& info = metric_info(options.metric);
    const auto statistic = comparable_statistic(options.metric, options.statistic);
    Chart chart;
    chart.kind = kind_name(options);
    chart.title = fmt::format("{}, {}, {}against {}", info.long_name, to_string(statistic),
                              options.normalised ? "relative to the lowest load, " : "", axis_words(options.axis));
    chart.x = {axis_label(options.axis), options.log_x, !options.log_x};
    const auto unit = options.normalised ? std::string_view("times the lowest load's") : unit_symbol(info.unit);
    chart.y = {unit.empty() ? lower_first(info.long_name) : fmt::format("{}, {}", lower_first(info.long_name), unit),
               options.log_y, !options.log_y};
    const auto counted =
        population(runs, options.axis == LoadAxis::output_rate ? MetricId::output_tokens_per_second : options.metric);
    if (counted == Counted::all_requests) chart.notes.emplace_back("tokens of requests of every outcome");
    const ChartDefinition definition(runs, options.metric);
    CurveNotes notes;
    for (const auto& charted : runs)
        if (charted.run) chart.series.push_back(CurveSeries(charted, options, definition, counted, notes).make());
    for (const auto& [text, labels] : notes.notes)
        chart.notes.push_back(fmt::format("{}: {}", enumerated(labels), text));
    add_slo_lines(options, statistic, chart);
    return chart;
}

} // namespace

Chart curve_chart(std::span<const Charted> runs, const CurveOptions& options)
{
    auto by_axis = options;
    by_axis.axis = axis_of_all(runs, options.axis);
    return curve_of_axis(runs, by_axis);
}

} // namespace kneepoint::report
