// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/runs.h"

#include "sums.h"

#include "kneepoint/stats/estimate.h"
#include "kneepoint/stats/tails.h"

#include <ranges>
#include <vector>

namespace kneepoint::stats {

namespace {

constexpr std::size_t most_runs = 10000;

bool is_positive(std::span<const double> values)
{
    return all_finite(values) && std::ranges::all_of(values, [](double value) { return value > 0; });
}

std::optional<Estimate> mean_log(std::span<const double> runs)
{
    if (!is_positive(runs)) return std::nullopt;
    std::vector<double> logs(runs.begin(), runs.end());
    for (double& value : logs) value = std::log(value);
    return mean_with_error(logs);
}

bool is_inner(double share)
{
    return share > 0 && share < 1;
}

} // namespace

std::optional<RunVariation> run_variation(std::span<const double> runs)
{
    if (!is_positive(runs)) return std::nullopt;
    const auto mean = mean_with_error(runs);
    if (!mean) return std::nullopt;
    const double deviation = mean->standard_error * std::sqrt(static_cast<double>(runs.size()));
    return RunVariation{runs.size(), mean->value, deviation, deviation / mean->value};
}

std::optional<RunRatio> ratio_of_runs(std::span<const double> base, std::span<const double> candidate,
                                      double confidence)
{
    const auto a = mean_log(base), b = mean_log(candidate);
    if (!a || !b || !is_inner(confidence)) return std::nullopt;
    const auto n = static_cast<double>(base.size()), m = static_cast<double>(candidate.size());
    RunRatio result;
    result.freedom = n + m - 2;
    const double variance =
        (a->standard_error * a->standard_error * n * (n - 1) + b->standard_error * b->standard_error * m * (m - 1)) /
        result.freedom;
    const double error = std::sqrt(variance * (1 / n + 1 / m));
    if (!(error > 0)) return std::nullopt;
    const double log_ratio = b->value - a->value;
    const double half = student_quantile((1 + confidence) / 2, result.freedom) * error;
    result.value = std::exp(log_ratio);
    result.interval = {std::exp(log_ratio - half), std::exp(log_ratio + half)};
    result.p = two_sided_t_p(log_ratio / error, result.freedom);
    return result;
}

std::optional<double> detectable_change(double coefficient, std::size_t runs, const PowerOptions& options)
{
    if (runs < 2 || !(coefficient >= 0) || !std::isfinite(coefficient) || !is_inner(options.alpha) ||
        !is_inner(options.power))
        return std::nullopt;
    const auto n = static_cast<double>(runs);
    const double t = student_quantile(1 - options.alpha / 2, 2 * n - 2) + student_quantile(options.power, 2 * n - 2);
    return std::expm1(t * coefficient * std::sqrt(2 / n));
}

std::optional<std::size_t> runs_needed(double coefficient, double change, const PowerOptions& options)
{
    if (!(change > 0) || !detectable_change(coefficient, 2, options)) return std::nullopt;
    const auto counts = std::views::iota(std::size_t(2), most_runs + 1);
    const auto first = std::ranges::partition_point(
        counts, [&](std::size_t runs) { return *detectable_change(coefficient, runs, options) > change; });
    return first == counts.end() ? std::nullopt : std::optional(*first);
}

} // namespace kneepoint::stats
