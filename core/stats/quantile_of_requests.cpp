// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/quantile.h"

#include "batches.h"

#include "kneepoint/stats/tails.h"

#include <numeric>
#include <vector>

namespace kneepoint::stats {

namespace {

/// Values in ascending order with the weight up to and with each, as a share of the whole.
struct Ladder {
    std::vector<double> values, shares;

    /// The smallest value whose share reaches `share`.
    double step(double share) const
    {
        const auto place = std::ranges::lower_bound(shares, share) - shares.begin();
        return values[std::min(static_cast<std::size_t>(place), values.size() - 1)];
    }
};

Ladder ladder_of(std::span<const double> values, std::span<const double> weights, double whole)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    Ladder result;
    Total total;
    for (const auto i : order) {
        total.add(weights[i]);
        result.values.push_back(values[i]);
        result.shares.push_back(total.value() / whole);
    }
    return result;
}

/// What each request adds to the error of the share below `value`.
std::vector<double> residuals(std::span<const double> values, std::span<const double> weights, double value,
                              double share)
{
    std::vector<double> result(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) result[i] = weights[i] * ((values[i] <= value ? 1 : 0) - share);
    return result;
}

/// Sum of the weights of requests that an interval can be made of; empty when one is unusable or they are too few.
std::optional<double> whole_of(std::span<const double> values, std::span<const double> weights, double confidence)
{
    if (values.size() < least_requests || weights.size() != values.size() || !all_finite(values) ||
        !all_finite(weights) || std::ranges::min(weights) < 0 || !(confidence > 0 && confidence < 1))
        return std::nullopt;
    const double whole = mean_of(weights) * static_cast<double>(weights.size());
    return whole > 0 ? std::optional(whole) : std::nullopt;
}

/// Half of an interval of a weighted mean of residuals, widened by how much requests move together.
double half_of(std::span<const double> errors, double dependence, double whole, double confidence)
{
    Total squares;
    for (const double error : errors) squares.add(error * error);
    return student_quantile((1 + confidence) / 2, batches - 1) * std::sqrt(squares.value() * dependence) / whole;
}

} // namespace

std::optional<QuantileEstimate> mean_of_requests(std::span<const double> values, double confidence,
                                                 std::span<const double> weights)
{
    const std::vector<double> ones(weights.empty() ? values.size() : 0, 1);
    if (weights.empty()) weights = ones;
    const auto whole = whole_of(values, weights, confidence);
    if (!whole) return std::nullopt;
    Total sum;
    for (std::size_t i = 0; i < values.size(); ++i) sum.add(weights[i] * values[i]);
    const double mean = sum.value() / *whole;
    std::vector<double> errors(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) errors[i] = weights[i] * (values[i] - mean);
    const double dependence = dependence_of(errors);
    const double half = half_of(errors, dependence, *whole, confidence);
    return QuantileEstimate{values.size(), mean, {mean - half, mean + half}, dependence};
}

std::optional<QuantileEstimate> quantile_of_requests(std::span<const double> values, double share, double confidence,
                                                     std::span<const double> weights)
{
    const std::vector<double> ones(weights.empty() ? values.size() : 0, 1);
    if (weights.empty()) weights = ones;
    const auto whole = whole_of(values, weights, confidence);
    if (!whole || !(share > 0 && share < 1)) return std::nullopt;

    const auto ladder = ladder_of(values, weights, *whole);
    const double value = ladder.step(share);
    const auto errors = residuals(values, weights, value, share);
    const double dependence = dependence_of(errors);
    const double half = half_of(errors, dependence, *whole, confidence);
    if (!(share - half > ladder.shares.front()) || !(share + half < 1)) return std::nullopt;
    return QuantileEstimate{values.size(), value, {ladder.step(share - half), ladder.step(share + half)}, dependence};
}

} // namespace kneepoint::stats
