// SPDX-License-Identifier: GPL-3.0-or-later
#include "level_text.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>

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

const compare::Delta* find_delta(const compare::AlignedLevel& level, MetricId metric, Statistic statistic)
{
    const auto found = std::ranges::find_if(level.deltas, [&](const compare::Delta& delta) {
        return delta.metric == metric && delta.statistic == statistic;
    });
    return found == level.deltas.end() ? nullptr : &*found;
}

} // namespace kneepoint::report
