// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/level_result.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::load {

namespace {

using Weighted = std::vector<std::pair<double, std::uint64_t>>;

/// The value at a position among the repeated values. @param ends running sums of the weights
double value_at(const Weighted& sorted, const std::vector<std::uint64_t>& ends, std::uint64_t position)
{
    const auto found = std::ranges::upper_bound(ends, position);
    return sorted[std::min<std::size_t>(static_cast<std::size_t>(found - ends.begin()), sorted.size() - 1)].first;
}

} // namespace

Distribution describe_weighted(Weighted values)
{
    std::erase_if(values, [](const auto& v) { return std::isnan(v.first) || v.second == 0; });
    Distribution result;
    result.count = values.size();
    result.derived = true;
    if (values.empty()) return result;
    std::ranges::sort(values);
    std::vector<std::uint64_t> ends;
    double sum = 0;
    for (const auto& [value, weight] : values) {
        ends.push_back((ends.empty() ? 0 : ends.back()) + weight);
        sum += value * static_cast<double>(weight);
    }
    const auto total = static_cast<double>(ends.back());
    double squares = 0;
    for (const auto& [value, weight] : values)
        squares += (value - sum / total) * (value - sum / total) * static_cast<double>(weight);
    const auto interpolated = [&](double rank) {
        const double at = rank / 100 * (total - 1);
        const auto below = static_cast<std::uint64_t>(at);
        const double low = value_at(values, ends, below);
        return low + (at - static_cast<double>(below)) * (value_at(values, ends, below + 1) - low);
    };
    result.mean = sum / total;
    result.stddev = std::sqrt(squares / total);
    result.min = values.front().first;
    result.max = values.back().first;
    result.median = interpolated(50);
    for (const double rank : {0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9})
        result.percentiles.push_back({rank, interpolated(rank), std::nullopt});
    return result;
}

} // namespace kneepoint::load
