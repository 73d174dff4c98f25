// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/level.h"

#include "kneepoint/base/text.h"

#include <array>
#include <utility>

namespace kneepoint {

namespace {

constexpr auto names = std::to_array<std::pair<Strategy, std::string_view>>({
    {Strategy::synchronous, "synchronous"},
    {Strategy::throughput, "throughput"},
    {Strategy::concurrent, "concurrent"},
    {Strategy::constant, "constant"},
    {Strategy::poisson, "poisson"},
    {Strategy::replay, "replay"},
    {Strategy::unknown, "unknown"},
});

} // namespace

std::string_view to_string(Strategy strategy)
{
    for (const auto& [value, name] : names)
        if (value == strategy) return name;
    return "unknown";
}

Strategy strategy_from_text(std::string_view text)
{
    const auto wanted = lower_case(trimmed(text));
    for (const auto& [value, name] : names)
        if (wanted == name) return value;
    return Strategy::unknown;
}

bool has_set_load(Strategy strategy)
{
    return strategy == Strategy::concurrent || strategy == Strategy::constant || strategy == Strategy::poisson;
}

std::uint64_t RequestCounts::total() const
{
    return successful.value_or(0) + errored.value_or(0) + incomplete.value_or(0);
}

const Distribution* Level::metric(MetricId id) const
{
    const auto found = metrics.find(id);
    return found == metrics.end() ? nullptr : &found->second;
}

std::optional<double> Level::value(MetricId id, Statistic statistic) const
{
    const auto* found = metric(id);
    return found ? found->value(statistic) : std::nullopt;
}

} // namespace kneepoint
