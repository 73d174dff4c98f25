// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/recovery.h"

#include "sums.h"

#include "kneepoint/stats/normal.h"

namespace kneepoint::stats {

namespace {

bool is_finite(const Means& means)
{
    return std::isfinite(means.base.value) && std::isfinite(means.candidate.value) &&
           std::isfinite(means.base.standard_error) && std::isfinite(means.candidate.standard_error) &&
           std::isfinite(means.covariance);
}

double square(double value)
{
    return value * value;
}

Interval around(double ratio, double log_error)
{
    return {ratio * std::exp(-z_975 * log_error), ratio * std::exp(z_975 * log_error)};
}

} // namespace

std::optional<Means> paired_means(std::span<const double> base, std::span<const double> candidate)
{
    const auto a = mean_with_error(base), b = mean_with_error(candidate);
    if (!a || !b || base.size() != candidate.size()) return std::nullopt;
    const auto n = static_cast<double>(base.size());
    return Means{*a, *b, centred_products(base, candidate) / (n - 1) / n};
}

std::optional<Ratio> ratio_of_means(const Means& means, double chance)
{
    const double a = means.base.value - chance, b = means.candidate.value - chance;
    if (!is_finite(means) || !std::isfinite(chance) || !(a > 0) || !(b >= 0)) return std::nullopt;
    Ratio result{b / a, {}, {}};
    if (b == 0) return result;
    const double apart = square(means.base.standard_error / a) + square(means.candidate.standard_error / b);
    const double variance = apart - 2 * means.covariance / (a * b);
    result.log_error = variance > 1e-14 * apart ? std::sqrt(variance) : 0; // what is left of equal sides is rounding
    if (*result.log_error > 0) result.interval = around(result.value, *result.log_error);
    return result;
}

std::optional<Ratio> inverse(const Ratio& ratio)
{
    if (!(ratio.value > 0)) return std::nullopt;
    Ratio result{1 / ratio.value, ratio.log_error, {}};
    if (ratio.interval) result.interval = Interval{1 / ratio.interval->high, 1 / ratio.interval->low};
    return result;
}

std::optional<Means> means_over_tasks(std::span<const Means> tasks)
{
    if (tasks.empty() || !std::ranges::all_of(tasks, is_finite)) return std::nullopt;
    Means sum;
    double variance_base = 0, variance_candidate = 0;
    for (const auto& task : tasks) {
        sum.base.value += task.base.value;
        sum.candidate.value += task.candidate.value;
        variance_base += square(task.base.standard_error);
        variance_candidate += square(task.candidate.standard_error);
        sum.covariance += task.covariance;
    }
    const auto k = static_cast<double>(tasks.size());
    return Means{{sum.base.value / k, std::sqrt(variance_base) / k},
                 {sum.candidate.value / k, std::sqrt(variance_candidate) / k},
                 sum.covariance / (k * k)};
}

std::optional<MeanRatio> mean_of_ratios(std::span<const Means> tasks, double chance)
{
    if (tasks.empty()) return std::nullopt;
    double sum = 0, variance = 0;
    bool has_errors = true;
    for (const auto& task : tasks) {
        const auto ratio = ratio_of_means(task, chance);
        if (!ratio) return std::nullopt;
        sum += ratio->value;
        variance += square(ratio->value * ratio->log_error.value_or(0));
        has_errors = has_errors && ratio->log_error;
    }
    const auto k = static_cast<double>(tasks.size());
    MeanRatio result{sum / k, {}};
    if (has_errors) result.standard_error = std::sqrt(variance) / k;
    return result;
}

} // namespace kneepoint::stats
