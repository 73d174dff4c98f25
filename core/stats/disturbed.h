// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "random.h"

#include "kneepoint/stats/curve.h"
#include "kneepoint/stats/normal.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace kneepoint::stats {

inline bool are_errors_of(std::span<const double> relative_errors, std::span<const CurvePoint> curve)
{
    return relative_errors.size() == curve.size() &&
           std::ranges::all_of(relative_errors, [](double error) { return error >= 0 && std::isfinite(error); });
}

/// The curve as another measurement might have found it: each y times exp(normal number x relative error).
inline std::vector<CurvePoint> disturbed(std::span<const CurvePoint> curve, std::span<const double> relative_errors,
                                         Random& random)
{
    std::vector<CurvePoint> result(curve.begin(), curve.end());
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double share = (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
        result[i].y *= std::exp(normal_quantile(share) * relative_errors[i]);
    }
    return result;
}

} // namespace kneepoint::stats
