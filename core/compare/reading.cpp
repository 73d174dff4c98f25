// SPDX-License-Identifier: GPL-3.0-or-later
#include "reading.h"

#include "figures.h"
#include "load.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::compare {

namespace {

bool is_latency(MetricId metric)
{
    return metric_info(metric).direction == Direction::lower_is_better;
}

bool is_token_rate(MetricId metric)
{
    return metric_info(metric).unit == Unit::tokens_per_second;
}

bool has_value(const Run& run, const MetricStatistic& wanted)
{
    return std::ranges::any_of(
        run.levels, [&](const Level& level) { return level.value(wanted.metric, wanted.statistic).has_value(); });
}

const Distribution* over_all_requests(const Level* level, MetricId metric)
{
    if (!level || !is_token_rate(metric)) return nullptr;
    const auto found = level->metrics_all_requests.find(metric);
    return found == level->metrics_all_requests.end() ? nullptr : &found->second;
}

std::string path_of(const Run& run, const Distribution& values)
{
    return values.path.empty() ? run.file() : run.file() + " › " + values.path;
}

class Reader {
public:
    Reader(const Run& run, const MetricStatistic& wanted) : m_run(run), m_wanted(wanted) {}

    Reading at_level(const Level* level, bool all_requests) const
    {
        Reading reading;
        if (!level) {
            reading.missing = "there is no such level";
            return reading;
        }
        reading.row = level->label;
        const auto* values = all_requests ? over_all_requests(level, m_wanted.metric) : level->metric(m_wanted.metric);
        if (!all_requests && !has_data(*level) && m_wanted.metric != MetricId::concurrency) {
            reading.missing = no_data_text(*level);
            return reading;
        }
        reading.missing = "the file does not state it";
        if (!values) return reading;
        reading.all_requests = all_requests;
        take(reading, *values, values->value(m_wanted.statistic));
        return reading;
    }

    Reading at_load(double load, const Options& options) const
    {
        Reading reading;
        const auto curve = curve_of(m_run, m_wanted.metric, m_wanted.statistic, options);
        const auto found = stats::interpolate(curve, load);
        if (curve.empty())
            reading.missing = "the file does not state it";
        else if (!found)
            reading.missing = fmt::format("concurrency {} is outside the measured range {} to {}", figure(load),
                                          figure(curve.front().x), figure(curve.back().x));
        if (!found) return reading;
        const auto& below = m_run.levels[found->below.source];
        const auto& above = m_run.levels[found->above.source];
        reading.between = found->below.x == found->above.x
                              ? fmt::format("measured at concurrency {} (\"{}\")", figure(load), below.label)
                              : fmt::format("interpolated at concurrency {} between {} at {} and {} at {}",
                                            figure(load), figure(found->below.y), figure(found->below.x),
                                            figure(found->above.y), figure(found->above.x));
        take(reading, *below.metric(m_wanted.metric), found->value);
        if (&below != &above) reading.path += " and " + above.metric(m_wanted.metric)->path;
        return reading;
    }

private:
    void take(Reading& reading, const Distribution& values, std::optional<double> value) const
    {
        reading.value = value;
        reading.definition = values.definition;
        reading.path = path_of(m_run, values);
        reading.printed = is_printed(m_run);
        reading.too_few_digits = value && reading.printed && has_too_few_digits(*value, decimals_of(m_run));
    }

    const Run& m_run;
    const MetricStatistic& m_wanted;
};

const Level* level_of(const Run& run, std::optional<int> index)
{
    return index ? &run.levels[static_cast<std::size_t>(*index)] : nullptr;
}

} // namespace

std::vector<MetricStatistic> compared_statistics(const Run& base, const Run& candidate)
{
    constexpr auto of_latencies =
        std::to_array({Statistic::median(), Statistic::mean(), Statistic::percentile(95), Statistic::percentile(99)});
    const bool both_printed = is_printed(base) && is_printed(candidate);
    std::vector<MetricStatistic> result;
    for (const auto& info : metric_catalogue()) {
        std::vector<Statistic> statistics{Statistic::mean()};
        if (is_latency(info.id))
            statistics.assign(of_latencies.begin(), of_latencies.end());
        else if (info.id == MetricId::concurrency || (info.is_rate && both_printed))
            statistics.push_back(Statistic::median());
        for (const auto statistic : statistics)
            if (const MetricStatistic wanted{info.id, statistic};
                has_value(base, wanted) || has_value(candidate, wanted))
                result.push_back(wanted);
    }
    return result;
}

std::vector<Delta> level_deltas(const Run& base, const Run& candidate, const LevelPair& pair,
                                std::span<const MetricStatistic> wanted, const Options& options)
{
    const auto* base_level = level_of(base, pair.base);
    const auto* candidate_level = level_of(candidate, pair.candidate);
    const bool cut_off =
        base_level && candidate_level && (prefers_all_requests(*base_level) || prefers_all_requests(*candidate_level));
    std::vector<Delta> deltas;
    for (const auto& one : wanted) {
        if (pair.interpolated && one.metric == MetricId::concurrency) continue; // equal by construction
        const bool all =
            cut_off && over_all_requests(base_level, one.metric) && over_all_requests(candidate_level, one.metric);
        const auto left = Reader(base, one).at_level(base_level, all);
        const auto right = pair.interpolated ? Reader(candidate, one).at_load(*pair.load, options)
                                             : Reader(candidate, one).at_level(candidate_level, all);
        deltas.push_back(make_delta(one, left, right, options.similar_percent));
    }
    return deltas;
}

} // namespace kneepoint::compare
