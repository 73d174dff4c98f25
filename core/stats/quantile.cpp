// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/quantile.h"

#include "sums.h"

#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/tails.h"

#include <ranges>
#include <vector>

namespace kneepoint::stats {

namespace {

bool is_inner_share(double share)
{
    return share > 0 && share < 1;
}

/// The first count from `from` to `to` for which the condition holds, when it holds for all after it.
template<typename Condition>
std::uint64_t first_that(std::uint64_t from, std::uint64_t to, const Condition& holds)
{
    const auto counts = std::views::iota(from, to);
    return *std::ranges::partition_point(counts, [&](std::uint64_t count) { return !holds(count); });
}

} // namespace

double sorted_quantile(std::span<const double> sorted, double share)
{
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted.size()) return sorted.back();
    return std::lerp(sorted[below], sorted[below + 1], place - static_cast<double>(below));
}

std::optional<QuantileEstimate> quantile_of_independent(std::span<const double> values, double share, double confidence)
{
    if (values.empty() || !all_finite(values) || !is_inner_share(share) || !is_inner_share(confidence))
        return std::nullopt;
    const auto n = values.size();
    const double outside = (1 - confidence) / 2;
    // How many values lie below the quantile is binomial. Ranks count from 0.
    const auto low = first_that(0, n, [&](auto k) { return binomial_cdf(k, n, share) > outside; });
    const auto high = first_that(0, n, [&](auto k) { return 1 - binomial_cdf(k, n, share) <= outside; });
    if (low == 0 || high >= n || 1 - binomial_cdf(n - 1, n, share) > outside) return std::nullopt;
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    return QuantileEstimate{n, sorted_quantile(sorted, share), {sorted[low - 1], sorted[high]}, 1};
}

std::optional<QuantileRatio> ratio_of_quantiles(const QuantileEstimate& base, const QuantileEstimate& candidate)
{
    if (!(base.interval.low > 0) || !(candidate.interval.low > 0)) return std::nullopt;
    const auto distance = [](double to, double from) { return std::log(to) - std::log(from); };
    const double down =
        std::hypot(distance(candidate.value, candidate.interval.low), distance(base.interval.high, base.value));
    const double up =
        std::hypot(distance(candidate.interval.high, candidate.value), distance(base.value, base.interval.low));
    const double ratio = candidate.value / base.value;
    return QuantileRatio{ratio, {ratio * std::exp(-down), ratio * std::exp(up)}};
}

std::optional<std::uint64_t> minimum_samples(double share, double confidence)
{
    if (!is_inner_share(share) || !is_inner_share(confidence)) return std::nullopt;
    return first_that(2, std::uint64_t(1) << 40,
                      [&](std::uint64_t n) { return binomial_cdf(1, n, 1 - share) <= 1 - confidence; });
}

std::optional<std::uint64_t> mlperf_queries(double share)
{
    if (!is_inner_share(share)) return std::nullopt;
    const double margin = (1 - share) / 20, z = normal_quantile(0.995);
    constexpr double step = 8192;
    return static_cast<std::uint64_t>(std::ceil(z * z * share * (1 - share) / (margin * margin) / step) * step);
}

} // namespace kneepoint::stats
