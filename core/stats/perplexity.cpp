// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/perplexity.h"

#include "resample.h"
#include "sums.h"

#include "kneepoint/stats/normal.h"

#include <numbers>

namespace kneepoint::stats {

namespace {

bool same_weights(std::span<const WeightedLogLikelihood> base, std::span<const WeightedLogLikelihood> candidate)
{
    return std::ranges::equal(base, candidate, {}, &WeightedLogLikelihood::weight, &WeightedLogLikelihood::weight);
}

} // namespace

std::optional<double> nats_per_unit(std::span<const WeightedLogLikelihood> documents)
{
    Total sum, weights;
    for (const auto& document : documents) {
        if (!std::isfinite(document.loglikelihood) || !std::isfinite(document.weight) || document.weight < 0)
            return std::nullopt;
        sum.add(document.loglikelihood);
        weights.add(document.weight);
    }
    if (!(weights.value() > 0)) return std::nullopt;
    return -sum.value() / weights.value();
}

double perplexity(double nats)
{
    return std::exp(nats);
}

double bits(double nats)
{
    return nats / std::numbers::ln2;
}

std::optional<PerplexityDifference> perplexity_difference(std::span<const WeightedLogLikelihood> base,
                                                          std::span<const WeightedLogLikelihood> candidate)
{
    const auto a = nats_per_unit(base), b = nats_per_unit(candidate);
    if (!a || !b || base.size() < 2 || !same_weights(base, candidate)) return std::nullopt;
    Total weights, change;
    for (std::size_t i = 0; i < base.size(); ++i) {
        weights.add(base[i].weight);
        change.add(base[i].loglikelihood - candidate[i].loglikelihood);
    }
    PerplexityDifference result{.n = base.size(), .base = *a, .candidate = *b};
    result.delta = change.value() / weights.value();
    Total squares;
    for (std::size_t i = 0; i < base.size(); ++i) {
        const double own = base[i].loglikelihood - candidate[i].loglikelihood;
        const double residual = own - result.delta * base[i].weight;
        squares.add(residual * residual);
    }
    const auto n = static_cast<double>(result.n);
    result.standard_error = std::sqrt(squares.value() * n / (n - 1)) / weights.value();
    if (result.standard_error > 0) {
        result.z = result.delta / result.standard_error;
        result.p = two_sided_p(*result.z);
    }
    const double half = z_975 * result.standard_error;
    result.interval = {result.delta - half, result.delta + half};
    result.increase = std::expm1(result.delta);
    result.increase_interval = {std::expm1(result.interval.low), std::expm1(result.interval.high)};
    return result;
}

std::optional<BootstrapResult> bootstrap_perplexity(std::span<const WeightedLogLikelihood> base,
                                                    std::span<const WeightedLogLikelihood> candidate,
                                                    const BootstrapOptions& options)
{
    const auto difference = perplexity_difference(base, candidate);
    if (!difference) return std::nullopt;
    std::vector<Row<2>> rows(base.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = {base[i].loglikelihood - candidate[i].loglikelihood, base[i].weight};
    std::vector<double> draws;
    for (const auto& [change, weight] : resampled_sums(std::move(rows), options)) draws.push_back(change / weight);
    return summary(std::move(draws), difference->delta, 0, options);
}

} // namespace kneepoint::stats
