// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_level.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace kneepoint::import {

namespace {

std::optional<int> whole_count(std::optional<double> value)
{
    if (!value || *value < 0 || *value > std::numeric_limits<int>::max() || std::trunc(*value) != *value)
        return std::nullopt;
    return static_cast<int>(*value);
}

/// Two decimals, more for rates that would show as nothing: "2.83", "10", "0.0042".
std::string rate_text(double rate)
{
    int decimals = 2;
    while (decimals < 8 && rate > 0 && rate * std::pow(10, decimals) < 10) ++decimals;
    auto text = format_decimal(rate, decimals);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// The label that the load itself gives; empty when it is not stated.
std::string load_label(const Level& level)
{
    switch (level.strategy) {
    case Strategy::concurrent:
        return level.streams ? counted(static_cast<std::size_t>(std::max(*level.streams, 0)), "stream") : std::string{};
    case Strategy::constant:
    case Strategy::poisson:
        return level.target_rate
                   ? std::string(to_string(level.strategy)) + " " + rate_text(*level.target_rate) + " req/s"
                   : std::string{};
    case Strategy::synchronous:
    case Strategy::throughput:
    case Strategy::replay:
    case Strategy::unknown:
        return {};
    }
    return {};
}

} // namespace

Strategy guidellm_strategy(std::string_view type)
{
    return lower_case(trimmed(type)) == "trace" ? Strategy::replay : strategy_from_text(type);
}

void set_load_from_name(Level& level, std::string_view name)
{
    const auto at = name.find('@');
    level.strategy = guidellm_strategy(name.substr(0, at));
    if (level.strategy == Strategy::synchronous) level.streams = 1;
    if (at == std::string_view::npos) return;
    const auto number = parse_decimal(name.substr(at + 1));
    switch (level.strategy) {
    case Strategy::constant:
    case Strategy::poisson:
        level.target_rate = number;
        break;
    case Strategy::concurrent:
        level.streams = whole_count(number);
        break;
    case Strategy::throughput:
        level.max_concurrency = whole_count(number);
        break;
    case Strategy::synchronous:
    case Strategy::replay:
    case Strategy::unknown:
        break;
    }
}

void label_levels(std::vector<Level>& levels)
{
    std::map<Strategy, int> unnamed, seen;
    for (const Level& level : levels)
        if (load_label(level).empty()) ++unnamed[level.strategy];
    for (std::size_t i = 0; i < levels.size(); ++i) {
        Level& level = levels[i];
        level.index = static_cast<int>(i);
        auto label = load_label(level);
        if (!label.empty() || (level.strategy == Strategy::unknown && !level.label.empty())) {
            if (!label.empty()) level.label = std::move(label);
            continue;
        }
        level.label = to_string(level.strategy);
        if (unnamed[level.strategy] > 1) level.label += " #" + std::to_string(++seen[level.strategy]);
    }
}

bool all_zero(const Distribution& figures)
{
    const auto zero = [](const std::optional<double>& value) { return value.value_or(0) == 0; };
    return zero(figures.mean) && zero(figures.median) && zero(figures.min) && zero(figures.max) &&
           std::ranges::all_of(figures.percentiles, [](const Percentile& p) { return p.value == 0; });
}

} // namespace kneepoint::import
