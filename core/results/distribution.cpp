// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/distribution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace kneepoint {

std::optional<double> Distribution::percentile(double rank) const
{
    const auto found = std::ranges::find(percentiles, rank, &Percentile::rank);
    if (found != percentiles.end()) return found->value;
    return rank == 50 ? median : std::nullopt;
}

std::optional<double> Distribution::value(Statistic statistic) const
{
    switch (statistic.kind) {
    case Statistic::Kind::mean:
        return mean;
    case Statistic::Kind::median:
        return median ? median : percentile(50);
    case Statistic::Kind::minimum:
        return min;
    case Statistic::Kind::maximum:
        return max;
    case Statistic::Kind::stddev:
        return stddev;
    case Statistic::Kind::percentile:
        return percentile(statistic.rank);
    }
    return std::nullopt;
}

bool Distribution::empty() const
{
    return !mean && !median && !min && !max && percentiles.empty();
}

namespace {

double interpolated(const std::vector<double>& sorted, double rank)
{
    const double at = rank / 100 * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= sorted.size()) return sorted.back();
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

} // namespace

Distribution describe(std::vector<double> values)
{
    std::erase_if(values, [](double v) { return std::isnan(v); });
    Distribution result;
    result.count = values.size();
    result.derived = true;
    if (values.empty()) return result;
    std::ranges::sort(values);
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    result.mean = mean;
    result.stddev = std::sqrt(squares / n);
    result.min = values.front();
    result.max = values.back();
    result.median = interpolated(values, 50);
    for (const double rank : {0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9})
        result.percentiles.push_back({rank, interpolated(values, rank), std::nullopt});
    return result;
}

Distribution describe_weighted(std::vector<std::pair<double, double>> values)
{
    std::erase_if(values, [](const auto& v) { return std::isnan(v.first) || !(v.second > 0); });
    Distribution result;
    result.derived = true;
    result.count = values.size();
    if (values.empty()) return result;
    std::ranges::sort(values);
    double weights = 0, sum = 0, squares = 0;
    for (const auto& [value, weight] : values) weights += weight, sum += value * weight;
    const double mean = sum / weights;
    for (const auto& [value, weight] : values) squares += weight * (value - mean) * (value - mean);
    result.mean = mean;
    result.stddev = std::sqrt(squares / weights);
    result.min = values.front().first;
    result.max = values.back().first;
    double cumulated = 0;
    auto at = values.begin();
    for (const double rank : {0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9}) {
        while (std::next(at) != values.end() && (cumulated + at->second) / weights < rank / 100)
            cumulated += (at++)->second;
        result.percentiles.push_back({rank, at->first, std::nullopt});
    }
    result.median = result.percentile(50);
    return result;
}

} // namespace kneepoint
