// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/power.h"

#include "kneepoint/stats/normal.h"

#include <cmath>

namespace kneepoint::stats {

namespace {

bool is_possible(const ItemVariance& variance)
{
    return variance.between >= 0 && variance.within_base >= 0 && variance.within_candidate >= 0 &&
           variance.samples_base > 0 && variance.samples_candidate > 0 && std::isfinite(variance.total());
}

/// z(1 - alpha/2) + z(power); NaN outside 0 to 1.
double distance(const PowerOptions& options)
{
    return normal_quantile(1 - options.alpha / 2) + normal_quantile(options.power);
}

std::optional<std::uint64_t> whole_items(double items)
{
    if (!(items >= 0 && items <= 9007199254740992.0)) return std::nullopt;
    return static_cast<std::uint64_t>(std::ceil(items));
}

} // namespace

ItemVariance paired_variance(double flips)
{
    return {.between = flips};
}

ItemVariance unpaired_variance(double proportion)
{
    return {.between = 2 * proportion * (1 - proportion)};
}

std::optional<double> detectable_difference(const ItemVariance& variance, std::uint64_t n, const PowerOptions& options)
{
    const double z = distance(options);
    if (n == 0 || !is_possible(variance) || !std::isfinite(z)) return std::nullopt;
    return z * std::sqrt(variance.total() / static_cast<double>(n));
}

std::optional<std::uint64_t> items_needed(const ItemVariance& variance, double difference, const PowerOptions& options)
{
    if (!(difference > 0) || !is_possible(variance)) return std::nullopt;
    const double z = distance(options);
    return whole_items(z * z * variance.total() / (difference * difference));
}

std::optional<std::uint64_t> items_to_settle(const Estimate& gain, std::uint64_t n, double margin, double alpha)
{
    const double room = gain.value + margin;
    if (!(room > 0) || !(gain.standard_error >= 0)) return std::nullopt;
    const double factor = normal_quantile(1 - alpha) * gain.standard_error / room;
    return whole_items(static_cast<double>(n) * factor * factor);
}

} // namespace kneepoint::stats
