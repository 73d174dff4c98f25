// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sums.h"

#include <array>
#include <cstddef>
#include <span>

namespace kneepoint::stats {

/// Ten batches (Schmeiser 1982: more than 30 gain nothing, and long batches bear more dependence) of at least ten
/// requests each.
inline constexpr std::size_t batches = 10;
inline constexpr std::size_t least_requests = 10 * batches;

/// Variance of the sum of the residuals, which have mean 0, against that of independent ones; at least 1. The sums of
/// consecutive batches tell how much requests move together.
inline double dependence_of(std::span<const double> residuals)
{
    std::array<double, batches> sums{};
    for (std::size_t b = 0; b < batches; ++b) {
        Total sum;
        for (auto i = b * residuals.size() / batches; i < (b + 1) * residuals.size() / batches; ++i)
            sum.add(residuals[i]);
        sums[b] = sum.value();
    }
    const double independent = centred_products(residuals, residuals);
    if (!(independent > 0)) return 1;
    return std::fmax(1, centred_products(sums, sums) * batches / (batches - 1) / independent);
}

} // namespace kneepoint::stats
