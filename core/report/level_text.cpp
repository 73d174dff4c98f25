// SPDX-License-Identifier: GPL-3.0-or-later
#include "level_text.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::report {

Statistic comparable_statistic(MetricId metric, Statistic wanted)
{
    const bool rate = metric_info(metric).is_rate && metric != MetricId::concurrency;
    return rate && wanted == Statistic::median() ? Statistic::mean() : wanted;
}

std::string why_no_data(const Level& level)
{
    if (level.requests.successful == std::uint64_t{0})
        return fmt::format("0 of {} requests completed", level.requests.total());
    return "the file states no such value";
}

const Level* level_at(const Run& run, std::optional<int> index)
{
    if (!index || *index < 0 || static_cast<std::size_t>(*index) >= run.levels.size()) return nullptr;
    return &run.levels[static_cast<std::size_t>(*index)];
}

std::string row_name(const Level& level)
{
    return level.label.empty() ? fmt::format("{} (row {})", to_string(level.strategy), level.index) : level.label;
}

std::vector<RowPair> rows_by_strategy(const Run& base, const Run& candidate)
{
    const auto same_row = [](const Level& a, const Level& b) {
        const bool by_streams = a.strategy == Strategy::concurrent;
        return a.strategy == b.strategy && (!by_streams || a.streams == b.streams);
    };
    std::vector<RowPair> pairs;
    if (std::ranges::equal(base.levels, candidate.levels, same_row)) {
        for (std::size_t i = 0; i < base.levels.size(); ++i) pairs.push_back({&base.levels[i], &candidate.levels[i]});
        return pairs;
    }
    const auto has_twin = [](const Level& level) {
        return level.strategy == Strategy::concurrent || !has_set_load(level.strategy);
    };
    for (const auto& level : base.levels) {
        const auto twin =
            std::ranges::find_if(candidate.levels, [&](const Level& other) { return same_row(level, other); });
        if (twin != candidate.levels.end() && has_twin(level)) pairs.push_back({&level, &*twin});
    }
    return pairs;
}

namespace {

bool is_token_rate(MetricId metric)
{
    return metric_info(metric).unit == Unit::tokens_per_second;
}

struct Sides {
    const Distribution* base = nullptr;
    const Distribution* candidate = nullptr;
};

Sides distributions(const Level& base, const Level& candidate, MetricId metric)
{
    const auto b = base.metrics_all_requests.find(metric);
    const auto c = candidate.metrics_all_requests.find(metric);
    if (is_token_rate(metric) && b != base.metrics_all_requests.end() && c != candidate.metrics_all_requests.end())
        return {&b->second, &c->second};
    return {base.metric(metric), candidate.metric(metric)};
}

compare::Judgement judged(MetricId metric, double change, double similar_percent)
{
    using enum compare::Judgement;
    const auto direction = metric_info(metric).direction;
    if (direction == Direction::neither) return unknown;
    if (std::fabs(change) < similar_percent) return equivalent;
    return (change < 0) == (direction == Direction::lower_is_better) ? better : worse;
}

} // namespace

compare::Delta delta_between(const Level& base, const Level& candidate, MetricId metric, Statistic statistic,
                             double similar_percent)
{
    compare::Delta delta;
    delta.metric = metric;
    delta.statistic = statistic;
    const auto [b, c] = distributions(base, candidate, metric);
    if (b) delta.base = b->value(statistic);
    if (c) delta.candidate = c->value(statistic);
    if (!delta.base || !delta.candidate) {
        delta.why = "no data: " + why_no_data(delta.base ? candidate : base);
        return delta;
    }
    if (!comparable(b->definition, c->definition)) {
        delta.why = fmt::format("not comparable: {} against {}", b->definition, c->definition);
        return delta;
    }
    if (*delta.base == 0) {
        delta.why = "no ratio: the base is 0";
        return delta;
    }
    delta.ratio = *delta.candidate / *delta.base;
    delta.change_percent = 100 * (*delta.ratio - 1);
    delta.verdict = judged(metric, *delta.change_percent, similar_percent);
    delta.why = fmt::format("{} / {} = {}", exact(*delta.candidate), exact(*delta.base), exact(*delta.ratio));
    return delta;
}

const compare::Delta* find_delta(const compare::AlignedLevel& level, MetricId metric, Statistic statistic)
{
    const auto found = std::ranges::find_if(level.deltas, [&](const compare::Delta& delta) {
        return delta.metric == metric && delta.statistic == statistic;
    });
    return found == level.deltas.end() ? nullptr : &*found;
}

} // namespace kneepoint::report
