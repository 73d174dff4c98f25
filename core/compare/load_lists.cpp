// SPDX-License-Identifier: GPL-3.0-or-later
#include "alignment.h"

#include "contains.h"

#include "kneepoint/base/decimal.h"

#include <algorithm>
#include <iterator>

namespace kneepoint::compare {

namespace {

/// A level that was repeated asks for its load once.
void add_once(std::vector<double>& list, double value)
{
    if (!contains(list, value)) list.push_back(value);
}

} // namespace

std::vector<double> streams_of(const Run& run)
{
    std::vector<double> result;
    for (const auto& level : run.levels)
        if (level.strategy == Strategy::concurrent && level.streams) add_once(result, *level.streams);
    return result;
}

std::vector<double> rates_of(const Run& run)
{
    std::vector<double> result;
    for (const auto& level : run.levels)
        if ((level.strategy == Strategy::constant || level.strategy == Strategy::poisson) && level.target_rate)
            add_once(result, round_decimal(*level.target_rate, 3));
    return result;
}

bool is_sweep(const Run& run)
{
    const auto has = [&](Strategy strategy) { return contains(run.levels, strategy, &Level::strategy); };
    return has(Strategy::synchronous) && has(Strategy::throughput) &&
           (has(Strategy::constant) || has(Strategy::poisson));
}

std::size_t in_common(std::vector<double> a, std::vector<double> b)
{
    for (auto* list : {&a, &b}) {
        std::ranges::sort(*list);
        const auto doubled = std::ranges::unique(*list);
        list->erase(doubled.begin(), doubled.end());
    }
    std::vector<double> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both.size();
}

bool half_in_common(const std::vector<double>& a, const std::vector<double>& b)
{
    return !a.empty() && !b.empty() && 2 * in_common(a, b) >= std::max(a.size(), b.size());
}

} // namespace kneepoint::compare
