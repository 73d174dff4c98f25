// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/estimate.h"

#include "sums.h"

#include <map>

namespace kneepoint::stats {

namespace {

std::optional<double> proportion_error(double proportion, double divisor)
{
    if (!(proportion >= 0 && proportion <= 1) || !(divisor > 0)) return std::nullopt;
    return std::sqrt(proportion * (1 - proportion) / divisor);
}

} // namespace

std::optional<double> bernoulli_error(double proportion, std::uint64_t n)
{
    return proportion_error(proportion, static_cast<double>(n));
}

std::optional<double> bernoulli_sample_error(double proportion, std::uint64_t n)
{
    return proportion_error(proportion, static_cast<double>(n) - 1);
}

std::optional<Estimate> mean_with_error(std::span<const double> values)
{
    if (values.size() < 2 || !all_finite(values)) return std::nullopt;
    if (is_constant(values)) return Estimate{values[0], 0}; // exactly 0, which rounding of the mean would miss
    const auto n = static_cast<double>(values.size());
    return Estimate{mean_of(values), std::sqrt(centred_products(values, values) / (n - 1) / n)};
}

std::optional<ClusteredEstimate> clustered_mean(std::span<const double> values, std::span<const std::size_t> clusters,
                                                ClusterFormula formula)
{
    const auto plain = mean_with_error(values);
    if (!plain || clusters.size() != values.size()) return std::nullopt;
    std::map<std::size_t, Total> sums;
    Total squares;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double deviation = values[i] - plain->value;
        sums[clusters[i]].add(deviation);
        squares.add(deviation * deviation);
    }
    if (sums.size() < 2) return std::nullopt;
    Total squared_sums;
    for (const auto& [cluster, sum] : sums) squared_sums.add(sum.value() * sum.value());

    const auto n = static_cast<double>(values.size()), c = static_cast<double>(sums.size());
    const double plain_variance = plain->standard_error * plain->standard_error;
    const double variance = formula == ClusterFormula::miller
                                ? plain_variance + (squared_sums.value() - squares.value()) / (n * n)
                                : squared_sums.value() * c / (c - 1) / (n * n);
    return ClusteredEstimate{plain->value, std::sqrt(std::fmax(variance, 0)), sums.size(),
                             plain_variance > 0 ? variance / plain_variance : 1};
}

std::optional<Interval> wilson_interval(std::uint64_t successes, std::uint64_t n, double z)
{
    if (n == 0 || successes > n || !(z >= 0)) return std::nullopt;
    const auto size = static_cast<double>(n);
    const double p = static_cast<double>(successes) / size, square = z * z / size;
    const double middle = (p + square / 2) / (1 + square);
    const double half = z * std::sqrt(p * (1 - p) / size + square / size / 4) / (1 + square);
    return Interval{successes == 0 ? 0 : middle - half, successes == n ? 1 : middle + half};
}

} // namespace kneepoint::stats
